import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createChat, type Chat, type StreamEvent } from './index.ts'
import { networkError } from './stream-error.ts'
import { nextTurn } from './testing/next-turn.ts'
import { createSource, type Source, type SourceAnswer } from './testing/source.ts'
import { tableUnder } from './testing/table-under.ts'
import { until } from './testing/until.ts'

const page = readFileSync('docs/stop-retry-resume.md', 'utf8')

/** The rows under a heading, by their first cell, each by the head's cells. */
function rowsUnder(heading: string): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const [head = [], ...rows] = tableUnder(page, heading)
  return Object.fromEntries(
    rows.map(([event = '', ...cells]) => [
      event,
      Object.fromEntries(cells.map((cell, index) => [head[index + 1]!, cell])),
    ]),
  )
}

interface Scene {
  readonly chat: Chat
  readonly source: Source
  /** What answers the last request. */
  readonly answer: SourceAnswer
}

const SOME: StreamEvent = { type: 'text-delta', delta: 'Once' }
const MORE: StreamEvent = { type: 'text-delta', delta: ' more' }

/** A conversation of one whole turn, and a second question, whose answer is in each of the states. */
const states: Readonly<Record<string, (scene: Scene) => void | Promise<unknown>>> = {
  '`submitted`': () => {},
  '`streaming`': async ({ chat, answer }) => {
    answer.push(SOME)
    await until(chat.$status, status => status === 'streaming')
  },
  '`ready`, answered': async ({ chat, answer }) => {
    answer.push(SOME)
    answer.end()
    await until(chat.$status, status => status === 'ready')
  },
  '`ready`, stopped': async ({ chat, answer }) => {
    answer.push(SOME)
    await until(chat.$status, status => status === 'streaming')
    chat.stop()
  },
  '`error`': async ({ chat, answer }) => {
    answer.push(SOME)
    answer.fail(networkError(undefined))
    await until(chat.$status, status => status === 'error')
  },
}

const actions: Readonly<Record<string, (chat: Chat) => unknown>> = {
  '`sendMessage(…)`': chat => chat.sendMessage('And then?'),
  '`edit(id, …)`': chat => chat.edit(chat.$messages.get()[2]!.id, 'Another story'),
  '`regenerate()`': chat => chat.regenerate(),
  '`retry()`': chat => chat.retry(),
  '`resume()`': chat => chat.resume(),
  '`stop()`': chat => chat.stop(),
  '`setMessages(…)`': chat => chat.setMessages(messages => messages.slice(0, 2)),
  '`clear()`': chat => chat.clear(),
  '`destroy()`': chat => chat.destroy(),
  'the view unmounts': chat => chat.$messages.listen(() => {})(),
}

const news: Readonly<Record<string, (answer: SourceAnswer) => void>> = {
  'text arrives': ({ push }) => push(MORE),
  'the answer ends': ({ end }) => end(),
  'it fails': ({ fail }) => fail(networkError(undefined)),
}

async function sceneOf(state: string): Promise<Scene> {
  const source = createSource()
  const chat = createChat({ connection: source.connection, flush: 'sync' })
  const first = chat.sendMessage('Tell me a story')
  const { push, end } = await source.next()
  push(SOME)
  end()
  await first
  void chat.sendMessage('And another one')
  const scene = { chat, source, answer: await source.next() }
  await states[state]!(scene)
  return scene
}

/** All that a cell of the tables tells about, before an event and after it. */
function seen({ chat, source, answer }: Scene): Readonly<Record<string, unknown>> {
  const messages = chat.$messages.get()
  return {
    requests: source.requests.length,
    left: answer.request.signal.aborted,
    waiting: chat.$queue.get().length,
    count: messages.length,
    status: chat.$status.get(),
    last: messages.at(-1)?.role === 'assistant' ? messages.at(-1)?.status : undefined,
    text: messages.at(-1)?.content,
  }
}

/** What an event has done, in the words of the page. */
async function effectOf(scene: Scene, event: () => unknown): Promise<string> {
  const before = seen(scene)
  let thrown = false
  // A send resolves with its answer, which here may never end.
  Promise.resolve(event()).catch(() => (thrown = true))
  for (let turn = 0; turn < 5; turn += 1) await nextTurn()
  const after = seen(scene)
  const did: string[] = []
  const asked = Number(after.requests) > Number(before.requests)
  const wasLoading = before.status === 'submitted' || before.status === 'streaming'
  if (wasLoading && after.left && after.last !== 'complete' && after.status !== 'error') {
    did.push('stops the answer')
  }
  if (asked)
    did.push(scene.source.requests.at(-1)!.trigger === 'resume' ? 'asks for the rest' : 'asks')
  if (Number(after.waiting) > Number(before.waiting)) did.push('waits in `$queue`')
  if (!asked && after.count === 0) did.push('empties the conversation')
  else if (!asked && Number(after.count) < Number(before.count)) did.push('changes the messages')
  const isAnswered = !asked && Number(after.count) >= Number(before.count)
  if (isAnswered && after.status === 'streaming' && after.text !== before.text) did.push('shows it')
  if (isAnswered && after.last === 'complete' && wasLoading) did.push('completes the answer')
  if (isAnswered && after.last === 'error' && wasLoading) did.push('keeps what has come')
  if (thrown || (await isOver(scene.chat))) did.push('nothing more can be sent')
  const settled = after.status !== before.status || asked ? `\`${after.status}\`` : ''
  return [did.join(', ') || (settled ? '' : '–'), settled].filter(Boolean).join(': ')
}

/** Whether a message is refused. Where it is not, what comes of it is of no interest. */
async function isOver(chat: Chat): Promise<boolean> {
  const refused = chat.sendMessage('Hello?').then(
    () => false,
    () => true,
  )
  return Promise.race([refused, nextTurn().then(() => false)])
}

test.each(Object.keys(actions))('what %s does is told as it is', async action => {
  const effects: Record<string, string> = {}
  for (const state of Object.keys(states)) {
    const scene = await sceneOf(state)
    effects[state] = await effectOf(scene, () => actions[action]!(scene.chat))
  }
  expect(rowsUnder('What you do')[action]).toEqual(effects)
})

test.each(Object.keys(news))('what happens when %s is told as it is', async event => {
  const effects: Record<string, string> = {}
  for (const state of ['`submitted`', '`streaming`', '`ready`, stopped']) {
    const scene = await sceneOf(state)
    effects[state] = await effectOf(scene, () => news[event]!(scene.answer))
  }
  expect(rowsUnder('What the connection does')[event]).toEqual(effects)
})

test('the tables have no other rows', () => {
  expect(Object.keys(rowsUnder('What you do'))).toEqual(Object.keys(actions))
  expect(Object.keys(rowsUnder('What the connection does'))).toEqual(Object.keys(news))
})

test('the picture has the ways between the states that the tables tell of, and no others', () => {
  const told = ['What you do', 'What the connection does'].flatMap(heading =>
    Object.values(rowsUnder(heading)).flatMap(row =>
      Object.entries(row).flatMap(([state, effect]) => {
        const [from] = nameIn(state)
        const [to] = nameIn(effect.split(': ').at(-1)!)
        return to && to !== '$queue' && to !== from ? [`${from}-${to}`] : []
      }),
    ),
  )
  const drawn = readFileSync('docs/images/states.svg', 'utf8').matchAll(/<path id="([\w-]+)"/g)
  expect(Array.from(drawn, ([, id]) => id).toSorted()).toEqual([...new Set(told)].toSorted())
})

function nameIn(cell: string): readonly string[] {
  return Array.from(cell.matchAll(/`([$\w]+)`/g), ([, name = '']) => name)
}
