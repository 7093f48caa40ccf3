import { expect, test } from 'vitest'
import { finishReason } from './finish-reason.ts'

test('gives one spelling to the reasons of all wires', () => {
  const reasons = {
    stop: [
      'stop',
      'STOP',
      'COMPLETE',
      'end_turn',
      'end',
      'eos',
      'eos_token',
      'stop_sequence',
      'STOP_SEQUENCE',
      'pause_turn',
      'completed',
    ],
    length: [
      'length',
      'model_length',
      'max_tokens',
      'MAX_TOKENS',
      'max_output_tokens',
      'model_context_window_exceeded',
      'incomplete',
      'budget_exceeded',
      'CONTINUATION',
      'requires_continuation',
    ],
    'tool-calls': [
      'tool-calls',
      'tool_calls',
      'function_call',
      'tool_use',
      'TOOL_CALL',
      'requires_action',
    ],
    'content-filter': [
      'content-filter',
      'content_filter',
      'content_filter: OTHER',
      'refusal',
      'sensitive',
      'SAFETY',
      'IMAGE_SAFETY',
      'RECITATION',
      'BLOCKLIST',
      'blacklist',
      'PROHIBITED_CONTENT',
      'SPII',
      'IMAGE_PROHIBITED_CONTENT',
      'IMAGE_RECITATION',
      'MODEL_ARMOR',
      'guardrail_intervened',
      'tripwire',
    ],
    error: [
      'error',
      'ERROR',
      'network_error',
      'overloaded_error',
      'ERROR_TOXIC',
      'insufficient_system_resource',
      'MALFORMED_FUNCTION_CALL',
      'MALFORMED_RESPONSE',
      'function_call_filter: MALFORMED_FUNCTION_CALL',
    ],
    other: [
      'other',
      'unknown',
      'max-steps',
      'compaction',
      'FINISH_REASON_UNSPECIFIED',
      'load',
      '__proto__',
    ],
  }
  for (const [reason, wires] of Object.entries(reasons)) {
    for (const wire of wires) expect(finishReason(wire), wire).toBe(reason)
  }
})

test('knows no reason where none was told', () => {
  for (const wire of [undefined, null, '', 7]) expect(finishReason(wire)).toBeUndefined()
})
