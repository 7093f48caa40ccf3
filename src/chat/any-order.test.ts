import { expect, test } from 'vitest'
import type { ChatRequest } from '../chat-request.ts'
import type { StreamEvent } from '../stream-event.ts'
import { createMailbox, type Mailbox } from '../testing/mailbox.ts'
import { nextTurn } from '../testing/next-turn.ts'
import { createRandom, type Random } from '../testing/random.ts'
import { uncaughtErrors } from '../testing/uncaught-errors.ts'
import type { Chat, ChatOptions, SendOptions } from './chat.ts'
import { createChat } from './create-chat.ts'
import { keepVersions } from './versions.ts'
import type { Flush } from './write-schedule.ts'

const SEQUENCES = Number(process.env['SEQUENCES'] ?? 1_000)
const FIRST_SEED = Number(process.env['SEED'] ?? 1)
const STEPS = 40
const MOST_TURNS = 4
const FILE = 'https://example.org/a.png'

/** What a server does next. It is deaf to the signal of its request, as the rudest adapter is. */
type Word = readonly StreamEvent[] | 'end' | 'fail'

interface Answer {
  readonly request: ChatRequest
  /** All of its text consists of this. */
  readonly name: string
  readonly words: Mailbox<Word>
  isOver: boolean
  /** How often the chat has heard the name, and how often since the last reset. */
  heard: number
  heardLast: number
}

/** A chat, and what must be true of it. */
interface World {
  readonly random: Random
  readonly chat: Chat
  readonly whenBusy: NonNullable<ChatOptions['whenBusy']>
  readonly answers: readonly Answer[]
  /** Questions that were sent, and that were in no store yet. */
  readonly unseen: Set<string>
  /** What has not resolved yet. */
  readonly pending: Set<Promise<unknown>>
  readonly breaches: Set<string>
}

function createWorld(random: Random): World {
  const answers: Answer[] = []
  const breaches = new Set<string>()
  const ends = new Map<string, number>()
  const whenBusy = random.pick(['queue', 'interrupt', 'drop'] as const)

  const connect: ChatOptions['connection']['connect'] = async function* (request) {
    const name = `«${answers.length}»`
    const words = createMailbox<Word>()
    const own: Answer = { request, name, words, isOver: false, heard: 0, heardLast: 0 }
    if (answers.some(isUnderWay)) breaches.add('two answers are under way')
    if (request.signal.aborted) breaches.add('something is asked after the stop')
    if (destroyed.has(chat)) breaches.add('something is asked by a chat that was destroyed')
    answers.push(own)
    try {
      for (;;) {
        const word = await words.take()
        if (word === 'end') return
        if (word === 'fail') throw new Error('The server failed.')
        yield word
      }
    } finally {
      own.isOver = true
    }
  }

  const wait = async (): Promise<void> => {
    for (let turns = random.below(MOST_TURNS); turns > 0; turns--) await nextTurn()
  }
  const react = (): void => {
    if (random.below(12) === 0) act(world)
  }
  const end = (runId: string): void => {
    const times = (ends.get(runId) ?? 0) + 1
    ends.set(runId, times)
    if (times > 1) breaches.add('one run has ended twice')
    react()
  }

  const chat = createChat({
    connection: { connect },
    whenBusy,
    flush: random.pick<Flush>(['sync', 'sync', 0]),
    ...(random.below(2) === 0 && { versions: keepVersions }),
    async files(sources, { signal }) {
      await wait()
      if (random.below(3) === 0) throw new Error('The file is refused.')
      if (random.below(2) === 0) signal.throwIfAborted()
      return sources.map(url => ({ type: 'file', mediaType: 'image/png', url: String(url) }))
    },
    ...(random.below(3) === 0 && {
      async onApproval() {
        await wait()
        if (random.below(3) === 0) throw new Error('The server refuses.')
      },
    }),
    onChunk(event) {
      const own = answers.find(isUnderWay)
      if (!own) breaches.add('an answer that is over is heard')
      if (event.type === 'text-delta' && own) {
        if (event.delta !== own.name) breaches.add('an answer that is over is heard')
        own.heard++
        own.heardLast++
      }
      react()
      if (event.type === 'reset' && own && isUnderWay(own)) own.heardLast = 0
    },
    onFinish(message, { runId }) {
      const own = answers.find(({ request }) => request.runId === runId)
      const isWhole = !own || timesIn(message.content, own.name) === own.heardLast
      if (message.status === 'complete' && !isWhole) breaches.add('a whole answer lacks words')
      if (message.status === 'complete') end(runId)
      else react()
    },
    onStop: ({ runId }) => end(runId),
    onError: react,
    onToolCall: react,
  })

  const world: World = {
    random,
    chat,
    whenBusy,
    answers,
    unseen: new Set(),
    pending: new Set(),
    breaches,
  }
  return world
}

