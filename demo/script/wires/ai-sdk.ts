import type { Answer, PageCall } from './answer.ts'
import { serverSentEvent, type Wire } from './wire.ts'

/** The UI message stream of the Vercel AI SDK, 5 and later. */
export const aiSdk: Wire = {
  label: 'AI SDK, UI message stream',
  contentType: 'text/event-stream',
  headers: { 'x-vercel-ai-ui-message-stream': 'v1' },
  records: answer =>
    [
      { type: 'start' },
      ...(answer.pageCall === 'made' ? says(answer, 'text_1') : wholeAnswer(answer)),
      { type: 'finish-step' },
      { type: 'finish', finishReason: typeof answer.pageCall === 'object' ? 'tool-calls' : 'stop' },
    ]
      .map(record)
      .concat(serverSentEvent('[DONE]')),
  terminators: 2,
  text: delta => record({ type: 'text-delta', id: 'text_2', delta }),
  malformed: serverSentEvent('{"type":"text-delta","id":"text_2","delta":'),
  failure: record({ type: 'error', errorText: 'The model is overloaded.' }),
}

function wholeAnswer(answer: Answer): readonly object[] {
  const { reasoning, opening, tool, pageCall, source } = answer
  const begun = [
    { type: 'start-step' },
    { type: 'reasoning-start', id: 'reasoning_1' },
    ...reasoning.map(delta => ({ type: 'reasoning-delta', id: 'reasoning_1', delta })),
    { type: 'reasoning-end', id: 'reasoning_1' },
    ...textPart('text_1', opening),
  ]
  if (typeof pageCall === 'object') return [...begun, ...called(pageCall, 4)]
  return [
    ...begun,
    ...called(tool, 12),
    { type: 'tool-output-available', toolCallId: tool.callId, output: tool.output },
    { type: 'finish-step' },
    ...says(answer, 'text_2'),
    { type: 'source-url', sourceId: source.id, url: source.url, title: source.title },
  ]
}

function says({ text }: Answer, id: string): readonly object[] {
  return [{ type: 'start-step' }, ...textPart(id, text)]
}

function textPart(id: string, words: readonly string[]): readonly object[] {
  return [
    { type: 'text-start', id },
    ...words.map(delta => ({ type: 'text-delta', id, delta })),
    { type: 'text-end', id },
  ]
}

/** A tool call whose input comes in fragments of this many characters. */
function called({ callId: toolCallId, name: toolName, input }: PageCall, size: number): object[] {
  const fragments = JSON.stringify(input).match(new RegExp(`.{1,${size}}`, 'gsu'))!
  return [
    { type: 'tool-input-start', toolCallId, toolName },
    ...fragments.map(inputTextDelta => ({ type: 'tool-input-delta', toolCallId, inputTextDelta })),
    { type: 'tool-input-available', toolCallId, toolName, input },
  ]
}

function record(chunk: object): string {
  return serverSentEvent(JSON.stringify(chunk))
}
