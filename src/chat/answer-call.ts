import type { Message, ToolCallPart } from '../message.ts'
import { applyEvent } from '../messages/apply-event.ts'
import type { StreamEvent } from '../stream-event.ts'
import type { SendOptions } from './chat.ts'
import type { MessageStore } from './message-store.ts'
import { report } from './report.ts'
import type { Run } from './run.ts'
import { findCall, isOpenCall } from './tool-calls.ts'

/**
 * Applies an event of the page to the message that has the call; `first`, if given, tells the
 * server before. A call that is answered, or being answered, is left alone. Without `first`, the
 * conversation continues once the last open call is answered.
 */
export type AnswerCall = (
  given: SendOptions,
  isMeant: (call: ToolCallPart) => boolean,
  event: StreamEvent,
  first?: (call: ToolCallPart) => void | Promise<void>,
) => Promise<void>

export function callAnswerer(
  store: MessageStore,
  underWay: () => Run | undefined,
  goOn: (given: SendOptions, answer: Message) => Promise<void>,
): AnswerCall {
  /** Calls whose response is being sent beside the stream. */
  const responding = new Set<string>()

  return async (given, isMeant, event, first) => {
    const messageOf = (): Message | undefined =>
      [...store.$messages.get(), underWay()?.answer].findLast(one => findCall(one, isMeant))
    const call = findCall(messageOf(), isMeant)
    if (!call)
      throw new Error('No tool call of this id is in the conversation. Take it from a part.')
    if (!isOpenCall(call) || responding.has(call.toolCallId)) return
    // Without `first`, in the same tick: the answer may end in this one.
    if (first) {
      responding.add(call.toolCallId)
      try {
        await first(call)
      } finally {
        responding.delete(call.toolCallId)
      }
    }
    const message = messageOf()
    if (!message || !isOpenCall(findCall(message, isMeant)!)) return
    const run = underWay()
    if (run?.answer === message) {
      run.applyOwn(event)
      if (first) return
      run.isAnswered = true
      await run.ended
    } else {
      report(() => store.put(message.id, applyEvent(message, event)))
      if (!first) await goOn(given, message)
    }
  }
}
