import { jsonLine, serverSentEvent, type Wire } from './wire.ts'

/** AG-UI events as TanStack AI sends them, over server-sent events. */
export const agUi: Wire = agUiOver('AG-UI, TanStack AI', 'text/event-stream', serverSentEvent)

/** AG-UI events as TanStack AI sends them, one JSON text per line. */
export const agUiLines: Wire = agUiOver(
  'AG-UI, TanStack AI, over NDJSON',
  'application/x-ndjson',
  jsonLine,
)

function agUiOver(label: string, contentType: string, frame: (json: string) => string): Wire {
  const record = (event: object): string => frame(JSON.stringify(event))
  const run = { threadId: 'thread_1', runId: 'run_1' }
  return {
    label,
    contentType,
    records: ({ reasoning, opening, tool, text }) =>
      [
        { type: 'RUN_STARTED', ...run },
        { type: 'REASONING_START', messageId: 'reasoning_1' },
        { type: 'REASONING_MESSAGE_START', messageId: 'reasoning_1', role: 'reasoning' },
        ...reasoning.map(delta => ({
          type: 'REASONING_MESSAGE_CONTENT',
          messageId: 'reasoning_1',
          delta,
        })),
        { type: 'REASONING_MESSAGE_END', messageId: 'reasoning_1' },
        { type: 'REASONING_END', messageId: 'reasoning_1' },
        { type: 'TEXT_MESSAGE_START', messageId: 'message_1', role: 'assistant' },
        ...opening.map(delta => say('message_1', delta)),
        { type: 'TEXT_MESSAGE_END', messageId: 'message_1' },
        {
          type: 'TOOL_CALL_START',
          toolCallId: tool.callId,
          toolCallName: tool.name,
          parentMessageId: 'message_1',
        },
        ...tool.inputText.map(delta => ({
          type: 'TOOL_CALL_ARGS',
          toolCallId: tool.callId,
          delta,
        })),
        { type: 'TOOL_CALL_END', toolCallId: tool.callId },
        {
          type: 'TOOL_CALL_RESULT',
          messageId: 'result_1',
          toolCallId: tool.callId,
          content: JSON.stringify(tool.output),
        },
        { type: 'TEXT_MESSAGE_START', messageId: 'message_2', role: 'assistant' },
        ...text.map(delta => say('message_2', delta)),
        { type: 'TEXT_MESSAGE_END', messageId: 'message_2' },
        {
          type: 'RUN_FINISHED',
          ...run,
          usage: [{ model: 'scripted', inputTokens: 52, outputTokens: 164, totalTokens: 216 }],
          metadata: { tanstack: { finishReason: 'stop', model: 'scripted' } },
        },
      ].map(record),
    terminators: 1,
    text: delta => record(say('message_2', delta)),
    malformed: frame('{"type":"TEXT_MESSAGE_CONTENT","messageId":"message_2","delta":'),
    failure: record({ type: 'RUN_ERROR', message: 'The model is overloaded.', code: '529' }),
  }
}

function say(messageId: string, delta: string): object {
  return { type: 'TEXT_MESSAGE_CONTENT', messageId, delta }
}
