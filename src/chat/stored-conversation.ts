import type { Message } from '../message.ts'
import { endMessage } from '../messages/apply-event.ts'

/** A conversation as several tabs store it. */
export interface StoredConversation {
  readonly messages: readonly Message[]
  /** Ids of removed messages, so that a tab that still has one does not put it back. */
  readonly removed: readonly string[]
  /**
   * The id of an answer that was under way: it is written as `stopped`, though nobody stopped it.
   */
  readonly underWay?: string | undefined
}

const VERSION = 1

/**
 * The conversation as text. An answer under way is written as `stopped`: the page that reads it
 * does not wait for it, and `resume` continues it. So is a message whose files are being prepared.
 */
export function writeConversation({ messages, removed, underWay }: StoredConversation): string {
  return JSON.stringify({
    version: VERSION,
    messages: messages.map(message =>
      /^(pending|streaming)$/.test(message.status) ? endMessage(message, 'stopped') : message,
    ),
    removed,
    underWay: messages.find(({ status }) => status === 'streaming')?.id ?? underWay,
  })
}

/** What a text holds, or why it cannot be used. */
export type ReadConversation =
  | { readonly conversation: StoredConversation }
  | { readonly problem: string; readonly isLater: boolean }

/** Reads what `writeConversation` has written; never throws. */
export function readConversation(text: string): ReadConversation {
  const record = parse(text)
  const { version, messages, removed, underWay } = isRecord(record) ? record : {}
  if (typeof version === 'number' && version > VERSION) {
    return {
      problem: `The stored conversation is of version ${version}, and this page reads version ${VERSION}. It is left as it is, and nothing is saved: reload the page to get its newer code.`,
      isLater: true,
    }
  }
  const isWhole =
    version === VERSION &&
    Array.isArray(messages) &&
    messages.every(isMessage) &&
    Array.isArray(removed) &&
    removed.every(id => typeof id === 'string')
  return isWhole
    ? { conversation: { messages, removed, ...(typeof underWay === 'string' && { underWay }) } }
    : {
        problem: 'The stored conversation is damaged or too old. It is ignored.',
        isLater: false,
      }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Reported as damaged, like all that is no conversation.
    return undefined
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

/** Whether a page can show it; fields that it can do without are not checked. */
function isMessage(value: unknown): value is Message {
  if (!isRecord(value)) return false
  const { id, role, parts, content, status, createdAt } = value
  return (
    [id, content].every(text => typeof text === 'string') &&
    /^(system|user|assistant|tool)$/.test(String(role)) &&
    /^(pending|complete|stopped|error)$/.test(String(status)) &&
    typeof createdAt === 'number' &&
    Array.isArray(parts) &&
    parts.every(isPart)
  )
}

function isPart(part: unknown): boolean {
  if (!isRecord(part)) return false
  if (part.type === 'text' || part.type === 'reasoning') return typeof part.text === 'string'
  if (part.type === 'tool-call') {
    return typeof part.toolCallId === 'string' && typeof part.toolName === 'string'
  }
  return typeof part.type === 'string'
}
