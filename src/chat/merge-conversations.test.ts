import { expect, test } from 'vitest'
import type { Message } from '../message.ts'
import { createRandom } from '../testing/random.ts'
import { createMessage } from './create-message.ts'
import { mergeConversations } from './merge-conversations.ts'
import type { StoredConversation } from './stored-conversation.ts'

function asked(id: string, createdAt: number): Message {
  return { ...createMessage({ role: 'user', content: id, id }), createdAt }
}

function answered(id: string, createdAt: number, content = id): Message {
  return { ...createMessage({ role: 'assistant', content, id }), createdAt }
}

function baseOf(...messages: readonly Message[]): ReadonlyMap<string, Message> {
  return new Map(messages.map(message => [message.id, message]))
}

function stored(messages: readonly Message[], removed: readonly string[] = []): StoredConversation {
  return { messages, removed }
}

function idsOf({ messages }: StoredConversation): string {
  return messages.map(({ id }) => id).join(' ')
}

const q0 = asked('q0', 1)
const a0 = answered('a0', 2)

test('keeps the turns of both, whole, in the order of their questions', () => {
  const mine = [q0, a0, asked('q1', 10), answered('a1', 30)]
  const theirs = [q0, a0, asked('q2', 20), answered('a2', 25)]
  expect(idsOf(mergeConversations(mine, baseOf(q0, a0), stored(theirs)))).toBe('q0 a0 q1 a1 q2 a2')
  expect(idsOf(mergeConversations(theirs, baseOf(q0, a0), stored(mine)))).toBe('q0 a0 q1 a1 q2 a2')
})

test('gives a question its answer, whichever has it', () => {
  const both = 'q0 a0'
  expect(idsOf(mergeConversations([q0], baseOf(q0), stored([q0, a0])))).toBe(both)
  expect(idsOf(mergeConversations([q0, a0], baseOf(q0), stored([q0])))).toBe(both)
})

test('never parts a conversation by wrong times, as a server may give them', () => {
  const mine = [asked('q1', 50), answered('a1', 0), asked('q2', 0), answered('a2', 0)]
  const theirs = [asked('q3', 60), answered('a3', 0)]
  expect(idsOf(mergeConversations(mine, baseOf(), stored(theirs)))).toBe('q1 a1 q2 a2 q3 a3')
})

test('removes what the other has removed, and remembers what this one has', () => {
  const base = baseOf(q0, a0)
  expect(mergeConversations([q0, a0], base, stored([q0], ['a0']))).toEqual(stored([q0], ['a0']))
  expect(mergeConversations([q0], base, stored([q0, a0]))).toEqual(stored([q0], ['a0']))
  // The other has not seen it yet, and the write of it was lost.
  expect(mergeConversations([q0, a0], base, stored([q0]))).toEqual(stored([q0, a0]))
})

test('keeps a turn that has changed here, though the other has removed it', () => {
  const a1 = answered('a1', 3)
  const merged = mergeConversations([q0, a0, a1], baseOf(q0, a0), stored([], ['q0', 'a0']))
  expect(merged).toEqual(stored([q0, a0, a1]))
})

test('keeps the question of a new answer in the other, though it was removed here', () => {
  const again = answered('a1', 3)
  const merged = mergeConversations([], baseOf(q0, a0), stored([q0, again], ['a0']))
  expect(merged).toEqual(stored([q0, again], ['a0']))
})

test('a message that is put back is not taken out again', () => {
  const merged = mergeConversations([q0, a0], baseOf(q0), stored([q0], ['a0']))
  expect(merged).toEqual(stored([q0, a0]))
})

test('takes the message that has changed, or this tab’s if neither has', () => {
  const longer = answered('a0', 2, 'a longer answer')
  const base = baseOf(q0, a0)
  const contents = ({ messages }: StoredConversation) => messages.map(({ content }) => content)
  expect(contents(mergeConversations([q0, a0], base, stored([q0, longer])))[1]).toBe(longer.content)
  expect(contents(mergeConversations([q0, longer], base, stored([q0, a0])))[1]).toBe(longer.content)

  const copies = JSON.parse(JSON.stringify([q0, a0])) as Message[]
  const merged = mergeConversations([q0, a0], base, stored(copies))
  expect(merged.messages[0]).toBe(q0)
  expect(merged.messages[1]).toBe(a0)
})

test('an answer that is complete in only one tab is taken from that tab', () => {
  const stopped: Message = { ...answered('a0', 2, 'Hel'), status: 'stopped' }
  const complete = answered('a0', 2, 'Hello')
  const base = baseOf(q0, stopped)
  // As after a resume that found nothing: another object, and nothing new in it.
  const again = mergeConversations([q0, { ...stopped }], base, stored([q0, complete]))
  expect(again.messages[1]).toBe(complete)
  const failed: Message = { ...stopped, status: 'error' }
  expect(mergeConversations([q0, failed], base, stored([q0, complete])).messages[1]).toBe(complete)
  expect(mergeConversations([q0, complete], base, stored([q0, failed])).messages[1]).toBe(complete)
  // It is under way again here, and nothing is new there.
  const anew: Message = { ...complete, status: 'streaming', content: '' }
  const during = mergeConversations([q0, anew], baseOf(q0, complete), stored([q0, { ...complete }]))
  expect(during.messages[1]).toBe(anew)
})

test('remembers a bounded number of removed messages, the latest', () => {
  const many = Array.from({ length: 1_500 }, (_, index) => `m${index}`)
  const { removed } = mergeConversations([], baseOf(), stored([], many))
  expect(removed).toHaveLength(1_000)
  expect(removed.at(-1)).toBe('m1499')
})

test('tabs that read and write in any order, and lose writes, end with the turns of all', () => {
  for (let seed = 0; seed < 50; seed++) {
    const random = createRandom(seed)
    const tabs = Array.from({ length: 3 }, () => ({
      messages: [] as readonly Message[],
      base: baseOf(),
    }))
    let record = stored([])
    let turns = 0
    const read = (tab: (typeof tabs)[number], from: StoredConversation): StoredConversation => {
      const merged = mergeConversations(tab.messages, tab.base, from)
      tab.messages = merged.messages
      tab.base = baseOf(...merged.messages)
      return merged
    }
    for (let step = 0; step < 40; step++) {
      const tab = random.pick(tabs)
      if (random() < 0.5) {
        turns++
        tab.messages = [...tab.messages, asked(`q${turns}`, turns), answered(`a${turns}`, turns)]
      }
      // Two tabs read before either writes: the first write is lost.
      const [other, before] = [random.pick(tabs), record]
      record = read(tab, before)
      if (random() < 0.3) record = read(other, before)
    }
    // Each hears of the others' writes until there is nothing more to write.
    for (let round = 0; round < 4; round++) for (const tab of tabs) record = read(tab, record)
    const ids = Array.from({ length: turns }, (_, index) => `q${index + 1} a${index + 1}`).join(' ')
    expect(
      tabs.map(({ messages }) => idsOf(stored(messages))),
      `seed ${seed}`,
    ).toEqual([ids, ids, ids])
    expect(idsOf(record)).toBe(ids)
  }
})
