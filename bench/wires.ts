import { createRandom } from '../src/testing/random.ts'

/** The pieces of an answer, as models tell them: words with what stands before them. */
export function tokens(count: number, seed = 1): readonly string[] {
  const random = createRandom(seed)
  return Array.from({ length: count }, () => {
    const kind = random.below(100)
    if (kind === 0) return random.pick([' — ', ' “so”', ' Tromsø', ' 東京', ' 🌊'])
    if (kind < 4) return random.pick(['.\n\n', '",', '\n- ', '\\', ' `x`'])
    if (kind < 12) return random.pick([',', '.', ':', ' (', ')'])
    return ` ${LETTERS.slice(random.below(16), 16 + random.below(9))}`
  })
}

const LETTERS = 'streaminganswerinto'

/** How a back end writes an answer of these tokens. */
export interface Wire {
  readonly name: string
  write(tokens: readonly string[]): string
}

/** OpenAI's Chat Completions: one long record a token, most of it the same each time. */
export const openaiWire: Wire = {
  name: 'OpenAI',
  write(pieces) {
    const chunk = (delta: object, finish_reason: string | null = null): string =>
      data({
        id: 'chatcmpl-CeT2qZx1mB5vKkT0wYpQn3uHs8LrA',
        object: 'chat.completion.chunk',
        created: 1_767_225_600,
        model: 'gpt-5.2-2025-12-11',
        service_tier: 'default',
        system_fingerprint: 'fp_5e0b5f2a1c',
        choices: [{ index: 0, delta, logprobs: null, finish_reason }],
        obfuscation: 'kT0wYpQn3u',
      })
    return [
      chunk({ role: 'assistant', content: '', refusal: null }),
      ...pieces.map(content => chunk({ content })),
      chunk({}, 'stop'),
      'data: [DONE]\n\n',
    ].join('')
  },
}

/** Anthropic's Messages: named events. */
export const anthropicWire: Wire = {
  name: 'Anthropic',
  write(pieces) {
    const event = (value: { readonly type: string }): string =>
      `event: ${value.type}\n${data(value)}`
    const usage = { input_tokens: 9, output_tokens: pieces.length }
    return [
      event({
        type: 'message_start',
        message: { id: 'msg_01A', type: 'message', role: 'assistant', content: [], usage },
      } as { readonly type: string }),
      event({
        type: 'content_block_start',
        index: 0,
        content_block: { type: 'text', text: '' },
      } as { readonly type: string }),
      ...pieces.map(text =>
        event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } } as {
          readonly type: string
        }),
      ),
      event({ type: 'content_block_stop', index: 0 } as { readonly type: string }),
      event({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage } as {
        readonly type: string
      }),
      event({ type: 'message_stop' }),
    ].join('')
  },
}

/** The AI SDK's UI message stream: short records. */
export const aiSdkWire: Wire = {
  name: 'AI SDK',
  write: pieces =>
    [
      data({ type: 'start', messageId: 'msg_1' }),
      data({ type: 'start-step' }),
      data({ type: 'text-start', id: 'text' }),
      ...pieces.map(delta => data({ type: 'text-delta', id: 'text', delta })),
      data({ type: 'text-end', id: 'text' }),
      data({ type: 'finish-step' }),
      data({ type: 'finish', finishReason: 'stop' }),
      'data: [DONE]\n\n',
    ].join(''),
}

/** AG-UI, which TanStack AI speaks too. */
export const agUiWire: Wire = {
  name: 'AG-UI',
  write(pieces) {
    const ids = { threadId: 'thread_1', runId: 'run_1' }
    const messageId = 'msg_1'
    return [
      data({ type: 'RUN_STARTED', ...ids }),
      data({ type: 'TEXT_MESSAGE_START', messageId, role: 'assistant' }),
      ...pieces.map(delta => data({ type: 'TEXT_MESSAGE_CONTENT', messageId, delta })),
      data({ type: 'TEXT_MESSAGE_END', messageId }),
      data({ type: 'RUN_FINISHED', ...ids }),
    ].join('')
  },
}

function data(value: object): string {
  return `data: ${JSON.stringify(value)}\n\n`
}

/** The bytes of a text as they arrive, in reads of this size. */
export function readsOf(text: string, size: number): readonly Uint8Array<ArrayBuffer>[] {
  const bytes = new TextEncoder().encode(text)
  // Copies, for so a network hands them over.
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
    bytes.slice(at * size, (at + 1) * size),
  )
}
