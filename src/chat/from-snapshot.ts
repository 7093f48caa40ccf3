import type { Message } from '../message.ts'
import { snapshotParts } from '../messages/snapshot-parts.ts'

/**
 * The conversation of a server's snapshot. What the server leaves out of a message stays as the
 * page has it, such as its time and its other versions, but not its error.
 */
export function fromSnapshot(
  snapshot: readonly Message[],
  before: readonly Message[],
): readonly Message[] {
  const known = new Map(before.map(message => [message.id, message]))
  return snapshot.map(message => {
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
