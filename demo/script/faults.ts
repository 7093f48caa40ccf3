import type { Wire } from './wires/wire.ts'

export type FaultName =
  | 'none'
  | 'not-found'
  | 'server-error'
  | 'rate-limited'
  | 'login-page'
  | 'malformed'
  | 'invalid-utf8'
  | 'error-event'
  | 'cut'
  | 'stall'
  | 'no-terminator'
  | 'too-long'
  | 'burst'

/** Every fault that the scripted server can be asked for, in words. */
export const faults: Readonly<Record<FaultName, string>> = {
  none: 'None',
  'not-found': '404, with an error in JSON',
  'server-error': '500, with a page of HTML',
  'rate-limited': '429 once, with Retry-After',
  'login-page': '200, but a login page',
  malformed: 'A broken record',
  'invalid-utf8': 'Bytes that are not UTF-8',
  'error-event': 'An error in the stream',
  cut: 'The connection is cut',
  stall: 'It stalls halfway',
  'no-terminator': 'The end is missing',
  'too-long': 'A record that is far too long',
  burst: 'A burst of 10,000 tokens',
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
