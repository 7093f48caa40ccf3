/** The global scope under the name that fetch-event-source gives it, also in workers and in Node. */
export const window: typeof globalThis = globalThis

/** The page's document, or where there is none a target that never tells of a change. */
export const document: Pick<Document, 'addEventListener' | 'removeEventListener'> =
  globalThis.document ?? { addEventListener() {}, removeEventListener() {} }

/** In place of the library's own parser, which reads nothing here: the body is read by ours. */
export const getBytes = (): void => {}
export const getLines = (): void => {}
export const getMessages = (): void => {}
