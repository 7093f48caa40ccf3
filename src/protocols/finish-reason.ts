import type { FinishReason } from '../message.ts'

/** Tried in this order on the server's word, in lower case and with `-` for `_`. */
const REASONS: readonly (readonly [FinishReason, RegExp])[] = [
  ['stop', /^(stop|completed?|eos(-token)?|end(-turn)?|stop-sequence|word|pause-turn)$/],
  [
    'length',
    /length$|^limit$|^max-(output-)?tokens$|(window|budget)-exceeded$|^(incomplete|continuation|requires-continuation)$/,
  ],
  ['error', /error|^failed$|\bmalformed|^insufficient/],
  ['tool-calls', /^(tool-(calls?|use)|function-call|requires-action)$/],
  [
    'content-filter',
    /filter$|^content-filter|^guardrail|safety$|(recitation|prohibited-content)$|^(refusal|sensitive|bl[ao]cklist|spii|model-armor|tripwire)$/,
  ],
]

/** The finish reason that a server spells in its own way; `undefined` if it sent none. */
export function finishReason(wire: unknown): FinishReason | undefined {
  if (typeof wire !== 'string' || !wire) return undefined
  const reason = wire.toLowerCase().replaceAll('_', '-')
  return REASONS.find(([, words]) => words.test(reason))?.[0] ?? 'other'
}
