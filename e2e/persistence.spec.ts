import { fileURLToPath } from 'node:url'
import type { BrowserContext, Page } from '@playwright/test'
import { createServer } from 'vite'
import { expect, test as base } from './chat-page.ts'
import { serve, type PeerServer } from './servers/serve.ts'

/** Where the page has the sources from. */
const test = base.extend<object, { readonly library: string }>({
  library: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright takes nothing but a pattern here.
    async ({}, use) => {
      const at = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))
      const vite = await createServer({
        root: at('demo'),
        configFile: at('vite.config.ts'),
        optimizeDeps: { noDiscovery: true },
      })
      await vite.listen()
      await use(vite.resolvedUrls!.local[0]!)
      await vite.close()
    },
    { scope: 'worker' },
  ],
})

type Storage = 'localStorage' | 'idb-keyval'

const storages: readonly Storage[] = ['localStorage', 'idb-keyval']
const key = 'nanowire:c'

/**
 * Answers a question with itself; of one that says `Wait` it tells a part, and the whole when resumed.
 * It also serves the page, whose chat is kept in this storage.
 */
function serveEcho(storage: Storage, library: string): Promise<PeerServer> {
  const chunk = (content: string, more?: object): string =>
    `data: ${JSON.stringify({ choices: [{ delta: { content }, ...more }] })}\n\n`
  const whole = (content: string): string => chunk(content, { finish_reason: 'stop' })
  return serve(async (request, response) => {
    let body = ''
    for await (const piece of request) body += String(piece)
    if (request.url === '/') {
      response.writeHead(200, { 'content-type': 'text/html' }).end(pageOf(storage, library))
      return
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    if (request.method === 'GET') {
      response.end(whole('You said Wait'))
      return
    }
    const { messages } = JSON.parse(body) as {
      readonly messages: readonly { readonly content: string }[]
    }
    const question = messages.at(-1)?.content ?? ''
    response.write(chunk('You said '))
    if (question !== 'Wait') response.end(whole(question))
  })
}

/** The messages as a list, the input, and what was told of the storage. */
function pageOf(storage: Storage, library: string): string {
  const at = (path: string): string =>
    `${new URL(`/@fs${fileURLToPath(new URL(`../${path}`, import.meta.url))}`, library)}`
  return `<!doctype html><title>Kept</title><link rel="icon" href="data:,">
    <ol></ol><input><output></output>
    <script type="module">
      import { createChat, engineStorage, fetchServerSentEvents, persistChat } from '${at('src/core.ts')}'
      import { openaiChat } from '${at('src/protocols/openai-chat.ts')}'
      import { del, get, set } from '${at('node_modules/idb-keyval/dist/index.js')}'
      const connection = fetchServerSentEvents('/chat', { protocol: openaiChat, resume: { url: '/rest' } })
      const chat = createChat({ id: 'c', connection })
      const [list, input, output] = document.querySelectorAll('ol, input, output')
      chat.$messages.subscribe(messages => {
        list.replaceChildren(...messages.map(({ role, status, content }) => {
          const item = document.createElement('li')
          item.textContent = role + ' ' + status + ': ' + content
          return item
        }))
      })
      chat.$input.subscribe(text => { if (input.value !== text) input.value = text })
      input.oninput = () => chat.$input.set(input.value)
      const storage = ${storage === 'localStorage' ? 'engineStorage()' : '{ get, set, del }'}
      const { ready } = persistChat(chat, storage, {
        onError: ({ message }) => { output.textContent += message },
      })
      await ready
      window.chat = chat
    </script>`
}

async function open(context: BrowserContext, server: PeerServer): Promise<Page> {
  const page = await context.newPage()
  await page.goto(server.url)
  await isReady(page)
  return page
}

interface KeptChat {
  readonly $messages: { get(): readonly { readonly id: string }[] }
  sendMessage(text: string): Promise<void>
  resume(): Promise<void>
  regenerate(): Promise<void>
  clear(): void
}

declare global {
  interface Window {
    readonly chat?: KeptChat
  }
}

async function isReady(page: Page): Promise<void> {
  await page.waitForFunction(() => window.chat !== undefined)
}

function say(page: Page, text: string): Promise<void> {
  return page.evaluate(said => window.chat!.sendMessage(said), text)
}

async function reload(page: Page): Promise<void> {
  await page.reload()
  await isReady(page)
}

function lastId(page: Page): Promise<string | undefined> {
  return page.evaluate(() => window.chat!.$messages.get().at(-1)?.id)
}

const rows = (page: Page) => page.locator('li')
const turn = (text: string): string[] => [
  `user complete: ${text}`,
  `assistant complete: You said ${text}`,
]

for (const storage of storages) {
  test(`a reload gives back the conversation and the input (${storage})`, async ({
    library,
    context,
    start,
  }) => {
    const page = await open(context, await start(serveEcho(storage, library)))
    await say(page, 'Hi')
    await say(page, 'Again')
    await page.locator('input').fill('And n')
    await expect.poll(() => storedText(page, storage, `${key}:draft`)).toBe('And n')
    await expect.poll(() => storedText(page, storage, key)).toContain('You said Again')
    await reload(page)
    await expect(rows(page)).toHaveText([...turn('Hi'), ...turn('Again')])
    await expect(page.locator('input')).toHaveValue('And n')
    await expect(page.locator('output')).toHaveText('')
  })

  test(`an answer under way is resumed after a reload (${storage})`, async ({
    library,
    context,
    start,
  }) => {
    const server = await start(serveEcho(storage, library))
    const page = await open(context, server)
    await say(page, 'Hi')
    void say(page, 'Wait').catch(() => {})
    await expect(rows(page)).toHaveText([
      ...turn('Hi'),
      'user complete: Wait',
      'assistant streaming: You said',
    ])
    await expect.poll(() => storedText(page, storage, key)).toContain('Wait')
    await reload(page)
    const partial = ['assistant stopped: You said']
    // IndexedDB need not finish what was begun when the page was left.
    const restored = await rows(page).allTextContents()
    expect(restored.slice(0, 3)).toEqual([...turn('Hi'), 'user complete: Wait'])
    expect([[], partial]).toContainEqual(restored.slice(3).map(text => text.trim()))
    if (storage === 'localStorage') expect(restored).toHaveLength(4)

    await page.evaluate(() => window.chat!.resume())
    await expect(rows(page)).toHaveText([...turn('Hi'), ...turn('Wait')])
    await expect.poll(() => storedText(page, storage, key)).toContain('You said Wait')
    await reload(page)
    await expect(rows(page)).toHaveText([...turn('Hi'), ...turn('Wait')])
    expect(server.requests.map(({ path }) => path)).toEqual([
      '/',
      '/chat',
      '/chat',
      '/',
      '/rest',
      '/',
    ])
  })

  test(`an answer under way is kept when the tab is left for another (${storage})`, async ({
    library,
    context,
    start,
  }) => {
    const page = await open(context, await start(serveEcho(storage, library)))
    void say(page, 'Wait').catch(() => {})
    await expect(rows(page)).toHaveCount(2)
    await page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' })
      document.dispatchEvent(new Event('visibilitychange'))
    })
    await expect.poll(() => storedText(page, storage, key)).toContain('"status":"stopped"')
    await expect(rows(page).last()).toHaveText('assistant streaming: You said')
  })

  test(`two tabs lose none of each other’s turns (${storage})`, async ({
    library,
    context,
    start,
  }) => {
    const server = await start(serveEcho(storage, library))
    const one = await open(context, server)
    const two = await open(context, server)
    await say(one, 'Hi')
    await expect(rows(two)).toHaveText(turn('Hi'))
    // At the same time, again and again.
    for (const round of [1, 2, 3, 4]) {
      await Promise.all([say(one, `One ${round}`), say(two, `Two ${round}`)])
    }
    await expect(rows(one)).toHaveCount(18)
    await expect(rows(two)).toHaveCount(18)
    const all = await rows(one).allTextContents()
    await expect(rows(two)).toHaveText(all)
    for (const round of [1, 2, 3, 4]) {
      for (const tab of ['One', 'Two']) {
        const asked = all.indexOf(`user complete: ${tab} ${round}`)
        expect(all.slice(asked, asked + 2)).toEqual(turn(`${tab} ${round}`))
      }
    }
    const three = await open(context, server)
    await expect(rows(three)).toHaveText(all)

    await one.evaluate(() => window.chat!.regenerate())
    // The answer is told anew in the same words.
    for (const other of [two, three]) {
      await expect.poll(() => lastId(other)).toBe(await lastId(one))
    }
    await expect(rows(two)).toHaveCount(18)
    await two.evaluate(() => window.chat!.clear())
    await expect(rows(one)).toHaveCount(0)
    await expect(rows(three)).toHaveCount(0)
    await expect.poll(() => storedText(one, storage, key)).toBe('')
  })
}

