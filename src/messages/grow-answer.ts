import type { Message } from '../message.ts'
import type { StreamEvent } from '../stream-event.ts'
import { applyEvent } from './apply-event.ts'

/**
 * The answer with one event of the run that it grows in: what was there when the run began is not of it,
 * so that a `reset` of the run leaves it, and an answer that had parts then keeps its id.
 */
export function growAnswer(answer: Message, event: StreamEvent, begun: Message): Message {
  if (event.type === 'reset' && event.scope === 'run') return { ...begun, id: answer.id }
  const keepsId = event.type === 'start' && begun.parts.length > 0
  return applyEvent(answer, keepsId ? { ...event, messageId: undefined } : event)
}
