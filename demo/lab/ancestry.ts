import type { CutRecord, Trace } from './trace.ts'
import type { Selection } from './wire-state.ts'

/** The numbers of the first and the last of some items. */
export type Range = readonly [first: number, last: number]

/** All that one item comes from, and all that came of it. */
export interface Kin {
  /** Offsets in the body: of the first byte, and of the one after the last. */
  readonly bytes: Range | undefined
  readonly read: Range | undefined
  readonly record: Range | undefined
  readonly event: Range | undefined
  readonly write: Range | undefined
}

/** The kin of the selection: a write shows events, which came from records, which came in reads. */
export function kinOf(trace: Trace, { lane, index }: Selection): Kin {
  const { reads, records, events, writes } = trace
  const recordsIn = ([start, end]: Range): Range | undefined =>
    rangeOf(records, record => record.start < end && record.end > start)
  const eventsOf = ([first, last]: Range): Range | undefined =>
    rangeOf(events, ({ record }) => record !== undefined && record >= first && record <= last)

  let read: Range | undefined
  let record: Range | undefined
  let event: Range | undefined
  if (lane === 'read') {
    const { start, bytes } = reads.at(index) ?? { start: 0, bytes: new Uint8Array() }
    record = recordsIn([start, start + bytes.length])
    event = record && eventsOf(record)
    read = [index, index]
  } else if (lane === 'record') {
    record = [index, index]
    event = eventsOf(record)
  } else if (lane === 'event') {
    const told = events.at(index)?.record
    event = [index, index]
    record = told === undefined ? undefined : [told, told]
  } else {
    const { from, to } = writes.at(index) ?? { from: 0, to: 0 }
    event = to > from ? [from, to - 1] : undefined
    record = event && rangeOf(records, (_, at) => eventsTell(trace, event!, at))
  }

  const whole = record && spanOf(records.at(record[0]), records.at(record[1]))
  const own = reads.at(index)
  const bytes: Range | undefined =
    lane === 'read' && own ? [own.start, own.start + own.bytes.length] : whole
  read ??=
    bytes && rangeOf(reads, one => one.start < bytes[1] && one.start + one.bytes.length > bytes[0])
  const shown =
    lane === 'write'
      ? ([index, index] as const)
      : event && rangeOf(writes, ({ from, to }) => from <= event[1] && to > event[0])
  return { bytes, read, record, event, write: shown }
}

/** The kin as one sentence, from the store back to the network. */
export function inWords({ bytes, ...lanes }: Kin): string {
  return [
    named('store write', lanes.write),
    named('event', lanes.event),
    named('record', lanes.record),
    named('read', lanes.read),
    bytes && `bytes ${number(bytes[0])}–${number(bytes[1] - 1)}`,
  ]
    .filter(Boolean)
    .join(' ← ')
}

function named(noun: string, range: Range | undefined): string {
  if (!range) return ''
  const [first, last] = range
  return first === last
    ? `${noun} ${number(first + 1)}`
    : `${noun}s ${number(first + 1)}–${number(last + 1)}`
}

function number(amount: number): string {
  return amount.toLocaleString('en')
}

function spanOf(first: CutRecord | undefined, last: CutRecord | undefined): Range | undefined {
  return first && last && [first.start, last.end]
}

function eventsTell({ events }: Trace, [first, last]: Range, record: number): boolean {
  const from = events.at(first)?.record ?? Infinity
  const to = events.at(last)?.record ?? Infinity
  return record >= from && record <= to
}

function rangeOf<Item>(
  log: { readonly first: number; readonly items: readonly Item[] },
  isKin: (item: Item, index: number) => boolean,
): Range | undefined {
  const first = log.items.findIndex((item, at) => isKin(item, at + log.first))
  if (first === -1) return undefined
  const last = log.items.findLastIndex((item, at) => isKin(item, at + log.first))
  return [first + log.first, last + log.first]
}
