import { CohereClientV2, type Cohere } from 'cohere-ai'
import { expect, test } from 'vitest'
import { serverSentEvents } from '../framing/server-sent-events.ts'
import { responseOf } from '../testing/fetch-of.ts'
import { FINISH_REASONS, randomCohereStream } from '../testing/cohere-streams.ts'
import { oneIn } from '../testing/random-answers.ts'
import { createRandom } from '../testing/random.ts'
import { messageOf, reasoningOf, toolCallsOf } from '../testing/recorded-answers.ts'
import { utf8 } from '../testing/utf8.ts'
import { cohere } from './cohere.ts'
import { detect } from './detect.ts'
import { parseInput } from './tool-inputs.ts'

test('reads 100 random streams as Cohere’s package does', async () => {
  const random = createRandom(1609)
  // What the streams hold, so that the comparison is of something.
  const types = new Set<string>()
  const ends = { failed: 0, whole: 0 }
  for (let round = 0; round < 100; round++) {
    const whole = randomCohereStream(random)
    const events = oneIn(random, 4) ? whole.slice(0, 1 + random.below(whole.length - 1)) : whole
    const records = events.map(event => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
    const bytes = utf8(records.join(''))
    const message = messageOf(cohere, serverSentEvents(), bytes)
    expect(messageOf(detect(), serverSentEvents(), bytes), `round ${round}`).toEqual(message)
    const { isFailed, ...theirs } = await readBySdk(bytes)
    const { usage, metadata } = message
    const ours = {
      text: message.content,
      thoughts: reasoningOf(message),
      calls: toolCallsOf(message).map(({ toolCallId: id, toolName: name, inputText, input }) => ({
        id,
        name,
        input: input ?? inputText,
      })),
      citations: ((metadata?.['citations'] ?? []) as Cohere.Citation[]).map(({ text }) => text),
      reason: message.error ? 'error' : message.finishReason,
      counts: [usage?.inputTokens, usage?.outputTokens, usage?.cachedInputTokens],
    }
    expect(message.status, `round ${round}`).toBe(isFailed ? 'error' : 'complete')
    // A call or a citation that was cut off is not the same to both.
    const said = events === whole ? ours : { text: ours.text, thoughts: ours.thoughts }
    expect(theirs, `round ${round}`).toMatchObject(said)
    for (const { type } of events) types.add(type)
    ends[isFailed ? 'failed' : 'whole']++
  }
  expect(types.size).toBe(12)
  expect(Math.min(ends.failed, ends.whole)).toBeGreaterThan(10)
})

interface Said {
  readonly text: string
  readonly thoughts: string
  readonly calls: readonly object[]
  readonly citations: readonly (string | undefined)[]
  readonly reason: string | undefined
  readonly counts: readonly (number | undefined)[]
  readonly isFailed: boolean
}

async function readBySdk(bytes: Uint8Array): Promise<Said> {
  const fetch = async (): Promise<Response> => responseOf([bytes], 'text/event-stream')
  const client = new CohereClientV2({ token: 'none', maxRetries: 0, fetch })
  let [text, thoughts] = ['', '']
  let ending: Cohere.ChatMessageEndEvent['delta']
  const citations: Said['citations'][number][] = []
  const calls: { readonly id: string; readonly name: string; arguments: string }[] = []
  const open = new Map<number | undefined, (typeof calls)[number]>()
  const messages = [{ role: 'user' as const, content: 'Hi' }]
  for await (const event of await client.chatStream({ model: 'm-1', messages })) {
    switch (event.type) {
      case 'content-start':
      case 'content-delta':
        text += event.delta?.message?.content?.text ?? ''
        thoughts += event.delta?.message?.content?.thinking ?? ''
        break
      case 'tool-plan-delta':
        thoughts += event.delta?.message?.toolPlan ?? ''
        break
      case 'citation-start':
        citations.push(event.delta?.message?.citations?.text)
        break
      case 'tool-call-start': {
        const { id, function: called } = event.delta!.message!.toolCalls!
        const call = { id, name: called?.name ?? '', arguments: called?.arguments ?? '' }
        open.set(event.index, call)
        calls.push(call)
        break
      }
      case 'tool-call-delta':
        open.get(event.index)!.arguments += event.delta?.message?.toolCalls?.function?.arguments
        break
      case 'message-end':
        ending = event.delta
    }
  }
  const { finishReason, usage } = ending ?? {}
  const reason = finishReason && FINISH_REASONS[finishReason]
  return {
    text,
    thoughts,
    calls: calls.map(({ id, name, arguments: input }) => ({
      id,
      name,
      input: parseInput(input) ?? {},
    })),
    citations,
    reason,
    counts: [usage?.tokens?.inputTokens, usage?.tokens?.outputTokens, usage?.cachedTokens],
    isFailed: !ending || reason === 'error',
  }
}
