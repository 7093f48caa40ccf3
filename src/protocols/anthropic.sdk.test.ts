import Anthropic, { AnthropicError } from '@anthropic-ai/sdk'
import type { BetaMessage } from '@anthropic-ai/sdk/resources/beta/messages'
import { describe, expect, test } from 'vitest'
import { responseOf } from '../testing/fetch-of.ts'
import { reasoningOf, recordedAnswers, toolCallsOf } from '../testing/recorded-answers.ts'
import { anthropic } from './anthropic.ts'

/** Recordings that Anthropic's package makes less of than is in them, and why. */
const BLIND: ReadonlyMap<string, string> = new Map([
  ['calls-without-ids.sse', 'leaves without ids, and with a text for an input'],
  ['invalid-input.sse', 'closes the brackets of an input that was cut off'],
  ['no-blocks.sse', 'drops the deltas of blocks that were not begun'],
  ['repeated-start.sse', 'takes a repeated message_start for a failure'],
  ['steps.sse', 'takes a second message down the same stream for a failure'],
  ['thoughts-in-text.sse', 'drops thoughts that come in a block of text'],
  ['unnamed.sse', 'skips events without a name'],
  ['untyped.sse', 'skips events without a type inside'],
])

describe('says what Anthropic’s package says of', () => {
  for (const { name, bytes, isWhole, message } of recordedAnswers(anthropic)) {
    const why = BLIND.get(name)
    test(why ? `${name}, which it ${why}` : name, async () => {
      const { answer, failed } = await readBySdk(bytes, isWhole)
      const calls = toolCallsOf(message)
        // A result whose call was in an earlier answer stands alone.
        .filter(({ inputText }) => inputText !== '')
        // What was not said to its end is no input.
        .map(({ toolCallId: id, toolName, input }) => ({
          id,
          toolName,
          input: failed ? {} : input,
        }))
      const ours = [message.status === 'error', message.content, reasoningOf(message), calls]
      const theirs = [failed, textOf(answer), thoughtsOf(answer), callsOf(answer, failed)]
      if (why) expect(theirs).not.toEqual(ours)
      else expect(theirs).toEqual(ours)
    })
  }
})

async function readBySdk(
  bytes: Uint8Array,
  isWhole: boolean,
): Promise<{ readonly answer: BetaMessage | undefined; readonly failed: boolean }> {
  const client = new Anthropic({
    apiKey: 'none',
    maxRetries: 0,
    fetch: async () => responseOf([bytes], isWhole ? 'application/json' : 'text/event-stream'),
  })
  const question = {
    model: 'm-1',
    max_tokens: 9,
    messages: [{ role: 'user' as const, content: 'Hi' }],
  }
  if (isWhole) {
    const answer = await client.beta.messages.create(question)
    return { answer, failed: answer.type !== 'message' }
  }
  const stream = client.beta.messages.stream(question)
  let answer: BetaMessage | undefined
  stream.on('streamEvent', (_, snapshot) => (answer = snapshot))
  try {
    return { answer: await stream.finalMessage(), failed: false }
  } catch (error) {
    expect(error).toBeInstanceOf(AnthropicError)
    return { answer, failed: true }
  }
}

function textOf(answer: BetaMessage | undefined): string {
  return (answer?.content ?? []).map(block => (block.type === 'text' ? block.text : '')).join('')
}

function thoughtsOf(answer: BetaMessage | undefined): string {
  return (answer?.content ?? [])
    .map(block => (block.type === 'thinking' ? block.thinking : ''))
    .join('')
}

function callsOf(answer: BetaMessage | undefined, failed: boolean): readonly object[] {
  return (answer?.content ?? []).flatMap(block =>
    block.type === 'tool_use' || block.type === 'server_tool_use' || block.type === 'mcp_tool_use'
      ? { id: block.id, toolName: block.name, input: failed ? {} : block.input }
      : [],
  )
}
