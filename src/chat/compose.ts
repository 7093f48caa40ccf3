import type { Message } from '../message.ts'
import { StreamError } from '../stream-error.ts'
import type { Content, PrepareFiles } from './chat.ts'
import { createMessage } from './create-message.ts'

export interface Composed {
  readonly message: Message
  /** Completes the message, which is `pending` until then; absent if it has no files. */
  readonly prepare?: (signal: AbortSignal) => Promise<Message>
}

/** The user's message, and how to prepare its files if it has any. */
export function compose(
  content: Content,
  prepareFiles: PrepareFiles | undefined,
  messageId?: string,
): Composed {
  const { text = '', files } = typeof content === 'string' ? { text: content } : content
  const init = { role: 'user', content: text, id: messageId } as const
  const given = files ?? []
  const sources = typeof given === 'object' && Symbol.iterator in given ? [...given] : [given]
  if (sources.length === 0) return { message: createMessage(init) }
  const message = createMessage(init, 'pending')
  return {
    message,
    async prepare(signal) {
      if (!prepareFiles) {
        throw new StreamError(
          'unsupported',
          'This chat cannot send files. Pass it files: attachFiles() when it is created.',
        )
      }
      const made = await prepareFiles(sources, { signal })
      return { ...message, status: 'complete', parts: [...made, ...message.parts] }
    },
  }
}
