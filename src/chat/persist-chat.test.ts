import { persistentAtom, setPersistentEngine } from '@nanostores/persistent'
import * as idbKeyval from 'idb-keyval'
import { allTasks } from 'nanostores'
import { expect, onTestFinished, test, vi } from 'vitest'
import { messageRows } from '../testing/message-rows.ts'
import { nextTurn } from '../testing/next-turn.ts'
import { stubPage } from '../testing/page.ts'
import { sharedStorage, type SharedStorage } from '../testing/shared-storage.ts'
import { createSource, type Source } from '../testing/source.ts'
import { uncaughtErrors } from '../testing/uncaught-errors.ts'
import { until } from '../testing/until.ts'
import type { ChatStorage } from './chat-storage.ts'
import type { Chat, ChatOptions } from './chat.ts'
import { createChat } from './create-chat.ts'
import { createMessage } from './create-message.ts'
import { engineStorage } from './engine-storage.ts'
import { persistChat, type PersistedChat, type PersistOptions } from './persist-chat.ts'

interface Tab extends PersistedChat {
  readonly chat: Chat
  readonly source: Source
  /** What was told of the storage. */
  readonly errors: readonly string[]
  /** Asks, and gives the answer. */
  say(question: string, answer: string): Promise<void>
}

function openTab(storage: ChatStorage, options: Partial<ChatOptions> & PersistOptions = {}): Tab {
  const source = createSource()
  const errors: string[] = []
  const chat = createChat({ connection: source.connection, id: 'c', flush: 'sync', ...options })
  const persisted = persistChat(chat, storage, {
    onError: ({ message }, during) => errors.push(`${during}: ${message}`),
    ...(options.key && { key: options.key }),
  })
  onTestFinished(() => persisted.stop())
  return {
    chat,
    source,
    errors,
    ...persisted,
    async say(question, answer) {
      const sent = chat.sendMessage(question)
      const { push } = await source.next()
      push({ type: 'text-delta', delta: answer }, { type: 'finish' })
      await sent
      await nextTurn()
    },
  }
}

const KEY = 'nanowire:c'

function storedRows({ entries }: SharedStorage): string[] {
  const { messages } = JSON.parse(entries.get(KEY) ?? '{"messages":[]}')
  return messages.map(({ role, status, content }: Record<string, string>) => {
    return `${role} ${status}: ${content}`
  })
}

const HELLO = ['user complete: Hi', 'assistant complete: Hello']

test('a storage that answers at once is in the chat at once', async () => {
  const storage = sharedStorage()
  const before = openTab(storage.tab())
  await before.say('Hi', 'Hello')
  before.chat.$input.set('And now')
  await before.stop()

  const after = openTab(storage.tab())
  expect(messageRows(after.chat)).toEqual(HELLO)
  expect(after.chat.$messages.get()).toEqual(before.chat.$messages.get())
  expect(after.chat.$input.get()).toBe('And now')
  expect(after.chat.$messageIds.get()).toEqual(before.chat.$messageIds.get())
})

test('a storage that answers later is in the chat once that is ready', async () => {
  const storage = sharedStorage('later')
  const before = openTab(storage.tab())
  await before.ready
  await before.say('Hi', 'Hello')
  before.chat.$input.set('And now')
  await before.stop()

  const after = openTab(storage.tab())
  expect(messageRows(after.chat)).toEqual([])
  await after.ready
  expect(messageRows(after.chat)).toEqual(HELLO)
  expect(after.chat.$input.get()).toBe('And now')
})

test('allTasks waits for what is read and written', async () => {
  const storage = sharedStorage('later')
  const before = openTab(storage.tab())
  await allTasks()
  before.chat.setMessages([{ ...message, role: 'user', status: 'complete', content: 'Hi' }])
  await allTasks()
  expect(storedRows(storage)).toEqual(['user complete: Hi'])

  const after = openTab(storage.tab())
  await allTasks()
  expect(messageRows(after.chat)).toEqual(['user complete: Hi'])
})

