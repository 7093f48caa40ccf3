import type { Metadata, Usage } from '../message.ts'
import { isContent, type StreamEvent } from '../stream-event.ts'
import { recordWriter, type EventWriter } from './event-writer.ts'
import { partIds } from './part-ids.ts'
import { providerMetadata } from './provider-metadata.ts'

const NO_JSON = 'The model wrote an input that is not JSON.'

/** Writes the AI SDK's UI message stream. */
export function writeAiSdk(): EventWriter {
  const chunks: object[] = []
  const names = new Map<string, string>()
  const inputs = new Map<string, string>()
  let sources = 0
  let ended = false
  let hasBegun = false

  const put = (chunk: object): void => void chunks.push(chunk)
  const ids = partIds(
    (kind, id, event) => {
      const isStart = event?.type.endsWith('-start')
      put({ type: `${kind}-start`, id, providerMetadata: isStart ? metadataOf(event) : undefined })
    },
    (kind, id, event) => put({ type: `${kind}-end`, id, providerMetadata: metadataOf(event) }),
    (kind, count, id) => id ?? `${kind}_${count}`,
  )

  const startInput = (event: StreamEvent & { readonly toolCallId: string }): void => {
    if (names.has(event.toolCallId)) return
    const { toolCallId, toolName = '', providerExecuted } = { toolName: '', ...event } as Call
    names.set(toolCallId, toolName)
    put({
      type: 'tool-input-start',
      toolCallId,
      toolName,
      providerExecuted,
      ...callMetadata(event),
    })
  }
  const addInput = (toolCallId: string, inputTextDelta: string): void => {
    inputs.set(toolCallId, (inputs.get(toolCallId) ?? '') + inputTextDelta)
    put({ type: 'tool-input-delta', toolCallId, inputTextDelta })
  }
  const completeInput = (event: Extract<StreamEvent, { type: 'tool-call' }>): void => {
    const { toolCallId, inputText, providerExecuted } = event
    if (inputText && !inputs.has(toolCallId)) {
      startInput(event)
      addInput(toolCallId, inputText)
    }
    const toolName = event.toolName ?? names.get(toolCallId) ?? ''
    names.set(toolCallId, toolName)
    const text = inputText ?? inputs.get(toolCallId) ?? ''
    const input = event.input ?? parse(text)
    put({
      type: input === undefined ? 'tool-input-error' : 'tool-input-available',
      toolCallId,
      toolName,
      ...(input === undefined ? { input: text, errorText: NO_JSON } : { input }),
      providerExecuted,
      ...callMetadata(event),
    })
  }
  /** The AI SDK rejects the result of a tool call that was not started. */
  const ensureCall = (
    event: Extract<StreamEvent, { type: 'tool-result' | 'tool-error' }>,
  ): void => {
    const { toolCallId, toolName, providerExecuted } = event
    if (names.has(toolCallId)) return
    completeInput({ type: 'tool-call', toolCallId, toolName, input: {}, providerExecuted })
  }

  const tell = (event: StreamEvent): void | false => {
    const id = ids.follow(event)
    hasBegun ||= isContent(event)
    switch (event.type) {
      case 'start': {
        const { type, messageId, metadata: messageMetadata } = event
        // To the AI SDK an id that comes late begins another message, and the content so far is
        // lost.
        return put({ type, messageId: hasBegun ? undefined : messageId, messageMetadata })
      }
      case 'text-start':
      case 'reasoning-start':
      case 'text-end':
      case 'reasoning-end':
        return
      case 'text-delta':
      case 'reasoning-delta': {
        const { type, delta } = event
        return put({ type, id, delta, providerMetadata: metadataOf(event) })
      }
      case 'tool-input-start':
        return startInput(event)
      case 'tool-input-delta': {
        // A delta without text carries a snapshot, which is written with the whole call.
        return event.delta ? addInput(event.toolCallId, event.delta) : undefined
      }
      case 'tool-call':
        return completeInput(event)
      case 'tool-approval-request': {
        const { type, approvalId, toolCallId, toolName, input, metadata } = event
        if (toolName && !names.has(toolCallId)) {
          completeInput({ type: 'tool-call', toolCallId, toolName, input })
        }
        return put({ type, approvalId, toolCallId, ...approvalMetadata(metadata) })
      }
      case 'tool-approval-response': {
        const { metadata, ...response } = event
        return put({ ...response, providerMetadata: providerMetadata(metadata) })
      }
      case 'tool-result': {
        const { toolCallId, output, preliminary, providerExecuted, metadata } = event
        ensureCall(event)
        return put({
          type: 'tool-output-available',
          toolCallId,
          output: output === undefined ? null : output,
          preliminary,
          providerExecuted,
          providerMetadata: resultMetadata(metadata),
        })
      }
      case 'tool-error': {
        const { toolCallId, errorText, denied, providerExecuted, metadata } = event
        const isInput = event.input !== undefined
        if (!isInput) ensureCall(event)
        return put({
          type: isInput ? 'tool-input-error' : `tool-output-${denied ? 'denied' : 'error'}`,
          toolCallId,
          toolName: isInput ? (event.toolName ?? names.get(toolCallId) ?? '') : undefined,
          input: event.input,
          ...(denied ? { reason: errorText || undefined } : { errorText }),
          providerExecuted,
          providerMetadata: resultMetadata(metadata),
        })
      }
      case 'source': {
        const { id: sourceId = `source_${++sources}`, metadata, ...source } = event
        const isDocument = event.url === undefined
        return put({
          ...source,
          ...(isDocument && {
            mediaType: source.mediaType ?? 'text/plain',
            title: source.title ?? source.filename ?? '',
          }),
          type: isDocument ? 'source-document' : 'source-url',
          sourceId,
          providerMetadata: providerMetadata(metadata),
        })
      }
      case 'file': {
        const { metadata, ...file } = event
        const { reasoning, ...more } = metadata ?? {}
        const type = reasoning ? 'reasoning-file' : 'file'
        return put({ ...file, type, providerMetadata: providerMetadata(more) })
      }
      case 'data':
        return put({ ...event, name: undefined, type: `data-${event.name}` })
      case 'step-start':
        return put({ type: 'start-step' })
      case 'step-end':
        return put({ type: 'finish-step' })
      case 'reset':
        if (event.scope === 'run') break
        return put({ type: 'reset-step' })
      case 'metadata':
        return put({ type: 'message-metadata', messageMetadata: event.metadata })
      case 'usage':
        return put({ type: 'message-metadata', messageMetadata: spent(event.usage) })
      case 'finish': {
        const { reason, usage } = event
        ended = true
        return put({ type: 'finish', finishReason: reason, messageMetadata: usage && spent(usage) })
      }
      case 'error':
        ended = true
        return put({ type: 'error', errorText: event.message, code: event.code })
      case 'abort':
        ended = true
        return put({ type: 'abort', reason: event.reason })
    }
    return false
  }
  return recordWriter({
    wire: 'ai-sdk',
    tell,
    records: chunks,
    hasEnded: () => ended,
    terminator: '[DONE]',
    headers: { 'x-vercel-ai-ui-message-stream': 'v1' },
  })
}

