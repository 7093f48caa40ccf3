import { ask, expect, showsAnswer, test } from './run-page.ts'
import { wholeRun } from './servers/runs.ts'

test.use({
  launchOptions: {
    executablePath: process.env.E2E_CHROMIUM!,
    // Playwright turns it off, for pages that come back from it are not those that it knew.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  },
})

test('a page that comes back from the cache of the browser takes up its answer at once', async ({
  page,
  open,
  site,
}) => {
  const server = await open()
  await ask(page, server, 2)
  // A wait of three quarters of a minute, which only the page's return can end.
  await page.evaluate(() => {
    const { random } = Math
    Math.random = () => 90 + random()
    Object.assign(globalThis, { isTheSame: true })
    addEventListener('pageshow', ({ persisted }) => Object.assign(globalThis, { persisted }))
  })
  server.cut()
  await expect.poll(() => server.requests.map(({ state }) => state)).toEqual(['cut'])
  await page.goto(`${site.url}/elsewhere.html`)
  server.say(2)
  await page.goBack({ waitUntil: 'commit' })

  await showsAnswer(page, `assistant streaming: ${server.said()}`)
  expect(await page.evaluate('[globalThis.isTheSame, globalThis.persisted]')).toEqual([true, true])
  expect(server.askedAfter).toEqual(['3'])
  server.finish()
  await showsAnswer(page, `assistant complete: ${wholeRun}`)
})

for (const connection of ['that stays open', 'that breaks meanwhile']) {
  test(`going away and back loses nothing of an answer over a connection ${connection}`, async ({
    page,
    open,
    site,
  }) => {
    const server = await open()
    await ask(page, server, 2)
    await page.goto(`${site.url}/elsewhere.html`)
    if (connection === 'that breaks meanwhile') server.cut()
    server.say(2)
    await page.goBack({ waitUntil: 'commit' })
    await showsAnswer(page, `assistant streaming: ${server.said()}`)
    server.finish()
    await showsAnswer(page, `assistant complete: ${wholeRun}`)
    expect(server.runs).toHaveLength(1)
  })
}
