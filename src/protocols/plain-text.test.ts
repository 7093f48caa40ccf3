import { expect, test } from 'vitest'
import { chatRequest } from '../testing/conversation.ts'
import { aiSdk } from './ai-sdk.ts'
import { plainText } from './plain-text.ts'

test('takes every record for text, whatever it looks like', () => {
  const decoder = plainText.decode()
  for (const data of ['{"a":1}', '[DONE]', ' ', 'Error: no']) {
    expect(decoder.push({ data })).toEqual([{ type: 'text-delta', delta: data }])
  }
  expect(decoder.push({ data: '' })).toEqual([])
  expect(decoder.end()).toEqual([{ type: 'finish' }])
  expect(decoder.end()).toEqual([])
})

test('asks as the AI SDK asks for its text streams', () => {
  expect(plainText.encode(chatRequest())).toEqual(aiSdk.encode(chatRequest()))
})
