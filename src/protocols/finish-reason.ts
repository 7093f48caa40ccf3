import type { FinishReason } from '../message.ts'

/** The finish reason that a wire spells in its own way; `undefined` where it told none. */
export function finishReason(wire: unknown): FinishReason | undefined {
  if (typeof wire !== 'string' || !wire) return undefined
  const reason = wire.toLowerCase().replaceAll('_', '-')
  switch (reason) {
    case 'stop':
    case 'length':
    case 'tool-calls':
    case 'content-filter':
    case 'error':
      return reason
    case 'function-call':
      return 'tool-calls'
    case 'model-length':
      return 'length'
    case 'insufficient-system-resource':
      return 'error'
    default:
      return 'other'
  }
}
