import type { Message, Metadata, ToolCallPart, ToolCallState } from '../message.ts'
import type { StreamEvent } from '../stream-event.ts'
import { defined } from './defined.ts'
import { mergeMetadata } from './merge-metadata.ts'
import { setPart } from './message-parts.ts'
import { partialJson } from './partial-json.ts'

type ToolEvent = Extract<StreamEvent, { type: `tool-${string}` }>

/** What an event may say of a call, mostly under the names of its part. */
interface Call {
  readonly type: ToolEvent['type']
  readonly toolCallId?: string
  readonly toolName?: string | undefined
  readonly delta?: string | undefined
  readonly approvalId?: string
  readonly approved?: boolean
  readonly reason?: string | undefined
  readonly denied?: boolean | undefined
  readonly input?: unknown
  readonly metadata?: Metadata | undefined
}

const NEXT_STATE: { readonly [Type in ToolEvent['type']]?: ToolCallState } = {
  'tool-approval-request': 'approval-requested',
  'tool-approval-response': 'approval-responded',
  'tool-result': 'output-available',
  'tool-error': 'output-error',
}

/** The readers of the inputs under way, each under the part that it made last. */
const growing = /* @__PURE__ */ new WeakMap<ToolCallPart, ReturnType<typeof partialJson>>()

/** The message with a tool call begun or updated; any event begins a call that is unknown. */
export function applyTool(message: Message, event: ToolEvent): Message {
  const { type, delta = '', approvalId, approved, reason, denied, metadata, ...rest }: Call = event
  const { toolCallId } = rest
  const index = message.parts.findLastIndex(
    part =>
      part.type === 'tool-call' &&
      (toolCallId === undefined
        ? part.approval?.id === approvalId
        : part.toolCallId === toolCallId),
  )
  const found = message.parts[index] as ToolCallPart | undefined
  // A server may correct a wrong name once the call is complete.
  const toolName = (type === 'tool-call' && rest.toolName) || found?.toolName || rest.toolName || ''
  const isKnown = found?.toolName && type === 'tool-input-start'
  if (isKnown || (!found && toolCallId === undefined)) return message

  const {
    preliminary: _,
    errorText: __,
    ...before
  } = found ?? {
    inputText: '',
    state: 'input-streaming' as const,
    toolCallId: toolCallId!,
  }
  const part: { -readonly [Key in keyof ToolCallPart]: ToolCallPart[Key] } = {
    ...before,
    ...defined(rest),
    type: 'tool-call',
    toolName,
  }
  if (delta) {
    part.inputText += delta
    const input = rest.input ?? grow(found, part, delta)
    if (input !== undefined) part.input = input
  }
  if (metadata) part.metadata = mergeMetadata(part.metadata, metadata)
  // A preliminary output is no result.
  if (type === 'tool-error') delete part.output
  if (approvalId) part.approval = defined({ id: approvalId, approved, reason })
  if (type === 'tool-call') {
    if (part.state === 'input-streaming') part.state = 'input-available'
    try {
      const isGiven = rest.input !== undefined || (part.input !== undefined && !part.inputText)
      if (!isGiven) part.input = JSON.parse(part.inputText.trim() || '{}')
    } catch {
      delete part.input
      // Small models write invalid JSON: the text is kept, and the call cannot run.
      part.state = 'output-error'
      part.errorText = 'The model wrote an input that is not valid JSON.'
    }
  } else part.state = denied ? 'output-denied' : (NEXT_STATE[type] ?? part.state)
  return setPart(message, index, part)
}

/** The input with one more fragment, parsed on from where the part before stopped. */
function grow(found: ToolCallPart | undefined, part: ToolCallPart, delta: string): unknown {
  let json = found && growing.get(found)
  if (found && json) growing.delete(found)
  else {
    json = partialJson()
    json(found?.inputText ?? '')
  }
  growing.set(part, json)
  return json(delta)
}
