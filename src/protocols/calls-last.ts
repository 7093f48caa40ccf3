import type { Message, Part } from '../message.ts'

/**
 * The answer that waits for the results of its last calls, with these behind what else came with them:
 * Anthropic wants the results next.
 */
export function callsLast(message: Message): Message {
  const { parts, requestStart = 0 } = message
  const isDue = (part: Part, at: number): boolean =>
    at >= requestStart && part.type === 'tool-call' && !part.providerExecuted
  const due = parts.filter(isDue)
  // The parts of two requests cannot always be told apart: none is moved without need.
  if (parts.at(-1) === due.at(-1)) return message
  return { ...message, parts: [...parts.filter((part, at) => !isDue(part, at)), ...due] }
}
