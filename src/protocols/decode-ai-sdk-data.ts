import type { Decoder } from '../decoder.ts'
import { utf8Lines } from '../framing/utf8-lines.ts'
import type { Metadata, Usage } from '../message.ts'
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
import { finishReason } from './finish-reason.ts'
import { uiChunkOf, type FullStreamPart } from './full-stream.ts'
import { parseInput } from './tool-inputs.ts'
import { readUiMessageStream } from './ui-message-stream.ts'
import { addUsage, usageOf } from './usage.ts'

export function decodeAiSdkData(head?: ResponseHead): Decoder<WireRecord, StreamEvent> {
  return decodeRecords(emit => read(emit, head), parse)
}

export function matchesAiSdkData(head: ResponseHead, first: WireRecord): boolean {
  return (
    head.headers.get('x-vercel-ai-data-stream') === 'v1' ||
    /^[\da-k]:["[{]/.test(first.data) ||
    /^(start|finish|abort|source|file|reasoning|(start|finish|step|text|reasoning|tool|source|data|message)-.+)$/.test(
      (first.value as FullStreamPart | undefined)?.type ?? '',
    )
  )
}

/** The coded lines, whose text is neither an event nor JSON. */
export function frameAiSdkData(
  _head: ResponseHead,
  _start: string,
  options?: { readonly maxRecordLength?: number },
): Decoder<Uint8Array, string> {
  return utf8Lines(options)
}

interface Line {
  readonly code: string
  readonly value: unknown
}

interface Value {
  readonly messageId?: string
  readonly toolCallId?: string
  readonly toolName?: string
  readonly args?: unknown
  readonly argsTextDelta?: string
  readonly result?: unknown
  readonly function_call?: Called
  readonly tool_calls?: readonly { readonly id?: string; readonly function?: Called }[]
  readonly finishReason?: string
  readonly usage?: unknown
  readonly isContinued?: boolean
  readonly id?: string
  readonly url?: string
  readonly title?: string
  readonly providerMetadata?: Metadata
  readonly data?: unknown
  readonly mimeType?: string
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

/** A part of `fullStream`, or a line: a proxy may have put it into an event, fields and all. */
function parse(record: WireRecord): unknown {
  const { data } = record
  if (record.value !== undefined || /^\s*[[{]/.test(data)) return parseRecord(record)
  const [, code = '', json = ''] = /^(?:data: ?)?([\da-z]):(.*)$/s.exec(data) ?? []
  try {
    return { code, value: JSON.parse(json) } satisfies Line
  } catch (cause) {
    throw malformed(data, cause)
  }
}

function read(emit: Emit, head: ResponseHead | undefined): RecordReader<Line | FullStreamPart> {
  const ui = readUiMessageStream(emit)
  // Until AI SDK 3.2 there was no finish line, and assistants have never had one.
  let endsWithBody = Boolean(head?.headers.get('x-experimental-stream-data'))
  let annotations: readonly unknown[] = []
  let usage: Usage | undefined
  let finish: StreamEvent | undefined
  let continued = false
  let calls = 0
  let thoughts = 0

  const readCall = (id: string | undefined, called: Called | undefined): void => {
    calls++
    const { name: toolName, arguments: inputText = '' } = called ?? {}
    const toolCallId = id ?? `call-${calls}`
    emit({ type: 'tool-call', toolCallId, toolName, inputText, input: parseInput(inputText) })
  }

  /** A message that comes whole: of an assistant, or of an answer that had ended when it was resumed. */
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

  /** The wire tells the usage of each step, and at last of all. */
  const readUsage = (wire: unknown): void => {
    const more = usageOf(wire)
    if (more) emit({ type: 'usage', usage: (usage = addUsage(usage, more)) })
  }

  return {
    record(given, record) {
      if (!isLine(given)) {
        if (given.type === 'finish') usage = undefined
        readUsage(given.totalUsage ?? given.usage)
        if (given.type === 'step-start' && given.messageId) {
          emit({ type: 'start', messageId: given.messageId })
        }
        return ui.record(uiChunkOf(given), record)
      }
      const { code, value: json } = given
      const value = (json ?? {}) as Value
      const text = typeof json === 'string' ? json : ''
      const list: readonly unknown[] = Array.isArray(json) ? json : []
      const { toolCallId = '', toolName } = value
      if (/[14-7]/.test(code)) endsWithBody = true
      switch (code) {
        case '0':
          return emit({ type: 'text-delta', id: 'text', delta: text })
        case '1':
          return readCall(undefined, value.function_call)
        case '2':
          for (const data of list) {
            const { type, message } = (data ?? {}) as Appended
            if (type === 'append-message') readMessage(parseInput(message ?? ''))
            else emit({ type: 'data', name: 'data', data })
          }
          return
        case '3':
          return emit(errorEvent(json))
        case '4':
          return readMessage(value)
        case '5':
          return emit({ type: 'metadata', metadata: { ...value } })
        case '6':
          return emit({ type: 'data', name: 'data', id: value.id, data: value.data })
        case '7':
          for (const call of value.tool_calls ?? []) readCall(call.id, call.function)
          return
        case '8':
          annotations = [...annotations, ...list]
          return emit({ type: 'metadata', metadata: { annotations } })
        case '9':
          return emit({ type: 'tool-call', toolCallId, toolName, input: value.args })
        case 'a':
          return emit({ type: 'tool-result', toolCallId, output: value.result })
        case 'b':
          return emit({ type: 'tool-input-start', toolCallId, toolName: toolName ?? '' })
        case 'c':
          return emit({ type: 'tool-input-delta', toolCallId, delta: value.argsTextDelta ?? '' })
        case 'd':
          finish = {
            type: 'finish',
            reason: finishReason(value.finishReason),
            usage: usageOf(value.usage) ?? usage,
          }
          return
        case 'e': {
          readUsage(value.usage)
          continued = value.isContinued === true
          if (!continued) emit({ type: 'step-end' })
          return
        }
        case 'f':
          emit({ type: 'start', messageId: value.messageId })
          if (!continued) emit({ type: 'step-start' })
          return
        case 'g':
          return emit({ type: 'reasoning-delta', id: `reasoning-${thoughts}`, delta: text })
        // What is redacted is a thought of its own; a signature is the last of the one before.
        case 'i':
        case 'j': {
          if (code === 'i') thoughts++
          const id = `reasoning-${thoughts}`
          thoughts++
          return emit({ type: 'reasoning-delta', id, delta: '', metadata: { ...value } })
        }
        case 'h': {
          const { id, url, title, providerMetadata: metadata } = value
          return emit({ type: 'source', id, url, title, metadata })
        }
        case 'k': {
          const mediaType = value.mimeType ?? 'application/octet-stream'
          return emit({ type: 'file', mediaType, url: `data:${mediaType};base64,${value.data}` })
        }
      }
      emit(unknownRecord(code, json))
    },
    end(done) {
      if (finish ?? endsWithBody) emit(finish ?? { type: 'finish' })
      ui.end(done)
    },
  }
}
