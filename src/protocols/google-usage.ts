import type { Usage } from '../message.ts'
import { usageOf } from './usage.ts'

type Count = number | null | undefined

/** The usage that Google told: its output is what was said, and the thoughts beside it. */
export function googleUsage(
  raw: unknown,
  inputTokens: Count,
  said: Count,
  reasoningTokens: Count,
  cachedInputTokens: Count,
  totalTokens: Count,
): Usage | undefined {
  const isKnown = typeof (said ?? reasoningTokens) === 'number'
  const outputTokens = isKnown ? (said ?? 0) + (reasoningTokens ?? 0) : undefined
  return usageOf(
    { inputTokens, outputTokens, totalTokens, reasoningTokens, cachedInputTokens },
    raw,
  )
}
