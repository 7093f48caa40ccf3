import { serverSentEvent, type Wire } from './wire.ts'

/** OpenAI Chat Completions, with the reasoning that compatible servers add. */
export const openaiChat: Wire = {
  label: 'OpenAI chat completions',
  contentType: 'text/event-stream; charset=utf-8',
  records: ({ reasoning, opening, text }) => [
    delta({ role: 'assistant', content: '' }),
    ...reasoning.map(word => delta({ reasoning_content: word })),
    ...opening.map(word => delta({ content: word })),
    delta({ content: '\n\n' }),
    ...text.map(word => delta({ content: word })),
    chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }),
    chunk({
      choices: [],
      usage: { prompt_tokens: 52, completion_tokens: 164, total_tokens: 216 },
    }),
    serverSentEvent('[DONE]'),
  ],
  terminators: 3,
  text: word => delta({ content: word }),
  malformed: serverSentEvent('{"id":"chatcmpl-1","choices":[{"index":0,"delta":{"content":'),
  failure: serverSentEvent(
    JSON.stringify({ error: { message: 'The model is overloaded.', type: 'server_error' } }),
  ),
}

function delta(said: object): string {
  return chunk({ choices: [{ index: 0, delta: said, finish_reason: null }] })
}

function chunk(fields: object): string {
  return serverSentEvent(
    JSON.stringify({
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      created: 1767225600,
      model: 'scripted',
      ...fields,
    }),
  )
}
