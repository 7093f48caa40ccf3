import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { expect, test as base } from './lab-page.ts'
import { serveFiles } from './servers/serve-files.ts'
import type { PeerServer } from './servers/serve.ts'

/** The demo as `npm run build:demo` leaves it, behind a server of files, below a path. */
const test = base.extend<object, { readonly site: PeerServer }>({
  site: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright takes nothing but a pattern here.
    async ({}, use, info) => {
      const folder = `${info.project.outputDir}/static-lab-${info.workerIndex}`
      await build({
        configFile: fileURLToPath(new URL('../demo/vite.config.ts', import.meta.url)),
        mode: 'static',
        logLevel: 'error',
        build: { outDir: folder },
      })
      const site = await serveFiles(folder, { base: '/some/path/' })
      await use(site)
      await site.close()
    },
    { scope: 'worker' },
  ],
})

for (const where of ['with workers', 'without workers, as over plain HTTP'] as const) {
  test(`the page answers itself from a server of files, ${where}`, async ({
    chat,
    lab,
    page,
    site,
  }) => {
    await page.addInitScript(hasWorkers => {
      if (!hasWorkers) Reflect.deleteProperty(Navigator.prototype, 'serviceWorker')
      const violated: string[] = []
      Object.assign(globalThis, { violated })
      addEventListener('securitypolicyviolation', ({ blockedURI, effectiveDirective }) =>
        violated.push(`${effectiveDirective} ${blockedURI}`),
      )
    }, where === 'with workers')
    await page.goto(`${site.url}/some/path/?pace=0`)
    for (const wire of ['ai-sdk', 'ollama']) {
      await page.getByLabel('Wire format').selectOption(wire)
      await lab.ask('Is there anybody out there?')
      await expect(chat.answer).toContainText('what has arrived stays')
    }
    expect(await lab.count('Events')).toBeGreaterThan(100)
    await lab.press('Cut the connection')
    await expect(chat.alert).toBeVisible()
    await expect(chat.status).toHaveText('error')
    expect(await page.evaluate('violated')).toEqual([])

    // That the policy is there is seen by what it does not let through.
    expect(await page.locator('meta[http-equiv]').getAttribute('content')).toContain(
      "script-src 'self'",
    )
    const paths = site.requests.map(({ method, path }) => `${method} ${path}`)
    expect(paths.filter(path => !path.startsWith('GET /some/path/'))).toEqual([])
  })
}
