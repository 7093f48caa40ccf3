import type { ChatRequest } from '../chat-request.ts'
import type { FilePart, Message } from '../message.ts'
import type { Protocol } from '../protocol.ts'
import { decodeAgUi, matchesAgUi } from './decode-ag-ui.ts'
import type { AgUiMessage, ContentItem } from './ag-ui-messages.ts'
import { agUiRun } from './ag-ui-run.ts'
import { functionCall, modelMessages, toolOutputText, withFiles } from './model-messages.ts'

/**
 * AG-UI, and every version of TanStack AI: its own chunks of 2025, its three dialects of AG-UI
 * since then, and its numbered NDJSON.
 *
 * An answer may take several runs: it is complete when the body ends, or `[DONE]` comes, with no
 * run under way. What a subagent says is part of it, with `subagentRunId` in the part's metadata; a
 * subagent's progress is a data part named `subagent`.
 * https://docs.ag-ui.com/concepts/events
 */
export const agUi: Protocol = {
  name: 'ag-ui',
  encode,
  decode: decodeAgUi,
  matches: matchesAgUi,
}

function encode(request: ChatRequest): unknown {
  return { ...agUiRun(request), messages: toAgUiMessages(request.messages) }
}

function toAgUiMessages(messages: readonly Message[]): AgUiMessage[] {
  return modelMessages(messages).flatMap((message): AgUiMessage[] => {
    const { id, role } = message
    if (role === 'tool') {
      const { toolCall } = message
      const { toolCallId, state } = toolCall
      const content = toolOutputText(toolCall)
      const error = state === 'output-available' ? undefined : content
      return [{ id, role, toolCallId, content, ...(error && { error }) }]
    }
    const { text } = message
    if (role === 'assistant') {
      const thoughts = message.reasoning.map((part, index) => ({
        id: `${id}-reasoning-${index}`,
        role: 'reasoning',
        content: part.text,
        encryptedValue: part.metadata?.encryptedValue,
      }))
      const calls = message.toolCalls.map(call => ({
        ...functionCall(call),
        encryptedValue: call.metadata?.encryptedValue,
      }))
      const toolCalls = calls.length > 0 && { toolCalls: calls }
      return [...thoughts, { id, role, content: text, ...toolCalls }]
    }
    const files = message.files.map(toContentItem)
    return [{ id, role, content: withFiles(text, files) }]
  })
}

function toContentItem({ mediaType: mimeType, url, filename }: FilePart): ContentItem {
  const kind = mimeType.split('/', 1)[0] ?? ''
  const type = /^(image|audio|video)$/.test(kind) ? kind : 'document'
  const base64 = /^data:[^,]*;base64,(.*)$/s.exec(url)?.[1]
  const source =
    base64 === undefined ? { type: 'url', value: url } : { type: 'data', value: base64 }
  const metadata = filename === undefined ? undefined : { filename }
  return { type, source: { ...source, mimeType }, metadata }
}
