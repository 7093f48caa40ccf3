import { jsonLine, serverSentEvent, type Wire } from './wire.ts'

/** node-llm's chunks over server-sent events. */
export const nodeLlm: Wire = nodeLlmOver('node-llm chunks', 'text/event-stream', serverSentEvent)

/** node-llm's chunks, one JSON text per line. */
export const nodeLlmLines: Wire = nodeLlmOver(
  'node-llm chunks over NDJSON',
  'application/x-ndjson',
  jsonLine,
)

function nodeLlmOver(label: string, contentType: string, frame: (json: string) => string): Wire {
  const record = (chunk: object): string => frame(JSON.stringify(chunk))
  return {
    label,
    contentType,
    records: ({ reasoning, opening, text }) =>
      [
        ...reasoning.map(word => ({ content: '', thinking: { text: word } })),
        ...opening.map(content => ({ content })),
        { content: '\n\n' },
        ...text.map(content => ({ content })),
        { content: '', usage: { input_tokens: 52, output_tokens: 164, total_tokens: 216 } },
      ].map(record),
    terminators: 0,
    text: content => record({ content }),
    malformed: frame('{"content":'),
    failure: record({ error: 'The model is overloaded.' }),
  }
}
