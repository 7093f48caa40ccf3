/**
 * Records the answers of the peers' servers, byte for byte, for the tests of the protocols. Run by
 * hand:
 *
 * node --input-type=module -e "await (await import('vite')).runnerImport('./e2e/record.ts')"
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { serveAiSdk } from './servers/ai-sdk.ts'
import { serveDexto } from './servers/dexto.ts'
import { prompts } from './servers/model.ts'
import { serveNodeLlm } from './servers/node-llm.ts'
import { serveOpenAiUpstream } from './servers/openai-upstream.ts'
import type { PeerServer } from './servers/serve.ts'
import { serveTanstackAi } from './servers/tanstack-ai.ts'

const folder = 'src/protocols/recordings'

// Fixed clock, ids and random numbers, so that only real changes show in a new recording.
Date.now = () => 1767225600000
performance.now = () => 0
Math.random = () => 0.5
crypto.randomUUID = () => '00000000-0000-4000-8000-000000000000'
crypto.getRandomValues = array => {
  new Uint8Array(array!.buffer, array!.byteOffset, array!.byteLength).fill(7)
  return array
}

await recordFrom(await serveAiSdk({ pace: 0 }), async record => {
  await record('ai-sdk/text.sse', '/api/chat', uiMessages(prompts.text))
  await record('ai-sdk/reasoning.sse', '/api/chat', uiMessages(prompts.reasoning))
  await record('ai-sdk/tools.sse', '/api/chat', uiMessages(prompts.tools))
  await record('ai-sdk/error.sse', '/api/chat', uiMessages(prompts.failure))
  await record('ai-sdk/full-stream-v7.ndjson', '/api/parts', uiMessages(prompts.tools))
  await record('ai-sdk/full-stream-v7-error.ndjson', '/api/parts', uiMessages(prompts.failure))
})

await recordFrom(await serveTanstackAi({ pace: 0 }), async record => {
  await record('ag-ui/tanstack-text.sse', '/sse', runInput(prompts.text))
  await record('ag-ui/tanstack-reasoning.sse', '/sse', runInput(prompts.reasoning))
  await record('ag-ui/tanstack-tools.sse', '/sse', runInput(prompts.tools))
  await record('ag-ui/tanstack-error.sse', '/sse', runInput(prompts.failure))
  await record('ag-ui/tanstack-tools.ndjson', '/ndjson', runInput(prompts.tools))
  await record('ag-ui/tanstack-durable-tools.sse', '/durable/sse', runInput(prompts.tools), 'run_2')
  await record(
    'ag-ui/tanstack-durable-error.ndjson',
    '/durable/ndjson',
    runInput(prompts.failure),
    'run_3',
  )
})

await recordFrom(await serveOpenAiUpstream({ pace: 0 }), async record => {
  await record('openai-chat/text.sse', '/v1/chat/completions', completion(prompts.text))
  await record('openai-chat/reasoning.sse', '/v1/chat/completions', completion(prompts.reasoning))
  await record('openai-chat/tools.sse', '/v1/chat/completions', completion(prompts.tools))
  await record('openai-chat/error.sse', '/v1/chat/completions', completion(prompts.failure))
})

await recordFrom(await serveNodeLlm({ pace: 0 }), async record => {
  await record('node-llm/text.txt', '/chat', { message: prompts.text })
  await record('node-llm/tools.txt', '/chat', { message: prompts.tools })
  await record('node-llm/error.txt', '/chat', { message: prompts.failure })
  await record('node-llm/chunks.sse', '/chunks', { message: prompts.tools })
  await record('node-llm/chunks-error.sse', '/chunks', { message: prompts.failure })
})

await recordFrom(await serveDexto({ pace: 0 }), async record => {
  const sessionId = 's1'
  await record('dexto/guide-text.sse', '/chat/stream', { message: prompts.text, sessionId })
  await record('dexto/guide-reasoning.sse', '/chat/stream', {
    message: prompts.reasoning,
    sessionId,
  })
  await record('dexto/guide-tools.sse', '/chat/stream', { message: prompts.tools, sessionId })
  await record('dexto/guide-error.sse', '/chat/stream', { message: prompts.failure, sessionId })
})

function uiMessages(text: string): object {
  return {
    id: 'chat_1',
    messages: [{ id: 'u1', role: 'user', parts: [{ type: 'text', text }] }],
    trigger: 'submit-message',
  }
}

function runInput(content: string): object {
  return {
    threadId: 'thread_1',
    runId: 'run_1',
    state: {},
    messages: [{ id: 'u1', role: 'user', content }],
    tools: [],
    context: [],
    forwardedProps: {},
    data: {},
  }
}

function completion(content: string): object {
  return {
    model: 'gpt-4o-mini',
    messages: [{ role: 'user', content }],
    stream: true,
    stream_options: { include_usage: true },
  }
}

type Recorder = (name: string, path: string, body: object, runId?: string) => Promise<void>

async function recordFrom(
  server: PeerServer,
  take: (record: Recorder) => Promise<void>,
): Promise<void> {
  await take(async (name, path, body, runId) => {
    const response = await fetch(server.url + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(runId && { 'X-Run-Id': runId }) },
      body: JSON.stringify(body),
    })
    if (!response.ok)
      throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
    const file = `${folder}/${name}`
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, new Uint8Array(await response.arrayBuffer()))
  })
  await server.close()
}
