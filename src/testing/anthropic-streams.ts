import type {
  BetaContentBlock,
  BetaRawContentBlockDelta,
  BetaRawMessageStreamEvent,
  BetaStopReason,
} from '@anthropic-ai/sdk/resources/beta/messages'
import { BLOCKS, CITATIONS } from './anthropic-blocks.ts'
import { oneIn, randomInput, randomPieces, randomText } from './random-answers.ts'
import type { Random } from './random.ts'

export type AnthropicEvent =
  | BetaRawMessageStreamEvent
  | { readonly type: 'ping' }
  | { readonly type: 'error'; readonly error: object }

/**
 * The events of an answer with blocks of any type that Anthropic's package knows. As in the API, a
 * block begins only after the one before has stopped.
 */
export function randomAnthropicStream(random: Random): readonly AnthropicEvent[] {
  const events: AnthropicEvent[] = [begin(random)]
  const add = (event: BetaRawMessageStreamEvent): void => {
    events.push(event)
    if (oneIn(random, 8)) events.push({ type: 'ping' })
  }
  for (const [index, block] of randomBlocks(random).entries()) {
    add({ type: 'content_block_start', index, content_block: block })
    for (const delta of deltasOf(random, block)) add({ type: 'content_block_delta', index, delta })
    add({ type: 'content_block_stop', index })
  }
  add(ending(random))
  return [...events, { type: 'message_stop' }]
}

function randomBlocks(random: Random): BetaContentBlock[] {
  const blocks: BetaContentBlock[] = []
  for (let count = random.below(7); count > 0; count--) {
    const type = random.pick(['text', 'thinking', 'tool_use', ...Object.keys(BLOCKS)] as const)
    const id = `${type}_${blocks.length}`
    const block = BLOCKS[type as keyof typeof BLOCKS](random, id)
    // A result follows its call.
    if (block.type === 'mcp_tool_result') blocks.push(BLOCKS.mcp_tool_use(random, id))
    else if ('tool_use_id' in block) blocks.push(BLOCKS.server_tool_use(random, id))
    blocks.push(block)
  }
  return blocks
}

function deltasOf(random: Random, block: BetaContentBlock): readonly BetaRawContentBlockDelta[] {
  const pieces = randomPieces(random, randomText(random))
  switch (block.type) {
    case 'text':
      return pieces.flatMap((text): BetaRawContentBlockDelta[] => [
        { type: 'text_delta', text },
        ...(oneIn(random, 6)
          ? [{ type: 'citations_delta' as const, citation: random.pick(CITATIONS)(random) }]
          : []),
      ])
    case 'thinking':
      return [
        ...pieces.map(thinking => ({
          type: 'thinking_delta' as const,
          thinking,
          estimated_tokens: null,
        })),
        { type: 'signature_delta', signature: 'EuYB' },
      ]
    case 'tool_use':
    case 'server_tool_use':
    case 'mcp_tool_use': {
      // An input that is complete from the start has no pieces, and an empty one may have none.
      if (Object.keys(block.input as object).length > 0) return []
      const input = randomInput(random)
      const text = oneIn(random, 6) ? '' : JSON.stringify(input, undefined, random.below(2))
      return ['', ...randomPieces(random, text)].map(partial_json => ({
        type: 'input_json_delta',
        partial_json,
      }))
    }
    case 'compaction':
      return [
        {
          type: 'compaction_delta',
          content: random.pick([null, randomText(random)]),
          encrypted_content: null,
        },
      ]
    default:
      return []
  }
}

function begin(random: Random): BetaRawMessageStreamEvent {
  return {
    type: 'message_start',
    message: {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'm-1',
      content: [],
      container: null,
      context_management: null,
      diagnostics: null,
      stop_details: null,
      stop_reason: null,
      stop_sequence: null,
      usage: {
        input_tokens: random.below(1000),
        ...cacheOf(random),
        cache_creation: { ephemeral_1h_input_tokens: 1, ephemeral_5m_input_tokens: 2 },
        output_tokens: 1,
        output_tokens_details: null,
        server_tool_use: { web_search_requests: 0, web_fetch_requests: 0 },
        fallback_credit: null,
        inference_geo: 'eu',
        iterations: null,
        service_tier: 'standard',
        speed: null,
      },
    },
  }
}

function ending(random: Random): BetaRawMessageStreamEvent {
  const reason = random.pick(Object.keys(STOP_REASONS) as BetaStopReason[])
  return {
    type: 'message_delta',
    context_management: null,
    delta: {
      container: random.pick([null, { id: 'container_1', expires_at: '2026-01-01', skills: null }]),
      stop_details: null,
      stop_reason: reason,
      stop_sequence: reason === 'stop_sequence' ? 'END' : null,
    },
    usage: {
      input_tokens: random.pick([null, random.below(1000)]),
      ...cacheOf(random),
      output_tokens: random.below(1000),
      output_tokens_details: random.pick([null, { thinking_tokens: random.below(100) }]),
      server_tool_use: null,
      fallback_credit: null,
      iterations: null,
    },
  }
}

/** Every reason that the package knows, and its name here. */
export const STOP_REASONS: Readonly<Record<string, string>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  pause_turn: 'stop',
  tool_use: 'tool-calls',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  refusal: 'content-filter',
  compaction: 'other',
} as const satisfies { readonly [Reason in BetaStopReason]: string }

function cacheOf(random: Random): {
  readonly cache_creation_input_tokens: number | null
  readonly cache_read_input_tokens: number | null
} {
  return {
    cache_creation_input_tokens: random.pick([null, random.below(100)]),
    cache_read_input_tokens: random.pick([null, random.below(100)]),
  }
}
