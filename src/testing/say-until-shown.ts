import type { Chat } from '../chat/chat.ts'
import type { HttpExchange } from './http-server.ts'
import { textEvent } from './openai-stream.ts'
import { until } from './until.ts'

/** Begins the answer of a model's server, and waits until the chat shows it. */
export async function sayUntilShown(model: HttpExchange, chat: Chat, text: string): Promise<void> {
  model.head()
  model.response.write(textEvent(text))
  await until(chat.$messages, messages => messages.at(-1)?.content === text)
}