function isUnderWay({ isOver, request }: Answer): boolean {
  return !isOver && !request.signal.aborted
}

function timesIn(text: string, name: string): number {
  return text.split(name).length - 1
}

let questions = 0
const destroyed = new WeakSet<Chat>()

/** Does one of the things that a page, its user or its server can do. */
function act({ random, chat, whenBusy, answers, unseen, pending }: World): void {
  const messages = chat.$messages.get()
  const calls = messages.flatMap(({ parts }) => parts.filter(part => part.type === 'tool-call'))
  const call = calls.length > 0 ? random.pick(calls) : undefined
  const anyId = (): string => random.pick([...messages.map(({ id }) => id), 'nobody'])
  const question = (): string => `question ${++questions};`

  const follow = (action: Promise<unknown>): void => {
    const settled = action.catch(() => {}).finally(() => pending.delete(settled))
    pending.add(settled)
  }
  const mayAbort = (): SendOptions => {
    if (random.below(6) > 0) return {}
    const controller = new AbortController()
    if (random.below(3) === 0) controller.abort()
    else void nextTurn().then(() => controller.abort())
    return { signal: controller.signal }
  }
  const speak = (): void => {
    if (answers.length === 0) return
    const { words, name } = random.below(3) === 0 ? random.pick(answers) : answers.at(-1)!
    words.put(wordOf(name, random))
  }

  random.pick<() => void>([
    () => {
      const text = question()
      if (whenBusy !== 'drop' && !destroyed.has(chat)) unseen.add(text)
      follow(chat.sendMessage(text))
    },
    () => follow(chat.sendMessage(question(), mayAbort())),
    () => follow(chat.sendMessage({ text: question(), files: FILE }, mayAbort())),
    () => {
      chat.$input.set(question())
      follow(chat.submit())
    },
    () => chat.stop(),
    () => follow(chat.regenerate(random.below(2) === 0 ? undefined : anyId(), mayAbort())),
    () => follow(chat.retry(mayAbort())),
    () => follow(chat.resume(mayAbort())),
    () => follow(chat.edit(anyId(), question(), mayAbort())),
    () => follow(chat.edit(anyId(), { text: question(), files: FILE })),
    () => {
      const waiting = chat.$queue.get().at(-1)
      if (!waiting) return
      chat.cancelQueued(waiting.id)
      unseen.delete(waiting.content)
    },
    () => {
      if (random.below(4) > 0) return
      chat.clear()
      unseen.clear()
    },
    () => {
      if (random.below(20) > 0) return
      chat.destroy()
      destroyed.add(chat)
      unseen.clear()
    },
    () => chat.setMessages(random.below(3) === 0 ? messages.slice(0, -1) : messages.slice()),
    () => call && follow(chat.addToolResult({ toolCallId: call.toolCallId, output: 1 })),
    () => call && follow(chat.respondToApproval(approvalOf(call.toolCallId), true)),
    ...Array.from({ length: 6 }, () => speak),
  ])()
}

