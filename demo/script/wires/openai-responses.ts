import { serverSentEvent, type Wire } from './wire.ts'

/** OpenAI Responses, with a tool that the provider runs itself. */
export const openaiResponses: Wire = {
  label: 'OpenAI responses',
  contentType: 'text/event-stream; charset=utf-8',
  records: ({ reasoning, opening, tool, text }) => [
    record('response.created', { response: response('in_progress') }),
    ...item(
      0,
      { id: 'rs_1', type: 'reasoning', summary: [] },
      { id: 'rs_1' },
      reasoning.map(delta => reasoningDelta(delta)),
    ),
    ...item(
      1,
      message('msg_1'),
      message('msg_1', opening),
      opening.map(delta => textDelta('msg_1', 1, delta)),
    ),
    ...item(
      2,
      call(tool, ''),
      { ...call(tool, tool.inputText.join('')), output: JSON.stringify(tool.output) },
      tool.inputText.map(delta =>
        record('response.mcp_call_arguments.delta', {
          item_id: tool.callId,
          output_index: 2,
          delta,
        }),
      ),
    ),
    ...item(
      3,
      message('msg_2'),
      message('msg_2', text),
      text.map(delta => textDelta('msg_2', 3, delta)),
    ),
    record('response.completed', {
      response: {
        ...response('completed'),
        usage: { input_tokens: 52, output_tokens: 164, total_tokens: 216 },
      },
    }),
  ],
  terminators: 1,
  text: delta => textDelta('msg_1', 1, delta),
  malformed: serverSentEvent(
    '{"type":"response.output_text.delta","delta":',
    'response.output_text.delta',
  ),
  failure: record('error', {
    code: 'server_error',
    message: 'The model is overloaded.',
    param: null,
  }),
}

interface Tool {
  readonly callId: string
  readonly name: string
}

function call({ callId, name }: Tool, input: string): object {
  return {
    id: callId,
    type: 'mcp_call',
    name,
    server_label: 'scripted',
    arguments: input,
    output: null,
    error: null,
  }
}

function message(id: string, words: readonly string[] = []): object {
  const content = [{ type: 'output_text', text: words.join(''), annotations: [] }]
  return { id, type: 'message', role: 'assistant', content: words.length > 0 ? content : [] }
}

function item(
  index: number,
  begun: object,
  done: object,
  deltas: readonly string[],
): readonly string[] {
  return [
    record('response.output_item.added', { output_index: index, item: begun }),
    ...deltas,
    record('response.output_item.done', { output_index: index, item: { ...begun, ...done } }),
  ]
}

function reasoningDelta(delta: string): string {
  return record('response.reasoning_summary_text.delta', {
    item_id: 'rs_1',
    output_index: 0,
    summary_index: 0,
    delta,
  })
}

function textDelta(id: string, index: number, delta: string): string {
  return record('response.output_text.delta', {
    item_id: id,
    output_index: index,
    content_index: 0,
    delta,
  })
}

function response(status: string): object {
  return { id: 'resp_1', object: 'response', model: 'scripted', status, output: [], error: null }
}

function record(type: string, fields: object): string {
  return serverSentEvent(JSON.stringify({ type, ...fields }), type)
}
