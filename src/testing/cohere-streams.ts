import type { Cohere } from 'cohere-ai'
import { listOf, oneIn, randomInput, randomPieces, randomText } from './random-answers.ts'
import type { Random } from './random.ts'

/** An event as it is sent, before the package renames its fields. */
export interface CohereEvent {
  readonly type: Cohere.V2ChatStreamResponse['type']
  readonly index?: number
  readonly delta?: object
  readonly prompt?: string
}

/** The events of an answer: a plan, reasoning, text with citations, and tool calls. */
export function randomCohereStream(random: Random): readonly CohereEvent[] {
  const events: CohereEvent[] = []
  const add = (type: CohereEvent['type'], message?: object, index?: number): unknown =>
    events.push({
      type,
      ...(index !== undefined && { index }),
      ...(message && { delta: { message } }),
    })
  add('message-start', { role: 'assistant', content: [], tool_plan: '', tool_calls: [] })
  if (oneIn(random, 8)) events.push({ type: 'debug', prompt: 'Hi' })
  if (oneIn(random, 2)) {
    const plan = randomText(random)
    for (const piece of randomPieces(random, plan)) add('tool-plan-delta', { tool_plan: piece })
  }
  const contents = random.below(4)
  for (let index = 0; index < contents; index++) {
    const type = random.pick(['text', 'text', 'thinking'])
    add('content-start', { content: { type, [type]: oneIn(random, 8) ? 'So' : '' } }, index)
    for (const piece of randomPieces(random, randomText(random))) {
      add('content-delta', { content: { [type]: piece } }, index)
      if (type !== 'text' || !oneIn(random, 6)) continue
      add('citation-start', { citations: citation(random) }, index)
      add('citation-end', undefined, index)
    }
    add('content-end', undefined, index)
  }
  addCalls(random, add)
  const finish_reason = random.pick(Object.keys(FINISH_REASONS))
  const tokens = { input_tokens: random.below(100), output_tokens: random.below(100) }
  const usage = {
    billed_units: { input_tokens: 1, output_tokens: 1 },
    tokens,
    ...(oneIn(random, 2) && { cached_tokens: random.below(100) }),
  }
  return [...events, { type: 'message-end', delta: { finish_reason, usage } }]
}

/** Calls whose pieces come in any order, or one call after the other at the same index. */
function addCalls(
  random: Random,
  add: (type: CohereEvent['type'], message?: object, index?: number) => unknown,
): void {
  const isSequence = oneIn(random, 2)
  const calls = listOf(random, 0, 3, () => randomInput(random)).map((input, at) => {
    const index = isSequence ? 0 : at
    // A tool without arguments is called with `null`.
    const text = Object.keys(input).length > 0 ? JSON.stringify(input) : random.pick(['null', '{}'])
    const start = {
      id: `call_${at}`,
      type: 'function',
      function: { name: 'getTide', arguments: '' },
    }
    return [
      () => add('tool-call-start', { tool_calls: start }, index),
      ...randomPieces(random, text).map(
        piece => () =>
          add('tool-call-delta', { tool_calls: { function: { arguments: piece } } }, index),
      ),
      () => add('tool-call-end', undefined, index),
    ]
  })
  for (let left; (left = calls.filter(({ length }) => length > 0)).length > 0;) {
    const call = isSequence ? left[0] : random.pick(left)
    call?.shift()?.()
  }
}

function citation(random: Random): object {
  const text = randomText(random)
  const document = { id: 'd1', title: 'Tides', text: 'High water at noon.' }
  return {
    start: 0,
    end: text.length,
    text,
    sources: random.pick([
      [],
      [{ type: 'document', id: 'd1', document }],
      [{ type: 'tool', id: 'call_0:0', tool_output: { celsius: '4' } }],
    ]),
  }
}

/** Every reason that the package knows, and its name here. */
export const FINISH_REASONS: Readonly<Record<Cohere.ChatFinishReason, string>> = {
  COMPLETE: 'stop',
  STOP_SEQUENCE: 'stop',
  MAX_TOKENS: 'length',
  TOOL_CALL: 'tool-calls',
  ERROR: 'error',
  TIMEOUT: 'error',
}
