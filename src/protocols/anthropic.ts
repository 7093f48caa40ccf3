import type { ChatRequest } from '../chat-request.ts'
import type { FilePart, Message, Part, ToolCallPart } from '../message.ts'
import type { Protocol } from '../protocol.ts'
import { base64Of } from './base64-of.ts'
import { callsLast } from './calls-last.ts'
import { decodeAnthropic, KEPT_BLOCK, matchesAnthropic } from './decode-anthropic.ts'
import { fileText } from './file-text.ts'
import { hasOutput, toolOutputText } from './model-messages.ts'
import { sentParts } from './sent-parts.ts'

/**
 * Anthropic's Messages, from the API itself or through a proxy that adds the key.
 *
 * The answer is complete with `message_stop`; if its message waits for tools, where the body ends,
 * since a server that runs them sends the next message in the same stream.
 * https://docs.anthropic.com/en/docs/build-with-claude/streaming
 */
export const anthropic: Protocol = {
  name: 'anthropic',
  encode,
  decode: decodeAnthropic,
  matches: matchesAnthropic,
}

interface Turn {
  readonly role: 'user' | 'assistant'
  readonly content: object[]
}

interface CallBlock {
  readonly id?: string
  /** The toolset of a tool of Anthropic's own, which the result has to name too. */
  readonly toolset_name?: string
  caller?: { readonly tool_id?: string }
}

function encode({ messages, data }: ChatRequest): unknown {
  const system = messages.flatMap(({ role, content }) => (role === 'system' ? content : []))
  return {
    max_tokens: 4096,
    stream: true,
    ...data,
    ...(system.length > 0 && { system: system.join('\n\n') }),
    ...containerOf(messages.at(-1)),
    messages: turns(messages),
  }
}

/** The conversation as turns of the user and the model, each of which may hold several messages. */
function turns(messages: readonly Message[]): Turn[] {
  const result: Turn[] = []
  const add = (role: Turn['role'], blocks: readonly object[]): void => {
    const last = result.at(-1)
    if (blocks.length === 0) return
    if (last?.role === role) last.content.push(...blocks)
    else result.push({ role, content: [...blocks] })
  }
  for (const [index, message] of messages.entries()) {
    if (message.role === 'system') continue
    const role = message.role === 'assistant' ? 'assistant' : 'user'
    const isLast = index === messages.length - 1
    const parts = sentParts(isLast ? callsLast(message) : message, isLast)
    const results: object[] = []
    const given: (readonly object[])[] = []
    for (const [at, part] of parts.entries()) {
      // The API takes no files from the model.
      if (part.type === 'file' && role === 'assistant') continue
      const isCall = part.type === 'tool-call'
      const isOurs = isCall && !part.providerExecuted
      const blocks = isOurs ? call(part) : blocksOf(part)
      // The model knew a call's result when it said what follows the call.
      if (!isOurs && blocks.length > 0) add('user', results.splice(0))
      add(role, blocks)
      if (isOurs) results.push(...blocks.map(() => toolResult(part)))
      else if (isCall) {
        // The result of a call that made other calls comes after theirs.
        const last = parts.findLastIndex(other => callerOf(other) === part.toolCallId)
        const after = Math.max(at, last)
        given[after] = [...providerResult(part), ...(given[after] ?? [])]
      }
      if (given[at]?.length) add('user', results.splice(0))
      add(role, given[at] ?? [])
    }
    add('user', results)
  }
  const sent: CallBlock[] = result.flatMap(({ content }) => content)
  for (const block of sent) {
    // The API looks for the call that `caller` names.
    if (!sent.some(({ id }) => id === block.caller?.tool_id)) delete block.caller
  }
  return result
}

function blocksOf(part: Part): readonly object[] {
  switch (part.type) {
    case 'text': {
      const { text, metadata } = part
      // The API refuses blank text.
      return text.trim() ? [{ type: 'text', text, citations: metadata?.citations }] : []
    }
    case 'reasoning': {
      // Thoughts of other models have no signature, and are refused.
      const { redactedData: data, signature } = part.metadata ?? {}
      if (data) return [{ type: 'redacted_thinking', data }]
      return signature ? [{ type: 'thinking', thinking: part.text, signature }] : []
    }
    case 'tool-call':
      return providerCall(part)
    case 'file':
      return [fileBlock(part)]
    case 'data':
      return KEPT_BLOCK.test(part.name) ? [part.data as object] : []
    default:
      return []
  }
}

/** The container in which a call of the API's own waits for another call's result. */
function containerOf(last: Message | undefined): object | undefined {
  const isWaiting = last?.parts.some(
    part => part.type === 'tool-call' && part.providerExecuted && !hasOutput(part),
  )
  const container = last?.metadata?.container as { readonly id?: string } | undefined
  return isWaiting && container?.id ? { container: container.id } : undefined
}

function call(part: ToolCallPart): readonly object[] {
  const { toolCallId: id, toolName: name, input = {}, metadata } = part
  // A call without a result is refused.
  if (!hasOutput(part)) return []
  return [{ ...(metadata?.block as object | undefined), type: 'tool_use', id, name, input }]
}

function toolResult(part: ToolCallPart): object {
  const content = toolOutputText(part)
  const is_error = part.state !== 'output-available' || undefined
  const { toolset_name } = (part.metadata?.block ?? {}) as CallBlock
  return { type: 'tool_result', tool_use_id: part.toolCallId, content, is_error, toolset_name }
}

/** A call that the API itself made, which has its block in its metadata. */
function providerCall({ toolCallId: id, toolName: name, input, metadata }: ToolCallPart): object[] {
  return metadata?.block ? [{ ...metadata.block, id, name, input: input ?? {} }] : []
}

function providerResult({ toolCallId: tool_use_id, output, metadata }: ToolCallPart): object[] {
  return metadata?.result ? [{ content: output, ...metadata.result, tool_use_id }] : []
}

/** The id of the call whose code made this call. */
function callerOf(part: Part): unknown {
  if (part.type !== 'tool-call') return undefined
  return (part.metadata?.block as CallBlock | undefined)?.caller?.tool_id
}

function fileBlock(file: FilePart): object {
  const { mediaType, url, filename: title } = file
  const data = base64Of(url)
  const source =
    data === undefined ? { type: 'url', url } : { type: 'base64', media_type: mediaType, data }
  if (mediaType.startsWith('image/')) return { type: 'image', source }
  const text = fileText(file)
  const plain = { type: 'text', media_type: 'text/plain', data: text }
  return { type: 'document', source: text === undefined ? source : plain, title }
}
