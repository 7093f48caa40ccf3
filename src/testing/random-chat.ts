import type { Random } from './random.ts'
import { randomInputText, randomWords } from './random-answers.ts'
import { randomTexts } from './texts-of.ts'

const NAMES = ['getTide', 'getWeather', 'now']

/**
 * The records of an answer in Chat Completions: valid, of any structure, with the liberties that
 * servers take and OpenAI's own package accepts.
 */
export function randomChat(random: Random): readonly (object | '[DONE]')[] {
  const { below, pick } = random
  const maybe = (chance: number): boolean => random() < chance
  const records: (object | '[DONE]')[] = []
  const nulls = maybe(0.3) ? { content: null, refusal: null, tool_calls: null } : {}
  const more = { ...(maybe(0.3) && { usage: null }), ...(maybe(0.3) && { obfuscation: 'x8' }) }
  const logprobs = maybe(0.3) ? { logprobs: null } : {}
  let called = 0

  const tell = (choices: readonly object[], rest: object = {}): void => {
    const head = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1767225600 }
    records.push({ ...head, model: 'm-1', choices, ...more, ...rest })
  }
  const say = (delta: object, finish_reason: string | null = null, rest: object = {}): void => {
    tell([{ index: 0, delta: { ...nulls, ...delta }, ...logprobs, finish_reason }], rest)
  }
  const words = (): readonly string[] => randomWords(random)

  const think = (): void => {
    const names = pick([['reasoning_content'], ['reasoning'], ['reasoning_content', 'reasoning']])
    for (const word of words()) say(Object.fromEntries(names.map(name => [name, word])))
  }

  const call = (): void => {
    const count = 1 + below(3)
    const repeated = pick([{}, { id: '' }, { id: null }, { type: 'function' }])
    const noName = pick([{}, { name: '' }, { name: null }])
    const isNamed = maybe(0.2)
    const pieces = Array.from({ length: count }, () => {
      const index = called++
      const input = randomTexts(randomInputText(random), random)
      const name = pick(NAMES)
      const first = { name, arguments: maybe(0.4) ? (input.shift() ?? '') : '' }
      return [
        { index, id: `call_${index}`, type: 'function', function: first },
        ...input.map(piece => ({
          index,
          ...repeated,
          function: { ...(isNamed ? { name } : noName), arguments: piece },
        })),
      ]
    })
    if (maybe(0.3)) return say({ tool_calls: pieces.flat() })
    const mixed = maybe(0.4)
    if (mixed) for (const [first] of pieces) say({ tool_calls: [first] })
    const rest = mixed ? pieces.map(([, ...others]) => others) : pieces
    while (rest.some(one => one.length > 0)) {
      const left = rest.filter(one => one.length > 0)
      say({ tool_calls: [(mixed ? pick(left) : left[0])?.shift()] })
    }
  }

  const rest = (): void => {
    pick([
      () => say({}),
      () => say({ content: '' }),
      () => tell([]),
      () => tell([{ index: 0, finish_reason: null }]),
      () => say({ content: '', annotations: [] }),
    ])()
  }

  if (maybe(0.2)) records.push({ choices: [], id: '', model: '', prompt_filter_results: [] })
  say({ role: 'assistant', content: pick(['', null]) })
  if (maybe(0.1)) {
    for (const refusal of words()) say({ refusal })
    say({}, 'content_filter')
  } else {
    for (let step = below(5); step >= 0; step--) {
      pick([think, call, rest, () => words().forEach(content => say({ content }))])()
    }
    if (called === 0 && maybe(0.15)) {
      const [code, type] = [pick([null, 'overloaded', 529]), 'server_error']
      records.push({ error: { message: 'The tide is out.', type, param: null, code } })
      return records
    }
    // Some answers end with the body alone, without an end marker.
    if (called === 0 && maybe(0.05)) return records
    say(pick([{}, { content: '' }]), called ? 'tool_calls' : pick(['stop', 'length']))
  }
  if (maybe(0.7)) tell([], { usage: randomUsage(random) })
  if (maybe(0.9)) records.push('[DONE]')
  return records
}

function randomUsage({ below, pick }: Random): object {
  const [prompt_tokens, completion_tokens] = [10 + below(90), 10 + below(90)]
  return {
    prompt_tokens,
    completion_tokens,
    total_tokens: prompt_tokens + completion_tokens,
    prompt_tokens_details: pick([null, {}, { cached_tokens: 8, audio_tokens: 0 }]),
    completion_tokens_details: pick([null, {}, { reasoning_tokens: 4 }]),
  }
}
