import { jsonLine, type Wire } from './wire.ts'

/** Ollama's native chat API, one JSON text per line. */
export const ollama: Wire = {
  label: 'Ollama',
  contentType: 'application/x-ndjson',
  records: ({ reasoning, opening, text }) => [
    ...reasoning.map(thinking => said({ content: '', thinking })),
    ...opening.map(content => said({ content })),
    said({ content: '\n\n' }),
    ...text.map(content => said({ content })),
    line({
      message: { role: 'assistant', content: '' },
      done: true,
      done_reason: 'stop',
      prompt_eval_count: 52,
      eval_count: 164,
    }),
  ],
  terminators: 1,
  text: content => said({ content }),
  malformed: jsonLine('{"model":"scripted","message":{"content":'),
  failure: jsonLine(JSON.stringify({ error: 'The model is overloaded.' })),
}

function said(message: object): string {
  return line({ message: { role: 'assistant', ...message }, done: false })
}

function line(fields: object): string {
  return jsonLine(
    JSON.stringify({ model: 'scripted', created_at: '2026-01-01T00:00:00Z', ...fields }),
  )
}
