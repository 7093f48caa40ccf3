import type { Message, MessageStatus } from '../message.ts'
import { endMessage } from '../messages/apply-event.ts'
import { growAnswer } from '../messages/grow-answer.ts'
import { thrownMessage } from '../stream-error.ts'
import type { StreamEvent } from '../stream-event.ts'
import type { StreamResponseOptions } from './response-options.ts'

/** Collects an answer into a message for `onFinish`. */
export interface KeptAnswer {
  add(event: StreamEvent): void
  /** Calls `onFinish`, the first time only, and rejects with what it throws. */
  end(status: MessageStatus, failure?: unknown): Promise<void>
}

/** `undefined` without an `onFinish`, so that nothing is collected for nobody. */
export function keptAnswer(
  id: string,
  { onFinish, answer }: StreamResponseOptions,
): KeptAnswer | undefined {
  if (!onFinish) return undefined
  const begun: Message = {
    id,
    role: 'assistant',
    parts: [],
    content: '',
    createdAt: Date.now(),
    ...answer,
    status: 'streaming',
  }
  let message = begun
  let hasEnded = false
  return {
    add(event) {
      message = growAnswer(message, event, begun)
    },
    async end(status, failure) {
      if (hasEnded) return
      hasEnded = true
      // The answer's own events may have set its final status.
      if (message.status !== 'streaming') return onFinish(message)
      const error = failure !== undefined && { code: 'server', message: thrownMessage(failure) }
      await onFinish({ ...endMessage(message, status), ...(error && { error }) })
    },
  }
}
