import { expect, test } from 'vitest'
import { camelCased } from './camel-case.ts'

test('names what Python’s packages tell as the API does, at any depth', () => {
  const chunk = {
    usage_metadata: { prompt_token_count: 3 },
    candidates: [{ finish_reason: 'STOP', content: { parts: [{ text: 'a_b' }, null] } }],
  }
  expect(camelCased(chunk)).toEqual({
    usageMetadata: { promptTokenCount: 3 },
    candidates: [{ finishReason: 'STOP', content: { parts: [{ text: 'a_b' }, null] } }],
  })
})

test('leaves the names in what tools were asked and gave', () => {
  const call = { function_call: { args: { at_place: 1 } }, tool_response: { response: { a_b: 2 } } }
  expect(camelCased(call)).toEqual({
    functionCall: { args: { at_place: 1 } },
    toolResponse: { response: { a_b: 2 } },
  })
})

test('tells bytes in the letters of data URLs', () => {
  expect(camelCased({ inline_data: { mime_type: 'image/png', data: 'a-b_' } })).toEqual({
    inlineData: { mimeType: 'image/png', data: 'a+b/' },
  })
})

test('bears what is deeper than the stack', () => {
  let deep: unknown = {}
  for (let i = 0; i < 100_000; i++) deep = [deep]
  expect(camelCased({ a_b: deep })).toHaveProperty('aB')
})
