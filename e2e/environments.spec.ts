import { fileURLToPath } from 'node:url'
import { expect, test } from './chat-page.ts'
import { serveAiSdk } from './servers/ai-sdk.ts'
import { answers, prompts } from './servers/model.ts'

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

test('a worker can hold the chat', async ({ chat, page, start }) => {
  const server = await start(serveAiSdk())
  await chat.open()
  const said = await page.evaluate(
    ({ library, url, prompt }) => {
      const code = `
        import { createChat, fetchServerSentEvents } from ${JSON.stringify(new URL(library, location.href))}
        const chat = createChat({ connection: fetchServerSentEvents(${JSON.stringify(url)}) })
        const texts = []
        chat.$messages.listen(messages => texts.push(messages.at(-1).content))
        await chat.sendMessage(${JSON.stringify(prompt)})
        postMessage({ texts, status: chat.$status.get(), answer: chat.$messages.get().at(-1) })
      `
      const address = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }))
      const worker = new Worker(address, { type: 'module' })
      return new Promise<{ texts: string[]; status: string; answer: object }>((resolve, reject) => {
        worker.addEventListener('message', ({ data }) => resolve(data))
        worker.addEventListener('error', ({ message }) => reject(new Error(message)))
      })
    },
    {
      library: `/@fs${fileURLToPath(new URL('../src/index.ts', import.meta.url))}`,
      url: `${server.url}/api/chat`,
      prompt: prompts.text,
    },
  )

  expect(said.status).toBe('ready')
  expect(said.answer).toMatchObject({ content: answers.text, status: 'complete' })
  const steps = new Set(said.texts.filter(text => answers.text.startsWith(text)))
  expect(steps.size).toBeGreaterThanOrEqual(3)
})
