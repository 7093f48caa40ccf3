import type { Usage } from '../message.ts'
import { usageOf } from './usage.ts'

type Count = number | null | undefined

/**
 * The usage that Google told: its input is what was sent and, beside it, what the tools that Google
 * runs have `given` the model; its output is what was said, and the thoughts beside it.
 */
export function googleUsage(
  raw: unknown,
  sent: Count,
  said: Count,
  reasoningTokens: Count,
  cachedInputTokens: Count,
  totalTokens: Count,
  given: Count,
): Usage | undefined {
  const inputTokens = sum(sent, given)
  const outputTokens = sum(said, reasoningTokens)
  return usageOf(
    { inputTokens, outputTokens, totalTokens, reasoningTokens, cachedInputTokens },
    raw,
  )
}

function sum(count: Count, more: Count): Count {
  return typeof (count ?? more) === 'number' ? (count ?? 0) + (more ?? 0) : undefined
}
