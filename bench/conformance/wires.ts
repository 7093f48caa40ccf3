/** How a back end writes an answer: as the data of its records. */
export interface Wire {
  readonly name: string
  readonly begin: readonly string[]
  piece(text: string): string
  readonly end: readonly string[]
  /** The record of a failure that the server tells; `undefined` where the wire has none. */
  readonly failure: ((message: string) => string) | undefined
  /** A record that is known, with a number where its text belongs. */
  readonly wrongKind: string | undefined
}

/** All records of a whole answer. */
export function answerOf(wire: Wire, pieces: readonly string[]): string[] {
  return [...wire.begin, ...pieces.map(wire.piece), ...wire.end]
}

/** The UI message stream of the AI SDK, 5 to 7. */
export const aiSdkWire: Wire = {
  name: 'the AI SDK’s wire',
  begin: ['{"type":"start"}', '{"type":"text-start","id":"1"}'],
  piece: delta => JSON.stringify({ type: 'text-delta', id: '1', delta }),
  end: ['{"type":"text-end","id":"1"}', '{"type":"finish"}', '[DONE]'],
  failure: errorText => JSON.stringify({ type: 'error', errorText }),
  wrongKind: '{"type":"text-delta","id":"1","delta":7}',
}

/** AG-UI, which TanStack AI speaks too. */
export const agUiWire: Wire = {
  name: 'AG-UI',
  begin: [
    '{"type":"RUN_STARTED","threadId":"t","runId":"r"}',
    '{"type":"TEXT_MESSAGE_START","messageId":"m","role":"assistant"}',
  ],
  piece: delta => JSON.stringify({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta }),
  end: [
    '{"type":"TEXT_MESSAGE_END","messageId":"m"}',
    '{"type":"RUN_FINISHED","threadId":"t","runId":"r"}',
  ],
  failure: message => JSON.stringify({ type: 'RUN_ERROR', message }),
  wrongKind: '{"type":"TEXT_MESSAGE_CONTENT","messageId":"m","delta":7}',
}

/** JSON of a page's own, for what reads events and leaves their meaning to the page. */
export const plainWire: Wire = {
  name: 'events of JSON',
  begin: [],
  piece: text => JSON.stringify({ type: 'text', text }),
  end: ['[DONE]'],
  failure: undefined,
  wrongKind: undefined,
}
