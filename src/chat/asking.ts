import type { ChatRequest } from '../chat-request.ts'
import type { Message } from '../message.ts'
import { endMessage } from '../messages/apply-event.ts'
import { textOf } from '../messages/message-parts.ts'
import type { ChatOptions } from './chat.ts'
import { createMessage } from './create-message.ts'

/** What a run asks, and what it shows of the conversation. */
export interface Asking {
  readonly trigger: ChatRequest['trigger']
  /** The conversation that is sent. */
  readonly messages: readonly Message[]
  /** The conversation that is shown, if it differs. */
  readonly shown?: readonly Message[]
  readonly messageId?: string | undefined
  /** The message the answer is added to; empty by default. */
  readonly answer?: Message
  /** What to show if no content comes; gets the error, if any. */
  readonly fallback?: ((failure: Message['error']) => Message) | undefined
  /** Completes the last message, which is `pending` until then. */
  readonly prepare?: ((signal: AbortSignal) => Promise<Message>) | undefined
}

/** What a new answer starts from. */
export function emptyAnswer(): Message {
  return createMessage({ role: 'assistant', content: '' }, 'streaming')
}

/** Continues the last message, an answer whose calls are all answered. */
export function onward(messages: readonly Message[]): Asking {
  const answer = growing(messages.at(-1)!)
  return { trigger: 'tool-result', messages, shown: [...messages.slice(0, -1), answer], answer }
}

/** Asks again for this answer, or for the last one; `undefined` if there is nothing to ask. */
export function toRegenerate(
  messages: readonly Message[],
  messageId: string | undefined,
  versions: ChatOptions['versions'],
): Asking | undefined {
  const index = messages.findLastIndex(message => !messageId || message.id === messageId)
  const last = messages[index]
  const replaced = last?.role === 'assistant' ? last : undefined
  const asked = messages.slice(0, replaced ? index : index + 1)
  if (asked.length === 0) return undefined
  return {
    trigger: 'regenerate',
    messages: asked,
    messageId: last?.id,
    answer: { ...emptyAnswer(), ...(replaced && versions?.(replaced)) },
    fallback: replaced && (() => replaced),
  }
}

/** Asks again for what failed: to continue the answer that had begun, or else the last question. */
export function toRetry(
  messages: readonly Message[],
  versions: ChatOptions['versions'],
): Asking | undefined {
  const asked = messages.slice(0, messages.findLastIndex(({ role }) => role === 'user') + 1)
  const last = messages.at(-1)
  const begun = begunOf(last)
  if (last && begun) {
    return { ...onward([...messages.slice(0, -1), begun]), fallback: () => last }
  }
  if (asked.length === 0) return undefined
  const replaced = last?.role === 'assistant' ? last : undefined
  return {
    trigger: 'send',
    messages: asked,
    answer: inPlaceOf(replaced, versions),
    fallback: replaced && (() => replaced),
  }
}

/** Resumes the last answer, or the one to the last question; `undefined` if it is complete. */
export function toResume(messages: readonly Message[]): Asking | undefined {
  const last = messages.at(-1)
  if (last?.role !== 'assistant') return last && { trigger: 'resume', messages }
  if (last.status === 'complete') return undefined
  const before = messages.slice(0, -1)
  const begun = begunOf(last)
  return {
    trigger: 'resume',
    messages: begun ? [...before, begun] : before,
    shown: messages,
    messageId: last.id,
    answer: begun ? growing(begun) : { ...inPlaceOf(last), id: last.id },
    fallback: (error = last.error) => ({
      ...endMessage(last, error ? 'error' : 'stopped'),
      ...(error && { error }),
    }),
  }
}

/** The answer, ready for another request to add to it. */
function growing(answer: Message): Message {
  const { length } = answer.parts
  return { ...answer, status: 'streaming', stepStart: length, requestStart: length }
}

/** An unfinished answer as it was before its last request added to it. */
function begunOf(answer: Message | undefined): Message | undefined {
  if (!answer?.requestStart || answer.status === 'complete') return undefined
  const { requestStart, error: _, ...rest } = answer
  const parts = rest.parts.slice(0, requestStart)
  return endMessage({ ...rest, parts, content: textOf(parts) }, 'complete')
}

/** An empty answer in the place of another, which becomes no version if it failed. */
function inPlaceOf(replaced: Message | undefined, keep?: ChatOptions['versions']): Message {
  const { versions, versionIndex = 0 } = replaced ?? {}
  const isWhole = replaced?.status === 'complete'
  const kept = isWhole ? keep?.(replaced) : versions && { versions, versionIndex }
  return { ...emptyAnswer(), ...kept }
}
