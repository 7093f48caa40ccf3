import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { decodeBody, type Framing } from '../adapters/decode-body.ts'
import { jsonLines } from '../framing/json-lines.ts'
import { serverSentEvents } from '../framing/server-sent-events.ts'
import { utf8Lines } from '../framing/utf8-lines.ts'
import type { Message, Part } from '../message.ts'
import type { Protocol, ResponseHead, WireRecord } from '../protocol.ts'
import type { StreamEvent } from '../stream-event.ts'
import { chatRequest, conversation } from '../testing/conversation.ts'
import { decodeAll, type Decoded } from '../testing/decode-all.ts'
import { utf8 } from '../testing/utf8.ts'
import { agUi } from './ag-ui.ts'
import { aiSdkData } from './ai-sdk-data.ts'
import { aiSdk } from './ai-sdk.ts'
import { anthropic } from './anthropic.ts'
import { cohere } from './cohere.ts'
import { detect } from './detect.ts'
import { dexto } from './dexto.ts'
import { gemini } from './gemini.ts'
import { nodeLlm } from './node-llm.ts'
import { ollama } from './ollama.ts'
import { openaiChat } from './openai-chat.ts'
import { openaiResponses } from './openai-responses.ts'
import { plainText } from './plain-text.ts'

interface Wire {
  readonly protocol: Protocol
  readonly framing: () => Framing
  readonly frame: (data: string) => string
  /** Records that say "Half an answer". */
  readonly answer: readonly string[]
  readonly end: string
  readonly unknown: string
  readonly failure: string
}

const events = {
  framing: () => serverSentEvents({ unfinished: true }),
  frame: (data: string) => `data: ${data}\n\n`,
}
const lines = { framing: utf8Lines, frame: (data: string) => `${data}\n` }

