import { expect, test } from 'vitest'
import type { StreamEvent } from '../stream-event.ts'
import { decodeAll } from '../testing/decode-all.ts'
import { aiSdkData } from './ai-sdk-data.ts'

test('reads the events of this package as what they are', () => {
  const events: StreamEvent[] = [
    { type: 'start', messageId: 'm' },
    { type: 'step-start' },
    { type: 'reasoning-delta', id: 'r', delta: 'Hm.' },
    { type: 'text-delta', id: 't', delta: 'Hi' },
    { type: 'tool-result', toolCallId: 'c', toolName: 'now', output: null },
    { type: 'finish', reason: 'length' },
  ]
  const { out } = decodeAll(
    aiSdkData.decode(),
    events.map(value => ({ data: '', value })),
  )
  expect(out).toMatchObject(events)

  const failure = { type: 'error', message: 'Too busy' }
  expect(aiSdkData.decode().push({ data: '', value: failure })).toMatchObject([failure])
})

test('takes the text of a failure from wherever it is', () => {
  for (const chunk of [
    { type: 'error', errorText: 'Too busy' },
    { type: 'error', error: 'Too busy' },
    { type: 'error', error: { name: 'AI_APICallError', message: 'Too busy', statusCode: 529 } },
  ]) {
    const [event] = aiSdkData.decode().push({ data: JSON.stringify(chunk) })
    expect(event).toMatchObject({ type: 'error', message: 'Too busy' })
  }
  const [masked] = aiSdkData.decode().push({ data: '{"type":"error","error":{}}' })
  expect(masked).toMatchObject({ message: 'The server reported an error without saying which.' })
})

test('skips a type that is the name of what every object has', () => {
  for (const type of ['__proto__', 'constructor', 'toString']) {
    const events = aiSdkData.decode().push({ data: JSON.stringify({ type }) })
    expect(events, type).toMatchObject([{ type: 'data', name: type, transient: true }])
  }
})
