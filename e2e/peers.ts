import { serveAiSdk } from './servers/ai-sdk.ts'
import { serveDexto } from './servers/dexto.ts'
import { serveNodeLlm } from './servers/node-llm.ts'
import { serveOpenAiUpstream } from './servers/openai-upstream.ts'
import type { PeerOptions, PeerServer } from './servers/serve.ts'
import { serveTanstackAi } from './servers/tanstack-ai.ts'

export interface Peer {
  readonly name: string
  readonly serve: (options?: PeerOptions) => Promise<PeerServer>
  readonly path: string
  readonly adapter: 'sse' | 'http'
  readonly protocol: string
  /** What is shown of the answer that needs a tool: the tool's card and the whole text, or less. */
  readonly tools: 'run by the server' | 'left to the page' | 'not told'
  /** The error shown when the model fails in mid-answer. */
  readonly failure: string
}

/** The back ends that the page is tested with. */
export const peers: readonly Peer[] = [
  {
    name: 'the AI SDK',
    serve: serveAiSdk,
    path: '/api/chat',
    adapter: 'sse',
    protocol: 'ai-sdk',
    tools: 'run by the server',
    failure: 'The model is overloaded',
  },
  {
    name: 'the parts of the AI SDK as NDJSON',
    serve: serveAiSdk,
    path: '/api/parts',
    adapter: 'http',
    // The named protocol sends requests as older versions do; detected, as this server expects.
    protocol: 'detect',
    tools: 'run by the server',
    failure: 'without saying which',
  },
  {
    name: 'TanStack AI',
    serve: serveTanstackAi,
    path: '/sse',
    adapter: 'sse',
    protocol: 'ag-ui',
    tools: 'run by the server',
    failure: 'The model is overloaded',
  },
  {
    name: 'TanStack AI as NDJSON',
    serve: serveTanstackAi,
    path: '/ndjson',
    adapter: 'http',
    protocol: 'ag-ui',
    tools: 'run by the server',
    failure: 'The model is overloaded',
  },
  {
    name: 'TanStack AI with numbered events',
    serve: serveTanstackAi,
    path: '/durable/sse',
    adapter: 'sse',
    protocol: 'ag-ui',
    tools: 'run by the server',
    failure: 'The model is overloaded',
  },
  {
    name: 'an API like that of OpenAI',
    serve: serveOpenAiUpstream,
    path: '/v1/chat/completions',
    adapter: 'sse',
    protocol: 'openai-chat',
    tools: 'left to the page',
    failure: 'The model is overloaded',
  },
  {
    name: 'Dexto',
    serve: serveDexto,
    path: '/chat/stream',
    adapter: 'sse',
    protocol: 'dexto',
    tools: 'run by the server',
    failure: 'The model is overloaded',
  },
  {
    name: 'node-llm',
    serve: serveNodeLlm,
    path: '/chat',
    adapter: 'http',
    protocol: 'node-llm',
    tools: 'not told',
    failure: 'OpenAI',
  },
  {
    name: 'the chunks of node-llm',
    serve: serveNodeLlm,
    path: '/chunks',
    adapter: 'sse',
    protocol: 'node-llm',
    tools: 'not told',
    failure: 'OpenAI',
  },
]
