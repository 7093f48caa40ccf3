import type { Client } from './peer.ts'

/** `undefined` for a case that is no business of the peer. */
export type Verdict =
  | { readonly holds: true }
  | { readonly holds: false; readonly instead: string }
  | undefined

/** What came in place of what should, and over which wire, where there are several. */
export function failed(instead: string, { wire }: Client, clients: readonly Client[]): Verdict {
  return { holds: false, instead: clients.length > 1 ? `${instead}, over ${wire.name}` : instead }
}
