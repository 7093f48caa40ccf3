import type { ChatRequest } from '../chat-request.ts'
import type { FilePart, Message, Metadata, Part, ToolCallPart } from '../message.ts'
import type { Protocol } from '../protocol.ts'
import { decodeOpenaiResponses, matchesOpenaiResponses } from './decode-openai-responses.ts'
import { toolOutputText, withFiles } from './model-messages.ts'
import { sentParts } from './sent-parts.ts'

/**
 * OpenAI's Responses, and servers that are compatible with it.
 *
 * The answer is complete with `response.completed` or `response.incomplete`. To let a reasoning
 * model see its thoughts again in the next turn, ask for them: send `store: false` and
 * `include: ['reasoning.encrypted_content']` as data.
 * https://platform.openai.com/docs/api-reference/responses-streaming
 */
export const openaiResponses: Protocol = {
  name: 'openai-responses',
  encode,
  decode: decodeOpenaiResponses,
  matches: matchesOpenaiResponses,
}

function encode({ messages, data }: ChatRequest): unknown {
  return {
    stream: true,
    ...data,
    input: messages.flatMap((message, index) =>
      message.role === 'assistant'
        ? outputItems(sentParts(message, index === messages.length - 1))
        : inputItem(message),
    ),
  }
}

function inputItem({ role, content: text, parts }: Message): object {
  const files = parts.filter(part => part.type === 'file').map(inputFile)
  return {
    role: role === 'system' ? role : 'user',
    content: withFiles(text, files, 'input_text'),
  }
}

function inputFile({ mediaType, url, filename = 'file' }: FilePart): object {
  if (mediaType.startsWith('image/')) return { type: 'input_image', detail: 'auto', image_url: url }
  const isInline = url.startsWith('data:')
  return { type: 'input_file', ...(isInline ? { filename, file_data: url } : { file_url: url }) }
}

/** The model's output, in its order; the results of calls made together follow those calls. */
function outputItems(parts: readonly Part[]): object[] {
  const items: object[] = []
  let outputs: object[] = []
  let thought: { readonly id: unknown; readonly summary: object[] } | undefined
  // The server checks that a thought is followed by what it led to, such as the server's own calls.
  const isThoughtful = parts.some(part => metadataOf(part).encryptedContent)

  for (const part of parts) {
    if (part.type === 'tool-call') {
      const [call, output] = callItems(part, isThoughtful)
      items.push(...call)
      outputs.push(...output)
      continue
    }
    items.push(...outputs)
    outputs = []
    const { itemId: id, encryptedContent, phase } = metadataOf(part)
    if (part.type === 'text') {
      items.push({ role: 'assistant', content: part.text, ...(phase ? { phase } : {}) })
    } else if (part.type === 'reasoning') {
      if (encryptedContent) {
        thought = { id, summary: [] }
        items.push({ type: 'reasoning', encrypted_content: encryptedContent, ...thought })
      }
      if (part.text && thought?.id === id) {
        thought?.summary.push({ type: 'summary_text', text: part.text })
      }
    } else if (part.type === 'data' && part.name === 'compaction') items.push(part.data as object)
  }
  return [...items, ...outputs]
}

type Items = readonly object[]

/** A call and its result, as far as the server needs them. */
function callItems(part: ToolCallPart, isThoughtful: boolean): readonly [Items, Items] {
  const { toolCallId: call_id, toolName: name, input, inputText, state, approval } = part
  const { item, server_label, caller, namespace } = metadataOf(part)
  const hasOutput = state.startsWith('output')
  if (part.providerExecuted) {
    if (hasOutput || approval?.approved === undefined) {
      return [isThoughtful ? [item, part.output].filter(isItem) : [], []]
    }
    const { id, approved: approve, reason } = approval
    return [
      [{ type: 'mcp_approval_request', id, server_label, name, arguments: inputText }],
      [{ type: 'mcp_approval_response', approval_request_id: id, approve, reason }],
    ]
  }
  if (!hasOutput) return [[], []]
  const output = toolOutputText(part)
  if (isItem(item)) return [[item], [builtInOutput(part, item.type, output)]]
  const origin = caller ? { caller } : {}
  const call = { call_id, name, ...origin, ...(namespace ? { namespace } : {}) }
  return typeof input === 'string'
    ? [
        [{ type: 'custom_tool_call', ...call, input }],
        [{ type: 'custom_tool_call_output', call_id, ...origin, output }],
      ]
    : [
        [{ type: 'function_call', ...call, arguments: inputText || JSON.stringify(input ?? {}) }],
        [{ type: 'function_call_output', call_id, ...origin, output }],
      ]
}

/** The result of a tool of OpenAI's that ran here: an object if the API takes one, else text. */
function builtInOutput(
  { toolCallId: call_id, state, output }: ToolCallPart,
  callType: string,
  text: string,
): object {
  const type = `${callType.replace('search_call', 'search')}_output`
  switch (callType) {
    case 'tool_search_call':
      return { type, call_id, execution: 'client', tools: output }
    case 'apply_patch_call':
      return {
        type,
        call_id,
        status: state === 'output-available' ? 'completed' : 'failed',
        output: text,
      }
    case 'computer_call':
    case 'shell_call':
      return { type, call_id, output: output ?? text }
    default:
      return { type, call_id, output: text }
  }
}

function metadataOf(part: Part): Metadata {
  return ('metadata' in part && part.metadata) || {}
}

/** Whether this is an item of the API's own, kept as it came. */
function isItem(value: unknown): value is { readonly type: string } {
  return typeof value === 'object' && value !== null && 'type' in value
}