test('a Map is a storage, and so is what idb-keyval exports', async () => {
  const map = new Map<string, string>()
  const first = openTab(map)
  await first.say('Hi', 'Hello')
  expect(messageRows(openTab(map).chat)).toEqual(HELLO)

  const idb = {
    get: async (key: string) => map.get(key),
    set: async (key: string, value: string) => void map.set(key, value),
    del: async (key: string) => void map.delete(key),
  }
  // As the module itself is, to whose functions these answer.
  expect(idbKeyval satisfies ChatStorage).toMatchObject({
    get: expect.any(Function) as unknown,
    set: expect.any(Function) as unknown,
    del: expect.any(Function) as unknown,
  })
  const second = openTab(idb)
  await second.ready
  expect(messageRows(second.chat)).toEqual(HELLO)
  second.chat.clear()
  await nextTurn()
  expect(map.size).toBe(0)
})

test.each(['at once', 'later'] as const)(
  'writes for a question and for its answer, not for a token (%s)',
  async answers => {
    const storage = sharedStorage(answers)
    const { chat, source, ready } = openTab(storage.tab())
    await ready
    const sent = chat.sendMessage('Count')
    const { push } = await source.next()
    for (let count = 0; count < 1_000; count++) {
      push({ type: 'text-delta', delta: `${count} ` })
      if (count % 100 === 0) await nextTurn()
    }
    await until(chat.$messages, messages => messages.at(-1)?.content.endsWith(' 999 ') === true)
    expect(storage.writes).toEqual([KEY])
    expect(storedRows(storage)).toEqual(['user complete: Count'])
    push({ type: 'finish' })
    await sent
    await nextTurn()
    expect(storage.writes).toEqual([KEY, KEY])
    expect(storedRows(storage)[1]).toContain('assistant complete: 0 1 2')
  },
)

test('writes a failed answer and a stopped one', async () => {
  const storage = sharedStorage()
  const { chat, source } = openTab(storage.tab())
  const failing = chat.sendMessage('Hi')
  const first = await source.next()
  first.push({ type: 'text-delta', delta: 'Hel' }, { type: 'error', message: 'Overloaded' })
  await failing
  await nextTurn()
  expect(storedRows(storage)).toEqual(['user complete: Hi', 'assistant error: Hel'])

  const stopping = chat.sendMessage('Again')
  const second = await source.next()
  second.push({ type: 'text-delta', delta: 'Once' })
  await until(chat.$messages, ({ length }) => length === 4)
  chat.stop()
  await stopping
  await nextTurn()
  expect(storedRows(storage).slice(2)).toEqual(['user complete: Again', 'assistant stopped: Once'])
})

test.each(['at once', 'later'] as const)(
  'an answer under way is kept when the page is hidden, and resumed after a reload (%s)',
  async answers => {
    const storage = sharedStorage(answers)
    const page = stubPage()
    const before = openTab(storage.tab())
    await before.ready
    void before.chat.sendMessage('Hi')
    const cut = await before.source.next()
    cut.push({ type: 'text-delta', delta: 'Hel' })
    await until(before.chat.$status, status => status === 'streaming')
    page.show('hidden')
    if (answers === 'later') await nextTurn()
    expect(storedRows(storage)).toEqual(['user complete: Hi', 'assistant stopped: Hel'])
    expect(messageRows(before.chat)[1]).toBe('assistant streaming: Hel')

    page.show('visible')
    const after = openTab(storage.tab())
    expect(await after.ready).toBe(true)
    const resumed = after.chat.resume()
    const rest = await after.source.next()
    expect(rest.request).toMatchObject({
      trigger: 'resume',
      messageId: before.chat.$messages.get()[1]?.id,
    })
    rest.push({ type: 'text-delta', delta: 'Hello' }, { type: 'finish' })
    await resumed
    await nextTurn()
    expect(messageRows(after.chat)).toEqual(HELLO)
    expect(storedRows(storage)).toEqual(HELLO)
    before.chat.destroy()
  },
)

