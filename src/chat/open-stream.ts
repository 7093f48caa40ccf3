import type { ConnectionAdapter } from '../adapters/adapter.ts'
import { createId } from '../adapters/create-id.ts'
import { untilAborted } from '../adapters/until-aborted.ts'
import type { ChatRequest } from '../chat-request.ts'
import type { Message } from '../message.ts'
import { applyEvent, endMessage } from '../messages/apply-event.ts'
import type { StreamEvent } from '../stream-event.ts'
import { createMessage, type MessageInit } from './create-message.ts'
import { serverError, toStreamError } from './to-stream-error.ts'

/** The options of `openStream`. Only `connection` and `messages` are required. */
export interface OpenStreamOptions {
  /** Where the answer comes from. */
  readonly connection: ConnectionAdapter
  /** The conversation; the last message is the question. */
  readonly messages: readonly MessageInit[]
  /** Sent along with the request. */
  readonly data?: ChatRequest['data'] | undefined
  /** Ends the answer when it aborts: the loop ends, and the message is `stopped`. */
  readonly signal?: AbortSignal | undefined
  /** Called with the head of every response, before its body is read. */
  readonly onResponse?: ChatRequest['onResponse'] | undefined
}

/** One answer, in three forms. Read one of the two streams; `message` can be awaited besides. */
export interface OpenStream {
  /** Every event as it arrives; throws a `StreamError` if the answer fails. */
  readonly fullStream: AsyncIterable<StreamEvent>
  /** The answer's text, piece by piece; throws a `StreamError` if the answer fails. */
  readonly textStream: AsyncIterable<string>
  /**
   * The whole message, once the stream has ended: `complete`, or `stopped` if the loop was left
   * early or aborted. Rejects with a `StreamError` if the answer fails. Reads the stream if nothing
   * else does.
   */
  readonly message: PromiseLike<Message>
}

/**
 * One answer as a stream, without stores.
 *
 * The request is made when reading begins, and the answer can be read once; a second loop throws.
 * The reader sets the pace: a slow one slows the network. Leaving the loop early, or aborting
 * `signal`, closes the connection.
 */
export function openStream(options: OpenStreamOptions): OpenStream {
  const { connection, signal } = options
  let started = false
  let message = createMessage({ role: 'assistant', content: '' }, 'streaming')
  let settle: (message: Message) => void
  let fail: (error: unknown) => void
  const whole = new Promise<Message>((resolve, reject) => {
    settle = resolve
    fail = reject
  })
  // If only a stream is read, its loop throws the error.
  whole.catch(() => {})

  async function* read(): AsyncGenerator<StreamEvent, void, undefined> {
    if (started) {
      throw new Error('This stream is being read already. Open another, or read it in one loop.')
    }
    started = true
    const controller = new AbortController()
    const abort = (): void => controller.abort()
    signal?.addEventListener('abort', abort)
    if (signal?.aborted) abort()
    const request: ChatRequest = {
      chatId: createId(),
      runId: createId(),
      messages: options.messages.map(init => createMessage(init)),
      data: options.data,
      trigger: 'send',
      answerId: message.id,
      signal: controller.signal,
      onResponse: options.onResponse,
    }
    let status: 'complete' | 'stopped' = 'stopped'
    try {
      for await (const events of untilAborted(
        () => connection.connect(request),
        controller.signal,
      )) {
        for (const event of events) {
          if (event.type === 'error') throw serverError(event)
          message = applyEvent(message, event)
          const isWhole = message.status !== 'streaming'
          // Before the event: a loop may await the message when it gets its last event.
          if (isWhole) settle(message)
          yield event
          if (isWhole || controller.signal.aborted) return
        }
      }
      if (!controller.signal.aborted) status = 'complete'
    } catch (thrown) {
      const error = toStreamError(thrown)
      fail(error)
      throw error
    } finally {
      signal?.removeEventListener('abort', abort)
      controller.abort()
      settle(message.status === 'streaming' ? endMessage(message, status) : message)
    }
  }

  async function* readText(): AsyncGenerator<string, void, undefined> {
    for await (const event of read()) {
      if (event.type === 'text-delta') yield event.delta
    }
  }

  const drain = async (): Promise<void> => {
    try {
      for await (const _ of read()) continue
    } catch {
      // `message` rejects with the same error.
    }
  }

  return {
    fullStream: { [Symbol.asyncIterator]: read },
    textStream: { [Symbol.asyncIterator]: readText },
    message: {
      // oxlint-disable-next-line unicorn/no-thenable -- a promise that reads only when it is awaited
      then(onfulfilled, onrejected) {
        if (!started) void drain()
        return whole.then(onfulfilled, onrejected)
      },
    },
  }
}
