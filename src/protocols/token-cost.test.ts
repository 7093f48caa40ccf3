import { expect, test } from 'vitest'
import type { Protocol, WireRecord } from '../protocol.ts'
import { processorTime } from '../testing/processor-time.ts'
import { agUi } from './ag-ui.ts'
import { aiSdkData } from './ai-sdk-data.ts'
import { aiSdk } from './ai-sdk.ts'
import { anthropic } from './anthropic.ts'
import { cohere } from './cohere.ts'
import { detect } from './detect.ts'
import { dexto } from './dexto.ts'
import { gemini } from './gemini.ts'
import { nodeLlm } from './node-llm.ts'
import { ollama } from './ollama.ts'
import { openaiChat } from './openai-chat.ts'
import { openaiResponses } from './openai-responses.ts'

const TOKENS = 5_000

const chunk = (delta: object): object => ({
  id: 'c',
  object: 'chat.completion.chunk',
  created: 1_767_225_600,
  model: 'm-1',
  choices: [{ index: 0, delta, logprobs: null, finish_reason: null }],
  usage: null,
})

/** A piece of an answer as each wire tells it. */
const pieces: readonly (readonly [name: string, protocol: Protocol, piece: object])[] = [
  ['ag-ui', agUi, { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'word ' }],
  ['ai-sdk', aiSdk, { type: 'text-delta', id: '0', delta: 'word ' }],
  ['ai-sdk, detected', detect(), { type: 'text-delta', id: '0', delta: 'word ' }],
  ['ai-sdk-data', aiSdkData, { type: 'text-delta', textDelta: 'word ' }],
  [
    'anthropic',
    anthropic,
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'word ' } },
  ],
  [
    'cohere',
    cohere,
    { type: 'content-delta', index: 0, delta: { message: { content: { text: 'word ' } } } },
  ],
  ['dexto', dexto, { name: 'llm:chunk', chunkType: 'text', content: 'word ', sessionId: 's' }],
  [
    'gemini',
    gemini,
    {
      candidates: [{ content: { parts: [{ text: 'word ' }], role: 'model' }, index: 0 }],
      usageMetadata: { promptTokenCount: 3, totalTokenCount: 9 },
      modelVersion: 'm-1',
      responseId: 'r',
    },
  ],
  ['node-llm', nodeLlm, { content: 'word ', role: 'assistant', model: 'm-1' }],
  [
    'ollama',
    ollama,
    { model: 'm-1', message: { role: 'assistant', content: 'word ' }, done: false },
  ],
  ['openai-chat', openaiChat, chunk({ content: 'word ' })],
  ['openai-chat, thinking', openaiChat, chunk({ content: null, reasoning_content: 'word ' })],
  ['openai-chat, detected', detect(), chunk({ content: 'word ' })],
  [
    'openai-responses',
    openaiResponses,
    {
      type: 'response.output_text.delta',
      item_id: 'msg_1',
      output_index: 0,
      content_index: 0,
      delta: 'word ',
    },
  ],
]

// All that a server may say is looked for in each piece: what is made for it is paid for with each token.
test.each(pieces)(
  'a piece of text by %s costs a few times what it takes to parse it',
  { timeout: 60_000 },
  (_name, protocol, piece) => {
    const data = JSON.stringify(piece)
    const record: WireRecord = { data }
    const decoding = processorTime(() => {
      const decoder = protocol.decode()
      let events = 0
      for (let count = 0; count < TOKENS; count++) events += decoder.push(record).length
      expect(events).toBeGreaterThanOrEqual(TOKENS)
    }, 15)
    const parsing = processorTime(() => {
      for (let count = 0; count < TOKENS; count++) JSON.parse(data)
    }, 15)
    // It is two to four times; a copy of all that a part may have made it 40.
    expect(decoding / parsing).toBeLessThan(10)
  },
)
