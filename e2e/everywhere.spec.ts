import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { Page } from '@playwright/test'
import { build, createServer, type Rolldown } from 'vite'
import { sources } from '../vite.config.ts'
import { expect, test as base } from './chat-page.ts'
import type { Asked, Findings } from './everywhere/suite.ts'
import { serveAiSdk } from './servers/ai-sdk.ts'
import { answers, prompts } from './servers/model.ts'
import { serveRuns, wholeRun } from './servers/runs.ts'
import { serve, type PeerServer } from './servers/serve.ts'

/** What the suite finds wherever it runs. */
const EXPECTED: object = {
  streamed: {
    status: 'ready',
    error: undefined,
    answer: `complete: ${answers.text}`,
    grew: true,
  },
  stopped: {
    status: 'ready',
    error: undefined,
    answer: expect.stringMatching(/^stopped: 1 2 3 (\d+ )*$/),
  },
  failed: { status: 'error', error: 'server', answer: `error: ${answers.failure}` },
  unreached: { status: 'error', error: 'network', answer: undefined },
  resumed: { status: 'ready', error: undefined, answer: `complete: ${wholeRun}` },
}

interface Fixtures {
  readonly peer: PeerServer
  readonly asked: Asked
}

const test = base.extend<Fixtures, { readonly script: string; readonly site: PeerServer }>({
  script: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright takes nothing but a pattern here.
    async ({}, use) => use(await bundle()),
    { scope: 'worker' },
  ],

  site: [
    async ({ script }, use) => {
      const site = await serve((request, response) => {
        const [type, content] =
          request.url === '/suite.js' ? ['javascript', script] : ['html', '<!doctype html>']
        response.writeHead(200, { 'content-type': `text/${type}; charset=utf-8` }).end(content)
      })
      await use(site)
      await site.close()
    },
    { scope: 'worker' },
  ],

  peer: async ({ start }, use) => use(await start(serveAiSdk())),

  asked: async ({ peer, start }, use) => {
    const runs = await start(serveRuns())
    await use({ peer: peer.url, runs: runs.url, prompts })
  },
})

/** The findings are as expected, and the server saw that the answer was left where it was stopped. */
function check({ asInSafari, ...found }: Findings, peer: PeerServer, isSafari: boolean): void {
  expect(found).toEqual(EXPECTED)
  expect(asInSafari).toBe(isSafari)
  // A failure may end at either side first.
  const states = peer.requests.map(({ state }) => state)
  expect(states.slice(0, 2)).toEqual(['ended', 'cut'])
}

/** Who runs the suite for a page, each the name of a function of `hosts`. */
const hosts = ['a page', 'a dedicated worker', 'a shared worker', 'a service worker'] as const

for (const host of hosts) {
  test(`${host} does the same`, async ({ page, site, peer, asked }) => {
    await page.goto(site.url)
    check(await runIn(page, host, { ...asked, asInSafari: true }), peer, true)
  })
}

test('Node does the same, and comes to its end by itself', async ({ script, peer, asked }) => {
  const file = test.info().outputPath('suite.mjs')
  await writeFile(file, script)
  const code = `
    const before = new Set(Reflect.ownKeys(globalThis))
    await import(${JSON.stringify(`file://${file}`)})
    const added = Reflect.ownKeys(globalThis).filter(name => !before.has(name))
    console.log(JSON.stringify({ added, ...await runSuite(${JSON.stringify(asked)}) }))
  `
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '--eval',
    code,
  ])
  const { added, ...found } = JSON.parse(stdout)
  check(found, peer, false)
  // The suite itself and what nanostores has; nothing by this library.
  expect(added.toSorted()).toEqual(['nanostoresGlobal', 'runSuite'])
  expect(stderr).toBe('')
})

test('rendering on a server does the same', async ({ peer, asked }) => {
  const server = await createServer({
    ...sources,
    configFile: false,
    logLevel: 'error',
    appType: 'custom',
    server: { middlewareMode: true, ws: false },
    // As an app does whose server bundles what it renders.
    ssr: { noExternal: true },
  })
  const { runSuite } = await server.ssrLoadModule('/e2e/everywhere/suite.ts')
  check(await runSuite(asked), peer, false)
  await server.close()
})

async function runIn(page: Page, host: (typeof hosts)[number], given: Asked): Promise<Findings> {
  return page.evaluate(
    async ([where, asks]) => {
      if (where === 'a page') {
        const element = document.createElement('script')
        element.src = '/suite.js'
        document.head.append(element)
        await new Promise(resolve => element.addEventListener('load', resolve))
        return (globalThis as unknown as { runSuite(asked: Asked): Promise<Findings> }).runSuite(
          asks,
        )
      }
      const { port1, port2 } = new MessageChannel()
      if (where === 'a dedicated worker') new Worker('/suite.js').postMessage(asks, [port2])
      else if (where === 'a shared worker') {
        new SharedWorker('/suite.js').port.postMessage(asks, [port2])
      } else {
        await navigator.serviceWorker.register('/suite.js')
        const { active } = await navigator.serviceWorker.ready
        active!.postMessage(asks, [port2])
      }
      const { findings, error } = await new Promise<{ findings: Findings; error?: string }>(
        resolve => {
          port1.addEventListener('message', ({ data }) => resolve(data))
          port1.start()
        },
      )
      if (error !== undefined) throw new Error(error)
      return findings
    },
    [host, given] as const,
  )
}

/** The suite and all that it needs as one script, which every kind of worker takes. */
async function bundle(): Promise<string> {
  const results = (await build({
    ...sources,
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      target: 'es2022',
      lib: { entry: 'e2e/everywhere/entry.ts', formats: ['iife'], name: 'suite' },
    },
  })) as Rolldown.RolldownOutput[]
  return results[0]!.output[0].code
}
