import type { Message, Usage } from '../message.ts'
import { addUsage } from '../protocols/usage.ts'
import type { StreamEvent } from '../stream-event.ts'
import { ownCallIds } from './own-call-ids.ts'

/**
 * Adapts the events of a further request so that they add to an answer that has begun: its id and
 * its parts stay, new calls get unique ids, and usage is added to what was `spent` before.
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
