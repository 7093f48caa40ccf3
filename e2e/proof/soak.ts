import { createChat, fetchServerSentEvents } from '../../src/core.ts'
import { openaiChat } from '../../src/protocols/openai-chat.ts'
import { DONE, STOP_CHUNK, textEvent } from '../../src/testing/openai-stream.ts'
import { httpServer } from '../../src/testing/http-server.ts'

/** A token unlike any other. */
export function token(index: number): string {
  return ` ${index.toString(36)}`
}

/**
 * One chat with an answer of this many tokens, over a connection that the reader slows down.
 * Returns the text; `onTokens` is called ten times with the number of tokens so far.
 */
export async function soak(
  tokens: number,
  onTokens: (characters: number) => void = () => {},
): Promise<string> {
  const server = await httpServer(({ head, response }) => {
    head()
    let index = 0
    const write = (): void => {
      while (index < tokens) if (!response.write(textEvent(token(index++)))) return
      response.end(`data: ${STOP_CHUNK}\n\n${DONE}`)
    }
    response.on('drain', write)
    write()
  })
  let come = 0
  let characters = 0
  const chat = createChat({
    connection: fetchServerSentEvents(server.url, { protocol: openaiChat }),
    onChunk(event) {
      if (event.type !== 'text-delta') return
      characters += event.delta.length
      if (++come % (tokens / 10) === 0) onTokens(characters)
    },
  })
  await chat.sendMessage('Hi')
  const answer = chat.$messages.get().at(-1)
  if (answer?.status !== 'complete') throw new Error(`The answer is ${answer?.status}.`)
  return answer.content
}
