import { detect } from 'nanowire/protocols/detect'
import { describe, expect, test } from 'vitest'
import { replyTo, scriptOf } from '../script/script.ts'
import { wires } from '../script/wires.ts'
import { framingOf } from '../script/wires/wire.ts'
import { stretchesOf } from './naive-text.ts'
import { recordBody } from './record-body.ts'
import { newTrace, type Trace } from './trace.ts'

const names = Object.keys(wires)

describe.each(names)('%s', wire => {
  const whole = traceOf({ wire, size: 'whole' })

  test.each(['1', '7', '64', 'anywhere'])('reads of size %s give the same', size => {
    const trace = traceOf({ wire, size })
    expect(textOf(trace)).toBe(textOf(whole))
    expect(textOf(trace)).toContain('what has arrived stays')
    if (wire === 'plain-text') return
    expect(trace.events.items.map(({ type, detail }) => [type, detail])).toEqual(
      whole.events.items.map(({ type, detail }) => [type, detail]),
    )
    expect(places(trace)).toEqual(places(whole))
  })

  test('its records lie one after the other, and each was brought by the read that ends it', () => {
    const { records, reads } = traceOf({ wire, size: '16' })
    for (const [index, { start, end, read }] of records.items.entries()) {
      expect(start).toBeLessThan(end)
      expect(start).toBeGreaterThanOrEqual(records.items[index - 1]?.end ?? 0)
      const { start: from, bytes } = reads.at(read)!
      expect(end).toBeGreaterThan(from)
      expect(end).toBeLessThanOrEqual(from + bytes.length)
    }
  })

  test('its signs of life belong to no record', () => {
    const trace = traceOf({ wire, size: '16', keepAlive: 'true', bom: 'true' })
    const bytes = new Uint8Array(trace.bytes)
    for (const read of trace.reads.items) bytes.set(read.bytes, read.start)
    if (framingOf(wires[wire as keyof typeof wires]) !== 'events') return
    for (const { start, end } of trace.records.items.slice(1)) {
      expect(new TextDecoder().decode(bytes.subarray(start, end))).toMatch(/^(event|data|id)/)
    }
  })
})

test('the naive reader loses nothing where every line comes in one read', () => {
  const { naive, records } = traceOf({ size: 'whole' })
  expect(naive).toEqual({ lostEvents: 0, brokenCharacters: 0 })
  expect(new Set(records.items.map(({ fate }) => fate))).toEqual(new Set(['kept']))
})

test('the naive reader loses every event to reads of one byte', () => {
  const { naive, events } = traceOf({ size: '1' })
  expect(naive.lostEvents).toBe(events.count)
})

test('the naive reader breaks characters, and glues the words on both sides of a loss', () => {
  expect(traceOf({ wire: 'plain-text', size: '2' }).naive.brokenCharacters).toBeGreaterThan(10)
  const stretches = stretchesOf(traceOf({ size: '300' }).records.items)
  const glued = stretches.findIndex(({ glues }) => glues)
  expect(stretches[glued]).toMatchObject({ fate: 'lost', naive: '' })
  expect(stretches[glued]!.whole).toContain('\n')
  expect(stretches[glued - 1]!.naive).toMatch(/\S$/)
  expect(stretches[glued + 1]!.naive).toMatch(/^\S/)
})

function traceOf(query: Readonly<Record<string, string>>): Trace {
  const { headers, status, pieces } = replyTo(scriptOf(new URLSearchParams(query)), '{}')
  const trace = newTrace()
  const recorder = recordBody(trace, new Response('', { headers, status }), detect())
  for (const { bytes } of pieces) recorder.read(bytes)
  recorder.end()
  return trace
}

function textOf({ records }: Trace): string {
  return records.items.map(({ text }) => text).join('')
}

/** Where each record begins: the LF of a CRLF that is cut in two ends none. */
function places({ records }: Trace): readonly unknown[] {
  return records.items.map(({ start, data }) => [start, data])
}
