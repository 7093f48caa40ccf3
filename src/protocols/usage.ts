import type { Usage } from '../message.ts'

type Counts = { -readonly [Key in keyof Usage]: Usage[Key] }

/** What servers call each count, at the top level or one level below it. */
const COUNTS: readonly (readonly [keyof Omit<Usage, 'raw'>, RegExp])[] = [
  ['inputTokens', /^(input|prompt)_?tokens$/i],
  ['outputTokens', /^(output|completion)_?tokens$/i],
  ['totalTokens', /^total_?tokens$/i],
  ['reasoningTokens', /^(reasoning|thinking)_?tokens$/i],
  ['cachedInputTokens', /^((num_)?cached?_?(read_?)?(input_?)?|prompt_cache_hit_)tokens$/i],
]

/**
 * The usage in a server's counts, without those that are missing or `null`. If the caller had to
 * rearrange the counts first, `raw` is what the server sent.
 */
export function usageOf(wire: unknown, raw: unknown = wire): Usage | undefined {
  if (typeof wire !== 'object' || wire === null) return undefined
  const entries = Object.entries(wire).flatMap(([key, value]): [string, unknown][] =>
    typeof value === 'object' && value !== null ? Object.entries(value) : [[key, value]],
  )
  const usage: Counts = {}
  for (const [count, name] of COUNTS) {
    const found = entries.find(([key, value]) => typeof value === 'number' && name.test(key))
    if (found) usage[count] = found[1] as number
  }
  const { inputTokens, outputTokens } = usage
  if (inputTokens !== undefined && outputTokens !== undefined) {
    usage.totalTokens ??= inputTokens + outputTokens
  }
  return Object.keys(usage).length > 0 ? { ...usage, raw } : undefined
}

/** The sum of both, for servers that report the usage of each step. */
export function addUsage(sum: Usage | undefined, more: Usage): Usage {
  if (!sum) return more
  const total: Counts = { raw: [sum.raw, more.raw].flat() }
  for (const [count] of COUNTS) {
    const [a, b] = [sum[count], more[count]]
    if (a !== undefined || b !== undefined) total[count] = (a ?? 0) + (b ?? 0)
  }
  return total
}
