import type { Usage } from '../message.ts'
import { usageOf } from './usage.ts'

/**
 * The usage of Chat Completions. xAI and DeepInfra may leave the reasoning tokens out of the output
 * count, and xAI the cached tokens out of the input count; the total reveals it.
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