/** Usage as message metadata, since the wire has no other place for it. */
function spent({ raw: _, ...usage }: Usage): Metadata {
  return { usage }
}

interface Call {
  readonly toolCallId: string
  readonly toolName?: string
  readonly providerExecuted?: boolean
}

function metadataOf(event: StreamEvent | undefined): Metadata | undefined {
  return event && 'metadata' in event ? providerMetadata(event.metadata) : undefined
}

/** Splits a call's metadata into the AI SDK's own fields and what its provider wants back. */
function callMetadata(event: StreamEvent): object {
  if (!('metadata' in event) || !event.metadata) return {}
  const {
    dynamic,
    title,
    toolMetadata,
    approval: _,
    resultProviderMetadata: __,
    ...more
  } = event.metadata
  return { dynamic, title, toolMetadata, providerMetadata: providerMetadata(more) }
}

function approvalMetadata(metadata: Metadata | undefined): object {
  const { approval, ...more } = metadata ?? {}
  const { requestReason, isAutomatic, signature, inputSchemaInput, descriptor } = (approval ??
    {}) as Metadata
  return {
    reason: requestReason,
    isAutomatic,
    signature,
    inputSchemaInput,
    approvalDescriptor: descriptor,
    providerMetadata: providerMetadata(more),
  }
}

function resultMetadata(metadata: Metadata | undefined): Metadata | undefined {
  return providerMetadata(metadata?.resultProviderMetadata as Metadata | undefined)
}

function parse(inputText: string): unknown {
  try {
    return JSON.parse(inputText.trim() || '{}')
  } catch {
    // Models do write invalid JSON.
    return undefined
  }
}
