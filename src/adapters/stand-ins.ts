/** The global scope under the name that fetch-event-source uses, also in workers and in Node. */
export const window: typeof globalThis = globalThis

/** The page's document, or without one a target that fires no event. */
export const document: Pick<Document, 'addEventListener' | 'removeEventListener'> =
  globalThis.document ?? { addEventListener() {}, removeEventListener() {} }

/** In place of the library's parser, which is not used: the body is read by our decoders. */
export const getBytes = (): void => {}
export const getLines = (): void => {}
export const getMessages = (): void => {}
