import { Ollama, type ChatResponse, type GenerateResponse, type ToolCall } from 'ollama/browser'
import { expect, test } from 'vitest'
import { jsonLines } from '../framing/json-lines.ts'
import { responseOf } from '../testing/fetch-of.ts'
import { listOf, oneIn, randomInput, randomPieces, randomText } from '../testing/random-answers.ts'
import { createRandom, type Random } from '../testing/random.ts'
import { messageOf, reasoningOf, toolCallsOf } from '../testing/recorded-answers.ts'
import { utf8 } from '../testing/utf8.ts'
import { detect } from './detect.ts'
import { ollama } from './ollama.ts'

type Line =
  | Partial<Omit<ChatResponse & GenerateResponse, 'created_at'>>
  | { readonly error: string }

test('reads 200 random streams as Ollama’s package does', async () => {
  const random = createRandom(1509)
  let failures = 0
  for (let round = 0; round < 200; round++) {
    const isChat = !oneIn(random, 4)
    const lines = randomLines(random, isChat)
    const cut = lines.slice(0, 1 + random.below(lines.length - 1))
    const told = random.pick([lines, lines, cut, [...cut, { error: 'Overloaded' }]])
    const bytes = utf8(told.map(line => `${JSON.stringify(line)}\n`).join(''))
    const message = messageOf(ollama, jsonLines(), bytes)
    expect(messageOf(detect(), jsonLines(), bytes), `round ${round}`).toEqual(message)
    const ours: Said = {
      text: message.content,
      thoughts: reasoningOf(message),
      calls: toolCallsOf(message).map(({ toolName, input }) => [toolName, input]),
      counts: [message.usage?.inputTokens, message.usage?.outputTokens],
      isFailed: message.status === 'error',
    }
    expect(ours, `round ${round}`).toEqual(await readBySdk(bytes, isChat))
    if (ours.isFailed) failures++
  }
  expect(failures).toBeGreaterThan(50)
})

/** The lines of an answer of `/api/chat`, or of `/api/generate`. */
function randomLines(random: Random, isChat: boolean): readonly Line[] {
  const head = { model: 'm-1', done: false }
  const lines: Line[] = []
  const say = (content: string, thinking?: string, calls?: ToolCall[]): void => {
    const thoughts = thinking && { thinking }
    const message = { role: 'assistant', content, ...thoughts, ...(calls && { tool_calls: calls }) }
    lines.push({ ...head, ...(isChat ? { message } : { response: content, ...thoughts }) })
  }
  for (let count = 1 + random.below(5); count > 0; count--) {
    const pieces = randomPieces(random, randomText(random))
    const kind = random.below(isChat ? 5 : 4)
    if (kind < 2) for (const piece of pieces) say(piece)
    else if (kind === 2) for (const piece of pieces) say('', piece)
    else if (kind === 3) say(randomText(random), randomText(random))
    else say('', undefined, randomCalls(random))
  }
  const counts = { prompt_eval_count: random.below(100), eval_count: random.below(100) }
  const said = isChat ? { message: { role: 'assistant', content: '' } } : { response: '' }
  // An input that was read before is not counted.
  if (oneIn(random, 4)) Reflect.deleteProperty(counts, 'prompt_eval_count')
  const done_reason = random.pick(['stop', 'length', 'load', 'unload'])
  return [...lines, { ...head, ...said, ...counts, done: true, done_reason }]
}

function randomCalls(random: Random): ToolCall[] {
  return listOf(random, 1, 3, () => ({
    ...(oneIn(random, 2) && { id: `call_${random.below(3)}` }),
    function: { name: random.pick(['getWeather', 'getTide']), arguments: randomInput(random) },
  }))
}

interface Said {
  readonly text: string
  readonly thoughts: string
  readonly calls: readonly (readonly [name: string, input: unknown])[]
  readonly counts: readonly (number | undefined)[]
  readonly isFailed: boolean
}

async function readBySdk(bytes: Uint8Array, isChat: boolean): Promise<Said> {
  const client = new Ollama({ fetch: async () => responseOf([bytes]) })
  const calls: [string, unknown][] = []
  let [text, thoughts, isFailed] = ['', '', false]
  let counts: Said['counts'] = [undefined, undefined]
  try {
    const answer: AsyncIterable<Partial<ChatResponse & GenerateResponse>> = isChat
      ? await client.chat({ model: 'm-1', stream: true })
      : await client.generate({ model: 'm-1', prompt: 'Hi', stream: true })
    for await (const { message, response, thinking, done, ...line } of answer) {
      text += message?.content ?? response ?? ''
      thoughts += message?.thinking ?? thinking ?? ''
      for (const call of message?.tool_calls ?? [])
        calls.push([call.function.name, call.function.arguments])
      if (done) counts = [line.prompt_eval_count, line.eval_count]
    }
  } catch {
    isFailed = true
  }
  return { text, thoughts, calls, counts, isFailed }
}