test.each(['at once', 'later'] as const)(
  'after a reload, a stopped or complete answer is not to be resumed, and a failed one is (%s)',
  async answers => {
    const storage = sharedStorage(answers)
    const page = stubPage()
    const reload = async (): Promise<boolean> => openTab(storage.tab()).ready
    expect(await reload()).toBe(false)

    const { chat, source, ready } = openTab(storage.tab())
    expect(await ready).toBe(false)
    void chat.sendMessage('Hi')
    const answer = await source.next()
    await nextTurn()
    // The question alone is kept, as where the page is gone without a word.
    expect(await reload()).toBe(true)
    answer.push({ type: 'text-delta', delta: 'Hel' })
    await until(chat.$status, status => status === 'streaming')
    page.show('hidden')
    await nextTurn()
    expect(await reload()).toBe(true)
    chat.stop()
    await nextTurn()
    expect(storedRows(storage)).toEqual(['user complete: Hi', 'assistant stopped: Hel'])
    expect(await reload()).toBe(false)

    const failed = chat.retry()
    ;(await source.next()).push(
      { type: 'text-delta', delta: 'He' },
      { type: 'error', message: 'Gone.' },
    )
    await failed
    await nextTurn()
    expect(await reload()).toBe(true)

    const whole = chat.retry()
    ;(await source.next()).push({ type: 'text-delta', delta: 'Hello' }, { type: 'finish' })
    await whole
    await nextTurn()
    expect(storedRows(storage)).toEqual(HELLO)
    expect(await reload()).toBe(false)
  },
)

test('an answer that was cut off is to be resumed, though another tab has saved since', async () => {
  const storage = sharedStorage()
  const page = stubPage()
  const { chat, source, say, stop } = openTab(storage.tab())
  await say('Hi', 'Hello')
  void chat.sendMessage('More')
  ;(await source.next()).push({ type: 'text-delta', delta: 'Ye' })
  await until(chat.$status, status => status === 'streaming')
  page.show('hidden')
  await stop()
  chat.destroy()

  const [one, two] = [openTab(storage.tab()), openTab(storage.tab())]
  one.chat.setMessages(messages => messages.slice(2))
  await nextTurn()
  expect(messageRows(two.chat)).toEqual(['user complete: More', 'assistant stopped: Ye'])
  expect(await openTab(storage.tab()).ready).toBe(true)
})

const message = { id: 'm', role: 'user', parts: [], content: '', status: 'complete', createdAt: 1 }
const damaged: readonly string[] = [
  '',
  'null',
  '[]',
  '{"version":1',
  '{"messages":[],"removed":[]}',
  '{"version":0,"messages":[],"removed":[]}',
  '{"version":1,"messages":{},"removed":[]}',
  '{"version":1,"messages":[]}',
  '{"version":1,"messages":[],"removed":[1]}',
  ...[
    null,
    { ...message, id: 1 },
    { ...message, role: 'boss' },
    { ...message, status: 'streaming' },
    { ...message, content: undefined },
    { ...message, createdAt: '1' },
    { ...message, parts: 'none' },
    { ...message, parts: [null] },
    { ...message, parts: [{ type: 'text' }] },
    { ...message, parts: [{ type: 'tool-call', toolName: 'add' }] },
    { ...message, parts: [{ text: 'Hi' }] },
  ].map(bad => JSON.stringify({ version: 1, messages: [message, bad], removed: [] })),
]

test.each(damaged)('a record of %j is ignored, told, and written over', async text => {
  const storage = sharedStorage()
  storage.entries.set(KEY, text)
  const tab = openTab(storage.tab(), { messages: [{ role: 'system', content: 'Be brief.' }] })
  await tab.ready
  const told = 'restore: The stored conversation is damaged or too old. It is ignored.'
  expect(tab.errors).toEqual([told])
  expect(messageRows(tab.chat)).toEqual(['system complete: Be brief.'])
  await tab.say('Hi', 'Hello')
  expect(tab.errors).toEqual([told])
  expect(storedRows(storage)).toEqual(['system complete: Be brief.', ...HELLO])
})

test('a record of a later version is reported, and left to a page that can read it', async () => {
  const storage = sharedStorage()
  const later = '{"version":2,"turns":[]}'
  storage.entries.set(KEY, later)
  const tab = openTab(storage.tab())
  await tab.say('Hi', 'Hello')
  expect(tab.errors).toEqual([expect.stringMatching(/^restore: .*version 2.*reload the page/)])
  expect(storage.entries.get(KEY)).toBe(later)
  expect(messageRows(tab.chat)).toEqual(HELLO)
})

