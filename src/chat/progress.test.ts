import { expect, onTestFinished, test, vi } from 'vitest'
import { createSource } from '../testing/source.ts'
import { createChat } from './create-chat.ts'
import { NO_PROGRESS, progressMeter } from './progress.ts'

test('reports what has arrived, when, and how fast', () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const meter = progressMeter()
  expect(meter.read()).toEqual(NO_PROGRESS)

  meter.connection({ attempt: 1 })
  vi.advanceTimersByTime(100)
  meter.connection({ attempt: 2 })
  meter.connection({ bytes: 30 })
  meter.event({ type: 'start' })
  vi.advanceTimersByTime(100)
  meter.connection({ bytes: 20 })
  meter.event({ type: 'reasoning-delta', delta: 'Hm' })
  expect(meter.read()).toEqual({
    ...NO_PROGRESS,
    attempt: 2,
    bytes: 50,
    events: 2,
    characters: 2,
    timeToFirstByte: 100,
    timeToFirstToken: 200,
    elapsed: 200,
  })

  vi.advanceTimersByTime(500)
  meter.event({ type: 'text-delta', delta: 'Hello' })
  expect(meter.read()).toMatchObject({ elapsed: 700, characters: 7, charactersPerSecond: 14 })
})

test('what was read does not change any more', () => {
  const meter = progressMeter()
  const before = meter.read()
  meter.connection({ bytes: 1 })
  expect(before.bytes).toBe(0)
})

/** What is told at the end of an answer of so many pieces, one every so many milliseconds. */
function ended(wait: number, pieces: number, each: number): boolean | undefined {
  const meter = progressMeter()
  vi.advanceTimersByTime(wait)
  for (let i = 0; i < pieces; i++) {
    meter.connection({ bytes: 10 })
    meter.event({ type: 'text-delta', delta: 'word ' })
    vi.advanceTimersByTime(each)
  }
  expect(meter.read().buffered).toBeUndefined()
  return meter.end().buffered
}

test('recognises an answer that came all at once after a wait', () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  onTestFinished(() => void vi.useRealTimers())
  expect(ended(5_000, 50, 2)).toBe(true)
  expect(ended(5_000, 50, 20)).toBeUndefined()
  expect(ended(200, 50, 0)).toBeUndefined()
  expect(ended(5_000, 3, 0)).toBeUndefined()
})

test.each([
  ['test', 1],
  ['production', 0],
])('says once how to mend it, but not in production: %s', async (mode, times) => {
  vi.useFakeTimers({ toFake: ['performance'] })
  vi.stubEnv('NODE_ENV', mode)
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  onTestFinished(() => {
    vi.useRealTimers()
    vi.unstubAllEnvs()
    vi.restoreAllMocks()
  })
  const source = createSource()
  const chat = createChat({ connection: source.connection, flush: 'sync' })
  for (let i = 0; i < 2; i++) {
    const sent = chat.sendMessage('Hi')
    const { request, push, end } = await source.next()
    vi.advanceTimersByTime(5_000)
    request.onProgress?.({ bytes: 1_000 })
    push(...Array.from({ length: 20 }, () => ({ type: 'text-delta', delta: 'word ' }) as const))
    end()
    await sent
    expect(chat.$progress.get().buffered).toBe(true)
  }
  expect(warn).toHaveBeenCalledTimes(times)
  if (times) expect(warn.mock.lastCall?.[0]).toContain('X-Accel-Buffering: no')
})
