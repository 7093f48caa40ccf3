import OpenAI from 'openai'
import { accumulateResponse } from 'openai/lib/responses/ResponseAccumulator'
import type {
  Response as ModelResponse,
  ResponseCreateParamsStreaming,
  ResponseOutputItem,
  ResponseStreamEvent,
} from 'openai/resources/responses/responses'
import { describe, expect, test } from 'vitest'
import { serverSentEvents } from '../framing/server-sent-events.ts'
import type { Message } from '../message.ts'
import { chatRequest, conversation } from '../testing/conversation.ts'
import { eventStream } from '../testing/event-stream.ts'
import { responseOf } from '../testing/fetch-of.ts'
import { createRandom } from '../testing/random.ts'
import { randomResponse } from '../testing/random-response.ts'
import { answerIn, messageOf, reasoningOf, recordedAnswers } from '../testing/recorded-answers.ts'
import { detect } from './detect.ts'
import { openaiResponses } from './openai-responses.ts'

/** Recordings that OpenAI's package makes less of than is in them, and why. */
const BLIND = new Map([
  ['agent-session-action.sse', 'takes the events of a session one by one'],
  ['agent-session-answered.sse', 'takes the events of a session one by one'],
  ['agent-session-broken.sse', 'takes the events of a session one by one'],
  ['agent-session-call.sse', 'takes the events of a session one by one'],
  ['agent-session-failed.sse', 'takes the events of a session one by one'],
  ['agent-session.sse', 'takes the events of a session one by one'],
  ['azure-filter.sse', 'takes no delta of an item that has not begun'],
  ['bare.sse', 'takes nothing before response.created'],
  ['completed-only.sse', 'takes nothing before response.created'],
  ['content-parts.sse', 'takes no text under the name of its part'],
  ['helicone.sse', 'takes the indexes at their word'],
  ['items-only.sse', 'takes nothing before response.created'],
  ['litellm.sse', 'takes the indexes at their word'],
  ['llama.sse', 'knows no item without its index'],
  ['multi-agent.sse', 'takes what subagents say for the answer'],
  ['named-events.sse', 'takes no event’s name from the framing'],
  ['one-index.sse', 'takes the indexes at their word'],
  ['perplexity.sse', 'forgets the call in whose place its result is put'],
  ['program-output.sse', 'knows no call of another response'],
  ['two-responses.sse', 'keeps the second response only'],
  ['unidentified.sse', 'knows no item without its index'],
  ['unindexed.sse', 'knows no item without its index'],
  ['unnamed.sse', 'takes the name of a call that is done, which is empty'],
  ['vllm.sse', 'takes the indexes at their word'],
  ['vllm-counting.sse', 'takes the indexes at their word'],
  ['xai-arguments.sse', 'knows no arguments of a search'],
  ['xai.sse', 'takes the arguments of xAI’s own tools for a text'],
])

describe('says what OpenAI’s package says of', () => {
  for (const { name, bytes, isWhole, message } of recordedAnswers(openaiResponses)) {
    if (BLIND.has(name)) continue
    test(name, async () => {
      const { response, failed } = await readBySdk(bytes, isWhole)
      expect(message.status === 'error').toBe(failed)
      expect(message.content).toBe(textOf(response))
      expect(reasoningOf(message)).toBe(thoughtsOf(response))
      expect(answerIn(message).calls).toEqual(callsOf(response))
    })
  }
})

/** Every event that the package's types know: the compiler tells where one is missing. */
const EVENTS: Record<ResponseStreamEvent['type'], true> = {
  error: true,
  'response.audio.delta': true,
  'response.audio.done': true,
  'response.audio.transcript.delta': true,
  'response.audio.transcript.done': true,
  'response.code_interpreter_call.completed': true,
  'response.code_interpreter_call.in_progress': true,
  'response.code_interpreter_call.interpreting': true,
  'response.code_interpreter_call_code.delta': true,
  'response.code_interpreter_call_code.done': true,
  'response.completed': true,
  'response.content_part.added': true,
  'response.content_part.done': true,
  'response.created': true,
  'response.custom_tool_call_input.delta': true,
  'response.custom_tool_call_input.done': true,
  'response.failed': true,
  'response.file_search_call.completed': true,
  'response.file_search_call.in_progress': true,
  'response.file_search_call.searching': true,
  'response.function_call_arguments.delta': true,
  'response.function_call_arguments.done': true,
  'response.image_generation_call.completed': true,
  'response.image_generation_call.generating': true,
  'response.image_generation_call.in_progress': true,
  'response.image_generation_call.partial_image': true,
  'response.in_progress': true,
  'response.incomplete': true,
  'response.mcp_call.completed': true,
  'response.mcp_call.failed': true,
  'response.mcp_call.in_progress': true,
  'response.mcp_call_arguments.delta': true,
  'response.mcp_call_arguments.done': true,
  'response.mcp_list_tools.completed': true,
  'response.mcp_list_tools.failed': true,
  'response.mcp_list_tools.in_progress': true,
  'response.output_item.added': true,
  'response.output_item.done': true,
  'response.output_text.annotation.added': true,
  'response.output_text.delta': true,
  'response.output_text.done': true,
  'response.queued': true,
  'response.reasoning_summary_part.added': true,
  'response.reasoning_summary_part.done': true,
  'response.reasoning_summary_text.delta': true,
  'response.reasoning_summary_text.done': true,
  'response.reasoning_text.delta': true,
  'response.reasoning_text.done': true,
  'response.refusal.delta': true,
  'response.refusal.done': true,
  'response.web_search_call.completed': true,
  'response.web_search_call.in_progress': true,
  'response.web_search_call.searching': true,
}

