import type { Usage } from '../message.ts'
import { usageOf } from './usage.ts'

/**
 * The usage of Chat Completions. xAI and DeepInfra may count the thoughts beside the output, and xAI
 * the cache beside the input, as the total tells.
 */
export function chatUsage(wire: unknown): Usage | undefined {
  const usage = usageOf(wire)
  if (!usage) return undefined
  const { inputTokens = 0, outputTokens = 0, totalTokens = 0 } = usage
  const { reasoningTokens = 0, cachedInputTokens = 0 } = usage
  const beside = totalTokens - inputTokens - outputTokens
  if (beside <= 0) return usage
  if (beside === reasoningTokens) return { ...usage, outputTokens: outputTokens + beside }
  return beside === cachedInputTokens ? { ...usage, inputTokens: inputTokens + beside } : usage
}
