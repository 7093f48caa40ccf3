import type { Wire } from './wires.ts'

/** One package, and how a page would use it. */
export interface Peer {
  readonly name: string
  /** The packages whose versions are told. */
  readonly packages: readonly string[]
  /** What of it is run, in one line. */
  readonly use: string
  /** Bytes to events, for what has a parser. */
  readonly read?: ReadEvents
  /** A question and its answer over HTTP, for what has a client. */
  readonly clients?: readonly Client[]
  /** Whether it names `window` and `document`, which Node lacks. */
  readonly needsPage?: true
}

export type ReadEvents = (reads: readonly Uint8Array[]) => Promise<EventsRead>

/** What a parser handed over; a field that it does not tell is left out. */
export interface EventsRead {
  readonly events: readonly {
    readonly event: string
    readonly data: string
  }[]
  readonly ids: readonly string[]
  readonly retry: number | undefined
  readonly comments: readonly string[]
  readonly error?: unknown
}

export type Framing = 'events' | 'lines' | 'text'

export interface Client {
  readonly wire: Wire
  readonly framings: readonly Framing[]
  /** Whether it calls back with every piece that arrives. */
  readonly callsBack: boolean
  ask(question: Question): Asked
}

export interface Question {
  readonly url: string
  readonly framing: Framing
  /** In place of the global one. */
  readonly fetch?: typeof fetch
  /** Called with every piece that arrives, by clients that call back. */
  readonly onPiece?: () => void
}

export interface Asked {
  /** Resolves when the answer has ended, however it did. */
  readonly done: Promise<void>
  now(): Answer
  stop(): void
}

export interface Answer {
  readonly text: string
  readonly state: 'complete' | 'failed' | 'open'
  readonly error?: unknown
  /** Whether the question is still there; `undefined` where nothing keeps it. */
  readonly keepsQuestion?: boolean
}
