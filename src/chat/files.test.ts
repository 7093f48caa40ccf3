import { expect, test } from 'vitest'
import type { FilePart } from '../message.ts'
import { messageRows } from '../testing/message-rows.ts'
import { nextTurn } from '../testing/next-turn.ts'
import { createSource, type Source } from '../testing/source.ts'
import type { Chat, ChatOptions, FileSource, PrepareFiles } from './chat.ts'
import { createChat } from './create-chat.ts'

function chatOf(options: Partial<ChatOptions> = {}): { chat: Chat; source: Source } {
  const source = createSource()
  return { chat: createChat({ connection: source.connection, flush: 'sync', ...options }), source }
}

const named: PrepareFiles = async files =>
  files.map(file => ({ type: 'file', mediaType: 'text/plain', url: `memory:${String(file)}` }))

const sources: readonly [what: string, files: FileSource | Iterable<FileSource>, count: number][] =
  [
    ['an address', 'https://example.org/a', 1],
    ['a URL', new URL('https://example.org/a'), 1],
    ['a blob', new Blob(['a']), 1],
    ['a list', ['a', new Blob(['b'])], 2],
    ['a set', new Set(['a', 'b']), 2],
  ]

test.each(sources)('files are sent from %s', async (_, files, count) => {
  const { chat, source } = chatOf({ files: named })
  const sent = chat.sendMessage({ text: 'Look', files })
  const { request, end } = await source.next()
  const { content, parts, status } = request.messages[0]!
  expect(content).toBe('Look')
  expect(parts.map(({ type }) => type).join(' ')).toBe(`${'file '.repeat(count)}text`)
  expect(status).toBe('complete')
  expect(chat.$messages.get()[0]).toBe(request.messages[0])
  end()
  await sent
})

test('a message is pending while its files are made ready, and stop gives the text back', async () => {
  let signal: AbortSignal | undefined
  const { chat, source } = chatOf({
    files: (_, context) => {
      ;({ signal } = context)
      return new Promise(() => {})
    },
  })
  chat.$input.set('Look')
  const sent = chat.submit({ files: ['a'] })
  await nextTurn()
  expect(messageRows(chat)).toEqual(['user pending: Look'])
  expect(chat.$input.get()).toBe('')
  expect(chat.$status.get()).toBe('submitted')
  chat.stop()
  await sent
  expect(signal?.aborted).toBe(true)
  expect(messageRows(chat)).toEqual([])
  expect(chat.$input.get()).toBe('Look')
  expect(chat.$status.get()).toBe('ready')
  expect(source.requests).toHaveLength(0)
})

test('if files are refused, nothing is sent, the text is back in the input, and the error is reported', async () => {
  const { chat, source } = chatOf()
  await chat.sendMessage({ text: 'Look', files: ['a'] })
  expect(chat.$error.get()).toMatchObject({ code: 'unsupported' })
  expect(chat.$error.get()?.message).toContain('attachFiles()')
  expect(messageRows(chat)).toEqual([])
  expect(chat.$input.get()).toBe('Look')
  expect(source.requests).toHaveLength(0)

  // What the user has begun to write since is worth more.
  const again = chat.sendMessage({ text: 'Look', files: ['a'] })
  chat.$input.set('Or rather')
  await again
  expect(chat.$input.get()).toBe('Or rather')
})

/** A chat with a call that nobody has answered, and a message whose files wait for the test's hand. */
async function uploading(): Promise<{
  chat: Chat
  source: Source
  sent: Promise<void>
  ready: (parts: readonly FilePart[]) => void
  fail: (error: Error) => void
}> {
  let ready!: (parts: readonly FilePart[]) => void
  let fail!: (error: Error) => void
  const files: PrepareFiles = () =>
    new Promise((resolve, reject) => {
      ready = resolve
      fail = reject
    })
  const { chat, source } = chatOf({ files })
  const first = chat.sendMessage('one')
  const { push, end } = await source.next()
  push({ type: 'tool-call', toolCallId: '1', toolName: 'ask', input: {} })
  end()
  await first
  const sent = chat.sendMessage({ text: 'Look', files: ['a'] })
  await nextTurn()
  return { chat, source, sent, ready, fail }
}

test('changes of the conversation while files are prepared stay, even if the files are refused', async () => {
  const { chat, sent, fail } = await uploading()
  await chat.addToolResult({ toolCallId: '1', output: 'yes' })
  chat.setMessages(messages => messages.slice(1))
  fail(new Error('Gone'))
  await sent
  expect(messageRows(chat)).toEqual(['assistant complete: '])
  expect(chat.$messages.get()[0]!.parts).toMatchObject([{ output: 'yes' }])
  expect(chat.$input.get()).toBe('Look')
})

test('changes of earlier messages while files are prepared are sent too', async () => {
  const { chat, source, sent, ready } = await uploading()
  await chat.addToolResult({ toolCallId: '1', output: 'yes' })
  ready([])
  const { request, end } = await source.next()
  expect(request.messages).toMatchObject([
    { content: 'one' },
    { parts: [{ output: 'yes' }] },
    { content: 'Look', status: 'complete' },
  ])
  end()
  await sent
})

test('an empty list of files: the text alone is sent, or nothing if it is blank', async () => {
  const { chat, source } = chatOf()
  await chat.submit({ files: [] })
  expect(messageRows(chat)).toEqual([])
  chat.$input.set('Look')
  const sent = chat.submit({ files: new Set<File>() })
  expect(messageRows(chat)).toEqual(['user complete: Look'])
  ;(await source.next()).end()
  await sent
  expect(chat.$error.get()).toBeUndefined()
})

test('an edit whose files are refused changes nothing', async () => {
  const messages = [
    { id: 'u', role: 'user', content: 'one' },
    { id: 'a', role: 'assistant', content: '1' },
  ] as const
  const { chat } = chatOf({ messages })
  const before = chat.$messages.get()
  await chat.edit('u', { text: 'two', files: ['a'] })
  expect(chat.$messages.get()).toEqual(before)
})

test('a message may be files alone, and waits with them in the queue', async () => {
  const { chat, source } = chatOf({ files: named })
  const sent = [chat.sendMessage('one'), chat.submit({ files: ['a'] })]
  expect(chat.$queue.get()).toMatchObject([{ content: '', status: 'pending' }])
  const first = await source.next()
  first.end()
  const second = await source.next()
  expect(second.request.messages.at(-1)!.parts).toMatchObject([{ type: 'file', url: 'memory:a' }])
  second.end()
  await Promise.all(sent)
})
