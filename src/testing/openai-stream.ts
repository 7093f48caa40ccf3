/** A chunk of text in the format of OpenAI. */
export function textChunk(content: string): string {
  return JSON.stringify({ choices: [{ delta: { content } }] })
}

/** The chunk that says that the model has stopped. */
export const STOP_CHUNK = '{"choices":[{"delta":{},"finish_reason":"stop"}]}'

/** The server-sent event of a chunk of text. */
export function textEvent(content: string): string {
  return `data: ${textChunk(content)}\n\n`
}

export const DONE = 'data: [DONE]\n\n'
