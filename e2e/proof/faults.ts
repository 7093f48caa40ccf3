import { nextTurn } from '../../src/testing/next-turn.ts'
import type { Random } from '../../src/testing/random.ts'
import type { Exchange } from './ask.ts'
import { CONTENT_TYPES, type Recording } from './recordings.ts'

/** How an answer misbehaves from a certain event on. */
export interface Misbehaviour {
  /** What is sent correctly before the fault. */
  readonly before: Buffer
  /** What is sent one byte at a time. */
  readonly drip?: Buffer
  readonly after?: Buffer
  /** The content of the frame that is cut in half. */
  readonly lost?: Buffer
  readonly length?: string
  readonly end: 'finish' | 'cut' | 'reset' | 'stall' | 'half' | 'garbled' | 'endless'
}

export interface Fault {
  readonly name: string
  /** The code of the error that the client gets; `undefined` if HTTP sees no error. */
  readonly breaks?: 'network' | 'timeout' | undefined
  /** Whether there must be an event at the index. */
  readonly needsEvent?: boolean
  misbehave(frames: readonly Buffer[], at: number, random: Random): Misbehaviour
}

const TEN_GIGABYTES: string = String(10 * 2 ** 30)

const join = (frames: readonly Buffer[]): Buffer => Buffer.concat(frames)
const breaks = (
  name: string,
  end: Misbehaviour['end'],
  more: Partial<Misbehaviour> = {},
): Fault => ({
  name,
  breaks: end === 'finish' ? undefined : end === 'stall' ? 'timeout' : 'network',
  misbehave: (frames, at) => ({ before: join(frames.slice(0, at)), end, ...more }),
})
const within = (name: string, end: 'finish' | 'reset'): Fault => ({
  name,
  breaks: end === 'finish' ? undefined : 'network',
  needsEvent: true,
  misbehave: (frames, at, random) => {
    const frame = frames[at] ?? Buffer.alloc(0)
    const cut = frame.subarray(0, 1 + random.below(Math.max(1, frame.length - 1)))
    return { before: join([...frames.slice(0, at), cut]), end }
  },
})

/**
 * Faults that end the connection before the answer's end; with numbered events it can be resumed.
 */
export const CUTS: readonly Fault[] = [
  breaks('reset behind an event', 'reset'),
  breaks('closed behind an event', 'cut'),
  breaks('ended cleanly behind an event', 'finish'),
  within('reset inside an event', 'reset'),
  within('ended cleanly inside an event', 'finish'),
  {
    name: 'half a chunked frame',
    breaks: 'network',
    needsEvent: true,
    misbehave: (frames, at) => ({
      before: join(frames.slice(0, at)),
      lost: frames[at] ?? Buffer.alloc(0),
      end: 'half',
    }),
  },
  breaks('a frame of no length', 'garbled'),
  breaks('10 GB promised', 'cut', { length: TEN_GIGABYTES }),
  breaks('stalled', 'stall'),
]

/** Faults in what is sent over an intact connection. */
export const SPOILS: readonly Fault[] = [
  {
    name: 'one byte at a time',
    needsEvent: true,
    misbehave: (frames, at) => ({
      before: join(frames.slice(0, at)),
      drip: frames[at] ?? Buffer.alloc(0),
      after: join(frames.slice(at + 1)),
      end: 'finish',
    }),
  },
  {
    name: 'garbage',
    misbehave: (frames, at, random) => ({
      before: join(frames.slice(0, at)),
      after: Buffer.from(Array.from({ length: 200 }, () => random.below(256))),
      end: 'finish',
    }),
  },
  {
    name: 'invalid UTF-8',
    needsEvent: true,
    misbehave: (frames, at, random) => {
      const frame = frames[at] ?? Buffer.alloc(0)
      const cut = random.below(frame.length)
      const invalid = Buffer.from([0xff, 0xc3, 0xe2, 0x82])
      return {
        before: join([...frames.slice(0, at), frame.subarray(0, cut), invalid]),
        after: join([frame.subarray(cut), ...frames.slice(at + 1)]),
        end: 'finish',
      }
    },
  },
  {
    name: 'CR alone',
    needsEvent: true,
    misbehave: (frames, at) => ({
      before: join(frames.slice(0, at)),
      after: withCarriageReturns(join(frames.slice(at))),
      end: 'finish',
    }),
  },
]

/** A line that never ends. */
export const ENDLESS: Fault = {
  name: 'a line without end',
  misbehave: (frames, at) => ({ before: join(frames.slice(0, at)), end: 'endless' }),
}

function withCarriageReturns(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll(/\r?\n/g, '\r'), 'latin1')
}

/** The part of it that reaches the client. */
export function bodyOf({ before, drip, after, lost }: Misbehaviour): Buffer {
  return join([before, drip, after, lost && halfOf(lost)].filter(part => part !== undefined))
}

function halfOf(bytes: Buffer): Buffer {
  return bytes.subarray(0, Math.ceil(bytes.length / 2))
}

/**
 * Answers with the fault. `onStall` is called once the client has read everything that will be
 * sent.
 */
export async function play(
  { wire, readAll }: Exchange,
  recording: Recording,
  misbehaviour: Misbehaviour,
  onStall: () => void = () => {},
): Promise<void> {
  const { before, drip, after, lost, length, end } = misbehaviour
  wire.head(200, {
    'content-type': CONTENT_TYPES[recording.extension] ?? '',
    ...(length && { 'content-length': length }),
  })
  if (length) wire.raw(before)
  else wire.chunk(before)
  for (const byte of drip ?? []) {
    wire.chunk(Buffer.of(byte))
    await nextTurn()
  }
  if (after) wire.chunk(after)
  if (end === 'finish') return wire.finish()
  if (end === 'endless') {
    const piece = Buffer.alloc(8_192, 'x')
    while (!wire.isClosed) {
      wire.chunk(piece)
      await nextTurn()
    }
    return
  }
  if (lost) wire.raw(Buffer.concat([Buffer.from(`${lost.length.toString(16)}\r\n`), halfOf(lost)]))
  // Breaking the connection would lose what the client has not read yet.
  await readAll(bodyOf(misbehaviour).length)
  if (end === 'stall') onStall()
  else if (end === 'reset') wire.reset()
  else {
    if (end === 'garbled') wire.raw('no length\r\n')
    wire.cut()
  }
}
