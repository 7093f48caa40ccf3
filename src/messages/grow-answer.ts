import type { Message } from '../message.ts'
import type { StreamEvent } from '../stream-event.ts'
import { applyEvent } from './apply-event.ts'

/**
 * The answer with one event applied. `begun` is the answer when its run began: a `reset` of the run
 * goes back to it, and if it had parts, the answer keeps its id.
 */
export function growAnswer(answer: Message, event: StreamEvent, begun: Message): Message {
  if (event.type === 'reset' && event.scope === 'run') return { ...begun, id: answer.id }
  const keepsId = event.type === 'start' && begun.parts.length > 0
  return applyEvent(answer, keepsId ? { ...event, messageId: undefined } : event)
}
