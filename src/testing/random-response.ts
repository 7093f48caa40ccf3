import type { Random } from './random.ts'
import {
  randomCall,
  randomMessage,
  randomThought,
  type Fields,
  type ResponseEvent,
  type Told,
} from './random-item.ts'
import { randomToolItem } from './random-tool-item.ts'

/**
 * The events of a response: valid, of any structure, and over many seeds with every event that
 * OpenAI's package knows: items of every kind, with and without the events between their beginning
 * and end, calls at the same time, and every way to end.
 */
export function randomResponse(random: Random): readonly ResponseEvent[] {
  const { below, pick } = random
  const maybe = (chance: number): boolean => random() < chance
  const style = { random, hasDeltas: maybe(0.9), hasDone: maybe(0.8) }

  const told = Array.from({ length: 1 + below(5) }, (_, index) =>
    pick([randomMessage, randomThought, randomCall, randomCall, randomToolItem])(style, index),
  )
  const head = {
    id: 'resp_1',
    object: 'response',
    created_at: 1767225600,
    model: 'm-1',
    output: [],
  }
  const lifeCycle = (status: string, more: Fields = {}): ResponseEvent => {
    const type = `response.${status === 'begun' ? 'created' : status}` as 'response.created'
    const state = status === 'begun' ? 'in_progress' : status
    return { type, response: { ...head, status: state, error: null, ...more } }
  }
  const events = [
    lifeCycle('begun'),
    ...(maybe(0.2) ? [lifeCycle('queued')] : []),
    ...(maybe(0.8) ? [lifeCycle('in_progress')] : []),
    ...(maybe(0.1) ? (['delta', 'done', 'transcript.delta', 'transcript.done'] as const) : []).map(
      name => ({ type: `response.audio.${name}`, delta: 'QUJD' }) as const,
    ),
    ...mixed(told, random),
  ]
  const output = told.map(one => one.item)
  const whole = { output: maybe(0.9) ? output : [], usage: randomUsage(random) }
  const reason = pick(['max_output_tokens', 'content_filter'])
  const error = { code: 'server_error', message: 'The tide is out.' }
  const end = pick([
    ...Array.from({ length: 6 }, () => () => [lifeCycle('completed', whole)]),
    () => [lifeCycle('incomplete', { ...whole, incomplete_details: { reason } })],
    () => [lifeCycle('failed', { error })],
    () => [{ type: 'error', ...error, param: null } as const],
    () => [],
  ])
  return [...events, ...end()].map((event, sequence_number) => ({ ...event, sequence_number }))
}

/** Mixes the events of calls that follow one another, now and then. */
function mixed(told: readonly Told[], random: Random): ResponseEvent[] {
  const isMixed = random() < 0.3
  const events: ResponseEvent[] = []
  let open: ResponseEvent[][] = []
  const close = (): void => {
    while (open.some(one => one.length > 0)) {
      events.push(...random.pick(open.filter(one => one.length > 0)).splice(0, 1))
    }
    open = []
  }
  for (const {
    events: [first, ...rest],
    item,
  } of told) {
    if (!isMixed || !String(item['type']).endsWith('_call')) close()
    if (first) events.push(first)
    open.push(rest)
  }
  close()
  return events
}

function randomUsage({ below, pick }: Random): object {
  const [input_tokens, output_tokens] = [10 + below(90), 10 + below(90)]
  return {
    input_tokens,
    output_tokens,
    total_tokens: input_tokens + output_tokens,
    ...pick([{}, { input_tokens_details: { cached_tokens: 8 } }]),
    ...pick([{}, { output_tokens_details: { reasoning_tokens: 4 } }]),
  }
}
