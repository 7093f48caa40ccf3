import { expect, test } from 'vitest'
import { addUsage, usageOf } from './usage.ts'

test('finds each count where the wires put it', () => {
  const counts = { inputTokens: 1, outputTokens: 2, totalTokens: 3, reasoningTokens: 4 }
  for (const wire of [
    { ...counts, cachedInputTokens: 5 },
    {
      inputTokens: 1,
      outputTokens: 2,
      totalTokens: 3,
      outputTokenDetails: { reasoningTokens: 4 },
      inputTokenDetails: { cacheReadTokens: 5 },
    },
    {
      promptTokens: 1,
      completionTokens: 2,
      totalTokens: 3,
      completionTokensDetails: { reasoningTokens: 4 },
      promptTokensDetails: { cachedTokens: 5 },
    },
    {
      prompt_tokens: 1,
      completion_tokens: 2,
      total_tokens: 3,
      completion_tokens_details: { reasoning_tokens: 4 },
      prompt_tokens_details: { cached_tokens: 5 },
    },
    {
      input_tokens: 1,
      output_tokens: 2,
      total_tokens: 3,
      reasoning_tokens: 4,
      cached_tokens: 5,
    },
    {
      prompt_tokens: 1,
      completion_tokens: 2,
      total_tokens: 3,
      reasoning_tokens: 4,
      num_cached_tokens: 5,
    },
    {
      input_tokens: 1,
      output_tokens: 2,
      total_tokens: 3,
      reasoning_tokens: 4,
      input_tokens_details: { cache_creation_input_tokens: 6, cache_read_input_tokens: 5 },
    },
  ]) {
    expect(usageOf(wire)).toEqual({ ...counts, cachedInputTokens: 5, raw: wire })
  }
})

test('leaves out what was not told, and adds up a total that was not', () => {
  const wire = { promptTokens: 1, completionTokens: 2, reasoningTokens: null }
  expect(usageOf(wire)).toEqual({ inputTokens: 1, outputTokens: 2, totalTokens: 3, raw: wire })
  expect(usageOf({ inputTokens: 0 })).toMatchObject({ inputTokens: 0 })
})

test('finds nothing where nothing was told', () => {
  for (const wire of [undefined, null, 7, {}, { promptTokens: null }]) {
    expect(usageOf(wire)).toBeUndefined()
  }
})

test('adds the counts of two steps, of which one may know fewer', () => {
  const first = { inputTokens: 1, outputTokens: 2, raw: 'a' }
  expect(addUsage(undefined, first)).toBe(first)
  expect(addUsage(first, { inputTokens: 10, reasoningTokens: 5, raw: 'b' })).toEqual({
    inputTokens: 11,
    outputTokens: 2,
    reasoningTokens: 5,
    raw: ['a', 'b'],
  })
})
