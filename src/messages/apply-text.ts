import type { Message, Part, TextPart } from '../message.ts'
import type { StreamEvent } from '../stream-event.ts'
import { mergeMetadata } from './merge-metadata.ts'
import { closed, isOpen, setPart, textOf } from './message-parts.ts'

type TextEvent = Extract<
  StreamEvent,
  { type: `${'text' | 'reasoning'}-${'start' | 'delta' | 'end'}` }
>

/** The message with a text or reasoning part opened, continued or ended. */
export function applyText(message: Message, event: TextEvent): Message {
  const { id, metadata } = event
  const type = event.type.startsWith('text') ? 'text' : 'reasoning'
  const delta = 'delta' in event ? event.delta : ''
  const { parts, content } = message
  const index = parts.findLastIndex(
    (part: Part, at) =>
      isOpen(part) &&
      part.type === type &&
      part.id === id &&
      (id !== undefined || at === parts.length - 1),
  )
  const found = parts[index] as TextPart | undefined
  if (!delta && !metadata && !event.type.endsWith(found ? 'end' : 'start')) return message

  const before: TextPart = found ?? {
    type,
    text: '',
    state: 'streaming',
    ...(id !== undefined && { id }),
  }
  const part: TextPart = {
    ...before,
    text: before.text + delta,
    ...(metadata && { metadata: mergeMetadata(before.metadata, metadata) }),
  }
  const next = setPart(message, index, event.type.endsWith('end') ? closed(part) : part)
  if (type !== 'text' || !delta) return next
  const isLast = !found || next.parts.findLastIndex(other => other.type === 'text') === index
  return { ...next, content: isLast ? content + delta : textOf(next.parts) }
}
