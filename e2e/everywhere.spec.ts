import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { createServer } from 'vite'
import { sources } from '../vite.config.ts'
import { expect, test as base } from './chat-page.ts'
import { bundleSuite, check, hosts, runIn, serveSuite } from './everywhere/hosts.ts'
import type { Asked } from './everywhere/suite.ts'
import { serveAiSdk } from './servers/ai-sdk.ts'
import { prompts } from './servers/model.ts'
import { serveRuns } from './servers/runs.ts'
import type { PeerServer } from './servers/serve.ts'

interface Fixtures {
  readonly peer: PeerServer
  readonly asked: Asked
}

const test = base.extend<Fixtures, { readonly script: string; readonly site: PeerServer }>({
  script: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright takes nothing but a pattern here.
    async ({}, use) => use(await bundleSuite()),
    { scope: 'worker' },
  ],

  site: [
    async ({ script }, use) => {
      const site = await serveSuite(script)
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

for (const where of hosts) {
  test(`${where} does the same`, async ({ page, site, peer, asked }) => {
    await page.goto(site.url)
    const asks = { ...asked, asInSafari: true }
    check(await page.evaluate(runIn, { where, asks }), peer, true)
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
