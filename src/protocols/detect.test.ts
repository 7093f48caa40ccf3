import { chatParamsFromRequestBody, convertMessagesToModelMessages } from '@tanstack/ai'
import { convertToModelMessages, validateUIMessages, type UIMessage } from 'ai'
import { expect, test } from 'vitest'
import type { ResponseHead, WireRecord } from '../protocol.ts'
import { isStreamError } from '../stream-error.ts'
import type { StreamEvent } from '../stream-event.ts'
import { chatRequest } from '../testing/conversation.ts'
import { decodeAll, type Decoded } from '../testing/decode-all.ts'
import { detect } from './detect.ts'
import { nodeLlm } from './node-llm.ts'
import { openaiChat } from './openai-chat.ts'

function headOf(headers: Readonly<Record<string, string>> = {}): ResponseHead {
  return { status: 200, headers: { get: name => headers[name] ?? null } }
}

function decode(records: readonly (string | WireRecord)[], head = headOf()): Decoded<StreamEvent> {
  return decodeAll(
    detect().decode(head),
    records.map(record => (typeof record === 'string' ? { data: record } : record)),
  )
}

function textOf({ out }: Decoded<StreamEvent>): string {
  return out.map(event => (event.type === 'text-delta' ? event.delta : '')).join('')
}

test('finds the protocol by the first record that tells', () => {
  for (const record of [
    '{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}',
    '{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"Hi"}',
    '{"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"Hi"}}}}',
    '{"type":"TextMessageContent","messageId":"m","content":"Hi"}',
    '{"type":"text-delta","content":"Hi","agentId":"a"}',
    '{"name":"llm:chunk","chunkType":"text","content":"Hi"}',
    '{"type":"TEXT_MESSAGE_CONTENT","messageId":"m","delta":"Hi"}',
    '{"id":"1","chunk":{"type":"TEXT_MESSAGE_CONTENT","messageId":"m","delta":"Hi"}}',
    '{"type":"content","id":"c","model":"m-1","delta":"Hi"}',
    '{"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"Hi"}}]}',
    '{"choices":[{"text":"Hi"}]}',
    '{"candidates":[{"content":{"parts":[{"text":"Hi"}]}}]}',
    '{"event_type":"step.delta","index":0,"delta":{"type":"text","text":"Hi"}}',
    '{"model":"m-1","message":{"role":"assistant","content":"Hi"},"done":false}',
    '{"model":"m-1","response":"Hi","done":false}',
    '{"type":"text-delta","id":"0","delta":"Hi"}',
    '{"type":"text-delta","textDelta":"Hi"}',
    '0:"Hi"',
    '{"content":"Hi"}',
    '{"content":{"content":"Hi"}}',
    '{"type":"token","content":"Hi"}',
    '{"type":"chunk","chunk":{"content":"Hi"}}',
    'Hi',
  ]) {
    expect(textOf(decode([record])), record).toBe('Hi')
  }
})

test('takes no end of an answer that it could not read for the end of an empty one', () => {
  const unread = ['{"answer":"Hi"}', '{"type":"done","usage":{"total_tokens":2}}', '[DONE]']
  expect(decode(unread)).toMatchObject({ error: 'unsupported' })
  expect(decode(unread).out.some(event => event.type === 'finish')).toBe(false)
  expect(decode(['{"at":1}', '{"type":"token","content":"Hi"}', '{"type":"done"}'])).toMatchObject({
    out: expect.arrayContaining([expect.objectContaining({ type: 'finish' })]),
    error: undefined,
  })
})

test('takes the pieces that Replicate prints for text, whatever they look like', () => {
  for (const first of ['{', '"Hi"', '[1]']) {
    const pieces = [first, '{"error":"none"}', '"']
    const records = pieces.map(data => ({ event: 'output', data }))
    expect(textOf(decode([...records, { event: 'done', data: '{}' }]))).toBe(pieces.join(''))
  }
})

test('finds Dexto and Anthropic by the event’s name', () => {
  for (const record of [
    { event: 'llm:chunk', data: '{"type":"text","content":"Hi"}' },
    { event: 'content_block_delta', data: '{"index":0,"delta":{"type":"text_delta","text":"Hi"}}' },
  ]) {
    expect(textOf(decode([record]))).toBe('Hi')
  }
})

