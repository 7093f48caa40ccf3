import type { Usage } from '../message.ts'
import type { StreamEvent } from '../stream-event.ts'
import { recordWriter, type EventWriter } from './event-writer.ts'

/** Writes chunks of OpenAI Chat Completions, with the `reasoning_content` of compatible servers. */
export function writeOpenaiChat(): EventWriter {
  const chunks: object[] = []
  const places = new Map<string, number>()
  const withArguments = new Set<string>()
  let model = 'mock'
  let usage: Usage | undefined
  let ended = false

  const put = (fields: object): void => {
    const head = {
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      created: 1_767_225_600,
      model,
    }
    chunks.push({ ...head, ...fields })
  }
  const say = (delta: object, reason: string | null = null): void =>
    put({ choices: [{ index: 0, delta, finish_reason: reason }] })

  const startCall = (id: string, name = ''): void => {
    if (places.has(id)) return
    const index = places.size
    places.set(id, index)
    say({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] })
  }
  const addArguments = (id: string, text: string): void => {
    withArguments.add(id)
    say({ tool_calls: [{ index: places.get(id), function: { arguments: text } }] })
  }

  const tell = (event: StreamEvent): void | false => {
    switch (event.type) {
      case 'start':
        if (typeof event.metadata?.model === 'string') model = event.metadata.model
        return say({ role: 'assistant', content: '' })
      case 'text-start':
      case 'text-end':
      case 'reasoning-start':
      case 'reasoning-end':
      case 'step-start':
      case 'step-end':
      case 'metadata':
        return
      case 'text-delta':
        return say({ content: event.delta })
      case 'reasoning-delta':
        return say({ reasoning_content: event.delta })
      case 'tool-input-start':
        return startCall(event.toolCallId, event.toolName)
      case 'tool-input-delta':
        startCall(event.toolCallId)
        // A delta without text carries a snapshot, which is written with the whole call.
        return event.delta ? addArguments(event.toolCallId, event.delta) : undefined
      case 'tool-call': {
        const { toolCallId, toolName, input = {}, inputText = JSON.stringify(input) } = event
        startCall(toolCallId, toolName)
        return withArguments.has(toolCallId) ? undefined : addArguments(toolCallId, inputText)
      }
      case 'source': {
        if (event.url === undefined) break
        const citation = { url: event.url, title: event.title }
        return say({ annotations: [{ type: 'url_citation', url_citation: citation }] })
      }
      case 'file':
        return say({ images: [{ type: 'image_url', image_url: { url: event.url } }] })
      case 'data':
        if (event.transient) return
        break
      case 'usage':
        usage = event.usage
        return
      case 'finish': {
        ended = true
        say({}, (event.reason ?? 'stop').replace('-', '_'))
        const { inputTokens, outputTokens, totalTokens, ...more } = event.usage ?? usage ?? {}
        if (inputTokens === undefined && outputTokens === undefined) return
        return put({
          choices: [],
          usage: {
            prompt_tokens: inputTokens,
            completion_tokens: outputTokens,
            total_tokens: totalTokens,
            prompt_tokens_details: { cached_tokens: more.cachedInputTokens },
            completion_tokens_details: { reasoning_tokens: more.reasoningTokens },
          },
        })
      }
      case 'error':
        ended = true
        chunks.push({ error: { message: event.message, type: 'server_error', code: event.code } })
        return
    }
    return false
  }
  return recordWriter({
    wire: 'openai-chat',
    tell,
    records: chunks,
    hasEnded: () => ended,
    terminator: '[DONE]',
  })
}