test('a damaged record is told, and the page goes on without it', async ({
  library,
  context,
  start,
}) => {
  const page = await open(context, await start(serveEcho('localStorage', library)))
  await say(page, 'Hi')
  // A page that is there would mend it.
  await page.addInitScript(name => {
    if (sessionStorage.getItem('isDamaged')) return
    sessionStorage.setItem('isDamaged', 'yes')
    localStorage.setItem(name, '{"version":1,"mess')
  }, key)
  await reload(page)
  await expect(page.locator('output')).toContainText('damaged')
  await expect(rows(page)).toHaveCount(0)
  await say(page, 'Again')
  await reload(page)
  await expect(rows(page)).toHaveText(turn('Again'))
  await expect(page.locator('output')).toHaveText('')
})

test('a full storage is told and loses nothing, and what is due is written once there is room', async ({
  library,
  context,
  start,
}) => {
  const page = await open(context, await start(serveEcho('localStorage', library)))
  await page.evaluate(() => {
    for (let length = 2 ** 22; length >= 1; length /= 2) {
      try {
        for (let count = 0; count < 4; count++) {
          localStorage.setItem(`fill ${length} ${count}`, 'x'.repeat(length))
        }
      } catch {
        // Full for this length: a shorter one may still fit.
      }
    }
  })
  await say(page, 'Hi')
  await expect(page.locator('output')).toContainText('could not be saved')
  await expect(rows(page)).toHaveText(turn('Hi'))
  expect(await storedText(page, 'localStorage', key)).toBe('')

  await page.evaluate(() => {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith('fill')) localStorage.removeItem(name)
    }
  })
  await say(page, 'Again')
  await reload(page)
  await expect(rows(page)).toHaveText([...turn('Hi'), ...turn('Again')])
})

/** What is stored under a key: nothing is an empty text. */
function storedText(page: Page, storage: Storage, name: string): Promise<string> {
  return page.evaluate(
    async ([where, wanted]) => {
      if (where === 'localStorage') return localStorage.getItem(wanted) ?? ''
      const request = <T>(asked: IDBRequest<T>): Promise<T> =>
        new Promise((resolve, reject) => {
          asked.addEventListener('success', () => resolve(asked.result))
          asked.addEventListener('error', () => reject(asked.error!))
        })
      const database = await request(indexedDB.open('keyval-store'))
      const text = await request(
        database.transaction('keyval').objectStore('keyval').get(wanted) as IDBRequest<
          string | undefined
        >,
      )
      database.close()
      return text ?? ''
    },
    [storage, name] as const,
  )
}