test.each(['at once', 'later'] as const)(
  'a write that fails is reported, loses nothing, and the next one writes all (%s)',
  async answers => {
    const storage = sharedStorage(answers)
    const tab = openTab(storage.tab())
    await tab.ready
    storage.failWith(new DOMException('No space', 'QuotaExceededError'))
    await tab.say('Hi', 'Hello')
    expect(tab.errors).toHaveLength(2)
    expect(tab.errors[0]).toMatch(/^save: .*full or blocked.*still in the page/)
    expect(messageRows(tab.chat)).toEqual(HELLO)
    expect(tab.chat.$status.get()).toBe('ready')

    storage.failWith(undefined)
    await tab.say('More', 'Yes')
    expect(storedRows(storage)).toEqual([
      ...HELLO,
      'user complete: More',
      'assistant complete: Yes',
    ])
    expect(tab.errors).toHaveLength(2)
  },
)

test('an error names its cause', async () => {
  const storage = sharedStorage()
  const cause = new Error('Blocked')
  storage.failWith(cause)
  const chat = createChat({ connection: createSource().connection, id: 'c' })
  const errors: Error[] = []
  const { ready, stop } = persistChat(chat, storage.tab(), { onError: error => errors.push(error) })
  await ready
  await stop()
  expect(errors.map(error => error.cause)).toEqual([cause, cause])
  expect(errors[0]?.message).toMatch(/^The stored conversation could not be read/)
})

test('what was stored is not lost where it could not be read at first', async () => {
  const storage = sharedStorage()
  await openTab(storage.tab()).say('Hi', 'Hello')
  storage.failWith(new Error('Busy'))
  const tab = openTab(storage.tab())
  await tab.ready
  storage.failWith(undefined)
  await tab.say('More', 'Yes')
  expect(messageRows(tab.chat)).toEqual([
    ...HELLO,
    'user complete: More',
    'assistant complete: Yes',
  ])
})

test('a message that is no JSON is reported as one that cannot be saved', async () => {
  const storage = sharedStorage()
  const tab = openTab(storage.tab())
  const data = [{ type: 'data', name: 'big', data: 1n }] as const
  tab.chat.setMessages([{ ...message, role: 'user', status: 'complete', parts: data }])
  await nextTurn()
  expect(tab.errors).toEqual([expect.stringMatching(/^save: /)])
  expect(tab.chat.$messages.get()).toHaveLength(1)
})

test('the initial messages are shown until something is stored, and then stored with it', async () => {
  const storage = sharedStorage()
  const made = { messages: [{ role: 'system', content: 'Be brief.' }] } as const
  const first = openTab(storage.tab(), made)
  await nextTurn()
  expect(storage.writes).toEqual([])
  await first.say('Hi', 'Hello')

  // Made anew with each load, it has another id each time.
  const second = openTab(storage.tab(), made)
  expect(messageRows(second.chat)).toEqual(['system complete: Be brief.', ...HELLO])
})

test('what is sent before the storage is ready stays', async () => {
  const storage = sharedStorage('later')
  const first = openTab(storage.tab())
  await first.ready
  await first.say('Hi', 'Hello')

  const second = openTab(storage.tab())
  const said = second.say('More', 'Yes')
  await second.ready
  await said
  await nextTurn()
  const all = [...HELLO, 'user complete: More', 'assistant complete: Yes']
  expect(messageRows(second.chat)).toEqual(all)
  expect(storedRows(storage)).toEqual(all)
})

test.each(['at once', 'later'] as const)(
  'two tabs have each other’s turns, in their order (%s)',
  async answers => {
    const storage = sharedStorage(answers)
    const [one, two] = [openTab(storage.tab()), openTab(storage.tab())]
    await Promise.all([one.ready, two.ready])
    await one.say('One', '1')
    await two.say('Two', '2')
    await Promise.all([one.say('Three', '3'), two.say('Four', '4')])
    await nextTurn()
    const rows = messageRows(one.chat)
    expect(messageRows(two.chat)).toEqual(rows)
    expect(storedRows(storage)).toEqual(rows)
    expect(rows.slice(0, 4)).toEqual([
      'user complete: One',
      'assistant complete: 1',
      'user complete: Two',
      'assistant complete: 2',
    ])
    const turn = (question: string): number => rows.indexOf(`user complete: ${question}`)
    expect(rows).toHaveLength(8)
    expect(rows[turn('Three') + 1]).toBe('assistant complete: 3')
    expect(rows[turn('Four') + 1]).toBe('assistant complete: 4')
  },
)

