import type { FinishReason } from '../message.ts'

const REASONS: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  length: 'length',
  'tool-calls': 'tool-calls',
  'function-call': 'tool-calls',
  'content-filter': 'content-filter',
  error: 'error',
  'model-length': 'length',
  'insufficient-system-resource': 'error',
}

/** The finish reason that a wire spells in its own way; `undefined` where it told none. */
export function finishReason(wire: unknown): FinishReason | undefined {
  if (typeof wire !== 'string' || wire === '') return undefined
  const reason = wire.toLowerCase().replaceAll('_', '-')
  return Object.hasOwn(REASONS, reason) ? REASONS[reason] : 'other'
}
