import type { Message, Part } from '../message.ts'

/**
 * Moves the calls of the last request behind the other parts that came with them, because Anthropic
 * requires their results to come next.
 */
export function callsLast(message: Message): Message {
  const { parts, requestStart = 0 } = message
  const isDue = (part: Part, at: number): boolean =>
    at >= requestStart && part.type === 'tool-call' && !part.providerExecuted
  const due = parts.filter(isDue)
  // Where a request's parts begin is not always known, so nothing is moved without need.
  if (parts.at(-1) === due.at(-1)) return message
  return { ...message, parts: [...parts.filter((part, at) => !isDue(part, at)), ...due] }
}