/** Two tabs: one whose answer is under way, and another that has had a turn meanwhile. */
async function turnDuringAnswer() {
  const storage = sharedStorage()
  const page = stubPage()
  const [one, two] = [openTab(storage.tab()), openTab(storage.tab())]
  const sent = one.chat.sendMessage('One')
  const { push } = await one.source.next()
  push({ type: 'text-delta', delta: '1' })
  await until(one.chat.$status, status => status === 'streaming')
  await two.say('Two', '2')
  return { storage, page, one, two, push, sent }
}

test('a turn of the other tab is shown when the answer under way has ended', async () => {
  const { storage, page, one, two, push, sent } = await turnDuringAnswer()
  expect(messageRows(two.chat)).toEqual([
    'user complete: One',
    'user complete: Two',
    'assistant complete: 2',
  ])
  page.show('hidden')
  expect(storedRows(storage)).toEqual([
    'user complete: One',
    'assistant stopped: 1',
    'user complete: Two',
    'assistant complete: 2',
  ])
  expect(messageRows(one.chat)).toEqual(['user complete: One', 'assistant streaming: 1'])

  push({ type: 'text-delta', delta: '!' }, { type: 'finish' })
  await sent
  await nextTurn()
  const all = [
    'user complete: One',
    'assistant complete: 1!',
    'user complete: Two',
    'assistant complete: 2',
  ]
  expect(messageRows(one.chat)).toEqual(all)
  expect(messageRows(two.chat)).toEqual(all)
  expect(storedRows(storage)).toEqual(all)
})

test('a turn of a closed tab stays, though an answer under way kept it from being shown', async () => {
  const { storage, page, one, two, push, sent } = await turnDuringAnswer()
  await two.stop()
  page.show('hidden')
  push({ type: 'finish' })
  await sent
  await nextTurn()
  const all = ['One', '1', 'Two', '2']
  expect(one.chat.$messages.get().map(({ content }) => content)).toEqual(all)
  expect(storedRows(storage).map(row => row.replace(/.*: /, ''))).toEqual(all)
})

test('one write follows the other in a storage that takes its time', async () => {
  let busy = 0
  let most = 0
  const kept = new Map<string, string>()
  const slowly = async (key: string, work: () => unknown): Promise<unknown> => {
    if (key === KEY) most = Math.max(most, ++busy)
    await nextTurn()
    if (key === KEY) busy--
    return work()
  }
  const { chat, ready, stop } = openTab({
    get: key => slowly(key, () => kept.get(key)),
    set: (key, text) => slowly(key, () => kept.set(key, text)),
    delete: key => slowly(key, () => kept.delete(key)),
  })
  await ready
  for (const id of ['a', 'b', 'c']) {
    chat.setMessages(messages => [...messages, createMessage({ id, role: 'user', content: id })])
    await Promise.resolve()
    await Promise.resolve()
  }
  await stop()
  expect(most).toBe(1)
  expect(JSON.parse(kept.get(KEY)!).messages).toMatchObject([{ id: 'a' }, { id: 'b' }, { id: 'c' }])
})

test('removed ids are forgotten when nothing is stored any more', async () => {
  const storage = sharedStorage()
  const { chat, say } = openTab(storage.tab())
  await say('Hi', 'Hello')
  chat.clear()
  await nextTurn()
  expect(storage.entries.has(KEY)).toBe(false)
  await say('Hi', 'Hello')
  expect(JSON.parse(storage.entries.get(KEY)!).removed).toEqual([])
})

test('what one tab removes is removed from the other', async () => {
  const storage = sharedStorage()
  const [one, two] = [openTab(storage.tab()), openTab(storage.tab())]
  await one.say('Hi', 'Hello')
  const again = one.chat.regenerate()
  const { push } = await one.source.next()
  push({ type: 'text-delta', delta: 'Hey' }, { type: 'finish' })
  await again
  await nextTurn()
  expect(messageRows(two.chat)).toEqual(['user complete: Hi', 'assistant complete: Hey'])
  await two.say('More', 'Yes')
  expect(messageRows(one.chat)).toEqual(messageRows(two.chat))
  expect(messageRows(one.chat)).toHaveLength(4)

  two.chat.clear()
  await nextTurn()
  expect(messageRows(one.chat)).toEqual([])
  expect(storage.entries.size).toBe(0)
  await one.say('Anew', 'Yes')
  expect(messageRows(two.chat)).toEqual(['user complete: Anew', 'assistant complete: Yes'])
})