test.each<[record: string, event: object]>([
  [
    '{"type":"message_start","message":{"model":"m-1"}}',
    { type: 'start', metadata: { model: 'm-1' } },
  ],
  [
    '{"type":"error","sequence_number":1,"code":"busy","message":"Busy"}',
    { type: 'error', message: 'Busy', code: 'busy' },
  ],
  [
    '{"object":"chat.completion","choices":null,"base_resp":{"status_code":1002,"status_msg":"Busy"}}',
    { type: 'error', message: 'Busy', code: '1002' },
  ],
  [
    '{"base_resp":{"status_code":1008,"status_msg":"Pay first"}}',
    { type: 'error', message: 'Pay first', code: '1008' },
  ],
  [
    '{"promptFeedback":{"blockReason":"SAFETY"}}',
    { type: 'metadata', metadata: { promptFeedback: { blockReason: 'SAFETY' } } },
  ],
  [
    '{"usageMetadata":{"promptTokenCount":3},"modelVersion":"m-1"}',
    { type: 'start', metadata: { model: 'm-1' } },
  ],
  [
    '{"type":"tool-plan-delta","delta":{"message":{"tool_plan":"Hm."}}}',
    { type: 'reasoning-delta', delta: 'Hm.' },
  ],
  [
    '{"type":"tool-call-delta","toolCallId":"c","argsTextDelta":"{"}',
    { type: 'tool-input-delta', toolCallId: 'c', delta: '{' },
  ],
  [
    '{"type":"tool-call","toolCallId":"c","toolName":"now","args":{"a":1}}',
    { type: 'tool-call', toolName: 'now', input: { a: 1 } },
  ],
  [
    '{"type":"tool-call","tool":"now","args":{"a":1}}',
    { type: 'tool-call', toolName: 'now', input: { a: 1 } },
  ],
  [
    '{"type":"done","finishReason":"length","model":"m-1","timestamp":1}',
    { type: 'finish', reason: 'length' },
  ],
  ['{"type":"done","agentId":"a"}', { type: 'finish' }],
  ['{"type":"done"}', { type: 'finish' }],
  ['{"type":"error","error":"Busy","agentId":"a"}', { type: 'error', message: 'Busy' }],
])('knows whose %s is', (record, event) => {
  expect(decode([record]).out).toContainEqual(expect.objectContaining(event))
})

test('finds the protocol of objects that never were text', () => {
  expect(textOf(decode([{ data: '', value: { content: 'Hi' } }]))).toBe('Hi')
  const value = [{ type: 'text-delta', id: '0', delta: 'Hi' }]
  expect(textOf(decode([{ data: '', value }]))).toBe('Hi')
})

test('believes the head', () => {
  for (const headers of [
    { 'x-vercel-ai-ui-message-stream': 'v1' },
    { 'x-vercel-ai-data-stream': 'v2' },
  ]) {
    const { out } = decode(['{"type":"error","errorText":"Busy"}'], headOf(headers))
    expect(out).toMatchObject([{ type: 'error', message: 'Busy' }])
  }
  expect(detect().frame?.(headOf({ 'x-vercel-ai-data-stream': 'v1' }), '')).toBeDefined()
})

test('frames coded lines alone', () => {
  const framed = (start: string): boolean => detect().frame?.(headOf(), start) !== undefined
  const coded = ['0:"Hi"\n', 'f:{}\r\n', '2:[{"a":1}]\n0:"']
  expect(coded.filter(framed)).toEqual(coded)
  const others = [
    '',
    '0',
    '0:',
    '0:"Hi',
    '0:"Hi" you',
    '0: null',
    '{"0":1}',
    'data: {',
    'l:""',
    'Hi',
  ]
  expect(others.flatMap(start => [start, `${start}\n`]).filter(framed)).toEqual([])
})

test('passes records on that no protocol knows, and goes on looking', () => {
  const { out } = decode([
    '{"type":"session","id":"s"}',
    '',
    '[DONE]',
    '{"ping":1}',
    '{"type":"text-delta","id":"0","delta":"Hi"}',
  ])
  expect(out).toEqual([
    { type: 'data', name: 'session', data: { type: 'session', id: 's' }, transient: true },
    { type: 'data', name: '', data: { ping: 1 }, transient: true },
    { type: 'text-delta', id: '0', delta: 'Hi' },
  ])
})

test('tells a failure of any shape, where it is all that comes', () => {
  for (const failure of [
    '{"error":"Busy"}',
    '{"error":{"message":"Busy"}}',
    '[{"error":{"message":"Busy"}}]',
    '{"type":"error","message":"Busy"}',
    '{"type":"error","errorText":"Busy"}',
    '{"error":"ValueError","message":"Busy"}',
    '{"error":"Busy","message":""}',
    '{"object":"error","message":"Busy"}',
    '{"type":"error","content":"Busy"}',
    '{"uuid":"u","type":"abort","textResponse":null,"close":true,"error":"Busy"}',
  ]) {
    expect(decode([failure, failure]).out, failure).toMatchObject([
      { type: 'error', message: 'Busy' },
    ])
  }
})

