import { setTimeout as wait } from 'node:timers/promises'

/** One piece of output of the model behind the servers. */
export type Saying =
  | { readonly type: 'reasoning'; readonly text: string }
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'tool'
      readonly id: string
      readonly name: string
      readonly input: readonly string[]
    }
  | { readonly type: 'failure'; readonly message: string }

/** Milliseconds between two pieces, or a promise to await before each. */
export type Pace = number | (() => Promise<void>)

export const prompts = {
  text: 'Tell me of Malmö',
  reasoning: 'Think of a prime',
  tools: 'How is the weather in Tromsø?',
  oracle: 'Ask the oracle',
  failure: 'Fail half way',
  endless: 'Count on and on',
}

/** The model's whole answer to the prompts that succeed: all texts of all rounds, joined. */
export const answers = {
  text: 'You said “Tell me of Malmö”. Malmö lies by the Öresund 🌊, across from København; 東京 is far — 👩‍👩‍👧 too.',
  reasoning: '7 is prime ✓',
  tools: 'Let me check. It is 4 °C in Tromsø 🌧️.',
  failure: 'Half an ans',
}

/** The result of the tool `getWeather`; the tool `askOracle` never answers. */
export const weather = { city: 'Tromsø', celsius: 4 }

/** The model's output for a prompt in one round: round 1 follows the tool results of round 0. */
export function say(prompt: string, round: number): readonly Saying[] {
  if (/weather/i.test(prompt)) return round === 0 ? askForWeather : tellWeather
  if (/oracle/i.test(prompt)) return askOracle
  if (/think/i.test(prompt)) {
    return [
      ...pieces('reasoning', ['5 is prime', ', 6 is not; ', '7 → yes.']),
      ...pieces('text', ['7 is ', 'prime', ' ✓']),
    ]
  }
  if (/fail/i.test(prompt)) {
    return [
      ...pieces('text', ['Half ', 'an ', 'ans']),
      { type: 'failure', message: 'The model is overloaded' },
    ]
  }
  if (/count/i.test(prompt)) {
    return pieces(
      'text',
      Array.from({ length: 2000 }, (_, index) => `${index + 1} `),
    )
  }
  return pieces('text', [
    `You said “${prompt}”.`,
    ' Malmö lies',
    ' by the Öres',
    'und 🌊, across',
    ' from København;',
    ' 東京 is',
    ' far — 👩‍👩‍👧',
    ' too.',
  ])
}

/** The same, paced, until the signal aborts. */
export async function* speak(
  prompt: string,
  round: number,
  pace: Pace,
  signal?: AbortSignal,
): AsyncGenerator<Saying> {
  for (const saying of say(prompt, round)) {
    await (typeof pace === 'number' ? wait(pace) : pace())
    if (signal?.aborted) return
    yield saying
  }
}

const pieces = (type: 'reasoning' | 'text', texts: readonly string[]): Saying[] =>
  texts.map(text => ({ type, text }))

const askForWeather: readonly Saying[] = [
  ...pieces('reasoning', ['The user wants', ' the weather', ' in Tromsø.']),
  ...pieces('text', ['Let me', ' check.']),
  { type: 'tool', id: 'call_1', name: 'getWeather', input: ['{"ci', 'ty":"Trom', 'sø"}'] },
]

const askOracle: readonly Saying[] = [
  ...pieces('text', ['Let me', ' ask.']),
  { type: 'tool', id: 'call_2', name: 'askOracle', input: ['{}'] },
]

const tellWeather: readonly Saying[] = pieces('text', [' It is', ' 4 °C', ' in Tromsø', ' 🌧️.'])