test('tabs that do not notify each other lose no turn if there are Web Locks', async () => {
  const { entries, tab } = sharedStorage('later')
  const deaf = (): ChatStorage => {
    const { get, set } = tab()
    return { get, set, delete: key => entries.delete(key) }
  }
  let last: Promise<unknown> = Promise.resolve()
  const held: string[] = []
  const request = (name: string, work: () => unknown): Promise<unknown> => {
    held.push(name)
    last = last.then(work)
    return last
  }
  vi.stubGlobal('navigator', { locks: { request } })
  onTestFinished(() => void vi.unstubAllGlobals())
  const tabs = [openTab(deaf()), openTab(deaf()), openTab(deaf())]
  await Promise.all(tabs.map(({ ready }) => ready))
  await Promise.all(tabs.map(({ say }, index) => say(`Q${index}`, `A${index}`)))
  await Promise.all(tabs.map(({ stop }) => stop()))

  expect(new Set(held)).toEqual(new Set([KEY]))
  const rows = storedRows({ entries } as SharedStorage)
  expect(rows).toHaveLength(6)
  for (const index of [0, 1, 2]) {
    const at = rows.indexOf(`user complete: Q${index}`)
    expect(rows[at + 1]).toBe(`assistant complete: A${index}`)
  }
})

test('tabs notify each other by a BroadcastChannel if the storage has no events', async () => {
  stubPage()
  const map = new Map<string, string>()
  const [one, two] = [openTab(map), openTab(map)]
  await one.say('Hi', 'Hello')
  await until(two.chat.$messages, messages => messages.at(-1)?.content === 'Hello')
  expect(messageRows(two.chat)).toEqual(HELLO)
})

test('a refused lock does not prevent saving', async () => {
  const request = async () => {
    throw new DOMException('Not here', 'SecurityError')
  }
  vi.stubGlobal('navigator', { locks: { request } })
  onTestFinished(() => void vi.unstubAllGlobals())
  const storage = sharedStorage()
  await openTab(storage.tab()).say('Hi', 'Hello')
  expect(storedRows(storage)).toEqual(HELLO)
})

test('an input is kept after a pause, or when the page is hidden, and forgotten when it is empty', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const page = stubPage()
  const storage = sharedStorage()
  const { chat } = openTab(storage.tab())
  for (const text of ['H', 'He', 'Hel']) {
    chat.$input.set(text)
    vi.advanceTimersByTime(499)
  }
  expect(storage.writes).toEqual([])
  vi.advanceTimersByTime(1)
  expect(storage.entries.get(`${KEY}:draft`)).toBe('Hel')

  chat.$input.set('Hello')
  page.show('hidden')
  expect(storage.entries.get(`${KEY}:draft`)).toBe('Hello')
  vi.advanceTimersByTime(10_000)
  expect(storage.writes).toHaveLength(2)

  chat.$input.set('')
  vi.advanceTimersByTime(500)
  expect(storage.entries.size).toBe(0)
})

test('what waits in the queue comes back as input, and is forgotten once it is sent', async () => {
  const storage = sharedStorage()
  const { chat, source, stop } = openTab(storage.tab())
  const sent = chat.sendMessage('Hi')
  const first = await source.next()
  const waiting = [chat.sendMessage('Then this'), chat.sendMessage('And this')]
  chat.$input.set('Perhaps this')
  await stop()
  const after = openTab(storage.tab())
  expect(after.chat.$input.get()).toBe('Then this\n\nAnd this\n\nPerhaps this')
  await after.stop()

  const again = persistChat(chat, storage.tab())
  onTestFinished(() => again.stop())
  chat.$input.set('')
  first.push({ type: 'finish' })
  ;(await source.next()).push({ type: 'finish' })
  ;(await source.next()).push({ type: 'finish' })
  await Promise.all([sent, ...waiting])
  expect(storage.entries.has(`${KEY}:draft`)).toBe(false)
})

test('an input that was begun is not written over', async () => {
  const storage = sharedStorage('later')
  storage.entries.set(`${KEY}:draft`, 'Old')
  const { chat, ready } = openTab(storage.tab())
  chat.$input.set('New')
  await ready
  expect(chat.$input.get()).toBe('New')
})

