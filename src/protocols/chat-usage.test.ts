import { expect, test } from 'vitest'
import { chatUsage } from './chat-usage.ts'

const wire = {
  prompt_tokens: 12,
  completion_tokens: 3,
  total_tokens: 15,
  prompt_tokens_details: { cached_tokens: 8 },
  completion_tokens_details: { reasoning_tokens: 2 },
}
const counts = {
  inputTokens: 12,
  outputTokens: 3,
  totalTokens: 15,
  cachedInputTokens: 8,
  reasoningTokens: 2,
}

test('counts the thoughts and the cache once, whether they were told within the rest or beside it', () => {
  for (const [total_tokens, more] of [
    [15, {}],
    [17, { outputTokens: 5 }],
    [23, { inputTokens: 20 }],
    // Of others nobody knows where they belong.
    [99, {}],
    [14, {}],
  ] as const) {
    const raw = { ...wire, total_tokens }
    expect(chatUsage(raw)).toEqual({ ...counts, totalTokens: total_tokens, ...more, raw })
  }
})

test('leaves out what was not told', () => {
  expect(chatUsage(null)).toBeUndefined()
  expect(chatUsage({ completion_tokens: 3 })).toEqual({
    outputTokens: 3,
    raw: { completion_tokens: 3 },
  })
  expect(chatUsage({ total_tokens: 3 })).toEqual({ totalTokens: 3, raw: { total_tokens: 3 } })
})
