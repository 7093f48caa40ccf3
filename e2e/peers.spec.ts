import { expect, test } from './chat-page.ts'
import { serveAiSdk } from './servers/ai-sdk.ts'
import { serveDexto } from './servers/dexto.ts'
import { answers, prompts, say } from './servers/model.ts'
import { serveNodeLlm } from './servers/node-llm.ts'
import { serveOpenAiUpstream } from './servers/openai-upstream.ts'
import type { PeerOptions, PeerServer } from './servers/serve.ts'
import { serveTanstackAi } from './servers/tanstack-ai.ts'

interface Peer {
  readonly name: string
  readonly serve: (options?: PeerOptions) => Promise<PeerServer>
  readonly path: string
  readonly adapter: 'sse' | 'http'
  readonly protocol: string
  /** What the answer that needs a tool shows: the card and the whole text, or less. */
  readonly tools: 'run by the server' | 'left to the page' | 'not told'
  /** What it says when the model fails on the way. */
  readonly failure: string
}

const peers: readonly Peer[] = [
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
    // Its door asks as older versions do; what is detected is asked as this one is.
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

for (const { name, serve, path, adapter, protocol, tools, failure } of peers) {
  test(`${name}: each piece of text is shown before the next is sent`, async ({ chat, start }) => {
    const { pass, open } = gate()
    const server = await start(serve({ pace: pass }))
    await chat.open({ url: server.url + path, adapter, protocol })
    await chat.ask(prompts.text)

    let sent = ''
    for (const piece of say(prompts.text, 0)) {
      if (piece.type !== 'text') continue
      open()
      sent += piece.text
      await expect.poll(() => chat.textOf(), { intervals: [20] }).toBe(sent)
    }
    expect(sent).toBe(answers.text)
    await expect(chat.answer).toHaveAttribute('data-status', 'complete')
    await expect(chat.status).toHaveText('ready')
    expect(await chat.textOf()).toBe(answers.text)
    expect(server.requests).toEqual([{ method: 'POST', path, state: 'ended' }])
  })

  test(`${name}: a tool is ${tools}`, async ({ chat, page, start }) => {
    const server = await start(serve())
    await chat.open({ url: server.url + path, adapter, protocol })
    await chat.ask(prompts.tools)

    await expect(chat.answer).toHaveAttribute('data-status', 'complete')
    const whole = tools === 'left to the page' ? 'Let me check.' : answers.tools
    expect(await chat.textOf()).toBe(whole)
    const card = page.getByRole('region', { name: 'Tool getWeather' })
    if (tools === 'not told') {
      await expect(card).toHaveCount(0)
      return
    }
    await expect(card).toContainText('{"city":"Tromsø"}')
    if (tools === 'run by the server') await expect(card).toContainText('"celsius":4')
  })

  test(`${name}: Stop closes the connection and keeps the text`, async ({ chat, page, start }) => {
    const server = await start(serve())
    await chat.open({ url: server.url + path, adapter, protocol })
    await chat.ask(prompts.endless)
    await expect.poll(() => chat.textOf()).toMatch(/^1 2 3 /)
    await chat.stop()

    await expect.poll(() => server.requests.map(({ state }) => state)).toEqual(['cut'])
    const stopped = page.locator('article[data-role=assistant][data-status=stopped]')
    const kept = await chat.textOf(stopped)
    expect(kept).toMatch(/^1 2 3 /)
    await expect(chat.status).toHaveText('ready')
    await chat.ask(prompts.text)
    await expect(chat.answer).toHaveAttribute('data-status', 'complete')
    expect(await chat.textOf(stopped)).toBe(kept)
  })

  test(`${name}: a failure on the way is told and keeps the text`, async ({ chat, start }) => {
    const server = await start(serve())
    await chat.open({ url: server.url + path, adapter, protocol })
    await chat.ask(prompts.failure)

    await expect(chat.alert).toContainText(failure)
    await expect(chat.answer).toHaveAttribute('data-status', 'error')
    expect(await chat.textOf()).toBe(answers.failure)
    await expect(chat.status).toHaveText('error')
    await chat.ask(prompts.text)
    await expect(chat.answer).toHaveAttribute('data-status', 'complete')
    await expect(chat.alert).toHaveCount(0)
  })

  for (const named of new Set([protocol, 'detect'])) {
    test(`${name} (protocol: ${named}): a conversation in which a tool was called can go on`, async ({
      chat,
      start,
    }) => {
      const server = await start(serve())
      await chat.open({ url: server.url + path, adapter, protocol: named })
      await chat.ask(prompts.tools)
      await expect(chat.answer).toHaveAttribute('data-status', 'complete')
      await chat.ask(prompts.text)

      await expect.poll(() => chat.textOf()).toBe(answers.text)
      await expect(chat.alert).toHaveCount(0)
      expect(server.requests.map(({ state }) => state)).toEqual(['ended', 'ended'])
    })
  }
}

const historyKeepers = peers.filter(
  ({ tools, protocol }) => tools === 'run by the server' && protocol !== 'dexto',
)

for (const { name, serve, path, adapter, protocol } of historyKeepers) {
  test(`${name}: a conversation stopped while a tool ran can go on`, async ({
    chat,
    page,
    start,
  }) => {
    const server = await start(serve())
    await chat.open({ url: server.url + path, adapter, protocol })
    await chat.ask(prompts.oracle)
    await expect(page.getByRole('region', { name: 'Tool askOracle' })).toContainText('running')
    await chat.stop()
    await chat.ask(prompts.text)

    await expect.poll(() => chat.textOf()).toBe(answers.text)
    await expect(chat.alert).toHaveCount(0)
  })
}

/** A pace for a server: each `open` lets one `pass` through. */
function gate(): { readonly pass: () => Promise<void>; readonly open: () => void } {
  let openings = 0
  let proceed: (() => void) | undefined
  return {
    pass: () =>
      new Promise(resolve => {
        proceed = resolve
        letThrough()
      }),
    open() {
      openings += 1
      letThrough()
    },
  }

  function letThrough(): void {
    if (!proceed || openings === 0) return
    openings -= 1
    proceed()
    proceed = undefined
  }
}
