import { serverSentEvent, type Wire } from './wire.ts'

/** Dexto's named events. */
export const dexto: Wire = {
  label: 'Dexto, named events',
  contentType: 'text/event-stream',
  records: ({ reasoning, opening, tool, text }) => [
    record('llm:thinking'),
    ...reasoning.map(content => record('llm:chunk', { chunkType: 'reasoning', content })),
    ...opening.map(content => record('llm:chunk', { chunkType: 'text', content })),
    record('llm:tool-call', { toolName: tool.name, args: tool.input, callId: tool.callId }),
    record('llm:response', { ...answered(opening), finishReason: 'tool-calls' }),
    record('tool:running', { toolName: tool.name, toolCallId: tool.callId }),
    record('llm:tool-result', {
      toolName: tool.name,
      callId: tool.callId,
      success: true,
      sanitized: {
        content: [{ type: 'text', text: JSON.stringify(tool.output) }],
        meta: { toolName: tool.name, toolCallId: tool.callId, success: true },
      },
    }),
    record('llm:thinking'),
    ...text.map(content => record('llm:chunk', { chunkType: 'text', content })),
    record('llm:response', { ...answered(text), finishReason: 'stop' }),
    record('run:complete', { finishReason: 'stop', stepCount: 2, durationMs: 2310 }),
  ],
  terminators: 2,
  text: content => record('llm:chunk', { chunkType: 'text', content }),
  malformed: serverSentEvent('{"name":"llm:chunk","chunkType":"text","content":', 'llm:chunk'),
  failure: record('llm:error', {
    error: { message: 'The model is overloaded.', name: 'DextoRuntimeError' },
    context: 'run',
    recoverable: false,
  }),
}

function answered(words: readonly string[]): object {
  return {
    content: words.join(''),
    provider: 'scripted',
    model: 'scripted',
    tokenUsage: { inputTokens: 52, outputTokens: words.length, totalTokens: 52 + words.length },
  }
}

function record(name: string, payload: object = {}): string {
  return serverSentEvent(JSON.stringify({ name, ...payload, sessionId: 'session_1' }), name)
}
