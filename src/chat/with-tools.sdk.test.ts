import { convertToModelMessages, jsonSchema, streamText, tool, type UIMessage } from 'ai'
import { MockLanguageModelV4 } from 'ai/test'
import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { fetchServerSentEvents } from '../adapters/fetch-server-sent-events.ts'
import { aiSdk } from '../protocols/ai-sdk.ts'
import { httpServer } from '../testing/http-server.ts'
import { createChat } from './create-chat.ts'
import { withTools, type WithToolsOptions } from './with-tools.ts'

type CallOptions = Parameters<MockLanguageModelV4['doStream']>[0]
type StreamResult = Awaited<ReturnType<MockLanguageModelV4['doStream']>>
type Chunk = StreamResult['stream'] extends ReadableStream<infer T> ? T : never

/**
 * A server made with the AI SDK, whose model calls the page's tool and then says what it was told; and
 * what its model was asked.
 */
async function aiServer(needsApproval: boolean) {
  const prompts: CallOptions['prompt'][] = []
  const finish = (reason: 'stop' | 'tool-calls'): Chunk => ({
    type: 'finish',
    finishReason: { unified: reason, raw: reason },
    usage: {
      inputTokens: { total: 3, noCache: 3, cacheRead: 0, cacheWrite: 0 },
      outputTokens: { total: 2, text: 2, reasoning: 0 },
    },
  })
  const say = (prompt: CallOptions['prompt']): Chunk[] => {
    prompts.push(prompt)
    const id = '0'
    return prompt.at(-1)?.role === 'user'
      ? [
          { type: 'tool-call', toolCallId: 'c1', toolName: 'getWeather', input: '{"city":"Oslo"}' },
          finish('tool-calls'),
        ]
      : [
          { type: 'text-start', id },
          { type: 'text-delta', id, delta: 'It snows.' },
          { type: 'text-end', id },
          finish('stop'),
        ]
  }
  const model = new MockLanguageModelV4({
    doStream: async ({ prompt }) => ({
      stream: new ReadableStream({
        start(controller) {
          for (const chunk of say(prompt)) controller.enqueue(chunk)
          controller.close()
        },
      }),
    }),
  })
  const inputSchema = jsonSchema<{ city: string }>({
    type: 'object',
    properties: { city: { type: 'string' } },
  })
  const answer = async (body: string, response: ServerResponse): Promise<void> => {
    const { messages } = JSON.parse(body) as { messages: UIMessage[] }
    streamText({
      model,
      tools: { getWeather: tool({ inputSchema, needsApproval }) },
      messages: await convertToModelMessages(messages),
    }).pipeUIMessageStreamToResponse(response, { originalMessages: messages })
  }
  const { url } = await httpServer(({ body, response }) => void answer(body, response))
  return { url, prompts }
}

function connectionTo(url: string, options?: WithToolsOptions) {
  const getWeather = ({ city }: { city: string }): string => `Snow in ${city}`
  return withTools(fetchServerSentEvents(url, { protocol: aiSdk }), { getWeather }, options)
}

const told = [
  { role: 'user' },
  { role: 'assistant', content: [{ type: 'tool-call', input: { city: 'Oslo' } }] },
  { role: 'tool', content: [{ toolCallId: 'c1', output: { value: 'Snow in Oslo' } }] },
]

test('a server of the AI SDK goes on with the results of the page’s tools', async () => {
  const { url, prompts } = await aiServer(false)
  const chat = createChat({ connection: connectionTo(url), flush: 'sync' })
  await chat.sendMessage('Weather?')
  expect(chat.$error.get()).toBeUndefined()
  expect(chat.$messages.get()).toMatchObject([{}, { status: 'complete', content: 'It snows.' }])
  expect(prompts).toHaveLength(2)
  expect(prompts[1]).toMatchObject(told)
})

test.each([
  ['the server', true, {}, true],
  ['the server', true, {}, false],
  ['the page', false, { needsApproval: ['getWeather'] }, true],
  ['the page', false, { needsApproval: ['getWeather'] }, false],
])('a call that %s asks approval for is made if that is given', async (_who, asks, options, is) => {
  const { url, prompts } = await aiServer(asks)
  const chat = createChat({ connection: connectionTo(url, options), flush: 'sync' })
  await chat.sendMessage('Weather?')
  const call = chat.$messages.get()[1]!.parts.find(part => part.type === 'tool-call')
  expect(call).toMatchObject({ state: 'approval-requested' })
  await chat.respondToApproval(call!.approval!.id, is)
  expect(chat.$error.get()).toBeUndefined()
  expect(chat.$messages.get()[1]).toMatchObject({ content: 'It snows.', finishReason: 'stop' })
  expect(prompts).toHaveLength(2)
  if (is) expect(prompts[1]).toMatchObject(told)
  expect(JSON.stringify(prompts[1]).includes('Snow')).toBe(is)
})
