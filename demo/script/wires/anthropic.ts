import { serverSentEvent, type Wire } from './wire.ts'

/**
 * Anthropic's Messages: blocks that open, grow and close, one of them a search run by the provider.
 */
export const anthropic: Wire = {
  label: 'Anthropic messages',
  contentType: 'text/event-stream; charset=utf-8',
  records: ({ reasoning, opening, tool, text }) => [
    record('message_start', {
      message: {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model: 'scripted',
        content: [],
        stop_reason: null,
        usage: { input_tokens: 52, output_tokens: 1 },
      },
    }),
    record('ping'),
    ...block(
      0,
      { type: 'thinking', thinking: '', signature: '' },
      reasoning.map(thinking => ({ type: 'thinking_delta', thinking })),
      { type: 'signature_delta', signature: 'c2NyaXB0ZWQ=' },
    ),
    ...block(
      1,
      { type: 'text', text: '' },
      opening.map(word => ({ type: 'text_delta', text: word })),
    ),
    ...block(
      2,
      {
        type: 'mcp_tool_use',
        id: tool.callId,
        name: tool.name,
        server_name: 'scripted',
        input: {},
      },
      tool.inputText.map(json => ({ type: 'input_json_delta', partial_json: json })),
    ),
    ...block(3, {
      type: 'mcp_tool_result',
      tool_use_id: tool.callId,
      is_error: false,
      content: [{ type: 'text', text: JSON.stringify(tool.output) }],
    }),
    ...block(
      4,
      { type: 'text', text: '' },
      text.map(word => ({ type: 'text_delta', text: word })),
    ),
    record('message_delta', {
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { output_tokens: 164 },
    }),
    record('message_stop'),
  ],
  terminators: 2,
  text: word => delta(1, { type: 'text_delta', text: word }),
  malformed: serverSentEvent('{"type":"content_block_delta","index":', 'content_block_delta'),
  failure: record('error', {
    error: { type: 'overloaded_error', message: 'The model is overloaded.' },
  }),
}

function block(
  index: number,
  content: object,
  ...deltas: readonly (object | readonly object[])[]
): readonly string[] {
  return [
    record('content_block_start', { index, content_block: content }),
    ...deltas.flat().map(said => delta(index, said)),
    record('content_block_stop', { index }),
  ]
}

function delta(index: number, said: object): string {
  return record('content_block_delta', { index, delta: said })
}

function record(type: string, fields: object = {}): string {
  return serverSentEvent(JSON.stringify({ type, ...fields }), type)
}
