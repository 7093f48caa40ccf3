import { serverSentEvent, type Wire } from './wire.ts'

/** Cohere's chat API, version 2. */
export const cohere: Wire = {
  label: 'Cohere',
  contentType: 'text/event-stream; charset=utf-8',
  records: ({ reasoning, opening, text }) => [
    record('message-start', {
      id: 'msg_1',
      delta: { message: { role: 'assistant', content: [] } },
    }),
    ...content(0, 'thinking', reasoning),
    ...content(1, 'text', [...opening, '\n\n', ...text]),
    record('message-end', {
      delta: {
        finish_reason: 'COMPLETE',
        usage: { tokens: { input_tokens: 52, output_tokens: 164 } },
      },
    }),
    serverSentEvent('[DONE]'),
  ],
  terminators: 2,
  text: word => delta(1, { text: word }),
  malformed: serverSentEvent('{"type":"content-delta","index":1,"delta":', 'content-delta'),
  failure: record('message-end', {
    delta: { finish_reason: 'ERROR', error: 'The model is overloaded.' },
  }),
}

function content(
  index: number,
  type: 'text' | 'thinking',
  words: readonly string[],
): readonly string[] {
  return [
    record('content-start', { index, delta: { message: { content: { type, [type]: '' } } } }),
    ...words.map(word => delta(index, { [type]: word })),
    record('content-end', { index }),
  ]
}

function delta(index: number, said: object): string {
  return record('content-delta', { index, delta: { message: { content: said } } })
}

function record(type: string, fields: object): string {
  return serverSentEvent(JSON.stringify({ type, ...fields }), type)
}
