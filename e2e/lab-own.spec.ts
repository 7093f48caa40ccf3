import type { IncomingMessage } from 'node:http'
import { expect, test } from './lab-page.ts'
import { serve } from './servers/serve.ts'

const KEY = 'sk-a-secret'

const answers = {
  'OpenAI-compatible': {
    path: '/v1/chat/completions',
    header: ['authorization', `Bearer ${KEY}`],
    type: 'text/event-stream',
    body: 'data: {"choices":[{"delta":{"content":"Hello of my own"}}]}\n\ndata: [DONE]\n\n',
  },
  'Anthropic-compatible': {
    path: '/v1/messages',
    header: ['x-api-key', KEY],
    type: 'text/event-stream',
    body: [
      { type: 'message_start', message: { id: 'm', role: 'assistant', content: [] } },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      {
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'text_delta', text: 'Hello of my own' },
      },
      { type: 'message_stop' },
    ]
      .map(event => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
      .join(''),
  },
  Ollama: {
    path: '/v1/api/chat',
    header: ['authorization', `Bearer ${KEY}`],
    type: 'application/x-ndjson',
    body: '{"message":{"role":"assistant","content":"Hello of my own"},"done":false}\n{"done":true,"done_reason":"stop"}\n',
  },
} as const

for (const [kind, { path, header, type, body }] of Object.entries(answers)) {
  test(`${kind}: a server of one's own answers, and its key is kept nowhere`, async ({
    chat,
    lab,
    page,
    start,
  }) => {
    const asked: {
      headers: IncomingMessage['headers']
      body: { model?: string; stream?: boolean }
    }[] = []
    const server = await start(
      serve(async (request, response) => {
        let text = ''
        for await (const piece of request) text += piece
        asked.push({ headers: request.headers, body: JSON.parse(text) })
        response.writeHead(200, { 'content-type': type }).end(body)
      }),
    )
    await chat.open()
    await page.getByText('Bring your own model').click()
    await page.getByLabel('Kind of server').selectOption({ label: kind })
    await page.getByLabel('Base URL').fill(`${server.url}/v1/`)
    await page.getByLabel('Key', { exact: true }).fill(KEY)
    await page.getByRole('textbox', { name: 'Model' }).fill('a-model')
    await lab.press('Use this server')
    await expect(page.locator('#own-state')).toHaveText(`${server.url}/v1/ answers.`)
    await expect(page.getByLabel('Wire format')).toBeDisabled()
    await expect(page.getByRole('button', { name: 'Stall' })).toBeDisabled()

    await chat.ask('Who are you?')
    await expect(chat.answer).toContainText('Hello of my own')
    await expect(chat.answer).toHaveAttribute('data-status', 'complete')
    await expect(lab.rows('Events').filter({ hasText: 'Hello of my own' })).toHaveCount(1)
    expect(server.requests.map(request => request.path)).toEqual([path])
    const [first] = asked
    expect(first!.headers[header[0]]).toBe(header[1])
    expect(first!.body).toMatchObject({ model: 'a-model', stream: true })

    const kept = await page.evaluate(async () =>
      JSON.stringify([
        location.href,
        document.cookie,
        { ...localStorage },
        { ...sessionStorage },
        await indexedDB.databases(),
        await caches.keys(),
        history.state,
      ]),
    )
    expect(kept).not.toContain(KEY)
    await lab.press('Back to the script')
    await expect(page.locator('#own-state')).toHaveText('The scripted back end answers.')
    await expect(page.getByLabel('Key', { exact: true })).toHaveValue('')
  })
}
