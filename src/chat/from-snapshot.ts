import type { Message } from '../message.ts'
import { snapshotParts } from '../messages/snapshot-parts.ts'

/**
 * The conversation that a server tells anew. What only the page knows of a message stays: when it came,
 * its other versions, and all else that the server leaves out, but for a failure.
 */
export function fromSnapshot(
  told: readonly Message[],
  before: readonly Message[],
): readonly Message[] {
  const known = new Map(before.map(message => [message.id, message]))
  return told.map(message => {
    const { error: _, ...own }: Partial<Message> = known.get(message.id) ?? {}
    const parts = own.parts ? snapshotParts(message.parts, own.parts) : message.parts
    return {
      ...own,
      ...message,
      parts,
      createdAt: own.createdAt || message.createdAt || Date.now(),
    }
  })
}