const wires: readonly Wire[] = [
  {
    ...events,
    protocol: agUi,
    answer: [
      '{"type":"RUN_STARTED","threadId":"t","runId":"r"}',
      '{"type":"TEXT_MESSAGE_START","messageId":"m","role":"assistant"}',
      '{"type":"TEXT_MESSAGE_CONTENT","messageId":"m","delta":"Half an "}',
      '{"type":"TEXT_MESSAGE_CONTENT","messageId":"m","delta":"answer"}',
      '{"type":"TEXT_MESSAGE_END","messageId":"m"}',
    ],
    end: '{"type":"RUN_FINISHED","threadId":"t","runId":"r"}',
    unknown: '{"type":"UNHEARD_OF","messageId":"m","delta":"!"}',
    failure: '{"type":"RUN_ERROR","message":"Too busy"}',
  },
  {
    ...events,
    protocol: aiSdk,
    answer: [
      '{"type":"start"}',
      '{"type":"text-start","id":"0"}',
      '{"type":"text-delta","id":"0","delta":"Half an "}',
      '{"type":"text-delta","id":"0","delta":"answer"}',
      '{"type":"text-end","id":"0"}',
    ],
    end: '{"type":"finish"}',
    unknown: '{"type":"unheard-of","id":"0","delta":"!"}',
    failure: '{"type":"error","errorText":"Too busy"}',
  },
  {
    ...lines,
    protocol: aiSdkData,
    answer: ['f:{"messageId":"m"}', '0:"Half an "', '0:"answer"'],
    end: 'd:{"finishReason":"stop"}',
    unknown: '0:{"unheard":"of"}',
    failure: '3:"Too busy"',
  },
  {
    ...events,
    protocol: anthropic,
    answer: [
      '{"type":"message_start","message":{"id":"m","role":"assistant","content":[]}}',
      '{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}',
      '{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Half an "}}',
      '{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"answer"}}',
      '{"type":"content_block_stop","index":0}',
      '{"type":"message_delta","delta":{"stop_reason":"end_turn"}}',
    ],
    end: '{"type":"message_stop"}',
    unknown: '{"type":"unheard_of","index":0,"delta":{"type":"text_delta","text":"!"}}',
    failure: '{"type":"error","error":{"type":"overloaded_error","message":"Too busy"}}',
  },
  {
    ...events,
    protocol: cohere,
    answer: [
      '{"type":"message-start","id":"m","delta":{"message":{"role":"assistant"}}}',
      '{"type":"content-start","index":0,"delta":{"message":{"content":{"type":"text","text":""}}}}',
      '{"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"Half an "}}}}',
      '{"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"answer"}}}}',
      '{"type":"content-end","index":0}',
    ],
    end: '{"type":"message-end","delta":{"finish_reason":"COMPLETE"}}',
    unknown: '{"type":"unheard-of","index":0,"delta":{"message":{"content":{"text":"!"}}}}',
    failure: '{"type":"message-end","delta":{"finish_reason":"ERROR","error":"Too busy"}}',
  },
  {
    ...events,
    protocol: dexto,
    answer: [
      '{"name":"llm:thinking","sessionId":"s"}',
      '{"name":"llm:chunk","chunkType":"text","content":"Half an ","sessionId":"s"}',
      '{"name":"llm:chunk","chunkType":"text","content":"answer","sessionId":"s"}',
    ],
    end: '{"name":"run:complete","finishReason":"stop","sessionId":"s"}',
    unknown: '{"name":"llm:unheard-of","content":"!","sessionId":"s"}',
    failure: '{"name":"llm:error","error":{"message":"Too busy"},"sessionId":"s"}',
  },
  {
    ...lines,
    protocol: nodeLlm,
    framing: jsonLines,
    answer: ['{"content":"Half an "}', '{"content":"answer"}'],
    end: '{"content":"","done":true}',
    unknown: '{"type":"unheard-of","content":"!"}',
    failure: '{"error":"Too busy"}',
  },
  {
    ...events,
    protocol: openaiChat,
    answer: [
      '{"id":"c","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}',
      '{"id":"c","choices":[{"index":0,"delta":{"content":"Half an "}}]}',
      '{"id":"c","choices":[{"index":0,"delta":{"content":"answer"}}]}',
    ],
    end: '{"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}',
    unknown: '{"id":"c","unheard":"of"}',
    failure: '{"error":{"message":"Too busy"}}',
  },
  {
    ...events,
    protocol: openaiResponses,
    answer: [
      '{"type":"response.created","response":{"id":"r","status":"in_progress"}}',
      '{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"Half an "}',
      '{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"answer"}',
      '{"type":"response.output_text.done","output_index":0,"content_index":0,"text":"Half an answer"}',
    ],
    end: '{"type":"response.completed","response":{"id":"r","status":"completed"}}',
    unknown: '{"type":"response.unheard_of.delta","output_index":0,"delta":"!"}',
    failure: '{"type":"error","sequence_number":1,"code":null,"message":"Too busy","param":null}',
  },
  {
    ...events,
    protocol: gemini,
    answer: [
      '{"candidates":[{"content":{"parts":[{"text":"Half an "}],"role":"model"}}]}',
      '{"candidates":[{"content":{"parts":[{"text":"answer"}],"role":"model"}}]}',
    ],
    end: '{"candidates":[{"finishReason":"STOP"}]}',
    unknown: '{"unheard":"of"}',
    failure: '{"error":{"code":503,"message":"Too busy","status":"UNAVAILABLE"}}',
  },
  {
    ...lines,
    framing: jsonLines,
    protocol: ollama,
    answer: [
      '{"model":"m-1","message":{"role":"assistant","content":"Half an "},"done":false}',
      '{"model":"m-1","message":{"role":"assistant","content":"answer"},"done":false}',
    ],
    end: '{"model":"m-1","message":{"role":"assistant","content":""},"done":true}',
    unknown: '{"unheard":"of"}',
    failure: '{"error":"Too busy"}',
  },
]

const head: ResponseHead = { status: 200, headers: { get: () => null } }

function decode(
  { protocol, framing, frame }: Wire,
  records: readonly string[],
  end?: number,
): Decoded<StreamEvent> {
  const bytes = utf8(records.map(frame).join('')).subarray(0, end)
  return decodeAll(decodeBody(framing(), protocol.decode(head)), [bytes])
}

function textOf({ out }: Decoded<StreamEvent>): string {
  return out.map(event => (event.type === 'text-delta' ? event.delta : '')).join('')
}

function isTerminal({ type }: StreamEvent): boolean {
  return type === 'finish' || type === 'error' || type === 'abort'
}

