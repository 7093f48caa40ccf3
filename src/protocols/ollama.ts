import type { ChatRequest } from '../chat-request.ts'
import type { Protocol } from '../protocol.ts'
import { base64Of } from './base64-of.ts'
import { decodeOllama, matchesOllama } from './decode-ollama.ts'
import { hasOutput, modelMessages, toolOutputText } from './model-messages.ts'

/**
 * Ollama's own API: `/api/chat`, and the answers of `/api/generate`.
 *
 * The answer is complete with the record that says `done`. Images are sent as base64; an image that
 * is only an address is left out, since Ollama fetches nothing.
 * https://docs.ollama.com/api/chat
 */
export const ollama: Protocol = {
  name: 'ollama',
  encode,
  decode: decodeOllama,
  matches: matchesOllama,
}

function encode({ messages, data }: ChatRequest): unknown {
  return {
    stream: true,
    ...data,
    messages: modelMessages(messages).flatMap((message): object[] => {
      const { role } = message
      if (role === 'tool') {
        const { toolCall } = message
        return [{ role, content: toolOutputText(toolCall), tool_name: toolCall.toolName }]
      }
      const { text: content } = message
      if (role !== 'assistant') {
        const images = message.files.flatMap(({ url }) => base64Of(url) ?? [])
        return [{ role, content, ...(images.length > 0 && { images }) }]
      }
      const thinking = message.reasoning.map(({ text }) => text).join('')
      const calls = message.toolCalls.filter(hasOutput).map(({ toolName: name, input }) => ({
        function: { name, arguments: input ?? {} },
      }))
      if (!content && calls.length === 0) return []
      return [
        {
          role,
          content,
          ...(thinking && { thinking }),
          ...(calls.length > 0 && { tool_calls: calls }),
        },
      ]
    }),
  }
}
