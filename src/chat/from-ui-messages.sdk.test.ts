import { convertToModelMessages, type UIMessage } from 'ai'
import { expect, test } from 'vitest'
import type { Message, ToolCallPart } from '../message.ts'
import { aiSdk } from '../protocols/ai-sdk.ts'
import { uiRequest } from '../protocols/ui-request.ts'
import { StreamProcessor } from '@tanstack/ai'
import { agUi } from '../protocols/ag-ui.ts'
import { aiSdkMessage, REFUSED_BY_AI_SDK } from '../testing/ai-sdk-message.ts'
import { chatRequest } from '../testing/conversation.ts'
import { recordedAnswers, toolCallsOf } from '../testing/recorded-answers.ts'
import { fromUiMessages } from './from-ui-messages.ts'

function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}

/** The AI SDK leaves calls one id where a model has begun to count anew, and here each has its own. */
function withoutCount<T>(value: T): T {
  return JSON.parse(JSON.stringify(value).replaceAll(/"call_0-\d"/g, '"call_0"')) as T
}

/** The parts of an answer, but for what the AI SDK keeps in another way. */
function partsOf({ parts }: Message): readonly object[] {
  const text = JSON.stringify(parts, (name, value: unknown) =>
    // It keeps a whole input without its text, no refusal in words, and of a thought's metadata the latest.
    name === 'inputText' || value === '' || value === 'summary' ? undefined : value,
  )
  return withoutCount(JSON.parse(text) as readonly object[])
}

/** What the AI SDK's server hands to the model, on end: where a step of it ends makes no difference. */
async function modelSees(messages: readonly UIMessage[]): Promise<readonly object[]> {
  const options = { ignoreIncompleteToolCalls: true }
  const model = withoutCount(await convertToModelMessages([...messages], options))
  return model
    .flatMap(({ content }) => content as readonly { type: string; toolCallId?: string }[])
    .filter(({ type }) => !type.startsWith('tool-approval'))
    .toSorted((one, other) => one.type.localeCompare(other.type))
}

for (const { name, bytes, message } of recordedAnswers(aiSdk)) {
  if (REFUSED_BY_AI_SDK.includes(name)) continue
  test(`what the AI SDK keeps of ${name} is restored as it was streamed, and the model sees the same again`, async () => {
    const { message: kept } = await aiSdkMessage(bytes)
    const [restored] = fromUiMessages(kept ? [plain(kept)] : [])
    if (!kept || !restored) return expect(message.parts).toEqual([])
    expect(partsOf(restored)).toEqual(partsOf(message))
    expect(restored.content).toBe(message.content)
    expect(restored.metadata).toEqual(message.metadata)
    const { messages } = plain(uiRequest(chatRequest([restored])))
    expect(await modelSees(messages as readonly UIMessage[])).toEqual(await modelSees([kept]))
  })
}

/** What TanStack AI keeps of the interrupts of a run, it keeps elsewhere. */
const INTERRUPTED = /^tanstack-(approval|client-tool)/
/** Those of the protocol that it speaks today. */
const SPOKEN = /^tanstack-(gen3\.|limit|reasoning|text|tool)/

for (const { name, bytes, message } of recordedAnswers(agUi)) {
  if (!SPOKEN.test(name) && !INTERRUPTED.test(name)) continue
  test(`what TanStack AI keeps of ${name} is restored as it was streamed`, () => {
    const restored = fromUiMessages(plain(tanStackMessages(bytes)))
    const answer = restored.filter(({ role }) => role === 'assistant')
    if (INTERRUPTED.test(name)) {
      const calls = answer.flatMap(toolCallsOf)
      expect(calls.map(told)).toEqual(toolCallsOf(message).map(told))
      return
    }
    expect(answer.flatMap(partsOf)).toEqual(partsOf(message))
    expect(answer.map(({ content }) => content).join('')).toBe(message.content)
  })
}

function told({ toolCallId, toolName, input, state, approval }: ToolCallPart): object {
  return { toolCallId, toolName, input, state, approval }
}

function tanStackMessages(bytes: Uint8Array): ReturnType<StreamProcessor['getMessages']> {
  const processor = new StreamProcessor()
  for (const line of new TextDecoder().decode(bytes).split('\n')) {
    const [json] = /\{.*/.exec(line) ?? []
    if (json) processor.processChunk(JSON.parse(json))
  }
  return processor.getMessages()
}