test('says what OpenAI’s package says of answers of any structure, with every event that it knows', async () => {
  const untold = new Set(Object.keys(EVENTS))
  for (let seed = 1; seed <= 200; seed++) {
    const events = randomResponse(createRandom(seed))
    const bytes = eventStream(events)
    const { response, failed } = await readBySdk(bytes, false)
    const { usage } = response ?? {}
    for (const { type } of events) untold.delete(type)
    for (const protocol of [openaiResponses, detect()]) {
      const message = messageOf(protocol, serverSentEvents(), bytes)
      expect(answerIn(message), `${protocol.name} of seed ${seed}`).toEqual({
        text: textOf(response),
        calls: callsOf(response),
        failed,
        reasoning: thoughtsOf(response),
        usage: {
          inputTokens: usage?.input_tokens,
          outputTokens: usage?.output_tokens,
          totalTokens: usage?.total_tokens,
          cachedInputTokens: usage?.input_tokens_details?.cached_tokens,
          reasoningTokens: usage?.output_tokens_details?.reasoning_tokens,
        },
      })
    }
  }
  expect([...untold]).toEqual([])
})

async function readBySdk(
  bytes: Uint8Array,
  isWhole: boolean,
): Promise<{ readonly response: ModelResponse | undefined; readonly failed: boolean }> {
  const client = new OpenAI({
    apiKey: 'none',
    maxRetries: 0,
    fetch: async () => responseOf([bytes], isWhole ? 'application/json' : 'text/event-stream'),
  })
  if (isWhole) {
    const response = await client.responses.create({ model: 'm-1', input: 'Hi' })
    return { response, failed: response.status === 'failed' }
  }
  let response: ModelResponse | undefined
  let isDone = false
  try {
    const stream = await client.responses.create({ model: 'm-1', input: 'Hi', stream: true })
    for await (const event of stream) {
      // It throws at events that are newer than it, and at deltas of what has not begun.
      const next = attempt(() => accumulateResponse(event, response))
      // A response that tells its output at the end alone would tell it twice here.
      const output = next?.output.length ? next.output : (response?.output ?? [])
      if (next) response = { ...next, output }
      isDone = !/queued|in_progress/.test(response?.status ?? '')
    }
  } catch {
    return { response, failed: true }
  }
  return { response, failed: !isDone || response?.status === 'failed' || !response }
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action()
  } catch {
    return undefined
  }
}

function textOf(response: ModelResponse | undefined): string {
  return (response?.output ?? [])
    .flatMap(item => (item.type === 'message' ? item.content : []))
    .map(part => (part.type === 'refusal' ? part.refusal : part.text))
    .join('')
}

function thoughtsOf(response: ModelResponse | undefined): string {
  return (response?.output ?? [])
    .flatMap(item => (item.type === 'reasoning' ? [...item.summary, ...(item.content ?? [])] : []))
    .map(({ text }) => text)
    .join('')
}

function callsOf(response: ModelResponse | undefined): unknown[] {
  return (response?.output ?? []).flatMap((item: ResponseOutputItem): object[] => {
    switch (item.type) {
      case 'function_call':
        return [{ id: item.call_id, toolName: item.name, input: parsed(item.arguments) }]
      case 'custom_tool_call':
        return [{ id: item.call_id, toolName: item.name, input: item.input }]
      case 'mcp_call':
      case 'mcp_approval_request':
        return [{ id: item.id, toolName: item.name, input: parsed(item.arguments) }]
      case 'web_search_call':
        return [{ id: item.id, toolName: 'web_search', input: item.action }]
      case 'file_search_call':
        return [{ id: item.id, toolName: 'file_search', input: { queries: item.queries } }]
      case 'code_interpreter_call':
        return [{ id: item.id, toolName: 'code_interpreter', input: { code: item.code } }]
      case 'image_generation_call':
        return [{ id: item.id, toolName: 'image_generation', input: {} }]
      case 'local_shell_call':
        return [{ id: item.call_id, toolName: 'local_shell', input: item.action }]
      case 'shell_call':
        return [{ id: item.call_id, toolName: 'shell', input: item.action }]
      case 'computer_call':
        return [{ id: item.call_id, toolName: 'computer', input: item.action }]
      case 'apply_patch_call':
        return [{ id: item.call_id, toolName: 'apply_patch', input: item.operation }]
      case 'tool_search_call':
        return [{ id: item.call_id ?? item.id, toolName: 'tool_search', input: item.arguments }]
      case 'program':
        return [{ id: item.call_id, toolName: 'program', input: { code: item.code } }]
      default:
        return []
    }
  })
}

