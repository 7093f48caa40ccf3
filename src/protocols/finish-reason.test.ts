import { expect, test } from 'vitest'
import { finishReason } from './finish-reason.ts'

test('gives one spelling to the reasons of all wires', () => {
  const reasons = {
    stop: ['stop', 'STOP'],
    length: ['length', 'model_length'],
    'tool-calls': ['tool-calls', 'tool_calls', 'function_call'],
    'content-filter': ['content-filter', 'content_filter'],
    error: ['error', 'insufficient_system_resource'],
    other: ['other', 'unknown', 'max-steps', '__proto__'],
  }
  for (const [reason, wires] of Object.entries(reasons)) {
    for (const wire of wires) expect(finishReason(wire), wire).toBe(reason)
  }
})

test('knows no reason where none was told', () => {
  for (const wire of [undefined, null, '', 7]) expect(finishReason(wire)).toBeUndefined()
})
