import { expect, onTestFinished, test, vi } from 'vitest'
import { NO_PROGRESS, progressMeter } from './progress.ts'

test('tells what has come, when, and how fast', () => {
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
