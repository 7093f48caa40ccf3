import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { expect, test } from './chat-page.ts'
import { serve, type PeerServer } from './servers/serve.ts'

const page = (head: string, module: string): string =>
  `<!doctype html><title>Plain</title><link rel="icon" href="data:,">${head}<pre></pre>
  <script type="module">${module}</script>`

const chat = `
  const chat = createChat({ connection: fetchServerSentEvents('/api/chat') })
  chat.$messages.subscribe(messages => {
    document.querySelector('pre').textContent =
      messages.map(({ role, status, content }) => role + ' ' + status + ': ' + content).join('|')
  })
  await chat.sendMessage('Hi')`

const importMap = JSON.stringify({
  imports: { nanostores: './nanostores/index.js', nanowire: './dist/nanowire.shared.js' },
})

/** Pages as somebody writes them who has no bundler. */
const pages: Readonly<Record<string, string>> = {
  '/script.html': page(
    '',
    `import { createChat, fetchServerSentEvents } from './dist/nanowire.js'${chat}`,
  ),
  '/import-map.html': page(
    `<script>globalThis.process = { env: { NODE_ENV: 'production' } }</script>
     <script type="importmap">${importMap}</script>`,
    `import { computed } from 'nanostores'
     import { createChat, fetchServerSentEvents } from 'nanowire'
     ${chat}
     document.title = computed(chat.$messages, messages => messages.length + ' messages').get()`,
  ),
}

const folders: Readonly<Record<string, string>> = {
  '/dist/': '../dist/',
  '/nanostores/': '../node_modules/nanostores/',
}

interface StaticServer extends PeerServer {
  /** Lets the answer go on to its end. */
  finish(): void
}

/** Serves files and pages as they are, and an answer that waits half way. */
async function serveFiles(): Promise<StaticServer> {
  let finish = (): void => {}
  const halfWay = new Promise<void>(resolve => {
    finish = resolve
  })
  const server = await serve(async ({ url = '' }, response) => {
    if (url === '/api/chat') {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write('data: {"choices":[{"delta":{"content":"Hel"}}]}\n\n')
      await halfWay
      response.end('data: {"choices":[{"delta":{"content":"lo 👋"}}]}\n\ndata: [DONE]\n\n')
      return
    }
    const folder = Object.keys(folders).find(name => url.startsWith(name))
    if (folder) {
      const path = new URL(folders[folder] + url.slice(folder.length), import.meta.url)
      const file = await readFile(fileURLToPath(path)).catch(() => undefined)
      response.writeHead(file ? 200 : 404, { 'content-type': 'text/javascript' }).end(file)
    } else response.writeHead(200, { 'content-type': 'text/html' }).end(pages[url] ?? '')
  })
  return { ...server, finish }
}

async function streams(plain: Page, { url, finish }: StaticServer, path: string): Promise<void> {
  const complaints: string[] = []
  plain.on('pageerror', error => complaints.push(`${error}`))
  await plain.goto(url + path)
  await expect(plain.locator('pre')).toHaveText('user complete: Hi|assistant streaming: Hel')
  finish()
  await expect(plain.locator('pre')).toHaveText('user complete: Hi|assistant complete: Hello 👋')
  expect(complaints).toEqual([])
}

test('one file and no bundler stream an answer', async ({ page: plain, start }) => {
  const server = await serveFiles()
  await start(Promise.resolve(server))
  await streams(plain, server, '/script.html')
  expect(server.requests.map(({ path }) => path)).toEqual([
    '/script.html',
    '/dist/nanowire.js',
    '/api/chat',
  ])
})

test('an import map shares the page’s nanostores', async ({ page: plain, start }) => {
  const server = await serveFiles()
  await start(Promise.resolve(server))
  await streams(plain, server, '/import-map.html')
  await expect(plain).toHaveTitle('2 messages')
  const paths = server.requests.map(({ path }) => path)
  expect(paths).toContain('/nanostores/index.js')
  expect(paths).not.toContain('/dist/nanowire.js')
})
