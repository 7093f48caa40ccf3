import { expect, test } from 'vitest'
import { nextTurn } from '../testing/next-turn.ts'
import { createSource } from '../testing/source.ts'
import { ownChat } from './own-chat.ts'

test('a chat that is held again in the same tick stays alive, as in StrictMode', async () => {
  const source = createSource()
  const { chat, hold, isGone } = ownChat({ connection: source.connection })
  hold()()
  const release = hold()
  await nextTurn()
  expect(isGone()).toBe(false)
  const sent = chat.sendMessage('Hi')
  const { request } = await source.next()

  release()
  expect(request.signal.aborted).toBe(false)
  await nextTurn()
  expect(isGone()).toBe(true)
  expect(request.signal.aborted).toBe(true)
  await sent
  await expect(chat.sendMessage('Hi')).rejects.toThrow('destroyed')
})

test('callbacks, data and connection are those of the latest options', async () => {
  const [former, latter] = [createSource(), createSource()]
  const told: string[] = []
  const own = ownChat({
    connection: former.connection,
    data: { model: 'small' },
    onFinish: () => told.push('former finish'),
    onChunk: () => told.push('former chunk'),
  })
  own.renew({
    connection: latter.connection,
    data: { model: 'large' },
    onFinish: ({ content }) => told.push(`latter finish: ${content}`),
  })
  const sent = own.chat.sendMessage('Hi')
  const answer = await latter.next()
  answer.push({ type: 'text-delta', delta: 'Hello' }, { type: 'finish' })
  answer.end()
  await sent

  expect(answer.request.data).toEqual({ model: 'large' })
  expect(former.requests).toEqual([])
  expect(told).toEqual(['latter finish: Hello'])
})
