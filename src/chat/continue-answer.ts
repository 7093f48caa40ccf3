import type { Message, Part, ToolCallPart, Usage } from '../message.ts'
import { hasOutput } from '../protocols/model-messages.ts'
import { addUsage } from '../protocols/usage.ts'
import type { StreamEvent } from '../stream-event.ts'

/**
 * Makes of the events of a further request what adds to an answer that has begun: its id stays, and
 * so does all that it holds. Usage is summed with what was `spent` before.
 *
 * A call whose id a finished call of the answer has gets an id of its own, for servers without ids
 * are given the same ones at every request.
 */
export function continueAnswer(
  answer: Message,
  conversation: readonly Message[],
  spent: Usage | undefined,
): (event: StreamEvent, now: Message) => readonly StreamEvent[] {
  const calls = answer.parts.filter(isCall)
  const taken = new Set(calls.map(({ toolCallId }) => toolCallId))
  const open = new Set(calls.filter(call => !hasOutput(call)).map(({ toolCallId }) => toolCallId))
  const own = new Map<string, string>()

  const ownId = (id: string): string => {
    let free = id
    for (let count = 2; taken.has(free); count++) free = `${id}-${count}`
    taken.add(free)
    return free
  }

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
    if (!('toolCallId' in event)) return [event]
    const { type, toolCallId: id } = event
    const begins = /^tool-(input|call)/.test(type) && !own.has(id) && !open.has(id)
    if (begins) own.set(id, ownId(id))
    const toolCallId = own.get(id) ?? id
    return [toolCallId === id ? event : { ...event, toolCallId }]
  }
}

export function isCall(part: Part): part is ToolCallPart {
  return part.type === 'tool-call'
}