test('tells the code of such a failure', () => {
  for (const failure of [
    '{"error":{"message":"Busy","code":"busy"}}',
    '{"error":{"message":"Busy","code":429,"status":"busy"}}',
    '{"error":{"message":"Busy","code":"busy","status":429}}',
    '{"error":"Busy","code":"busy"}',
    '{"object":"error","message":"Busy","code":"busy"}',
    '{"type":"error","error":{"message":"Busy","type":"busy"}}',
    '{"type":"error","error":{"message":"Busy","type":"server_error","code":"busy"}}',
    '{"error":{"message":"Busy","type":"server_error"},"code":"busy"}',
  ]) {
    expect(decode([failure]).out, failure).toMatchObject([{ message: 'Busy', code: 'busy' }])
  }
  expect(decode(['{"error":{"message":"Busy","code":null}}']).out).toEqual([
    { type: 'error', message: 'Busy', data: { error: { message: 'Busy', code: null } } },
  ])
})

test.each([
  '{"some":"thing"}',
  // assistant-ui's chunks, each of which goes to a part by its place.
  '{"type":"text-delta","path":[0],"textDelta":"Hi"}',
  // An event of Google's ADK, of Agno and of OpenAI's threads, whose texts come again as a whole.
  '{"content":{"parts":[{"text":"Hi"}],"role":"model"},"usageMetadata":{"totalTokenCount":3},"author":"a"}',
  '{"event":"RunContent","content":"Hi","run_id":"r"}',
  '{"id":"m","object":"thread.message","role":"assistant","content":[]}',
  // What is asked, and what names no parts, is no answer in Anthropic's words.
  '{"type":"message","role":"user","content":[{"type":"text","text":"Hi"}]}',
  '{"type":"message","role":"assistant","content":{"text":"Hi"}}',
  // Cohere's first Chat, its calls, and a whole answer of it.
  '{"is_finished":false,"event_type":"stream-start","generation_id":"g1"}',
  '{"event_type":"tool-calls-generation","tool_calls":[{"name":"tide","parameters":{}}]}',
  '{"text":"Hi","generation_id":"g1","finish_reason":"COMPLETE"}',
  // The chat of Pydantic AI's example, which tells all of the answer so far.
  '{"role":"user","timestamp":"2026-01-01T00:00:00Z","content":"Tide?"}',
  '{"role":"model","timestamp":"2026-01-01T00:00:01Z","content":"High at"}',
  // What Microsoft.Extensions.AI and LlamaIndex make of an answer as JSON.
  '{"role":"assistant","contents":[{"$type":"text","text":"Hi"}],"messageId":"m"}',
  '{"delta":"Hi","response":"Hi","current_agent_name":"a","tool_calls":[]}',
  // Letta's, of which the thoughts go by another name than the texts.
  '{"id":"m","message_type":"assistant_message","content":"Hi"}',
  // KoboldCpp's, ERNIE's and AnythingLLM's, each with a text of its own name.
  '{"token":"Hi","finish_reason":null}',
  '{"id":"a","object":"chat.completion","is_end":false,"result":"Hi","usage":{"total_tokens":3}}',
  '{"uuid":"u","type":"textResponseChunk","textResponse":"Hi","close":false,"error":false}',
  // A whole answer of LM Studio's own API, and one of Replicate's.
  '{"model_instance_id":"m","output":[{"type":"message","content":"Hi"}],"stats":{}}',
  '{"id":"p","model":"m","output":["Hi"],"status":"succeeded"}',
])('says what to do where nothing is recognised, as in %s', data => {
  const decoder = detect().decode()
  decoder.push({ data })
  let thrown: unknown
  try {
    decoder.end()
  } catch (error) {
    thrown = error
  }
  expect(isStreamError(thrown) && thrown).toMatchObject({
    code: 'unsupported',
    message: expect.stringContaining('option protocol'),
    record: data,
  })
})

test('tells the failure of a back end of one’s own, which is all that came', () => {
  for (const data of [
    '{"code":429,"message":"Slow down"}',
    '{"success":false,"msg":"Slow down"}',
  ]) {
    for (const end of [[], ['[DONE]']]) {
      expect(decode(['{"status":"queued"}', data, ...end]), data).toMatchObject({
        out: [{ type: 'data' }, { type: 'data' }, { type: 'error', message: 'Slow down' }],
        error: undefined,
      })
    }
  }
})

