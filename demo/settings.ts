import { atom, type WritableAtom } from 'nanostores'
import { faults, type FaultName } from './script/faults.ts'
import { isServerSentEvents, wires, type WireName } from './script/wires.ts'
import { protocols, type ProtocolName } from './protocols.ts'

/** How the page asks for answers. It can be opened so: each is a parameter of its address. */
export interface Settings {
  readonly adapter: AdapterName
  readonly wire: WireName
  readonly fault: FaultName
  readonly protocol: ProtocolName
  /** Another back end; empty for the scripted one. */
  readonly url: string
  /** Milliseconds between two pieces of a scripted answer. */
  readonly pace: number
  /** The page answers itself, with no server. */
  readonly mock: boolean
}

export type AdapterName = keyof typeof adapters

/** Every kind of adapter that the page can connect with, in words. */
export const adapters = {
  sse: 'Server-sent events',
  http: 'HTTP stream',
  custom: 'Custom, with stream()',
} as const

export const $settings: WritableAtom<Settings> = atom(read(new URLSearchParams(location.search)))

/** Changes settings, and what has to follow from it. */
export function choose(change: Partial<Settings>): void {
  const settings = { ...$settings.get(), ...change }
  const cannotRead = settings.adapter === 'sse' && !isServerSentEvents(wires[settings.wire])
  $settings.set(change.wire && cannotRead ? { ...settings, adapter: 'http' } : settings)
}

/** The address of the page as it is set now, to come back to. */
export function addressOf(settings: Settings): string {
  const query = new URLSearchParams()
  const usual = read(query)
  for (const [name, value] of Object.entries(settings)) {
    if (value !== usual[name as keyof Settings]) query.set(name, value === true ? '' : `${value}`)
  }
  return query.size > 0 ? `?${query}` : location.pathname
}

function read(query: URLSearchParams): Settings {
  const pace = Number(query.get('pace') ?? Number.NaN)
  return {
    adapter: oneOf(adapters, query.get('adapter'), 'sse'),
    wire: oneOf(wires, query.get('wire'), 'ai-sdk'),
    fault: oneOf(faults, query.get('fault'), 'none'),
    protocol: oneOf(protocols, query.get('protocol'), 'detect'),
    url: query.get('url') ?? '',
    pace: pace >= 0 ? pace : 25,
    mock: query.has('mock'),
  }
}

function oneOf<Name extends string>(
  names: Readonly<Record<Name, unknown>>,
  name: string | null,
  usual: Name,
): Name {
  return name !== null && Object.hasOwn(names, name) ? (name as Name) : usual
}
