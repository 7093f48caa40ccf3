import type { Message } from '../message.ts'
import type { StoredConversation } from './stored-conversation.ts'

/** The removed ids to keep, for tabs that slept meanwhile. */
const MOST_REMOVED = 1_000

/**
 * Merges this tab's conversation with the stored one, keeping the turns of both.
 *
 * `base` is what both last had in common: a message that only one of them has is new there if it is
 * not in the base, and was removed from the other if it is. Of a message that both have, this tab's
 * is kept if it has changed here, unless only the other one is complete. A turn is a user's message
 * with what follows it; the turns are sorted by their `createdAt`, and each conversation keeps its
 * own order.
 */
export function mergeConversations(
  mine: readonly Message[],
  base: ReadonlyMap<string, Message>,
  theirs: StoredConversation,
): StoredConversation {
  const gone = new Set(theirs.removed)
  const isChanged = (message: Message): boolean => {
    const before = base.get(message.id)
    return before !== message && !isEqual(before, message)
  }
  // A turn that has changed here is kept whole.
  const own = turnsOf(mine).flatMap(turn =>
    turn.some(isChanged) ? turn : turn.filter(({ id }) => !gone.has(id)),
  )
  const ownById = new Map(own.map(message => [message.id, message]))
  const others = turnsOf(theirs.messages).flatMap(turn => {
    const isKept = ({ id }: Message): boolean => ownById.has(id) || !base.has(id)
    // A new answer there keeps its question, even if that was removed here.
    return turn.filter((message, at) => isKept(message) || (at === 0 && turn.some(isKept)))
  })
  const othersById = new Map(others.map(message => [message.id, message]))

  const choose = (message: Message): Message => {
    const { id } = message
    const [here, there] = [ownById.get(id) ?? message, othersById.get(id) ?? message]
    if (isEqual(here, there)) return here
    if (!isChanged(here)) return there
    // Both tabs may have received the same answer, and only one of them its end.
    return isChanged(there) && there.status === 'complete' && here.status !== 'complete'
      ? there
      : here
  }
  const messages = new Map<string, Message>()
  for (const message of inOrder(turnsOf(own), turnsOf(others))) {
    if (!messages.has(message.id)) messages.set(message.id, choose(message))
  }
  const mineIds = new Set(mine.map(({ id }) => id))
  const removed = [...theirs.removed, ...[...base.keys()].filter(id => !mineIds.has(id))]
  return {
    messages: [...messages.values()],
    removed: [...new Set(removed)].filter(id => !messages.has(id)).slice(-MOST_REMOVED),
  }
}

function isEqual(one: Message | undefined, other: Message): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other)
}

type Turn = readonly [first: Message, ...rest: Message[]]

function turnsOf(messages: readonly Message[]): readonly Turn[] {
  const turns: [Message, ...Message[]][] = []
  for (const message of messages) {
    const turn = message.role === 'user' ? undefined : turns.at(-1)
    if (turn) turn.push(message)
    else turns.push([message])
  }
  return turns
}

/** The messages of both, turn by turn; some may come twice. */
function inOrder(own: readonly Turn[], others: readonly Turn[]): readonly Message[] {
  const timed = new Map<string, { readonly time: number; readonly messages: Message[] }>()
  for (const turns of [others, own]) {
    // The time may be a wrong clock's: a turn never sorts before the one that it follows.
    let latest = -Infinity
    for (const turn of turns) {
      const { id, createdAt } = turn[0]
      const known = timed.get(id)
      latest = Math.max(latest, known?.time ?? createdAt)
      if (known) known.messages.push(...turn)
      else timed.set(id, { time: latest, messages: [...turn] })
    }
  }
  const turns = [...timed.values()]
  // oxlint-disable-next-line unicorn/no-array-sort -- the array is new, and toSorted needs newer browsers
  turns.sort((one, other) => one.time - other.time)
  return turns.flatMap(({ messages }) => messages)
}