function approvalOf(toolCallId: string): string {
  return `approval of ${toolCallId}`
}

function wordOf(name: string, random: Random): Word {
  const toolCallId = `call ${random.below(3)} of ${name}`
  const text = { type: 'text-delta', delta: name } as const
  const called = { type: 'tool-call', toolCallId, toolName: 'tool', input: {} } as const
  const approvalId = approvalOf(toolCallId)
  return random.pick<Word>([
    [text],
    [text],
    [
      { ...text, id: 't' },
      { type: 'text-end', id: 't' },
    ],
    [{ type: 'reasoning-delta', delta: 'Let me see.' }],
    [{ type: 'start', messageId: `message of ${name}` }],
    [called],
    [called, { type: 'tool-approval-request', toolCallId, approvalId }],
    [{ type: 'reset', scope: 'run' }],
    [],
    [{ type: 'finish', reason: 'stop' }],
    [text, { type: 'finish', reason: 'stop' }, text],
    [{ type: 'error', message: 'The model failed.' }],
    [{ type: 'abort' }],
    'end',
    'fail',
  ])
}

/** Looks at what a page can see at any moment. */
function look({ chat, answers, unseen, breaches }: World): void {
  const messages = chat.$messages.get()
  const ids = messages.map(({ id }) => id)
  const status = chat.$status.get()
  const isLoading = status === 'submitted' || status === 'streaming'
  const must = (holds: boolean, what: string): void => {
    if (!holds) breaches.add(what)
  }
  must(new Set(ids).size === ids.length, 'an id is one message’s')
  must(ids.join() === chat.$messageIds.get().join(), 'the ids are those of the messages')
  must(
    messages.every(message => chat.$message(message.id).get() === message),
    'a row is its message',
  )
  must(chat.$isLoading.get() === isLoading, 'to load is a status')
  must((chat.$error.get() !== undefined) === (status === 'error'), 'an error is a status')
  for (const { parts, content } of messages) {
    const text = parts.map(part => (part.type === 'text' ? part.text : '')).join('')
    must(content === text, 'the content is the text of the parts')
  }
  const text = messages.map(({ content }) => content).join('\n')
  must(
    answers.every(({ name, heard }) => timesIn(text, name) <= heard),
    'no word is doubled, or written after the end',
  )
  if (!isLoading) {
    must(
      messages.every(one => one.status !== 'streaming' && one.status !== 'pending'),
      'what is over does not stream',
    )
    must(!answers.some(isUnderWay), 'nothing is under way when the chat is ready')
  }
  for (const { content } of [...messages, ...chat.$queue.get()]) unseen.delete(content)
}

test('whatever is done in whatever order, nothing is lost, doubled or left behind', async () => {
  const uncaught = uncaughtErrors()
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SEQUENCES; seed++) {
    const world = createWorld(createRandom(seed))
    const { random, chat, answers, unseen, pending, breaches } = world
    const { $messages, $messageIds, $status, $isLoading, $error, $queue } = chat
    for (const store of [$messages, $messageIds, $status, $isLoading, $error, $queue]) {
      store.listen(() => look(world))
    }
    for (let step = 0; step < STEPS; step++) {
      act(world)
      look(world)
      if (random.below(2) === 0) await nextTurn()
      else for (let ticks = random.below(4); ticks > 0; ticks--) await Promise.resolve()
      look(world)
      if (unseen.size > 0) breaches.add('a question was sent, and is nowhere')
    }
    chat.clear()
    for (const { words } of answers) words.put([{ type: 'text-delta', delta: 'Too late.' }])
    await nextTurn()
    if ($messages.get().length > 0) breaches.add('something is written after the end')
    chat.destroy()
    for (let turns = 0; turns <= MOST_TURNS; turns++) await nextTurn()
    if (pending.size > 0) breaches.add('a promise never resolves')
    expect([...breaches], `the seed ${seed}`).toEqual([])
  }
  expect(uncaught).toEqual([])
})
