import type { Message, Usage } from '../message.ts'
import { addUsage } from '../protocols/usage.ts'
import type { StreamEvent } from '../stream-event.ts'
import { ownCallIds } from './own-call-ids.ts'

/**
 * Makes of the events of a further request what adds to an answer that has begun: its id stays, and
 * so does all that it holds; calls get ids of their own. Usage is summed with what was `spent` before.
 */
export function continueAnswer(
  answer: Message,
  conversation: readonly Message[],
  spent: Usage | undefined,
): (event: StreamEvent, now: Message) => readonly StreamEvent[] {
  const ownId = ownCallIds(answer)

  return (event, now) => {
    switch (event.type) {
      case 'start':
        return [answer.parts.length > 0 ? { ...event, messageId: undefined } : event]
      case 'usage':
      case 'finish':
        return [event.usage ? { ...event, usage: addUsage(spent, event.usage) } : event]
      case 'reset':
        if (event.scope === 'step' || answer.parts.length === 0) return [event]
        if (now.stepStart === answer.parts.length) return [{ ...event, scope: 'step' }]
        return [event, { type: 'messages', messages: [...conversation, answer] }]
    }
    return [ownId(event)]
  }
}
