import type { FinishReason } from '../message.ts'

/** The finish reason that a wire spells in its own way; `undefined` where it told none. */
export function finishReason(wire: unknown): FinishReason | undefined {
  if (typeof wire !== 'string' || wire === '') return undefined
  const [known] =
    /(stop|length|(tool|function).calls?|content.filter|error|resource)$/.exec(
      wire.toLowerCase(),
    ) ?? []
  if (known === 'resource') return 'error'
  return (known?.replace('_', '-').replace(/^function-call$/, 'tool-calls') ??
    'other') as FinishReason
}
