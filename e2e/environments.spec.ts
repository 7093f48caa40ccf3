import { handleChat } from '../demo/streaming-server.ts'
import { expect, test } from './chat-page.ts'
import { servePage } from './serve-page.ts'
import { serveAiSdk } from './servers/ai-sdk.ts'
import { prompts } from './servers/model.ts'

// What the policy blocks, once it is tried, and a connection that breaks.
test.use({ expectedInConsole: /violates the following|^Failed to load resource: / })

test('a hidden tab, which draws no frames, still takes in the answer', async ({
  chat,
  page,
  start,
}) => {
  await page.addInitScript(() => {
    const draw = globalThis.requestAnimationFrame.bind(globalThis)
    globalThis.requestAnimationFrame = callback =>
      draw(time => {
        if (!document.hidden) callback(time)
      })
  })
  const server = await start(serveAiSdk())
  await chat.open({ url: `${server.url}/api/chat` })
  await chat.ask(prompts.endless)
  await expect.poll(() => chat.textOf()).toMatch(/^1 2 3 /)
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { get: () => true })
    Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' })
    document.dispatchEvent(new Event('visibilitychange'))
  })

  const whenHidden = await chat.textOf()
  await expect
    .poll(async () => (await chat.textOf()).length)
    .toBeGreaterThan(whenHidden.length + 100)
  await chat.stop()
  await expect.poll(() => server.requests.map(({ state }) => state)).toEqual(['cut'])
  await expect(chat.answer).toHaveAttribute('data-status', 'stopped')
})

test('the page runs under a strict policy, and evaluates nothing', async ({
  chat,
  page,
  start,
}) => {
  const site = await start(
    servePage('demo', {
      headers: { 'content-security-policy': "default-src 'self'" },
      api: handleChat,
    }),
  )
  await page.addInitScript(() => {
    const violated: string[] = []
    Object.assign(globalThis, { violated })
    addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
      violated.push(effectiveDirective),
    )
  })
  await page.goto(`${site.url}/?pace=5`)
  for (const wire of ['ai-sdk', 'ag-ui', 'dexto']) {
    await page.getByLabel('Wire format').selectOption(wire)
    await chat.ask('What do you know of policies?')
    await expect(chat.answer).toHaveAttribute('data-status', 'complete')
  }
  await page.getByLabel('Fault').selectOption('cut')
  await chat.ask('And of failures?')
  await expect(chat.alert).toContainText('network')
  expect(await page.evaluate('violated')).toEqual([])

  // That the policy is there is seen by what it does not let through.
  await page.evaluate(() => {
    const script = document.createElement('script')
    script.textContent = 'globalThis.isRun = true'
    document.head.append(script)
  })
  await expect.poll(() => page.evaluate('violated')).toEqual(['script-src-elem'])
  expect(await page.evaluate('globalThis.isRun')).toBeUndefined()
})
