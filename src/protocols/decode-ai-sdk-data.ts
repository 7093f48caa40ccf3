import type { Decoder } from '../decoder.ts'
import { utf8Lines } from '../framing/utf8-lines.ts'
import type { Usage } from '../message.ts'
import type { ResponseHead, WireRecord } from '../protocol.ts'
import { malformed } from '../stream-error.ts'
import type { StreamEvent } from '../stream-event.ts'
import {
  decodeRecords,
  errorEvent,
  parseRecord,
  unknownRecord,
  type Emit,
  type RecordReader,
} from './decode-records.ts'
import { uiChunkOf, type FullStreamPart } from './full-stream.ts'
import { parseInput } from './tool-inputs.ts'
import { readUiMessageStream } from './ui-message-stream.ts'
import { addUsage, usageOf } from './usage.ts'

export function decodeAiSdkData(head?: ResponseHead): Decoder<WireRecord, StreamEvent> {
  return decodeRecords(emit => read(emit, head), parse)
}

export function matchesAiSdkData(head: ResponseHead, first: WireRecord): boolean {
  // A `path` (assistant-ui's own servers) or a `uuid` (AnythingLLM) means another format.
  const { type = '', path, uuid } = (first.value ?? {}) as Other
  return (
    head.headers.get('x-vercel-ai-data-stream') === 'v1' ||
    /^([\da-k]|aui-.+?):["[{]/.test(first.data) ||
    (!(path ?? uuid) &&
      /^(start|finish|abort|source|file|reasoning|(start|finish|step|text|reasoning|tool|source|data|message)-.+)$/.test(
        type ?? '',
      ))
  )
}

interface Other extends FullStreamPart {
  readonly path?: unknown
  readonly uuid?: unknown
}

/** The framing of the coded lines, which are neither server-sent events nor JSON. */
export function frameAiSdkData(
  _head: ResponseHead,
  _start: string,
  options?: { readonly maxRecordLength?: number | undefined },
): Decoder<Uint8Array, string> {
  return utf8Lines(options)
}

interface Line {
  readonly code: string
  readonly value: unknown
}

interface Value extends FullStreamPart {
  readonly name?: string
  readonly parentId?: string
  /** How bad an error is, from assistant-ui's servers. */
  readonly severity?: string
  readonly function_call?: Called
  readonly tool_calls?: readonly { readonly id?: string; readonly function?: Called }[]
}

interface Appended {
  readonly type?: string
  readonly message?: string
}

interface Whole {
  readonly id?: string
  readonly content?: string | readonly { readonly text?: string | { readonly value?: string } }[]
}

interface Called {
  readonly name?: string
  readonly arguments?: string
}

function isLine(given: Line | FullStreamPart): given is Line {
  return 'value' in given && !('type' in given)
}

/** Mastra's chunks put into a payload what `fullStream` puts beside the type. */
function unpacked(
  { type }: FullStreamPart,
  { stepResult, totalUsage: _, ...payload }: NonNullable<FullStreamPart['payload']>,
): FullStreamPart {
  const { usage } = (payload.output ?? {}) as FullStreamPart
  return {
    ...payload,
    ...(usage !== undefined && { usage }),
    ...(type?.endsWith('file') && { [formOf(payload.data)]: payload.data }),
    finishReason: stepResult?.reason,
    type,
  }
}

/** The field for a file's data: bytes, an address, or base64. */
function formOf(data: unknown): keyof FullStreamPart {
  if (typeof data !== 'string') return 'uint8ArrayData'
  return data.includes(':') ? 'url' : 'base64Data'
}

/** A part of `fullStream`, or a coded line, which a proxy may have left behind its `data:`. */
function parse(record: WireRecord): unknown {
  const { data } = record
  if (record.value !== undefined || /^\s*[[{]/.test(data)) return parseRecord(record)
  const [, code = '', json = ''] = /^(?:data: ?)?([\w-]+):(.*)$/s.exec(data) ?? []
  try {
    return { code, value: JSON.parse(json) } satisfies Line
  } catch (cause) {
    throw malformed(data, cause)
  }
}

/** The type of the `fullStream` part that says the same as a line, by the line's code. */
const PART_TYPES: Readonly<Record<string, string>> = {
  '9': 'tool-call',
  a: 'tool-result',
  b: 'tool-call-streaming-start',
  c: 'tool-call-delta',
  d: 'finish',
  e: 'finish-step',
  f: 'step-start',
  h: 'source',
  k: 'file',
  'aui-text-delta': 'text-delta',
  'aui-reasoning-delta': 'reasoning-delta',
}

function read(emit: Emit, head: ResponseHead | undefined): RecordReader<Line | FullStreamPart> {
  const ui = readUiMessageStream(emit)
  // Until AI SDK 3.2 there was no finish line, and assistants have never had one.
  let endsWithBody = Boolean(head?.headers.get('x-experimental-stream-data'))
  // Since AI SDK 4.1 a line starts each step; assistant-ui's servers send neither that nor an end.
  let stepped = false
  let annotations: readonly unknown[] = []
  let usage: Usage | undefined
  let continued = false
  // The answer takes the id of its first step.
  let named = false
  let calls = 0
  let thoughts = 0
  const names = new Map<string | undefined, string | undefined>()

  const readPart = (given: FullStreamPart): void => {
    const part = given.payload ? unpacked(given, given.payload) : given
    const { type, messageId, toolCallId, toolName } = part
    // Each step reports its own usage, and the end reports the total.
    const more = usageOf(part.totalUsage ?? part.usage)
    if (more) {
      usage = type === 'finish' ? more : addUsage(usage, more)
      emit({ type: 'usage', usage })
    }
    if (type === 'step-start' && messageId && !named) emit({ type: 'start', messageId })
    named ||= Boolean(messageId)
    // A step that is continued is shown as one with the next.
    if (part.isContinued) continued = true
    const isBound = type === 'step-start' || part.isContinued
    if (!continued || !isBound) ui.record(uiChunkOf(part))
    if (type === 'step-start') continued = false
    if (toolName) names.set(toolCallId, toolName)
    if (part.isFinal) readPart({ type: 'tool-call', toolCallId, toolName: names.get(toolCallId) })
  }

  const readCall = (id: string | undefined, called: Called | undefined): void => {
    calls++
    const { name: toolName, arguments: inputText = '' } = called ?? {}
    const toolCallId = id ?? `call-${calls}`
    emit({ type: 'tool-call', toolCallId, toolName, inputText, input: parseInput(inputText) })
  }

  /** Reads a whole message: an assistant's, or an answer that had ended before it was resumed. */
  const readMessage = (message: unknown): void => {
    const { id, content } = (message ?? {}) as Whole
    emit({ type: 'start', messageId: id })
    for (const item of typeof content === 'string' ? [{ text: content }] : (content ?? [])) {
      const { text } = item
      const delta = typeof text === 'string' ? text : text?.value
      emit({ type: 'text-delta', id: 'text', delta: delta ?? '' })
    }
    endsWithBody = true
  }

  const readLine = ({ code, value: json }: Line): void => {
    const value = (json ?? {}) as Value
    const text = typeof json === 'string' ? json : ''
    const list: readonly unknown[] = Array.isArray(json) ? json : []
    if (value.isFinal || /[14-7]|aui/.test(code)) endsWithBody = true
    stepped ||= code === 'f'
    if (!stepped && /[9b]/.test(code)) {
      emit({ type: 'text-end', id: 'text' })
      thoughts++
    }
    switch (code) {
      case '0':
        return emit({ type: 'text-delta', id: 'text', delta: text })
      case 'g':
        return emit({ type: 'reasoning-delta', id: `reasoning-${thoughts}`, delta: text })
      case 'aui-data':
        return emit({ type: 'data', name: value.name ?? 'data', data: value.data })
      // Redacted data is a thought of its own; a signature ends the thought before it.
      case 'i':
      case 'j': {
        if (code === 'i') thoughts++
        const id = `reasoning-${thoughts}`
        thoughts++
        return emit({ type: 'reasoning-delta', id, delta: '', metadata: { ...value } })
      }
      case '3': {
        const isNotice = /^(warning|info)$/.test(value.severity ?? '')
        return emit(isNotice ? unknownRecord('error', json) : errorEvent(json))
      }
      case '1':
        return readCall(undefined, value.function_call)
      case '7':
        for (const call of value.tool_calls ?? []) readCall(call.id, call.function)
        return
      case '2':
        for (const data of list) {
          const { type, message } = (data ?? {}) as Appended
          if (type === 'append-message') readMessage(parseInput(message ?? ''))
          else emit({ type: 'data', name: 'data', data })
        }
        return
      case '4':
        return readMessage(value)
      case '5':
        return emit({ type: 'metadata', metadata: { ...value } })
      case '6':
        return emit({ type: 'data', name: 'data', id: value.id, data: value.data })
      case '8':
        annotations = [...annotations, ...list]
        return emit({ type: 'metadata', metadata: { annotations } })
    }
    if (!Object.hasOwn(PART_TYPES, code)) return emit(unknownRecord(code, json))
    const { data, mimeType = 'application/octet-stream', ...part } = value
    readPart({
      ...part,
      ...(/delta/.test(code) && { id: value.parentId }),
      ...(code === 'k' && { mimeType, base64Data: data as string }),
      type: PART_TYPES[code],
    })
  }

  return {
    record: given => (isLine(given) ? readLine(given) : readPart(given)),
    end: done => ui.end(done || endsWithBody),
  }
}
