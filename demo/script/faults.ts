import type { Wire } from './wires/wire.ts'

export type FaultName =
  | 'none'
  | 'not-found'
  | 'server-error'
  | 'login-page'
  | 'malformed'
  | 'error-event'
  | 'cut'
  | 'no-terminator'
  | 'too-long'

/** Every fault that the scripted server can be asked for, in words. */
export const faults: Readonly<Record<FaultName, string>> = {
  none: 'None',
  'not-found': '404, with an error in JSON',
  'server-error': '500, with a page of HTML',
  'login-page': '200, but a login page',
  malformed: 'A broken record on the way',
  'error-event': 'An error told in the stream',
  cut: 'The connection is cut',
  'no-terminator': 'The end is missing',
  'too-long': 'A record that is far too long',
}

/** Whether a wire can have a fault: plain text, for one, has no records to break. */
export function canHave(wire: Wire, fault: FaultName): boolean {
  switch (fault) {
    case 'malformed':
    case 'too-long':
      return wire.malformed !== undefined
    case 'error-event':
      return wire.failure !== undefined
    case 'no-terminator':
      return wire.terminators > 0
    default:
      return true
  }
}
