import { expect, onTestFinished, test, vi } from 'vitest'
import { stubPage } from '../testing/page.ts'
import { writeSchedule } from './write-schedule.ts'

const NOTHING = { frames: 0, listeners: 0 }

test('a visible page is written once a frame', () => {
  const page = stubPage()
  const write = vi.fn<() => void>()
  const { request } = writeSchedule(write)
  for (let frame = 1; frame <= 3; frame++) {
    request()
    request()
    expect(write).toHaveBeenCalledTimes(frame - 1)
    expect(page.pending).toEqual({ frames: 1, listeners: 1 })
    page.frame()
    expect(write).toHaveBeenCalledTimes(frame)
    expect(page.pending).toEqual(NOTHING)
  }
  page.frame()
  expect(write).toHaveBeenCalledTimes(3)
})

test('a hidden page is written at once', () => {
  const page = stubPage('hidden')
  const write = vi.fn<() => void>()
  const { request } = writeSchedule(write)
  request()
  request()
  expect(write).toHaveBeenCalledTimes(2)
  expect(page.pending).toEqual(NOTHING)
})

test('a write that waits for its frame is made when the page is hidden', () => {
  const page = stubPage()
  const write = vi.fn<() => void>()
  const { request } = writeSchedule(write)
  request()
  page.show('hidden')
  expect(write).toHaveBeenCalledOnce()
  expect(page.pending).toEqual(NOTHING)
  page.frame()
  expect(write).toHaveBeenCalledOnce()
})

test('a write that is cancelled leaves no frame and no listener', () => {
  const page = stubPage()
  const write = vi.fn<() => void>()
  const { request, cancel } = writeSchedule(write)
  request()
  cancel()
  expect(page.pending).toEqual(NOTHING)
  page.frame()
  page.show('hidden')
  expect(write).not.toHaveBeenCalled()
  request()
  expect(write).toHaveBeenCalledOnce()
})

test('where there is no page, a frame is at once', () => {
  const write = vi.fn<() => void>()
  const { request } = writeSchedule(write, 'frame')
  request()
  request()
  expect(write).toHaveBeenCalledTimes(2)
})

test.each(['visible', 'hidden'] as const)('sync writes at once, the page being %s', visibility => {
  const page = stubPage(visibility)
  const write = vi.fn<() => void>()
  const { request } = writeSchedule(write, 'sync')
  request()
  request()
  expect(write).toHaveBeenCalledTimes(2)
  expect(page.pending).toEqual(NOTHING)
})

function fakeTimers(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
}

test('milliseconds count from the first change', () => {
  fakeTimers()
  const write = vi.fn<() => void>()
  const { request } = writeSchedule(write, 50)
  request()
  vi.advanceTimersByTime(49)
  request()
  expect(write).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(write).toHaveBeenCalledOnce()
  expect(vi.getTimerCount()).toBe(0)
  request()
  vi.advanceTimersByTime(50)
  expect(write).toHaveBeenCalledTimes(2)
})

test('a write that waits for its milliseconds leaves no timer when it is cancelled', () => {
  fakeTimers()
  const write = vi.fn<() => void>()
  const { request, cancel } = writeSchedule(write, 50)
  request()
  cancel()
  expect(vi.getTimerCount()).toBe(0)
  vi.advanceTimersByTime(50)
  expect(write).not.toHaveBeenCalled()
})

test('a page that was hidden while a write waits is written with the next change', () => {
  fakeTimers()
  const page = stubPage()
  const write = vi.fn<() => void>()
  const { request } = writeSchedule(write, 50)
  request()
  page.show('hidden')
  request()
  expect(write).toHaveBeenCalledOnce()
  expect(vi.getTimerCount()).toBe(0)
})
