import type { Message, Part, TextPart } from '../message.ts'

/** All text parts, joined. */
export function textOf(parts: readonly Part[]): string {
  return parts.map(part => (part.type === 'text' ? part.text : '')).join('')
}

/** Whether this is a text or reasoning part that has not ended. */
export function isOpen(part: Part | undefined): part is TextPart {
  return part !== undefined && 'state' in part && part.state === 'streaming'
}

/** The part, ended if it was open: without its id, which the server may use again. */
export function closed(part: Part): Part {
  if (!isOpen(part)) return part
  const { id: _, ...rest } = part
  return { ...rest, state: 'done' }
}

/**
 * The message with this part at this index, or added if that is -1; the caller updates `content`.
 *
 * Adding a part ends the text before it if that has no id, since it has no other end.
 */
export function setPart(message: Message, index: number, part: Part): Message {
  const parts = message.parts.slice()
  if (index < 0) {
    const last = parts.at(-1)
    if (isOpen(last) && last.id === undefined) parts[parts.length - 1] = closed(last)
    parts.push(part)
  } else parts[index] = part
  return { ...message, parts }
}
