import { ask, expect, showsAnswer, test } from './run-page.ts'
import { wholeRun } from './servers/runs.ts'

for (const isNumbered of [true, false]) {
  const how = isNumbered ? 'with ids' : 'told from the start each time'
  test(`a run goes on over a reload of the page, ${how}`, async ({ page, open }) => {
    const server = await open({ isNumbered })
    await ask(page, server, 2)

    await page.reload()
    server.say(2)
    await showsAnswer(page, `assistant streaming: ${server.said()}`)
    // What came before the reload is taken from the page's own store, and the run from its start.
    expect(server.askedAfter).toEqual([''])
    server.cut()
    await expect.poll(() => server.askedAfter).toEqual(['', isNumbered ? '5' : ''])
    server.say(1)
    await showsAnswer(page, `assistant streaming: ${server.said()}`)
    server.finish()
    await showsAnswer(page, `assistant complete: ${wholeRun}`)
    await expect(page.getByTestId('status')).toHaveText('ready')
    expect(server.runs).toMatchObject([{ state: 'finished' }])

    await page.reload()
    await showsAnswer(page, `assistant complete: ${wholeRun}`)
    expect(server.askedAfter).toHaveLength(2)
  })
}

test('where the run has ended while the page was away, nothing is there to resume', async ({
  page,
  open,
}) => {
  const server = await open()
  await ask(page, server, 2)
  const shown = server.said()
  const url = page.url()
  await page.goto('about:blank')
  await expect.poll(() => server.requests.map(({ state }) => state)).toEqual(['cut'])
  server.finish()
  await page.goto(url)
  await showsAnswer(page, `assistant stopped: ${shown}`)
  await expect(page.getByTestId('status')).toHaveText('ready')
  await expect(page.getByRole('alert')).toHaveText('')
  expect(server.requests.map(({ path }) => path)).toEqual(['/chat', '/runs'])
})

test('closing the tab leaves the run, which another tab takes up', async ({
  page,
  open,
  context,
}) => {
  const server = await open()
  await ask(page, server, 2)
  const url = page.url()
  await page.close()
  await expect.poll(() => server.requests.map(({ state }) => state)).toEqual(['cut'])
  expect(server.runs).toMatchObject([{ state: 'running' }])
  server.say(3)

  const other = await context.newPage()
  await other.goto(url)
  await showsAnswer(other, `assistant streaming: ${server.said()}`)
  server.finish()
  await showsAnswer(other, `assistant complete: ${wholeRun}`)
})

test('destroying the chat leaves the run, and Stop ends it', async ({ page, open }) => {
  const server = await open()
  await ask(page, server, 2)
  await page.evaluate('chat.destroy()')
  await expect.poll(() => server.requests.map(({ state }) => state)).toEqual(['cut'])
  expect(server.runs).toMatchObject([{ state: 'running' }])

  // What was destroyed was kept as stopped, and is taken up all the same.
  await page.reload()
  await showsAnswer(page, `assistant streaming: ${server.said()}`)
  const kept = server.said()
  await page.getByRole('button', { name: 'Stop' }).click()
  await showsAnswer(page, `assistant stopped: ${kept}`)
  await expect.poll(() => server.runs.map(({ state }) => state)).toEqual(['stopped'])
  await page.reload()
  await page.evaluate('isResumed')
  await showsAnswer(page, `assistant stopped: ${kept}`)
})

test('a connection that breaks while the page is offline is taken up once it is back', async ({
  page,
  context,
  open,
}) => {
  const server = await open()
  await ask(page, server, 2)
  await context.setOffline(true)
  server.cut()
  server.say(2)
  await expect.poll(() => page.evaluate('navigator.onLine')).toBe(false)
  await context.setOffline(false)
  await showsAnswer(page, `assistant streaming: ${server.said()}`)
  expect(server.askedAfter).toEqual(['3'])
  // No try was lost on a network that was not there.
  expect(await page.evaluate('chat.$progress.get().attempt')).toBe(2)
  server.finish()
  await showsAnswer(page, `assistant complete: ${wholeRun}`)
})

test('one that cannot be taken up says so, and is asked for again', async ({
  page,
  context,
  open,
}) => {
  const server = await open({ query: '&plain' })
  await ask(page, server, 2)
  const kept = server.said()
  await context.setOffline(true)
  server.cut()
  await expect(page.getByRole('alert')).toContainText('network: The connection failed.')
  await showsAnswer(page, `assistant error: ${kept}`)
  await context.setOffline(false)
  expect(server.requests).toHaveLength(1)

  await page.getByRole('button', { name: 'Try again' }).click()
  await expect.poll(() => server.runs.length).toBe(2)
  server.finish()
  await showsAnswer(page, `assistant complete: ${wholeRun}`)
  await expect(page.getByRole('alert')).toHaveText('')
})

test('a connection that died unheard is found out when the page is looked at', async ({
  page,
  open,
}) => {
  await page.clock.install()
  const server = await open()
  await ask(page, server, 2)
  server.silence()
  server.say(2)
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await page.clock.fastForward(5_000)
  await showsAnswer(page, `assistant streaming: ${server.said()}`)
  expect(server.askedAfter).toEqual(['3'])
})

test('one that cannot be taken up is told by its timeout, also after a sleep', async ({
  page,
  open,
}) => {
  await page.clock.install()
  const server = await open({ query: '&plain&idle=60000' })
  await ask(page, server, 2)
  const kept = server.said()
  server.silence()
  await page.clock.fastForward(3_600_000)
  await expect(page.getByRole('alert')).toContainText('timeout: Nothing has come from the server')
  await showsAnswer(page, `assistant error: ${kept}`)
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible()
})
