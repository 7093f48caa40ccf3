import type { FilePart, Message, Metadata, Part, Role, ToolCallPart } from '../message.ts'
import { parseOutput } from './parse-output.ts'
import { told } from './told.ts'
import { parseInput } from './tool-inputs.ts'

/** A message of AG-UI, where reasoning and tool results are messages of their own. */
export interface AgUiMessage {
  readonly id?: string
  readonly role?: string
  readonly content?: unknown
  readonly toolCalls?: readonly WireCall[] | null
  readonly toolCallId?: string
  readonly error?: string | null
  readonly activityType?: string
  readonly encryptedValue?: unknown
  readonly subagentRunId?: string | null
}

interface WireCall {
  readonly id?: string
  readonly function?: { readonly name?: string; readonly arguments?: string } | null
  readonly encryptedValue?: unknown
}

export interface ContentItem {
  readonly text?: string
  readonly content?: string
  readonly type?: string
  readonly source?: {
    readonly type?: string
    readonly value?: string
    readonly mimeType?: string
  } | null
  readonly mimeType?: string
  readonly url?: string
  readonly data?: string
  readonly filename?: string
  readonly metadata?: { readonly filename?: string } | null | undefined
}

/**
 * The conversation in an AG-UI snapshot: all that the assistant says, thinks and calls up to the
 * next question becomes one message. AG-UI's messages have no times.
 */
export function fromAgUiMessages(list: readonly AgUiMessage[]): Message[] {
  const messages: { -readonly [Key in keyof Message]: Message[Key] }[] = []
  let anchored = false
  for (const wire of list) {
    const { id = '', toolCallId } = wire
    const role = roleOf(wire.role)
    const parts = partsOf(wire)
    const content = parts.map(part => (part.type === 'text' ? part.text : '')).join('')
    const last = messages.at(-1)
    if (wire.role === 'tool') {
      const owner = messages.find(message => message.parts.some(isCall))
      if (owner) owner.parts = owner.parts.map(part => (isCall(part) ? answered(part, wire) : part))
    } else if (role === 'assistant' && last?.role === role) {
      if (!anchored && wire.role === role) last.id = id
      last.parts = [...last.parts, ...parts]
      last.content += content
    } else {
      anchored = false
      messages.push({ id, role, parts, content, status: 'complete', createdAt: 0 })
    }
    anchored ||= wire.role === 'assistant'

    function isCall(part: Part): part is ToolCallPart {
      return part.type === 'tool-call' && part.toolCallId === toolCallId
    }
  }
  return messages
}

function roleOf(role: string | undefined): Role {
  if (role === 'user') return role
  return role === 'system' || role === 'developer' ? 'system' : 'assistant'
}

function answered(part: ToolCallPart, { content, error }: AgUiMessage): ToolCallPart {
  return error
    ? { ...part, state: 'output-error', errorText: error }
    : { ...part, state: 'output-available', output: parseOutput(content) }
}

function partsOf({ id, role, content, ...wire }: AgUiMessage): Part[] {
  if (role === 'activity') {
    const { activityType = role } = wire
    return [{ type: 'data', name: activityType, ...(id !== undefined && { id }), data: content }]
  }
  const type = role === 'reasoning' ? role : 'text'
  const { encryptedValue, subagentRunId } = wire
  const metadata = about({ encryptedValue, subagentRunId })
  const items = (typeof content === 'string' ? [{ text: content }] : content) as ContentItem[]
  return [
    ...(Array.isArray(items) ? items : []).flatMap((item): Part[] => {
      const text = item.text ?? item.content
      if (text === undefined) return [filePart(item)]
      return text || encryptedValue ? [{ type, text, state: 'done', ...metadata }] : []
    }),
    ...(wire.toolCalls ?? []).map(call => callPart(call, subagentRunId)),
  ]
}

export function filePart(item: ContentItem): FilePart {
  const { type = 'file', source, mimeType, data, url } = item
  const filename = item.filename ?? item.metadata?.filename
  const mediaType = source?.mimeType ?? mimeType ?? `${type}/*`
  const base64 = source?.type === 'data' ? source.value : data
  const address = source?.value ?? url ?? ''
  return {
    type: 'file',
    mediaType,
    url: base64 === undefined ? address : `data:${mediaType};base64,${base64}`,
    ...(filename !== undefined && { filename }),
  }
}

function callPart(
  { id = '', function: called, encryptedValue }: WireCall,
  subagentRunId: unknown,
): ToolCallPart {
  const { name: toolName = '', arguments: inputText = '' } = called ?? {}
  const input = parseInput(inputText ?? '')
  return {
    type: 'tool-call',
    toolCallId: id,
    toolName,
    inputText,
    input,
    state: 'input-available',
    ...about({ encryptedValue, subagentRunId }),
  }
}

/** As metadata: who says it, and what the provider wants back untouched. */
function about(values: Metadata): { readonly metadata: Metadata } | undefined {
  const metadata = told(values)
  return metadata && { metadata }
}
