import Anthropic, { AnthropicError } from '@anthropic-ai/sdk'
import type { BetaContentBlock, BetaMessage } from '@anthropic-ai/sdk/resources/beta/messages'
import { expect, test } from 'vitest'
import { serverSentEvents } from '../framing/server-sent-events.ts'
import type { Message } from '../message.ts'
import {
  randomAnthropicStream,
  STOP_REASONS,
  type AnthropicEvent,
} from '../testing/anthropic-streams.ts'
import { responseOf } from '../testing/fetch-of.ts'
import { oneIn } from '../testing/random-answers.ts'
import { createRandom, type Random } from '../testing/random.ts'
import { messageOf, reasoningOf, toolCallsOf } from '../testing/recorded-answers.ts'
import { utf8 } from '../testing/utf8.ts'
import { anthropic } from './anthropic.ts'
import { KEPT_BLOCK } from './decode-anthropic.ts'
import { detect } from './detect.ts'

test('reads 200 random streams as Anthropic’s package does', async () => {
  const random = createRandom(1309)
  // What the streams hold, so that the comparison is of something.
  const types = new Set<string>()
  const ends = { complete: 0, error: 0 }
  for (let round = 0; round < 200; round++) {
    const events = randomAnthropicStream(random)
    const isWhole = !oneIn(random, 4)
    const bytes = bytesOf(isWhole ? events : broken(random, events))
    const message = messageOf(anthropic, serverSentEvents(), bytes)
    expect(messageOf(detect(), serverSentEvents(), bytes), `round ${round}`).toEqual(message)
    const { answer, failure } = await readBySdk(bytes)
    const [ours, theirs] = [saidBy(message), saidBySdk(answer)]
    // A call or a citation that was cut off is not the same to both.
    const said = isWhole ? ours : { text: ours.text, thoughts: ours.thoughts }
    expect(theirs, `round ${round}`).toMatchObject(said)
    expect(message.status, `round ${round}`).toBe(failure ? 'error' : 'complete')
    expect(message.error?.message === 'Overloaded').toBe(!!failure?.includes('Overloaded'))
    ends[failure ? 'error' : 'complete']++
    for (const block of answer?.content ?? []) types.add(block.type)
  }
  expect(types.size).toBe(18)
  expect(Math.min(ends.complete, ends.error)).toBeGreaterThan(20)
})

/** The stream until somewhere, where the server fails or falls silent. */
function broken(random: Random, events: readonly AnthropicEvent[]): readonly AnthropicEvent[] {
  const error = { type: 'overloaded_error', message: 'Overloaded' }
  const failure = oneIn(random, 2) ? [] : [{ type: 'error' as const, error }]
  return [...events.slice(0, 1 + random.below(events.length - 1)), ...failure]
}

function bytesOf(events: readonly AnthropicEvent[]): Uint8Array {
  const records = events.map(event => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
  return utf8(records.join(''))
}

async function readBySdk(
  bytes: Uint8Array,
): Promise<{ readonly answer: BetaMessage | undefined; readonly failure?: string }> {
  const fetch = async (): Promise<Response> => responseOf([bytes], 'text/event-stream')
  const client = new Anthropic({ apiKey: 'none', maxRetries: 0, fetch })
  const messages = [{ role: 'user' as const, content: 'Hi' }]
  const stream = client.beta.messages.stream({ model: 'm-1', max_tokens: 9, messages })
  let answer: BetaMessage | undefined
  stream.on('streamEvent', (_, snapshot) => (answer = snapshot))
  try {
    return { answer: await stream.finalMessage() }
  } catch (error) {
    if (!(error instanceof AnthropicError)) throw error
    return { answer, failure: error.message }
  }
}

interface Said {
  readonly text: string
  readonly thoughts: string
  readonly calls: readonly object[]
  /** What the tools gave, an error as `undefined`. */
  readonly results: readonly (readonly [id: string, output: unknown])[]
  readonly citations: readonly unknown[]
  /** Blocks that the API wants back. */
  readonly kept: readonly unknown[]
  readonly model: unknown
  readonly reason: unknown
  readonly counts: readonly unknown[]
}

function saidBy(message: Message): Said {
  const { parts, metadata, usage } = message
  const calls = toolCallsOf(message)
  return {
    text: message.content,
    thoughts: reasoningOf(message),
    calls: calls.map(({ toolCallId: id, toolName: name, input }) => ({ id, name, input })),
    results: calls
      .filter(({ state }) => state.startsWith('output'))
      .map(({ toolCallId, output }) => [toolCallId, output]),
    citations: parts.flatMap(part => ('text' in part && part.metadata?.['citations']) || []),
    kept: parts.flatMap(part => (part.type === 'data' ? [part.data] : [])),
    model: metadata?.['model'],
    reason: message.finishReason,
    counts: [
      usage?.inputTokens,
      usage?.outputTokens,
      usage?.cachedInputTokens,
      usage?.reasoningTokens,
    ],
  }
}

function saidBySdk(answer: BetaMessage | undefined): Partial<Said> {
  if (!answer) return { text: '', thoughts: '' }
  const { content, model, stop_reason: reason, usage } = answer
  const { cache_read_input_tokens: cached, cache_creation_input_tokens: created } = usage
  return {
    text: content.map(block => (block.type === 'text' ? block.text : '')).join(''),
    thoughts: content.map(block => (block.type === 'thinking' ? block.thinking : '')).join(''),
    calls: content.flatMap(block =>
      'input' in block ? { id: block.id, name: block.name, input: block.input } : [],
    ),
    results: content.flatMap(block =>
      'tool_use_id' in block ? [[block.tool_use_id, outputOf(block)]] : [],
    ),
    citations: content.flatMap(block => ('citations' in block && block.citations) || []),
    kept: content.filter(({ type }) => KEPT_BLOCK.test(type)),
    model,
    reason: reason && STOP_REASONS[reason],
    counts: [
      usage.input_tokens + (cached ?? 0) + (created ?? 0),
      usage.output_tokens,
      cached ?? undefined,
      usage.output_tokens_details?.thinking_tokens,
    ],
  }
}

function outputOf(block: Extract<BetaContentBlock, { tool_use_id: string }>): unknown {
  const { type } = block.content as { readonly type?: string }
  const isError = ('is_error' in block && block.is_error) || type?.endsWith('_error')
  return isError ? undefined : block.content
}
