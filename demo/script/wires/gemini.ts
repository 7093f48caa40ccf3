import type { Answer } from './answer.ts'
import type { Wire } from './wire.ts'

/** Gemini over server-sent events, whose lines end in CRLF. */
export const gemini: Wire = {
  label: 'Gemini',
  contentType: 'text/event-stream',
  records: answer => chunks(answer).map(event),
  terminators: 0,
  text: word => event(said({ text: word })),
  malformed: 'data: {"candidates":[{"content":{"parts":[{"text":\r\n\r\n',
  failure: event({
    error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' },
  }),
}

/** Gemini without `alt=sse`: one JSON array, in pieces. */
export const geminiArray: Wire = {
  label: 'Gemini, a JSON array',
  contentType: 'application/json; charset=UTF-8',
  records: answer => [
    ...chunks(answer).map(
      (chunk, index) => `${index === 0 ? '[' : ',\r\n'}${JSON.stringify(chunk, null, 2)}`,
    ),
    '\r\n]',
  ],
  terminators: 1,
  text: word => element(said({ text: word })),
  malformed: ',\r\n{"candidates":[{"content":}]}',
  failure: element({
    error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' },
  }),
}

function chunks({ reasoning, opening, text }: Answer): readonly object[] {
  return [
    ...reasoning.map(word => said({ text: word, thought: true })),
    ...opening.map(word => said({ text: word })),
    said({ text: '\n\n' }),
    ...text.map(word => said({ text: word })),
    {
      candidates: [
        { content: { parts: [{ text: '' }], role: 'model' }, finishReason: 'STOP', index: 0 },
      ],
      usageMetadata: { promptTokenCount: 52, candidatesTokenCount: 164, totalTokenCount: 216 },
      modelVersion: 'scripted',
    },
  ]
}

function said(part: object): object {
  return {
    candidates: [{ content: { parts: [part], role: 'model' }, index: 0 }],
    modelVersion: 'scripted',
  }
}

function event(chunk: object): string {
  return `data: ${JSON.stringify(chunk)}\r\n\r\n`
}

function element(chunk: object): string {
  return `,\r\n${JSON.stringify(chunk)}`
}
