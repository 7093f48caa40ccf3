import type { FilePart, Message, Part, TextPart, ToolCallPart } from '../message.ts'
import { sentParts } from './sent-parts.ts'
import { told } from './told.ts'

/** A message in the shape of model APIs: a text, or one step's calls, or one tool's result. */
export type ModelMessage =
  | {
      readonly role: 'system' | 'user'
      readonly id: string
      readonly text: string
      readonly files: readonly FilePart[]
    }
  | {
      readonly role: 'assistant'
      readonly id: string
      readonly text: string
      readonly reasoning: readonly TextPart[]
      readonly toolCalls: readonly ToolCallPart[]
    }
  | { readonly role: 'tool'; readonly id: string; readonly toolCall: ToolCallPart }

/**
 * The conversation in that shape: each step of an answer is a message of its own, followed by the
 * results of its calls.
 */
export function modelMessages(messages: readonly Message[]): ModelMessage[] {
  return messages.flatMap((message, index): ModelMessage[] => {
    const { id, role, content: text } = message
    const parts = sentParts(message, index === messages.length - 1)
    if (role === 'assistant') return steps(id, parts)
    const files = parts.filter(part => part.type === 'file')
    return [{ role: role === 'system' ? role : 'user', id, text, files }]
  })
}

function steps(id: string, parts: readonly Part[]): ModelMessage[] {
  const result: ModelMessage[] = []
  let text = ''
  let reasoning: TextPart[] = []
  let toolCalls: ToolCallPart[] = []
  const closeStep = (): void => {
    if (text === '' && reasoning.length === 0 && toolCalls.length === 0) return
    const step = result.length === 0 ? id : `${id}-${result.length}`
    result.push({ role: 'assistant', id: step, text, reasoning, toolCalls })
    for (const toolCall of toolCalls) {
      if (!hasOutput(toolCall)) continue
      result.push({ role: 'tool', id: `${id}-${toolCall.toolCallId}`, toolCall })
    }
    text = ''
    reasoning = []
    toolCalls = []
  }
  for (const part of parts) {
    if (part.type === 'tool-call') {
      toolCalls.push(part)
      continue
    }
    if (toolCalls.length > 0) closeStep()
    if (part.type === 'text') text += part.text
    if (part.type === 'reasoning') reasoning.push(part)
  }
  closeStep()
  return result
}

/**
 * The conversation in the shape of OpenAI's Chat Completions, which most APIs have adopted. Calls
 * without a result are left out, since a model must not see them.
 */
export function chatMessages(messages: readonly Message[]): object[] {
  return modelMessages(messages).flatMap((message): object[] => {
    const { role } = message
    if (role === 'tool') {
      const { toolCall } = message
      return [{ role, tool_call_id: toolCall.toolCallId, content: toolOutputText(toolCall) }]
    }
    const { text } = message
    if (role === 'assistant') {
      const calls = message.toolCalls.filter(hasOutput).map(sentCall)
      if (!text.trim() && calls.length === 0) return []
      const signed = [...message.reasoning, ...message.toolCalls]
      const allOf = (name: string): unknown[] =>
        signed.flatMap(({ metadata }) => metadata?.[name] ?? [])
      const details = allOf('reasoning_details')
      // Claude's signed thoughts, as LiteLLM wants them.
      const blocks = allOf('thinking_blocks')
      // The same for Portkey, which wants the text among the blocks.
      const content_blocks = allOf('content_blocks')
      if (content_blocks.length > 0 && text) content_blocks.push({ type: 'text', text })
      // GitHub Copilot wants only the last of its own.
      const opaque = signed.map(({ metadata }) => metadata?.reasoning_opaque)
      const reasoning_opaque = opaque.findLast(Boolean)
      const reasoning_text = message.reasoning.map(thought => thought.text).join('')
      const isWanted = message.reasoning.some(({ metadata }) => metadata?.reasoning_content)
      return [
        {
          role,
          // Claude refuses blank text here, too.
          content: text.trim() ? text : null,
          ...(details.length > 0 && { reasoning_details: details }),
          ...(blocks.length > 0 && { thinking_blocks: blocks }),
          ...(content_blocks.length > 0 && { content_blocks }),
          ...(reasoning_opaque !== undefined && { reasoning_text, reasoning_opaque }),
          ...(isWanted && { reasoning_content: reasoning_text }),
          ...(calls.length > 0 && { tool_calls: calls }),
        },
      ]
    }
    const files = message.files.map(filePart)
    return [{ role, content: withFiles(text, files) }]
  })
}

/** The user's content: with files it is a list, in which models refuse a blank text. */
export function withFiles(
  text: string,
  files: readonly object[],
  type = 'text',
): string | object[] {
  if (files.length === 0) return text
  return text.trim() ? [{ type, text }, ...files] : [...files]
}

/** The call as it came: a custom tool's input is plain text, not JSON. */
function sentCall(call: ToolCallPart): object {
  const { toolCallId: id, toolName: name, input, inputText } = call
  return input === inputText ? { id, type: 'custom', custom: { name, input } } : functionCall(call)
}

function filePart({ mediaType, url, filename = 'file' }: FilePart): object {
  return mediaType.startsWith('image/')
    ? { type: 'image_url', image_url: { url } }
    : { type: 'file', file: { filename, file_data: url } }
}

/** The user's last message. */
export function lastQuestion(messages: readonly Message[]): Message | undefined {
  return messages.findLast(({ role }) => role === 'user')
}

/** Whether a call has ended, in success or in failure. */
export function hasOutput({ state }: ToolCallPart): boolean {
  return state.startsWith('output')
}

/** A tool's result, as the text that is sent to the model. */
export function toolOutputText({ state, output, errorText }: ToolCallPart): string {
  if (state === 'output-denied') return errorText || 'The user denied this call.'
  if (state === 'output-error') return errorText || 'The tool failed.'
  return typeof output === 'string' ? output : JSON.stringify(output ?? null)
}

/** A call in OpenAI's shape, which most APIs have adopted. */
export function functionCall({ toolCallId, toolName, input, inputText, metadata }: ToolCallPart): {
  readonly id: string
  readonly type: 'function'
  readonly function: { readonly name: string; readonly arguments: string }
} {
  const text = inputText || JSON.stringify(input ?? {})
  return {
    id: toolCallId,
    type: 'function',
    // Portkey expects Gemini's signature within the function.
    function: { name: toolName, arguments: text, ...(metadata?.function as object | undefined) },
    // Gemini's signature of the thought that led to the call.
    ...told({
      extra_content: metadata?.extra_content,
      thought_signature: metadata?.thought_signature,
    }),
  }
}