const detected = wires.map(wire => ({ ...wire, protocol: detect() }))
for (const [index, wire] of [...wires, ...detected].entries()) {
  const { answer, end, failure, unknown } = wire
  const { name: spoken } = wires[index % wires.length]!.protocol
  const name = index < wires.length ? spoken : `${spoken}, detected,`

  test(`${name} ends an answer once, and with it everything`, () => {
    const { out, error } = decode(wire, [...answer, end, '[DONE]', '[DONE]', ...answer])
    expect(error).toBeUndefined()
    expect(out.filter(isTerminal)).toEqual([expect.objectContaining({ type: 'finish' })])
    expect(isTerminal(out.at(-1) as StreamEvent)).toBe(true)
  })

  test(`${name} tells a failure once, after what came before it`, () => {
    const decoded = decode(wire, [...answer, failure, failure, end, ...answer])
    expect(decoded.error).toBeUndefined()
    expect(textOf(decoded)).toBe('Half an answer')
    expect(decoded.out.filter(isTerminal)).toEqual([
      expect.objectContaining({ type: 'error', message: 'Too busy' }),
    ])
    expect(decoded.out.at(-1)).toMatchObject({ type: 'error' })
  })

  test(`${name} tells a failure that comes before anything else`, () => {
    const { out, error } = decode(wire, [failure])
    expect(error).toBeUndefined()
    expect(out.at(-1)).toMatchObject({ type: 'error', message: 'Too busy' })
  })

  test(`${name} tells a failure of any shape, in the midst of an answer`, () => {
    for (const foreign of [
      '{"error":"Too busy"}',
      '{"error":{"message":"Too busy","code":503}}',
      '{"code":"busy","error":"Too busy"}',
      '{"object":"error","message":"Too busy"}',
      '{"type":"error","message":"Too busy"}',
      '{"type":"error","error":{"message":"Too busy"}}',
    ]) {
      const decoded = decode(wire, [...answer, foreign])
      expect(textOf(decoded)).toBe('Half an answer')
      expect(decoded.out.filter(isTerminal), foreign).toEqual([
        expect.objectContaining({ type: 'error', message: 'Too busy' }),
      ])
    }
  })

  test(`${name} hands over what it does not know as data that is not kept`, () => {
    const decoded = decode(wire, [answer[0] as string, unknown, ...answer.slice(1), end])
    expect(textOf(decoded)).toBe('Half an answer')
    for (const event of decoded.out) {
      if (event.type === 'data') expect(event.transient).toBe(true)
    }
  })

  test(`${name} keeps what came before a record that it cannot read`, () => {
    const decoded = decode(wire, [...answer, '{"half":', end])
    expect(textOf(decoded)).toBe('Half an answer')
    expect(decoded.error).toBe('malformed')
    expect(decoded.out.some(isTerminal)).toBe(false)
  })

  test(`${name} reads records that are spread over lines, between words of the connection`, () => {
    if (wire.frame !== events.frame) return
    const frame = (data: string): string =>
      `${JSON.stringify(JSON.parse(data), null, 2).replaceAll(/^/gm, 'data: ')}\r\n\r\n`
    const ping = 'event: ping\ndata: ping\n\n'
    const done = 'event: done\ndata: done\n\nevent: done\ndata:\n\n'
    const body = ping + [...answer, end].map(frame).join(ping) + done
    const decoded = decodeAll(decodeBody(wire.framing(), wire.protocol.decode(head)), [utf8(body)])
    expect(decoded.error).toBeUndefined()
    expect(textOf(decoded)).toBe('Half an answer')
    expect(decoded.out.at(-1)).toMatchObject({ type: 'finish' })
  })

  if (spoken === 'node-llm') continue
  test(`${name} never takes an answer that was cut off for a whole one`, () => {
    const text = [...answer, end].map(wire.frame).join('').trimEnd()
    const length = text.length
    // A coded line's first two characters could still be a text.
    const start = wire.protocol.name === 'detect' && wire.framing === utf8Lines ? 3 : 0
    for (let at = start; at < length; at++) {
      const decoded = decode(wire, [...answer, end], at)
      // Gemini's answer may end with any record, and only with a whole one.
      if (spoken === 'gemini' && endsWithRecord(text.slice(0, at))) {
        expect(decoded.out.at(-1), `cut after ${at} bytes`).toMatchObject({ type: 'finish' })
        continue
      }
      expect(decoded.error, `cut after ${at} bytes`).toBe('truncated')
      expect(decoded.out.some(isTerminal)).toBe(false)
      expect('Half an answer'.startsWith(textOf(decoded))).toBe(true)
    }
    expect(decode(wire, [...answer, end], length).out.at(-1)).toMatchObject({ type: 'finish' })
  })
}

test('plain-text and node-llm end where the body does, having no other end', () => {
  const finish = [{ type: 'finish' }]
  expect(decodeAll(plainText.decode(), []).out).toEqual(finish)
  expect(decodeAll(nodeLlm.decode(), []).out).toEqual(finish)
})