/** The value of an input, `undefined` where it was cut off. */
function parsed(text: string): unknown {
  return attempt(() => JSON.parse(text || '{}'))
}

test('asks for a conversation in the package’s own types', () => {
  const said = { status: 'complete', createdAt: 0, content: '' } as const
  const thoughtful: Message = {
    ...said,
    id: 'a2',
    role: 'assistant',
    parts: [
      {
        type: 'reasoning',
        text: 'One.',
        state: 'done',
        metadata: { itemId: 'rs_1', encryptedContent: 'gAAA==' },
      },
      { type: 'reasoning', text: 'Two.', state: 'done', metadata: { itemId: 'rs_1' } },
      { type: 'text', text: 'I look.', state: 'done', metadata: { phase: 'commentary' } },
      {
        type: 'tool-call',
        toolCallId: 'ws_1',
        toolName: 'web_search',
        inputText: '{}',
        input: {},
        state: 'output-available',
        providerExecuted: true,
        output: {
          id: 'ws_1',
          type: 'web_search_call',
          status: 'completed',
          action: { type: 'search', query: 'Öl' },
        },
      },
      {
        type: 'tool-call',
        toolCallId: 'call_1',
        toolName: 'setHtml',
        inputText: '<p>',
        input: '<p>',
        state: 'output-available',
        output: 'Set.',
      },
      {
        type: 'tool-call',
        toolCallId: 'call_2',
        toolName: 'shell',
        inputText: '{}',
        input: { commands: ['ls'] },
        state: 'output-available',
        output: [{ stdout: 'a', stderr: '', outcome: { type: 'exit', exit_code: 0 } }],
        metadata: {
          item: {
            id: 'sh_1',
            type: 'shell_call',
            call_id: 'call_2',
            status: 'completed',
            action: { commands: ['ls'] },
          },
        },
      },
      {
        type: 'tool-call',
        toolCallId: 'mcpr_1',
        toolName: 'shorten',
        inputText: '{}',
        input: {},
        state: 'approval-responded',
        providerExecuted: true,
        approval: { id: 'mcpr_1', approved: true },
        metadata: { server_label: 'zip' },
      },
    ],
  }
  const expected: ResponseCreateParamsStreaming = {
    model: 'm-1',
    stream: true,
    store: false,
    include: ['reasoning.encrypted_content'],
    input: [
      { role: 'system', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'input_text', text: 'Where is this, and is it cold there?' },
          {
            type: 'input_image',
            detail: 'auto',
            image_url: 'data:image/png;base64,iVBORw0KGgo=',
          },
        ],
      },
      { role: 'assistant', content: 'Let me check.' },
      {
        type: 'function_call',
        call_id: 'call_1',
        name: 'getWeather',
        arguments: '{"city":"Tromsø"}',
      },
      { type: 'function_call', call_id: 'call_2', name: 'getTide', arguments: '{}' },
      { type: 'function_call_output', call_id: 'call_1', output: '{"celsius":4}' },
      { type: 'function_call_output', call_id: 'call_2', output: 'The gauge is frozen.' },
      { role: 'assistant', content: 'It is 4 °C.' },
      { role: 'user', content: 'And tomorrow?' },
      {
        type: 'reasoning',
        id: 'rs_1',
        encrypted_content: 'gAAA==',
        summary: [
          { type: 'summary_text', text: 'One.' },
          { type: 'summary_text', text: 'Two.' },
        ],
      },
      { role: 'assistant', content: 'I look.', phase: 'commentary' },
      {
        type: 'web_search_call',
        id: 'ws_1',
        status: 'completed',
        action: { type: 'search', query: 'Öl' },
      },
      { type: 'custom_tool_call', call_id: 'call_1', name: 'setHtml', input: '<p>' },
      {
        type: 'shell_call',
        id: 'sh_1',
        call_id: 'call_2',
        status: 'completed',
        action: { commands: ['ls'] },
      },
      {
        type: 'mcp_approval_request',
        id: 'mcpr_1',
        server_label: 'zip',
        name: 'shorten',
        arguments: '{}',
      },
      { type: 'custom_tool_call_output', call_id: 'call_1', output: 'Set.' },
      {
        type: 'shell_call_output',
        call_id: 'call_2',
        output: [{ stdout: 'a', stderr: '', outcome: { type: 'exit', exit_code: 0 } }],
      },
      { type: 'mcp_approval_response', approval_request_id: 'mcpr_1', approve: true },
    ],
  }
  const data = { model: 'm-1', store: false, include: ['reasoning.encrypted_content'] }
  const asked = openaiResponses.encode(chatRequest([...conversation, thoughtful], { data }))
  expect(JSON.parse(JSON.stringify(asked))).toEqual(expected)
})
