import { describe, expect, test, vi } from 'vitest'
import { everyRunLog, type LogOptions } from '../testing/run-logs.ts'
import { memoryLog } from './memory-log.ts'
import type { LoggedRecord, RunLog } from './run-log.ts'

const said = (...texts: string[]): { data: string }[] => texts.map(data => ({ data }))

async function all(
  records: AsyncIterable<readonly LoggedRecord[]>,
  onRecord: (record: LoggedRecord) => void = () => {},
): Promise<string[]> {
  const texts: string[] = []
  for await (const batch of records) {
    for (const record of batch) {
      texts.push(record.event === undefined ? record.data : `${record.event}: ${record.data}`)
      onRecord(record)
    }
  }
  return texts
}

describe.each(everyRunLog())('%s', (_kind, replicas) => {
  const open = (options?: LogOptions): [RunLog, RunLog] => {
    const replica = replicas(options)
    return [replica(), replica()]
  }

  test('a run is told whole, in order, to who reads it after its end', async () => {
    const [here, there] = open()
    await here.begin('r1', { headers: { 'x-wire': 'v1' } })
    await here.append('r1', [{ data: 'a\nb', event: 'e' }, { data: '' }])
    await here.append('r1', said('é 😀'))
    await here.finish('r1', said('z'))
    expect(await all(there.read('r1'))).toEqual(['e: a\nb', '', 'é 😀', 'z'])
    expect(await there.find('r1')).toMatchObject({
      runId: 'r1',
      isRunning: false,
      headers: { 'x-wire': 'v1' },
    })
  })

  test('who reads from any id is told what follows it, and nothing else', async () => {
    const [here, there] = open()
    await here.begin('r1')
    await here.append('r1', said('a', 'b', 'c'))
    await here.finish('r1')
    const ids: string[] = []
    await all(there.read('r1'), ({ id }) => ids.push(id))
    expect(new Set(ids).size).toBe(3)
    expect(ids.every(id => /^[\w-]+$/.test(id))).toBe(true)
    expect(await Promise.all(ids.map(id => all(there.read('r1', id))))).toEqual([
      ['b', 'c'],
      ['c'],
      [],
    ])
    expect((await there.find('r1'))?.lastId).toBe(ids.at(-1))
  })

  test('many readers follow a run that is written meanwhile, each from its own place', async () => {
    const [here, there] = open()
    await here.begin('r1')
    const first = await here.append('r1', said('0'))
    const readers = Array.from({ length: 20 }, (_, at) => {
      const log = at % 2 ? here : there
      return all(log.read('r1', at % 3 ? first : undefined))
    })
    const late: Promise<string[]>[] = []
    for (let at = 1; at < 600; at++) {
      await here.append('r1', said(`${at}`))
      if (at % 100 === 0) late.push(all(there.read('r1')))
    }
    await here.finish('r1')
    const whole = Array.from({ length: 600 }, (_, at) => `${at}`)
    expect(await Promise.all(late)).toEqual(late.map(() => whole))
    const told = await Promise.all(readers)
    expect(told).toEqual(told.map((_, at) => (at % 3 ? whole.slice(1) : whole)))
  })

  test('a reader who is slow is told all the same, and one who left is told no more', async () => {
    const [here, there] = open()
    await here.begin('r1')
    const slow = there.read('r1')[Symbol.asyncIterator]()
    const gone = there.read('r1')[Symbol.asyncIterator]()
    await here.append('r1', said('a'))
    expect((await slow.next()).value).toMatchObject([{ data: 'a' }])
    expect((await gone.next()).value).toMatchObject([{ data: 'a' }])
    await gone.return?.()
    for (let at = 0; at < 700; at++) await here.append('r1', said(`${at}`))
    await here.finish('r1')
    const rest: string[] = []
    for (let next; !(next = await slow.next()).done;) {
      rest.push(...next.value.map(({ data }) => data))
    }
    expect(rest).toEqual(Array.from({ length: 700 }, (_, at) => `${at}`))
    expect(await gone.next()).toEqual({ done: true, value: undefined })
  })

  test('a read ends when its signal aborts, also while it waits', async () => {
    const [here, there] = open()
    await here.begin('r1')
    await here.append('r1', said('a'))
    const controller = new AbortController()
    const told = all(there.read('r1', undefined, { signal: controller.signal }), () =>
      queueMicrotask(() => queueMicrotask(() => controller.abort())),
    )
    expect(await told).toEqual(['a'])
    expect(await all(there.read('r1', undefined, { signal: AbortSignal.abort() }))).toEqual([])
  })

  test('a run of an id that is there is refused, under way or ended', async () => {
    const [here, there] = open()
    await here.begin('r1')
    await expect(there.begin('r1')).rejects.toMatchObject({ code: 'taken' })
    await here.append('r1', said('a'))
    await here.finish('r1')
    await expect(there.begin('r1')).rejects.toThrow('The run r1 has been begun before.')
    expect(await all(there.read('r1'))).toEqual(['a'])
  })

  test('an unknown run, and one that was made to expire, are told as unknown', async () => {
    const [here, there] = open()
    await expect(all(there.read('r1'))).rejects.toMatchObject({ code: 'unknown' })
    expect(await there.find('r1')).toBeUndefined()
    expect(await there.stop('r1')).toBe(false)
    await here.begin('r1', { alias: 'c1' })
    await here.append('r1', said('a'))
    const told: string[] = []
    const following = all(there.read('r1'), ({ data }) => told.push(data))
    await vi.waitUntil(() => told.length > 0)
    const refused = expect(following).rejects.toMatchObject({ code: 'unknown' })
    await here.expire('r1')
    await refused
    expect(await there.find('c1')).toBeUndefined()
    await expect(here.append('r1', said('b'))).rejects.toMatchObject({ name: 'RunLogError' })
  })

  test('a run expires after its end, and its id can be begun again without mixing the two', async () => {
    const [here, there] = open({ ttl: 1000, lease: 500 })
    await here.begin('r1')
    const id = await here.append('r1', said('a', 'b'))
    await here.finish('r1')
    await vi.waitUntil(async () => (await there.find('r1')) === undefined, { timeout: 10_000 })
    await expect(all(there.read('r1'))).rejects.toMatchObject({ code: 'unknown' })
    await there.begin('r1')
    await there.append('r1', said('c', 'd', 'e'))
    await expect(all(here.read('r1', id))).rejects.toMatchObject({ code: 'beyond' })
    await there.finish('r1')
    expect(await all(here.read('r1'))).toEqual(['c', 'd', 'e'])
  })

  test.each(['', '0', 'x', '1', '1-', '0-0', '-1', '9-zzzzzz', '1e3-x', '$', '+'])(
    'an id that the run has not given is refused: %j',
    async id => {
      const [here, there] = open()
      await here.begin('r1')
      await here.append('r1', said('a'))
      await expect(all(there.read('r1', id))).rejects.toMatchObject({ code: 'beyond' })
    },
  )

  test('an id past the last is refused', async () => {
    const [here, there] = open()
    await here.begin('r1')
    const id = await here.append('r1', said('a'))
    await expect(all(there.read('r1', id.replace('1', '2')))).rejects.toMatchObject({
      code: 'beyond',
    })
  })

  test('what the log has dropped is told, and never passed over', async () => {
    const [here, there] = open({ maxRecords: 10 })
    await here.begin('r1')
    const slow = there.read('r1')[Symbol.asyncIterator]()
    const first = await here.append('r1', said('0'))
    expect((await slow.next()).value).toMatchObject([{ data: '0' }])
    let nearLast = ''
    for (let at = 1; at < 60; at++) {
      const id = await here.append('r1', said(`${at}`))
      if (at === 55) nearLast = id
    }
    await here.finish('r1')
    await expect(all(there.read('r1'))).rejects.toMatchObject({ code: 'trimmed' })
    await expect(all(there.read('r1', first))).rejects.toThrow('has dropped')
    await expect(slow.next()).rejects.toMatchObject({ code: 'trimmed' })
    expect(await all(there.read('r1', nearLast))).toEqual(['56', '57', '58', '59'])
  })

  test('a stop reaches whoever writes the run, once, and only while it is under way', async () => {
    const [here, there] = open()
    const onStop = vi.fn<() => void>()
    await here.begin('r1', { onStop, alias: 'c1' })
    const other = vi.fn<() => void>()
    await here.begin('r2', { onStop: other })
    expect(await there.stop('c1')).toBe(true)
    await vi.waitUntil(() => onStop.mock.calls.length > 0)
    expect(await there.stop('r1')).toBe(true)
    await here.append('r1', said('a'))
    await here.finish('r1')
    expect(await there.stop('r1')).toBe(false)
    expect(onStop).toHaveBeenCalledOnce()
    expect(other).not.toHaveBeenCalled()
  })

  test('an alias finds the newest run that was begun under it', async () => {
    const [here, there] = open()
    await here.begin('r1', { alias: 'c1' })
    await here.finish('r1')
    expect(await there.find('c1')).toMatchObject({ runId: 'r1', isRunning: false })
    await there.begin('r2', { alias: 'c1' })
    expect(await here.find('c1')).toMatchObject({ runId: 'r2', isRunning: true })
  })

  test('a run whose producer is silent for the lease ends once, in what it was to end with', async () => {
    const [here, there] = open({ lease: 30 })
    const lost = [{ data: 'The server is gone.', event: 'error' }, { data: '[DONE]' }]
    await here.begin('r1', { lost })
    await here.append('r1', said('a'))
    const readers = [all(here.read('r1')), all(there.read('r1'))]
    const ending = ['a', 'error: The server is gone.', '[DONE]']
    await vi.waitUntil(async () => {
      await Promise.all([here.reap('r1'), there.reap('r1')])
      return (await there.find('r1'))?.isRunning === false
    })
    expect(await Promise.all(readers)).toEqual([ending, ending])
    // A producer that comes back from the dead may not go on.
    await expect(here.append('r1', said('b'))).rejects.toMatchObject({ code: 'lost' })
    await expect(here.finish('r1')).rejects.toMatchObject({ name: 'RunLogError' })
    await there.reap('r1')
    expect(await all(there.read('r1'))).toEqual(ending)
  })

  test('a run that is renewed is not taken for lost, however little it says', async () => {
    const [here, there] = open({ lease: 200 })
    await here.begin('r1', { lost: said('lost') })
    const started = performance.now()
    while (performance.now() - started < 500) {
      await here.renew('r1')
      await there.reap('r1')
    }
    await here.finish('r1', said('whole'))
    expect(await all(there.read('r1'))).toEqual(['whole'])
  })

  test('a run that is written for longer than its ttl is kept, and found by its alias', async () => {
    const [here, there] = open({ ttl: 2000, lease: 1000 })
    await here.begin('r1', { alias: 'c1' })
    const started = performance.now()
    const written: string[] = []
    const write = async (): Promise<boolean> => {
      await here.append('r1', said('a'))
      written.push('a')
      return performance.now() - started > 3000
    }
    await vi.waitUntil(write, { timeout: 10_000 })
    expect(await there.find('c1')).toMatchObject({ runId: 'r1', isRunning: true })
    await here.finish('r1')
    expect(await there.find('c1')).toMatchObject({ runId: 'r1', isRunning: false })
    expect(await all(there.read('r1'))).toEqual(written)
  })
})

test('a lease without end is as long as a timer can wait', () => {
  // What waits longer goes off at once, again and again.
  expect(memoryLog({ lease: Infinity }).lease).toBe(2 ** 31 - 1)
})