const recorded = wires.flatMap(({ protocol }) => {
  const folder = new URL(`recordings/${protocol.name}/`, import.meta.url)
  const names = readdirSync(folder).filter(name => /\.(sse|ndjson)$/.test(name))
  return names.map(name => {
    const framing = name.endsWith('.sse') ? serverSentEvents({ unfinished: true }) : jsonLines()
    const records = [...framing.push(readFileSync(new URL(name, folder))), ...framing.end()]
    return {
      protocol,
      name,
      records: records.map((record): WireRecord =>
        typeof record === 'string' ? { data: record } : record,
      ),
    }
  })
})

for (const { protocol } of wires.filter(wire => wire.protocol !== dexto)) {
  test(`${protocol.name} sends back the calls that it has read, and what came of them`, () => {
    // node-llm runs its tools without a word of it; the hub does not.
    const name = protocol === nodeLlm ? 'hub-fragments' : 'tools'
    const path = new URL(`recordings/${protocol.name}/${name}.json`, import.meta.url)
    const { message } = JSON.parse(readFileSync(path, 'utf8')) as { readonly message: Message }
    const parts = message.parts.map((part): Part =>
      part.type === 'tool-call' && part.state === 'input-available'
        ? { ...part, state: 'output-available', output: { found: `for ${part.toolCallId}` } }
        : part,
    )
    const calls = parts.filter(part => part.type === 'tool-call')
    const [question, next] = [conversation[1], conversation[3]] as [Message, Message]
    const request = chatRequest([question, { ...message, id: 'a1', parts }, next])
    const body = stringsOf(JSON.parse(JSON.stringify(protocol.encode(request))))
    expect(calls.length).toBeGreaterThan(0)
    for (const { toolName, input, output, errorText } of calls) {
      expect(body).toContain(toolName)
      for (const told of stringsOf([input, output, errorText])) expect(body).toContain(told)
    }
    expect(body).toContain(next.content)
  })
}

/** The texts that a value holds, also those that its texts hold as JSON. */
function stringsOf(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(stringsOf)
  if (typeof value !== 'string') return []
  const inner = tryParse(value)
  return [value, ...(typeof inner === 'object' ? stringsOf(inner) : [])]
}

test('no protocol ends a part that it has not begun', () => {
  for (const { protocol, name, records } of recorded) {
    const open = new Set<string>()
    for (const event of decodeAll(protocol.decode(), records).out) {
      const [kind, stage] = event.type.split('-') as [string, string | undefined]
      if (kind !== 'text' && kind !== 'reasoning') continue
      const part = `${kind} ${'id' in event ? (event.id ?? '') : ''}`
      if (stage === 'end') expect(open.delete(part), `${protocol.name}/${name}: ${part}`).toBe(true)
      else open.add(part)
    }
  }
})

/** Whose writers are packages with types, which put no `null` into a list or in place of a word. */
const TYPED: readonly Protocol[] = [agUi, aiSdk, aiSdkData, dexto]

const WORDS = ['id', 'delta', 'url', 'title', 'filename', 'mediaType'] as const

test('no protocol fails on null where a value was to be, or tells it for a word', () => {
  for (const { protocol, name, records } of recorded) {
    const isTyped = TYPED.includes(protocol)
    for (const [index, record] of records.entries()) {
      for (const value of withNulls(tryParse(record.data), !isTyped)) {
        const changed = records.with(index, { ...record, value })
        const { out, error } = decodeAll(protocol.decode(), changed)
        const where = `${protocol.name}/${name}: ${JSON.stringify(value)}`
        expect([undefined, 'truncated', 'malformed'], where).toContain(error)
        const told: readonly Partial<Record<string, unknown>>[] = isTyped ? [] : out
        const nulls = told.filter(event => WORDS.some(word => event[word] === null))
        expect(nulls, where).toHaveLength(0)
      }
    }
  }
})

/** Whether the events end with a whole one, or with nothing of the next but its field's name. */
function endsWithRecord(text: string): boolean {
  const [last = ''] = text
    .replace(/\n\n[dat: ]*$/, '')
    .split('data: ')
    .slice(-1)
  return tryParse(last) !== undefined
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Copies of an object, each with one field, at any depth, `null`, or else one element of a list. */
function* withNulls(value: unknown, inLists: boolean): Generator<unknown> {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    const copies = [
      ...(inLists || !Array.isArray(value) ? [null] : []),
      ...withNulls(inner, inLists),
    ]
    yield* copies.map(copy =>
      Array.isArray(value) ? value.with(Number(key), copy) : { ...value, [key]: copy },
    )
  }
}