test('after stop nothing is written, and no listener is left', async () => {
  const storage = sharedStorage()
  const page = stubPage()
  const tab = openTab(storage.tab())
  expect(page.pending.listeners).toBe(1)
  await tab.say('Hi', 'Hello')
  await tab.stop()
  const { writes } = storage
  const before = writes.length
  await tab.say('More', 'Yes')
  tab.chat.$input.set('x')
  page.show('hidden')
  expect(writes).toHaveLength(before)
  expect(page.pending.listeners).toBe(0)
  await openTab(storage.tab()).say('Other', 'Tab')
  expect(messageRows(tab.chat)).toHaveLength(4)
})

test('a page that is left while files are made ready leaves no message that waits for them', async () => {
  const storage = sharedStorage()
  const { chat, stop } = openTab(storage.tab(), { files: () => new Promise(() => {}) })
  const sent = chat.sendMessage({ text: 'Look', files: ['a'] })
  await nextTurn()
  expect(messageRows(chat)).toEqual(['user pending: Look'])
  await stop()
  expect(messageRows(openTab(storage.tab()).chat)).toEqual(['user stopped: Look'])
  chat.destroy()
  await sent
})

test('an onError that throws does not stop saving', async () => {
  const uncaught = uncaughtErrors()
  const entries = new Map<string, string>()
  let isFull = true
  const storage: ChatStorage = {
    get: key => entries.get(key),
    set(key, value) {
      if (isFull) throw new Error('Full')
      entries.set(key, value)
    },
    delete: key => entries.delete(key),
  }
  const chat = createChat({ connection: createSource().connection, id: 'c' })
  persistChat(chat, storage, {
    onError: () => {
      throw new Error('The page’s own')
    },
  })
  const said = createMessage({ role: 'user', content: 'Hi' })
  chat.setMessages([said])
  await nextTurn()
  expect(uncaught).toMatchObject([{ message: 'The page’s own' }])
  isFull = false
  chat.setMessages([said, createMessage({ role: 'user', content: 'Again' })])
  await nextTurn()
  expect(entries.get(KEY)).toContain('Again')
})

test('a chat that is stopped before it was ready is left as it is', async () => {
  const storage = sharedStorage('later')
  storage.entries.set(`${KEY}:draft`, 'Old')
  const { chat, ready, stop } = openTab(storage.tab())
  await stop()
  await ready
  expect(chat.$input.get()).toBe('')
})

test('chats keep apart by their ids, or by a key', async () => {
  const storage = sharedStorage()
  await openTab(storage.tab(), { id: 'a' }).say('Hi', 'Hello')
  expect(openTab(storage.tab(), { id: 'b' }).chat.$messages.get()).toEqual([])
  const named = openTab(storage.tab(), { id: 'new', key: 'nanowire:a' })
  expect(messageRows(named.chat)).toEqual(HELLO)
})

test('an engine of @nanostores/persistent, with its events, is a storage', async () => {
  const engine: Record<string, string> = {}
  const listeners = new Map<unknown, string>()
  const events = {
    addEventListener: (key: string, listener: unknown) => void listeners.set(listener, key),
    removeEventListener: (_key: string, listener: unknown) => void listeners.delete(listener),
  }
  setPersistentEngine(engine, events)
  persistentAtom<string>('theme', 'light').set('dark')
  const tab = openTab(engineStorage(engine, events))
  await tab.say('Hi', 'Hello')
  expect(Object.keys(engine)).toEqual(['theme', KEY])
  expect([...listeners.values()]).toEqual([KEY])

  // Another tab has emptied the storage.
  for (const key of Object.keys(engine)) delete engine[key]
  for (const listener of listeners.keys()) (listener as (event: object) => void)({ key: null })
  await nextTurn()
  expect(messageRows(tab.chat)).toEqual([])
  await tab.stop()
  expect(listeners.size).toBe(0)
})

test('on a server the page’s storage keeps nothing, and nothing fails', async () => {
  const tab = openTab(engineStorage())
  await tab.say('Hi', 'Hello')
  expect(tab.errors).toEqual([])
  expect(messageRows(openTab(engineStorage()).chat)).toEqual([])
})