test('takes what looks like a failure for none once an answer begins', () => {
  expect(textOf(decode(['{"code":1001,"message":"Connected"}', '{"content":"Hi"}']))).toBe('Hi')
})

test('takes an end before which nothing was known for that of another wire', () => {
  for (const records of [
    ['{"type":"start"}', '{"type":"delta","text":"Hi"}', '{"type":"finish"}'],
    ['{"type":"chunk","text":"Hi"}', '{"type":"finish"}'],
    ['{"type":"token","token":"Hi"}', '{"type":"done"}'],
    // AutoGen's.
    ['{"source":"a","content":"Hi","type":"TextMessage"}', '[DONE]'],
  ]) {
    const { out, error } = decode(records)
    expect(error, records[0]).toBe('unsupported')
    expect(out.some(event => event.type === 'finish')).toBe(false)
  }
})

test('leaves an answer empty that says nothing in a protocol that is known', () => {
  for (const records of [
    ['{"type":"start"}', '{"type":"finish"}'],
    ['{"type":"start","messageId":"m"}', '{"type":"step-x"}', '{"type":"finish"}'],
    ['{"type":"RUN_STARTED"}', '{"type":"SOME_NEWS"}', '{"type":"RUN_FINISHED"}'],
    ['{"type":"start"}', '{"type":"data-pct","data":{"pct":1},"transient":true}', '[DONE]'],
  ]) {
    expect(decode(records), records[1]).toMatchObject({
      out: expect.arrayContaining([expect.objectContaining({ type: 'finish' })]),
      error: undefined,
    })
  }
})

test('goes on looking behind a start that many wires have', () => {
  for (const piece of ['{"type":"token","content":"Hi"}', '{"type":"chunk","content":"Hi"}']) {
    const decoded = decode(['{"type":"start","id":"c"}', piece, '{"type":"done"}'])
    expect(textOf(decoded), piece).toBe('Hi')
    expect(decoded.out.at(-1)).toMatchObject({ type: 'finish' })
  }
})

test('knows Snowflake’s agents from OpenAI’s Responses', () => {
  const events: readonly (readonly [string, string])[] = [
    ['response.status', '{"status":"planning"}'],
    ['response.thinking.delta', '{"content_index":0,"text":"Hm"}'],
    ['response.tool_use', '{"content_index":1,"name":"tide"}'],
    ['response.text.delta', '{"content_index":2,"text":"Hi"}'],
  ]
  for (const [event, data] of events) {
    expect(decode([{ event, data }, '[DONE]']).error, event).toBe('unsupported')
  }
})

test('takes no answer at all for one that was cut off', () => {
  expect(decode([]).error).toBe('truncated')
  expect(decode(['', '[DONE]']).error).toBe('truncated')
})

test('does not take broken JSON for a text', () => {
  expect(decode(['{"type":"text-del']).error).toBe('malformed')
  expect(decode(['{"some":"thing"}', 'and then text'])).toMatchObject({ error: 'malformed' })
})

test('looks among the given protocols only', () => {
  const record = { data: '{"type":"text-delta","id":"0","delta":"Hi"}' }
  const decoder = detect([openaiChat, nodeLlm]).decode()
  expect(decoder.push(record)).toMatchObject([{ type: 'data', transient: true }])
  expect(detect([nodeLlm]).frame?.(headOf(), '0:"Hi"')).toBeUndefined()
})

test('asks with one body that suits both the AI SDK and TanStack AI', async () => {
  const encoded = detect().encode(chatRequest(undefined, { data: { model: 'm-1' } }))
  const body = JSON.parse(JSON.stringify(encoded))
  expect(body).toMatchObject({
    id: 'chat_1',
    trigger: 'submit-message',
    threadId: 'chat_1',
    runId: 'run_1',
    state: {},
    tools: [],
    context: [],
    model: 'm-1',
    data: { model: 'm-1' },
    forwardedProps: { model: 'm-1' },
    message: 'And tomorrow?',
    sessionId: 'chat_1',
  })

  const valid = await validateUIMessages<UIMessage>({ messages: body.messages })
  const roles = (await convertToModelMessages(valid)).map(({ role }) => role)
  expect(roles).toEqual(['system', 'user', 'assistant', 'tool', 'assistant', 'user'])

  const { messages } = await chatParamsFromRequestBody(body)
  expect(convertMessagesToModelMessages(messages as never)).toMatchObject([
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Where is this, and is it cold there?' },
    { role: 'assistant', content: 'Let me check.It is 4 °C.' },
    { role: 'user', content: 'And tomorrow?' },
  ])
})
