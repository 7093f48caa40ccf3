import type { Wire } from './wire.ts'

const usage = { promptTokens: 52, completionTokens: 164 }

/** The data stream of the Vercel AI SDK 3 and 4: lines that begin with a code. */
export const aiSdkData: Wire = {
  label: 'AI SDK 4, data stream',
  contentType: 'text/plain; charset=utf-8',
  headers: { 'x-vercel-ai-data-stream': 'v1' },
  records: ({ reasoning, opening, tool, text, source }) => [
    line('f', { messageId: 'message_1' }),
    ...reasoning.map(word => line('g', word)),
    ...opening.map(word => line('0', word)),
    line('b', { toolCallId: tool.callId, toolName: tool.name }),
    ...tool.inputText.map(argsTextDelta => line('c', { toolCallId: tool.callId, argsTextDelta })),
    line('9', { toolCallId: tool.callId, toolName: tool.name, args: tool.input }),
    line('a', { toolCallId: tool.callId, result: tool.output }),
    line('e', { finishReason: 'tool-calls', usage, isContinued: false }),
    line('f', { messageId: 'message_1' }),
    ...text.map(word => line('0', word)),
    line('h', { sourceType: 'url', ...source }),
    line('e', { finishReason: 'stop', usage, isContinued: false }),
    line('d', { finishReason: 'stop', usage }),
  ],
  terminators: 2,
  text: word => line('0', word),
  malformed: '0:"half a word\n',
  failure: line('3', 'The model is overloaded.'),
}

function line(code: string, value: unknown): string {
  return `${code}:${JSON.stringify(value)}\n`
}
