import type { BetaContentBlock, BetaTextCitation } from '@anthropic-ai/sdk/resources/beta/messages'
import { listOf, oneIn, randomText } from './random-answers.ts'
import type { Random } from './random.ts'

/** The start of a block of each type; a result has the id of its call. */
export const BLOCKS: {
  readonly [Type in BetaContentBlock['type']]: (
    random: Random,
    id: string,
  ) => Extract<BetaContentBlock, { type: Type }>
} = {
  text: random => ({
    type: 'text',
    text: oneIn(random, 8) ? randomText(random) : '',
    citations: null,
  }),
  thinking: () => ({ type: 'thinking', thinking: '', signature: '' }),
  redacted_thinking: () => ({ type: 'redacted_thinking', data: 'EmwK' }),
  tool_use: (random, id) => ({
    type: 'tool_use',
    id,
    name: random.pick(['getWeather', 'left_click']),
    input: startOf(random),
    ...(oneIn(random, 4) && { caller: { type: 'direct' } }),
  }),
  server_tool_use: (random, id) => ({
    type: 'server_tool_use',
    id,
    name: random.pick(['web_search', 'bash_code_execution', 'tool_search_tool_bm25']),
    input: startOf(random),
  }),
  mcp_tool_use: (random, id) => ({
    type: 'mcp_tool_use',
    id,
    name: 'echo',
    server_name: 'tides',
    input: startOf(random),
  }),
  mcp_tool_result: (random, tool_use_id) => ({
    type: 'mcp_tool_result',
    tool_use_id,
    is_error: oneIn(random, 3),
    content: random.pick([
      randomText(random),
      [{ type: 'text', text: randomText(random), citations: null }],
    ]),
  }),
  web_search_tool_result: (random, tool_use_id) => ({
    type: 'web_search_tool_result',
    tool_use_id,
    content: random.pick([
      listOf(random, 0, 3, () => ({
        type: 'web_search_result' as const,
        title: randomText(random),
        url: randomUrl(random),
        page_age: null,
        encrypted_content: 'EqgB',
      })),
      { type: 'web_search_tool_result_error', error_code: 'max_uses_exceeded' },
    ]),
  }),
  web_fetch_tool_result: (random, tool_use_id) => ({
    type: 'web_fetch_tool_result',
    tool_use_id,
    content: random.pick([
      {
        type: 'web_fetch_result',
        url: randomUrl(random),
        retrieved_at: null,
        content: {
          type: 'document',
          citations: null,
          title: null,
          source: { type: 'text', media_type: 'text/plain', data: randomText(random) },
        },
      },
      { type: 'web_fetch_tool_result_error', error_code: 'url_not_accessible' },
    ]),
  }),
  code_execution_tool_result: (random, tool_use_id) => ({
    type: 'code_execution_tool_result',
    tool_use_id,
    content: random.pick([
      {
        type: 'code_execution_result',
        content: [{ type: 'code_execution_output', file_id: 'file_1' }],
        return_code: 0,
        stdout: randomText(random),
        stderr: '',
      },
      {
        type: 'encrypted_code_execution_result',
        content: [],
        return_code: 0,
        encrypted_stdout: 'EqgB',
        stderr: '',
      },
      { type: 'code_execution_tool_result_error', error_code: 'unavailable' },
    ]),
  }),
  bash_code_execution_tool_result: (random, tool_use_id) => ({
    type: 'bash_code_execution_tool_result',
    tool_use_id,
    content: random.pick([
      {
        type: 'bash_code_execution_result',
        content: [],
        return_code: 1,
        stdout: '',
        stderr: randomText(random),
      },
      { type: 'bash_code_execution_tool_result_error', error_code: 'output_file_too_large' },
    ]),
  }),
  text_editor_code_execution_tool_result: (random, tool_use_id) => ({
    type: 'text_editor_code_execution_tool_result',
    tool_use_id,
    content: random.pick([
      { type: 'text_editor_code_execution_create_result', is_file_update: false },
      {
        type: 'text_editor_code_execution_tool_result_error',
        error_code: 'file_not_found',
        error_message: randomText(random),
      },
    ]),
  }),
  tool_search_tool_result: (random, tool_use_id) => ({
    type: 'tool_search_tool_result',
    tool_use_id,
    content: random.pick([
      {
        type: 'tool_search_tool_search_result',
        tool_references: [{ type: 'tool_reference', tool_name: 'getWeather' }],
      },
      {
        type: 'tool_search_tool_result_error',
        error_code: 'too_many_requests',
        error_message: null,
      },
    ]),
  }),
  advisor_tool_result: (random, tool_use_id) => ({
    type: 'advisor_tool_result',
    tool_use_id,
    content: random.pick([
      { type: 'advisor_result', text: randomText(random), stop_reason: null },
      { type: 'advisor_redacted_result', encrypted_content: 'EqgB', stop_reason: null },
      { type: 'advisor_tool_result_error', error_code: 'overloaded' },
    ]),
  }),
  container_upload: () => ({ type: 'container_upload', file_id: 'file_1' }),
  compaction: () => ({ type: 'compaction', content: null, encrypted_content: null }),
  fallback: () => ({
    type: 'fallback',
    from: { model: 'm-1' },
    to: { model: 'm-2' },
    trigger: { type: 'refusal', category: null },
  }),
  mcp_tool_listing: () => ({
    type: 'mcp_tool_listing',
    mcp_server_name: 'tides',
    tools: [{ name: 'echo', input_schema: {} }],
  }),
}

/** Some inputs are complete from the start. */
function startOf(random: Random): Record<string, unknown> {
  return oneIn(random, 6) ? { city: randomText(random) } : {}
}

/** A citation of each type. */
export const CITATIONS: readonly ((random: Random) => BetaTextCitation)[] = [
  random => ({
    type: 'char_location',
    ...document(random),
    start_char_index: 0,
    end_char_index: 4,
  }),
  random => ({
    type: 'page_location',
    ...document(random),
    start_page_number: 1,
    end_page_number: 2,
  }),
  random => ({
    type: 'content_block_location',
    ...document(random),
    start_block_index: 0,
    end_block_index: 1,
  }),
  random => ({
    type: 'web_search_result_location',
    cited_text: randomText(random),
    encrypted_index: 'Eo8B',
    title: random.pick([null, randomText(random)]),
    url: randomUrl(random),
  }),
  random => ({
    type: 'search_result_location',
    cited_text: randomText(random),
    search_result_index: 0,
    source: random.pick(['handbook', randomUrl(random)]),
    title: null,
    start_block_index: 0,
    end_block_index: 1,
  }),
]

function document(random: Random): {
  readonly cited_text: string
  readonly document_index: number
  readonly document_title: string | null
  readonly file_id: null
} {
  return {
    cited_text: randomText(random),
    document_index: 0,
    document_title: random.pick([null, randomText(random)]),
    file_id: null,
  }
}

function randomUrl(random: Random): string {
  return `https://example.org/${random.below(4)}`
}
