import { atom, type WritableAtom } from 'nanostores'
import { faults, type FaultName } from './script/faults.ts'
import type { ReadSize } from './script/pieces.ts'
import { milliseconds, oneOf, sizeOf } from './script/script.ts'
import { lineEnds, type Shape } from './script/shape.ts'
import { isServerSentEvents, wires, type WireName } from './script/wires.ts'
import { protocols, type ProtocolName } from './protocols.ts'

/** How the page asks for answers. Each setting is a query parameter of the page's URL. */
export interface Settings extends Shape {
  readonly adapter: AdapterName
  readonly wire: WireName
  readonly fault: FaultName
  readonly protocol: ProtocolName
  /** Another back end; empty for the scripted one. */
  readonly url: string
  /**
   * Whether that back end keeps its answers, so that one under way can be resumed after a reload.
   */
  readonly resume: boolean
  /** Milliseconds to make one piece of a scripted answer. */
  readonly pace: number
  /** Milliseconds before the first byte of a scripted answer. */
  readonly latency: number
  /** The most milliseconds by which a piece of it is delayed. */
  readonly jitter: number
  /** How the answer is cut into reads. */
  readonly size: ReadSize
  /** Whether the page answers itself, with no server. */
  readonly mock: boolean
}

export type AdapterName = keyof typeof adapters

/** Every kind of adapter that the page can connect with, with its label. */
export const adapters = {
  sse: 'Server-sent events',
  http: 'HTTP stream',
  custom: 'Custom, with stream()',
} as const

/** Whether the page is built for a static host, with no server to answer. */
const isStatic = import.meta.env.MODE === 'static'

export const $settings: WritableAtom<Settings> = atom(read(new URLSearchParams(location.search)))

/** Changes settings, and the adapter if it cannot read the new wire. */
export function choose(change: Partial<Settings>): void {
  const settings = { ...$settings.get(), ...change }
  const cannotRead = settings.adapter === 'sse' && !isServerSentEvents(wires[settings.wire])
  $settings.set(change.wire && cannotRead ? { ...settings, adapter: 'http' } : settings)
}

/** The URL of the page with its current settings. */
export function addressOf(settings: Settings): string {
  const query = new URLSearchParams()
  const usual = read(query)
  for (const [name, value] of Object.entries(settings)) {
    if (value !== usual[name as keyof Settings]) query.set(name, value === true ? '' : `${value}`)
  }
  return query.size > 0 ? `?${query}` : location.pathname
}

/** The settings of the scripted answer, as the query of a request. */
export function scriptQuery(settings: Settings): URLSearchParams {
  const { wire, fault, pace, latency, jitter, size, lineEnd, bom, keepAlive } = settings
  const script = { wire, fault, pace, latency, jitter, size, lineEnd, bom, keepAlive }
  return new URLSearchParams(Object.entries(script).map(([name, value]) => [name, `${value}`]))
}

function read(query: URLSearchParams): Settings {
  const isOn = (name: string, usual = false): boolean =>
    query.has(name) ? query.get(name) !== 'false' : usual
  return {
    adapter: oneOf(adapters, query.get('adapter'), 'sse'),
    wire: oneOf(wires, query.get('wire'), 'ai-sdk'),
    fault: oneOf(faults, query.get('fault'), 'none'),
    protocol: oneOf(protocols, query.get('protocol'), 'detect'),
    url: query.get('url') ?? '',
    resume: isOn('resume'),
    pace: milliseconds(query.get('pace'), 25),
    latency: milliseconds(query.get('latency'), 0),
    jitter: milliseconds(query.get('jitter'), 0),
    size: sizeOf(query.get('size')),
    lineEnd: oneOf(lineEnds, query.get('lineEnd'), 'own'),
    bom: isOn('bom'),
    keepAlive: isOn('keepAlive'),
    mock: isOn('mock', isStatic),
  }
}
