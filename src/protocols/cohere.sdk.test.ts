import { CohereClientV2, type Cohere } from 'cohere-ai'
import { describe, expect, test } from 'vitest'
import { responseOf } from '../testing/fetch-of.ts'
import { reasoningOf, recordedAnswers, toolCallsOf } from '../testing/recorded-answers.ts'
import { cohere } from './cohere.ts'
import { parseInput } from './tool-inputs.ts'

/** Recordings that Cohere's package makes less of than is in them, and why. */
const BLIND: ReadonlyMap<string, string> = new Map([
  ['untyped.sse', 'throws for, having no type inside'],
])

describe('says what Cohere’s package says of', () => {
  for (const { name, bytes, isWhole, message } of recordedAnswers(cohere)) {
    const why = BLIND.get(name)
    test(why ? `${name}, which it ${why}` : name, async () => {
      const calls = toolCallsOf(message).map(({ toolCallId: id, toolName, inputText }) => ({
        id,
        toolName,
        // Its arguments are text, of which `null` and none at all mean none.
        input: parseInput(inputText) ?? inputText,
      }))
      const ours: Said = {
        failed: message.status === 'error',
        text: message.content,
        reasoning: reasoningOf(message),
        calls,
      }
      const theirs = await readBySdk(bytes, isWhole).catch((error: unknown) => {
        if (!why) throw error
      })
      if (why) expect(theirs).not.toEqual(ours)
      else expect(theirs).toEqual(ours)
    })
  }
})

interface Said {
  readonly failed: boolean
  readonly text: string
  readonly reasoning: string
  readonly calls: readonly { readonly id: string; readonly toolName: string; input: unknown }[]
}

async function readBySdk(bytes: Uint8Array, isWhole: boolean): Promise<Said> {
  const client = new CohereClientV2({
    token: 'none',
    maxRetries: 0,
    fetch: async () => responseOf([bytes], isWhole ? 'application/json' : 'text/event-stream'),
  })
  const question = { model: 'm-1', messages: [{ role: 'user' as const, content: 'Hi' }] }
  if (isWhole) {
    const { message, finishReason } = await client.chat(question)
    const { content = [], toolPlan = '', toolCalls = [] } = message
    return {
      failed: isFailure(finishReason),
      text: content.map(item => (item.type === 'text' ? item.text : '')).join(''),
      reasoning: `${content.map(item => (item.type === 'thinking' ? item.thinking : '')).join('')}${toolPlan}`,
      calls: toolCalls.map(callOf),
    }
  }
  let [text, reasoning] = ['', '']
  let failed = true
  const calls: Cohere.ToolCallV2[] = []
  for await (const event of await client.chatStream(question)) {
    if (event.type === 'content-start' || event.type === 'content-delta') {
      text += event.delta?.message?.content?.text ?? ''
      reasoning += event.delta?.message?.content?.thinking ?? ''
    } else if (event.type === 'tool-plan-delta') {
      reasoning += event.delta?.message?.toolPlan ?? ''
    } else if (event.type === 'tool-call-start') {
      calls[event.index ?? 0] = event.delta!.message!.toolCalls!
    } else if (event.type === 'tool-call-delta') {
      const called = calls[event.index ?? 0]!.function!
      const more = event.delta?.message?.toolCalls?.function?.arguments ?? ''
      called.arguments = `${called.arguments ?? ''}${more}`
    } else if (event.type === 'message-end') failed = isFailure(event.delta?.finishReason)
  }
  return { failed, text, reasoning, calls: calls.map(callOf) }
}

/** It throws for none of the answers that end in a failure, but tells of them. */
function isFailure(reason: Cohere.ChatFinishReason | undefined): boolean {
  return reason === 'ERROR' || reason === 'TIMEOUT'
}

function callOf({ id, function: called }: Cohere.ToolCallV2): Said['calls'][number] {
  const text = called?.arguments ?? ''
  const input = text === 'null' ? {} : (parseInput(text) ?? text)
  return { id, toolName: called?.name ?? '', input }
}
