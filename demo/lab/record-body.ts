import type { Protocol, ResponseHead, StreamEvent, WireRecord } from 'nanowire'
import { joined } from '../script/joined.ts'
import { bodyFraming, isStream, partsOf, type BodyFraming } from './body-framing.ts'
import { naiveLines, type NaiveLine } from './naive-reader.ts'
import type { Fate, Trace } from './trace.ts'

/** Records what becomes of a body's bytes, which the chat reads too. */
export interface BodyRecorder {
  read(bytes: Uint8Array): void
  end(): void
}

const LINE_ENDS: readonly number[] = [0x0a, 0x0d]
/** What a comment or an empty line begins with. */
const SILENT: readonly number[] = [0x3a, ...LINE_ENDS]
const BOM: readonly number[] = [0xef, 0xbb, 0xbf]
/** The most that is kept of a record's text. */
const MOST_DATA = 600

/** A recorder that adds everything in the bytes of one response to the trace. */
export function recordBody(trace: Trace, head: ResponseHead, protocol: Protocol): BodyRecorder {
  const events = protocol.decode(head)
  const naiveEvents = protocol.decode(head)
  const held: Uint8Array[] = []
  let framing: BodyFraming | undefined
  let read = -1
  let offset = trace.bytes
  let recordStart = offset
  let inComment = false
  let hasText = false
  const lines: NaiveLine[] = []

  const now = (): number => performance.now() - trace.startedAt

  const tell = (told: readonly StreamEvent[], record: number | undefined): void => {
    for (const event of told) {
      const { type, ...rest } = event
      const detail = 'delta' in event && event.delta ? event.delta : JSON.stringify(rest)
      trace.events.push({ at: now(), read, record, type, detail: detail.slice(0, 160) })
    }
  }

  const take = (given: string | WireRecord): void => {
    const record = typeof given === 'string' ? { data: given } : given
    const left = lines.findIndex(({ end }) => end > offset)
    const whole = lines.splice(0, left === -1 ? lines.length : left)
    const naive = whole.length > 0 ? whole.map(({ data }) => data).join('') : undefined
    const { told, problem } = attempt(() => events.push(record))
    const said =
      naive === undefined ? [] : attempt(() => naiveEvents.push({ ...record, data: naive })).told
    const text = textOf(told, hasText)
    const naiveText = textOf(said, hasText)
    hasText ||= text !== ''
    const fate: Fate = naive === undefined ? 'lost' : naive === record.data ? 'kept' : 'broken'
    if (fate === 'lost') trace.naive.lostEvents += told.length
    trace.naive.brokenCharacters += Math.max(0, broken(naiveText) - broken(text))
    trace.records.push({
      at: now(),
      read,
      start: recordStart,
      end: offset,
      name: record.event ?? '',
      data: record.data.slice(0, MOST_DATA),
      ...(problem !== undefined && { problem }),
      fate,
      text,
      naiveText,
    })
    tell(told, trace.records.count - 1)
    recordStart = offset
  }

  /** A line without data belongs to no record. */
  const skipSilence = (part: Uint8Array): void => {
    if (recordStart !== offset - part.length) return
    if (!inComment && !SILENT.includes(part[startsWithMark(part) ? BOM.length : 0]!)) return
    recordStart = offset
    inComment = !LINE_ENDS.includes(part.at(-1)!)
  }

  const cut = (bytes: Uint8Array, by: BodyFraming): void => {
    for (const line of naiveLines(bytes, offset, by.kind)) lines.push(line)
    for (const part of partsOf(bytes, by.kind)) {
      offset += part.length
      const records = by.decoder.push(part)
      for (const record of records) take(record)
      if (records.length === 0) skipSilence(part)
    }
  }

  return {
    read(bytes) {
      trace.reads.push({ at: now(), start: trace.bytes, bytes })
      trace.bytes += bytes.length
      read = trace.reads.count - 1
      if (framing) return cut(bytes, framing)
      if (!isStream(head)) return
      held.push(bytes)
      framing = bodyFraming(head, protocol, joined(held))
      if (!framing) return
      trace.framing = framing.kind
      read -= held.length
      for (const early of held.splice(0)) {
        read++
        cut(early, framing)
      }
    },
    end() {
      if (framing) for (const record of framing.decoder.end()) take(record)
      tell(attempt(() => events.end()).told, undefined)
    },
  }
}

function startsWithMark(part: Uint8Array): boolean {
  return BOM.every((byte, at) => part[at] === byte)
}

function attempt(decode: () => readonly StreamEvent[]): {
  readonly told: readonly StreamEvent[]
  readonly problem?: string
} {
  try {
    return { told: decode() }
  } catch (error) {
    return { told: [], problem: error instanceof Error ? error.message : `${error}` }
  }
}

/** The text that events add to the answer; each further text part begins a paragraph. */
function textOf(events: readonly StreamEvent[], hasText: boolean): string {
  return events
    .map(event => {
      if (event.type === 'text-start') return hasText ? '\n\n' : ''
      return event.type === 'text-delta' ? event.delta : ''
    })
    .join('')
}

function broken(text: string): number {
  return text.split('\uFFFD').length - 1
}
