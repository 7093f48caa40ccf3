import { expect, test } from 'vitest'
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

test('files that are refused send nothing; the text is in the input again, and the error is told', async () => {
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

test('a list without files is none: the text alone is sent, and nothing where it is blank', async () => {
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
  const { chat } = chatOf({ messages: [{ id: 'u', role: 'user', content: 'one' }] })
  await chat.edit('u', { text: 'two', files: ['a'] })
  expect(messageRows(chat)).toEqual(['user complete: one'])
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
