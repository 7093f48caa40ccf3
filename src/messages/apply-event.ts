import type { Message, MessageStatus } from '../message.ts'
import type { StreamEvent } from '../stream-event.ts'
import { applyText } from './apply-text.ts'
import { applyTool } from './apply-tool.ts'
import { defined } from './defined.ts'
import { mergeMetadata } from './merge-metadata.ts'
import { closed, isOpen, setPart, textOf } from './message-parts.ts'
import { isSameCall, snapshotParts } from './snapshot-parts.ts'

/**
 * The message with one event applied: a new object if something changed, in which unchanged parts
 * are the same objects, and the same object if nothing did.
 *
 * Events that end the stream also end the open parts: `finish` makes the message `complete`,
 * `abort` makes it `stopped`, and `error` makes it `error`. Of a `messages` snapshot, the last
 * message replaces this one if it is an answer.
 */
export function applyEvent(message: Message, event: StreamEvent): Message {
  if ('toolCallId' in event || 'approvalId' in event) return applyTool(message, event)
  const { parts } = message
  switch (event.type) {
    case 'source':
    case 'file':
      return setPart(message, -1, defined(event))
    case 'data':
      return applyData(message, event)
    case 'step-start': {
      const { length: stepStart } = parts
      const requestStart = event.request ? stepStart : message.requestStart
      return { ...message, ...defined({ requestStart }), parts: parts.map(closed), stepStart }
    }
    case 'step-end':
      return parts.some(isOpen) ? { ...message, parts: parts.map(closed) } : message
    case 'start':
    case 'metadata': {
      const { messageId: id, metadata } = { messageId: undefined, ...event }
      if (!id && !metadata) return message
      return {
        ...message,
        ...(id && { id }),
        ...(metadata && { metadata: mergeMetadata(message.metadata, metadata) }),
      }
    }
    case 'usage':
      return { ...message, usage: event.usage }
    case 'finish': {
      const { reason: finishReason, usage } = event
      return { ...endMessage(message, 'complete'), ...defined({ finishReason, usage }) }
    }
    case 'abort':
      return endMessage(message, 'stopped')
    case 'error':
      return { ...endMessage(message, 'error'), error: { code: 'server', message: event.message } }
    case 'reset': {
      const kept = parts.slice(0, event.scope === 'run' ? 0 : (message.stepStart ?? 0))
      return { ...message, parts: kept, content: textOf(kept) }
    }
    case 'messages': {
      const last = event.messages.at(-1)
      if (last?.role !== 'assistant') return message
      const { status, createdAt, requestStart } = message
      const all = snapshotParts(last.parts, parts)
      const earlier = parts.slice(0, requestStart)
      return {
        ...message,
        ...last,
        parts: all,
        status,
        createdAt,
        stepStart: all.length,
        // The last request continued after these parts.
        ...(requestStart && {
          requestStart: 1 + all.findLastIndex(part => earlier.some(one => isSameCall(one, part))),
        }),
      }
    }
    default:
      return applyText(message, event)
  }
}

/** The message ended with this status: its open parts end too, and keep their text. */
export function endMessage(message: Message, status: MessageStatus): Message {
  const { stepStart: _, ...rest } = message
  return { ...rest, status, parts: rest.parts.map(closed) }
}

function applyData(message: Message, event: Extract<StreamEvent, { type: 'data' }>): Message {
  const { transient, ...part } = event
  if (transient) return message
  const { id, name } = part
  const index = message.parts.findIndex(
    other => id !== undefined && other.type === 'data' && other.id === id && other.name === name,
  )
  return setPart(message, index, defined(part))
}
