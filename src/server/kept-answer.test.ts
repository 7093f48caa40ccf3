import { expect, test, vi } from 'vitest'
import { fromUiMessages } from '../chat/from-ui-messages.ts'
import type { Message } from '../message.ts'
import { nextTurn } from '../testing/next-turn.ts'
import { telling } from '../testing/telling.ts'
import type { AnswerSource } from './answer-source.ts'
import { memoryLog } from './memory-log.ts'
import { toHttpStreamResponse } from './to-http-stream-response.ts'
import { toServerSentEventsResponse } from './to-server-sent-events-response.ts'
import { toTextStreamResponse } from './to-text-stream-response.ts'

async function* failing(): AsyncGenerator<string, void, undefined> {
  yield 'Half'
  throw new Error('The key sk-1 is spent')
}

const answer: AnswerSource = () =>
  telling(
    { type: 'reasoning-delta', delta: 'Hm.' },
    { type: 'text-delta', delta: 'Four ' },
    { type: 'text-delta', delta: 'degrees.' },
    { type: 'usage', usage: { inputTokens: 3, outputTokens: 2 } },
    { type: 'finish', reason: 'stop' },
  )

function keeping() {
  return vi.fn<(answer: Message) => void | Promise<void>>()
}

test.each([
  ['server-sent events', toServerSentEventsResponse],
  ['lines', toHttpStreamResponse],
  ['text', toTextStreamResponse],
] as const)('an answer in %s is handed over whole', async (_wire, respond) => {
  const onFinish = keeping()
  await (await respond(answer, { onFinish })).text()
  expect(onFinish).toHaveBeenCalledTimes(1)
  expect(onFinish.mock.lastCall![0]).toMatchObject({
    role: 'assistant',
    parts: [
      { type: 'reasoning', text: 'Hm.', state: 'done' },
      { type: 'text', text: 'Four degrees.', state: 'done' },
    ],
    content: 'Four degrees.',
    status: 'complete',
    finishReason: 'stop',
    usage: { inputTokens: 3, outputTokens: 2 },
    createdAt: expect.any(Number),
  })
})

test('the client knows it by the id that it is kept by', async () => {
  for (const [given, source] of [
    [undefined, answer],
    ['m1', answer],
    [undefined, telling({ type: 'start', messageId: 'm2' }, { type: 'text-delta', delta: 'Hi' })],
  ] as const) {
    const onFinish = keeping()
    const body = await (await toHttpStreamResponse(source, { messageId: given, onFinish })).text()
    const [first = ''] = body.split('\n')
    const { id } = onFinish.mock.lastCall![0]
    expect(id).not.toBe('')
    expect(JSON.parse(first)).toMatchObject({ type: 'start', messageId: id })
  }
})

test('the client hears of the end once it is kept', async () => {
  let save: () => void
  const onFinish = () =>
    new Promise<void>(resolve => {
      save = resolve
    })
  const { body } = await toServerSentEventsResponse(answer, { onFinish })
  let text = ''
  const read = body!
    .pipeThrough(new TextDecoderStream())
    .pipeTo(new WritableStream({ write: piece => void (text += piece) }))
  await vi.waitUntil(() => save)
  await nextTurn()
  expect(text).toContain('degrees.')
  expect(text).not.toContain('[DONE]')
  save!()
  await read
  expect(text).toContain('[DONE]')
})

test('an answer that goes on is handed over with what was there, under its own id', async () => {
  const [begun] = fromUiMessages([
    {
      id: 'a1',
      role: 'assistant',
      parts: [
        { type: 'text', text: 'I look. ' },
        {
          type: 'tool-thermometer',
          toolCallId: 'c1',
          state: 'approval-responded',
          input: {},
          approval: { id: 'ap', approved: true },
        },
      ],
    },
  ])
  const onFinish = keeping()
  const source = telling(
    { type: 'start', messageId: 'another' },
    { type: 'text-delta', delta: 'Oh' },
    { type: 'reset', scope: 'run' },
    { type: 'tool-result', toolCallId: 'c1', output: 4 },
    { type: 'text-delta', delta: 'Four degrees.' },
  )
  await (await toServerSentEventsResponse(source, { answer: begun, onFinish })).text()
  expect(onFinish.mock.lastCall![0]).toMatchObject({
    id: 'a1',
    content: 'I look. Four degrees.',
    parts: [
      { type: 'text' },
      { type: 'tool-call', toolName: 'thermometer', state: 'output-available', output: 4 },
      { type: 'text', text: 'Four degrees.' },
    ],
  })
})

test('what has come is handed over as stopped where the client leaves', async () => {
  const onFinish = keeping()
  const source: AnswerSource = async function* (signal) {
    yield 'Half'
    await new Promise(resolve => signal.addEventListener('abort', resolve))
  }
  const { body } = await toServerSentEventsResponse(source, { onFinish })
  const reader = body!.getReader()
  await reader.read()
  await reader.cancel()
  await vi.waitUntil(() => onFinish.mock.lastCall)
  expect(onFinish).toHaveBeenCalledTimes(1)
  expect(onFinish.mock.lastCall![0]).toMatchObject({ content: 'Half', status: 'stopped' })
})

test('a failure is handed over with what it was, which the client does not hear', async () => {
  const onFinish = keeping()
  const body = await (await toServerSentEventsResponse(failing(), { onFinish })).text()
  expect(onFinish).toHaveBeenCalledTimes(1)
  expect(onFinish.mock.lastCall![0]).toMatchObject({
    content: 'Half',
    status: 'error',
    error: { code: 'server', message: 'The key sk-1 is spent' },
  })
  expect(body).not.toContain('sk-1')
})

test('an answer is kept as its own end says, and as failed where a failure comes behind that', async () => {
  const broken: AnswerSource = (async function* () {
    yield { type: 'text-delta', delta: 'Whole' }
    yield { type: 'finish', reason: 'stop' }
    throw new Error('The connection broke')
  })()
  for (const [source, status] of [
    [telling({ type: 'text-delta', delta: 'Half' }, { type: 'abort' }), 'stopped'],
    [broken, 'error'],
  ] as const) {
    const onFinish = keeping()
    await (await toServerSentEventsResponse(source, { onFinish })).text()
    expect(onFinish.mock.lastCall![0].status).toBe(status)
  }
})

test('an answer that cannot be kept fails', async () => {
  const full = new Error('The disk is full')
  const onFinish = () => Promise.reject(full)
  const onError = vi.fn(() => 'It was not saved.')
  const body = await (await toServerSentEventsResponse(answer, { onFinish, onError })).text()
  expect(body).toContain('It was not saved.')
  expect(onError).toHaveBeenCalledWith(full)
  // One that has failed has failed for its first reason.
  const failed = await (
    await toServerSentEventsResponse(failing(), { onFinish, onError: String })
  ).text()
  expect(failed).toContain('sk-1')
})

test('a run in a log is handed over once, whoever follows it', async () => {
  const onFinish = keeping()
  const log = memoryLog()
  const options = { log, runId: 'r1', chatId: 'c1', onFinish, messages: [{ role: 'user' }] }
  const first = await toServerSentEventsResponse(answer, options)
  await first.body!.cancel()
  const again = await toServerSentEventsResponse(answer, options)
  expect(await again.text()).toContain('degrees.')
  expect(onFinish).toHaveBeenCalledTimes(1)
  expect(onFinish.mock.lastCall![0]).toMatchObject({ id: 'r1', status: 'complete' })
})
