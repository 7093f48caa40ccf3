import type { Message } from '../message.ts'
import type { StoredConversation } from './stored-conversation.ts'

/** More were never taken out while another tab slept. */
const MOST_REMOVED = 1_000

/**
 * The conversation of this tab and the one that is stored as one, with the turns of both.
 *
 * `base` is what both had last: what only one of them has is new there if it is not of the base, and
 * was taken out of the other if it is. A message that both have is this tab's if it has changed here,
 * unless it is complete in the other alone.
 * A turn is a user's message with what follows it; the turns come in the order of their `createdAt`,
 * and each conversation's own order is kept.
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
  // A turn that goes on here is kept whole.
  const own = turnsOf(mine).flatMap(turn =>
    turn.some(isChanged) ? turn : turn.filter(({ id }) => !gone.has(id)),
  )
  const ownById = new Map(own.map(message => [message.id, message]))
  const others = turnsOf(theirs.messages).flatMap(turn => {
    const isKept = ({ id }: Message): boolean => ownById.has(id) || !base.has(id)
    // What is new there is not shown without its question, though that was taken out here.
    return turn.filter((message, at) => isKept(message) || (at === 0 && turn.some(isKept)))
  })
  const othersById = new Map(others.map(message => [message.id, message]))

  const choose = (message: Message): Message => {
    const { id } = message
    const [here, there] = [ownById.get(id) ?? message, othersById.get(id) ?? message]
    if (isEqual(here, there)) return here
    if (!isChanged(here)) return there
    // An answer that both tabs were given may have come to its end in one of them.
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

/** The messages of both, those of one turn together; some may come twice. */
function inOrder(own: readonly Turn[], others: readonly Turn[]): readonly Message[] {
  const timed = new Map<string, { readonly time: number; readonly messages: Message[] }>()
  for (const turns of [others, own]) {
    // A turn's own time may be a server's, and wrong: never before the one that it follows.
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
  // oxlint-disable-next-line unicorn/no-array-sort -- the array is new, and browsers have known it longer
  turns.sort((one, other) => one.time - other.time)
  return turns.flatMap(({ messages }) => messages)
}
