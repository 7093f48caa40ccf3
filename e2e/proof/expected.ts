import { decodeBody } from '../../src/adapters/decode-body.ts'
import { framingOf } from '../../src/adapters/fetch-http-stream.ts'
import type { Message } from '../../src/message.ts'
import { applyEvent, endMessage } from '../../src/messages/apply-event.ts'
import { isStreamError } from '../../src/stream-error.ts'
import { CONTENT_TYPES, type Recording } from './recordings.ts'

/** An answer without what differs from run to run. */
export interface Told {
  readonly message: Omit<Message, 'id' | 'createdAt' | 'error'>
  /** The code of the error that ended it. */
  readonly code?: string | undefined
}

export interface TellOptions {
  /** The code of the error with which the connection broke after these bytes. */
  readonly broke?: string | undefined
  readonly resume?: boolean
  readonly type?: string | undefined
}

/** The answer that these bytes must give, decoded at once and without a connection. */
export function told(
  { protocol, extension }: Recording,
  bytes: Uint8Array,
  { broke, resume = false, type = CONTENT_TYPES[extension] ?? '' }: TellOptions = {},
): Told {
  const head = new Response(null, { headers: { 'content-type': type } })
  const options = { protocol, resume }
  const decoder = decodeBody(framingOf(head, options), protocol.decode(head))
  let message: Message = {
    id: '',
    role: 'assistant',
    parts: [],
    content: '',
    status: 'streaming',
    createdAt: 0,
  }
  let code: string | undefined
  const apply = (read: () => Parameters<typeof applyEvent>[1][]): void => {
    for (const event of read())
      if (message.status === 'streaming') message = applyEvent(message, event)
  }
  try {
    apply(() => decoder.push(bytes))
    // A second turn throws what the first one met after its events.
    apply(() => decoder.push(new Uint8Array()))
    if (message.status === 'streaming' && broke) code = broke
    for (let turn = 0; turn < 2 && message.status === 'streaming' && !broke; turn++) {
      apply(decoder.end)
    }
    if (message.status === 'streaming' && !broke) message = endMessage(message, 'complete')
    if (message.status === 'error') code = 'server'
  } catch (error) {
    if (!isStreamError(error)) throw error
    if (message.status === 'streaming') code = error.code
  }
  if (code && message.status === 'streaming') message = endMessage(message, 'error')
  return { message: kept(message), code }
}

export function kept({ id: _, createdAt: __, error: ___, ...message }: Message): Told['message'] {
  return message
}

/** Whether a message without an answer's end has anything to show. */
export function isEmpty({ parts }: Told['message']): boolean {
  return parts.every(part => 'text' in part && part.text === '')
}
