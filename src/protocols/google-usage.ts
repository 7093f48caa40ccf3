import type { Usage } from '../message.ts'
import { usageOf } from './usage.ts'

type Count = number | null | undefined

/**
 * Google counts separately what others count together: the results of the tools that it runs
 * (`given`) beside the prompt, and the thoughts beside the answer. Here they are added up.
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
