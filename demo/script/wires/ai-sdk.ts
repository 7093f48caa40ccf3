import { serverSentEvent, type Wire } from './wire.ts'

/** The UI message stream of the Vercel AI SDK, 5 and later. */
export const aiSdk: Wire = {
  label: 'AI SDK, UI message stream',
  contentType: 'text/event-stream',
  headers: { 'x-vercel-ai-ui-message-stream': 'v1' },
  records: ({ reasoning, opening, tool, text, source }) =>
    [
      { type: 'start' },
      { type: 'start-step' },
      { type: 'reasoning-start', id: 'reasoning_1' },
      ...reasoning.map(delta => ({ type: 'reasoning-delta', id: 'reasoning_1', delta })),
      { type: 'reasoning-end', id: 'reasoning_1' },
      { type: 'text-start', id: 'text_1' },
      ...opening.map(delta => ({ type: 'text-delta', id: 'text_1', delta })),
      { type: 'text-end', id: 'text_1' },
      { type: 'tool-input-start', toolCallId: tool.callId, toolName: tool.name },
      ...tool.inputText.map(inputTextDelta => ({
        type: 'tool-input-delta',
        toolCallId: tool.callId,
        inputTextDelta,
      })),
      {
        type: 'tool-input-available',
        toolCallId: tool.callId,
        toolName: tool.name,
        input: tool.input,
      },
      { type: 'tool-output-available', toolCallId: tool.callId, output: tool.output },
      { type: 'finish-step' },
      { type: 'start-step' },
      { type: 'text-start', id: 'text_2' },
      ...text.map(delta => ({ type: 'text-delta', id: 'text_2', delta })),
      { type: 'text-end', id: 'text_2' },
      { type: 'source-url', sourceId: source.id, url: source.url, title: source.title },
      { type: 'finish-step' },
      { type: 'finish', finishReason: 'stop' },
    ]
      .map(record)
      .concat(serverSentEvent('[DONE]')),
  terminators: 2,
  text: delta => record({ type: 'text-delta', id: 'text_2', delta }),
  malformed: serverSentEvent('{"type":"text-delta","id":"text_2","delta":'),
  failure: record({ type: 'error', errorText: 'The model is overloaded.' }),
}

function record(chunk: object): string {
  return serverSentEvent(JSON.stringify(chunk))
}
