import type { Message, Part } from '../message.ts'

/**
 * The parts of a message that are worth sending. A call that never got a result, because the user
 * stopped, is left out: servers refuse it, or run it after all. Those of the last message stay,
 * because the request may be about them.
 */
export function sentParts({ parts }: Message, isLast: boolean): readonly Part[] {
  return parts.filter(
    part =>
      part.type !== 'tool-call' ||
      part.state.startsWith('output') ||
      (isLast && part.state !== 'input-streaming'),
  )
}
