import { createLLM, type Chat } from '@node-llm/core'
import express, { type Response } from 'express'
import { weather } from './model.ts'
import { serveOpenAiUpstream } from './openai-upstream.ts'
import { serve, type PeerOptions, type PeerServer } from './serve.ts'

/**
 * node-llm: GET `/chat?q=` answered as its guide shows, with plain text, and POST `/chat` likewise;
 * POST `/chunks` answers with node-llm's own chunks as server-sent events. A POST's body is
 * `{ message }` or `{ messages }`. The model's API is a local one.
 */
export async function serveNodeLlm(options: PeerOptions = {}): Promise<PeerServer> {
  const upstream = await serveOpenAiUpstream(options)
  const llm = createLLM({
    provider: 'openai',
    openaiApiKey: 'none',
    openaiApiBase: `${upstream.url}/v1`,
    maxRetries: 0,
  })
  const createChat = () => llm.chat('gpt-4o-mini').withTool(getWeather)
  const app = express()
  app.use(express.json())

  app.get('/chat', (req, res) => sendText(res, createChat(), req.query.q as string))
  app.post('/chat', (req, res) => sendText(res, createChat(), question(req.body)))

  app.post('/chunks', (req, res) => sendChunks(res, createChat(), question(req.body)))

  const server = await serve(app)
  return {
    ...server,
    async close() {
      await server.close()
      await upstream.close()
    },
  }
}

async function sendText(res: Response, chat: Chat, prompt: string): Promise<void> {
  res.setHeader('Content-Type', 'text/plain; charset=utf-8')
  res.setHeader('Transfer-Encoding', 'chunked')
  try {
    for await (const chunk of chat.stream(prompt)) {
      if (chunk.content) {
        res.write(chunk.content)
      }
    }
    res.end()
  } catch (error) {
    res.write(`\nError: ${(error as Error).message}`)
    res.end()
  }
}

async function sendChunks(res: Response, chat: Chat, prompt: string): Promise<void> {
  res.setHeader('Content-Type', 'text/event-stream')
  try {
    for await (const chunk of chat.stream(prompt)) {
      res.write(`data: ${JSON.stringify(chunk)}\n\n`)
    }
  } catch (error) {
    res.write(`data: ${JSON.stringify({ error: (error as Error).message })}\n\n`)
  }
  res.end()
}

const getWeather = {
  type: 'function' as const,
  function: {
    name: 'getWeather',
    description: 'The weather in a city, now',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
  handler: async (input: unknown) => JSON.stringify({ ...weather, ...(input as object) }),
}

type Question =
  | { readonly message: string }
  | { readonly messages: readonly { readonly content: string }[] }

const question = (body: Question): string =>
  'message' in body ? body.message : (body.messages.at(-1)?.content ?? '')
