// The components of the guides, as one writes them with nanowire, and those of the docs.

import { expect, type Locator, type Page } from '@playwright/test'
import type { GuideHands } from './guides/index.ts'
import { test as doorTest } from './serve-doors.ts'

declare const window: GuideHands

type Open = (file: string, more?: Readonly<Record<string, string>>) => Promise<void>

const test = doorTest.extend<{ open: Open }>({
  open: ({ origin, page, server }, use) =>
    use(async (file, more) => {
      await page.goto(`${origin}?${new URLSearchParams({ file, server: server.url, ...more })}`)
    }),
})

// So many pages are quicker without.
test.use({ folder: 'guides', trace: 'off' })

/** The rows of a conversation, each “who: what”. */
function rowsOf(page: Page): Locator {
  return page.getByText(/^(user|assistant):/)
}

for (const file of ['viber-react.tsx', 'viber.svelte']) {
  const title = file === 'viber.svelte' ? 'Svelte' : 'React'
  test(`Viber: ${title} Integration`, async ({ next, open, page }) => {
    const rows = page.locator('#app div:has(> strong)')
    const field = page.getByRole('textbox')
    await open(file)
    await field.fill('Tell me a story')
    await field.press('Enter')
    const answer = await next()
    expect([answer.path, answer.asked]).toEqual(['/api/chat', ['user: Tell me a story']])
    expect(JSON.parse(answer.body)).toMatchObject({ model: 'openai:gpt-4o' })
    await expect(field).toHaveValue('')
    await expect(field).toBeDisabled()
    answer.say('Once ')
    await expect(rows).toHaveText(['user: Tell me a story', /^assistant:\s+Once/])
    answer.say('upon a time')
    await expect(rows.last()).toHaveText(/^assistant:\s+Once upon a time$/)
    await expect(field).toBeDisabled()
    answer.end()
    await expect(field).toBeEnabled()
    await field.fill('Go on')
    await field.press('Enter')
    expect((await next()).asked).toEqual([
      'user: Tell me a story',
      'assistant: Once upon a time',
      'user: Go on',
    ])
  })
}

test('Dexto: React Integration', async ({ next, open, page }) => {
  const button = page.getByRole('button')
  const response = page.locator('.message')
  const event = (type: string, fields: object): string =>
    `event: ${type}\ndata: ${JSON.stringify({ type, ...fields, sessionId: 's1' })}\n\n`
  await open('dexto-react.tsx')
  await page.getByRole('textbox').fill('Explain quantum computing')
  await button.click()
  const answer = await next()
  const asked = JSON.parse(answer.body)
  expect(answer.path).toBe('/chat/stream')
  expect(asked).toMatchObject({
    message: 'Explain quantum computing',
    sessionId: expect.stringMatching(/./),
  })
  await expect(button).toHaveText('Streaming...')
  await expect(button).toBeDisabled()
  await expect(page.getByRole('textbox')).toBeDisabled()
  answer.write(event('llm:thinking', {}))
  answer.write(event('llm:chunk', { content: 'Qubits ' }))
  await expect(response).toHaveText('Qubits')
  answer.write(event('llm:chunk', { content: 'are both.' }))
  await expect(response).toHaveText('Qubits are both.')
  answer.write(event('llm:response', { content: 'Qubits are both.' }))
  answer.close()
  await expect(button).toHaveText('Send')
  await expect(response).toHaveText('Qubits are both.')

  await page.getByRole('textbox').fill('Go on')
  await button.click()
  const second = await next()
  expect(JSON.parse(second.body)).toMatchObject({ message: 'Go on', sessionId: asked.sessionId })
  await expect(response).toHaveCount(0)
})

const tanstackAi = 'tanstack-ai-react.tsx'

test('TanStack AI: Client-Side Streaming', async ({ next, open, page }) => {
  const rows = rowsOf(page)
  const loading = page.getByRole('status')
  await open(tanstackAi)
  await expect(loading).toHaveCount(0)
  await page.getByRole('button', { name: 'Ask' }).click()
  const answer = await next()
  await expect(loading).toBeVisible()
  answer.say('Malmö lies ')
  await expect(rows).toHaveText(['user: Tell me of Malmö', 'assistant: Malmö lies'])
  answer.say('by the Öresund.')
  await expect(rows.last()).toHaveText('assistant: Malmö lies by the Öresund.')
  await expect(loading).toBeVisible()
  answer.end()
  await expect(loading).toHaveCount(0)
})

for (const connection of ['Server-Sent Events', 'HTTP Stream', 'Custom Stream']) {
  test(`TanStack AI: ${connection}`, async ({ next, open, page }) => {
    await open(tanstackAi, { connection })
    await page.getByRole('button', { name: 'Ask' }).click()
    const answer = await next()
    expect(answer.asked).toEqual(['user: Tell me of Malmö'])
    answer.say('By the ')
    await expect(rowsOf(page).last()).toHaveText('assistant: By the')
    answer.say('Öresund')
    answer.end()
    await expect(rowsOf(page).last()).toHaveText('assistant: By the Öresund')
    await expect(page.getByRole('status')).toHaveCount(0)
  })
}

test('TanStack AI: Monitoring Stream Progress', async ({ next, open, page }) => {
  const log: string[] = []
  page.on('console', message => log.push(message.text()))
  await open(tanstackAi)
  await page.getByRole('button', { name: 'Ask' }).click()
  const answer = await next()
  for (const piece of ['Malmö ', 'lies ', 'there']) {
    answer.say(piece)
    await expect(rowsOf(page).last()).toContainText(piece.trim())
  }
  const chunks = (): readonly string[] => log.filter(line => line === 'Received chunk: text-delta')
  await expect.poll(chunks).toHaveLength(3)
  answer.end()
  await expect.poll(() => log.at(-1)).toBe('Stream finished: Malmö lies there')
  expect(log.filter(line => line.startsWith('Stream finished'))).toHaveLength(1)
})

test('TanStack AI: Cancelling Streams', async ({ next, open, page }) => {
  await open(tanstackAi)
  await page.getByRole('button', { name: 'Ask' }).click()
  const answer = await next()
  answer.say('1 2 3')
  await expect(rowsOf(page).last()).toHaveText('assistant: 1 2 3')
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(page.getByRole('status')).toHaveCount(0)
  await expect(rowsOf(page).last()).toHaveText('assistant: 1 2 3')
  await expect.poll(() => answer.isCut()).toBe(true)
})

test('TanStack AI: Best Practices, handle errors', async ({ next, open, page }) => {
  await open(tanstackAi)
  await page.getByRole('button', { name: 'Ask' }).click()
  const answer = await next()
  answer.say('Half an ans')
  answer.send({ type: 'error', errorText: 'The model is overloaded' })
  await expect(page.getByRole('alert')).toHaveText('The model is overloaded')
  await expect(page.getByRole('status')).toHaveCount(0)
  await expect(rowsOf(page).last()).toHaveText('assistant: Half an ans')
})

test('TanStack AI: Best Practices, cancel on unmount', async ({ next, open, page }) => {
  await open(tanstackAi)
  await page.getByRole('button', { name: 'Ask' }).click()
  const answer = await next()
  answer.say('1 2 3')
  await expect(rowsOf(page).last()).toHaveText('assistant: 1 2 3')
  expect(answer.isCut()).toBe(false)
  await page.evaluate(() => window.leave())
  await expect(page.locator('#app')).toBeEmpty()
  await expect.poll(() => answer.isCut()).toBe(true)
})

for (const file of [
  'docs-react.tsx',
  'docs-preact.tsx',
  'docs-vue.vue',
  'docs-svelte.svelte',
  'docs-solid.tsx',
  'docs-lit.ts',
]) {
  test(`docs/frameworks.md: ${file} is a chat`, async ({ next, open, page }) => {
    const field = page.getByRole('textbox')
    await open(file)
    await field.fill('Hello')
    await field.press('Enter')
    const answer = await next()
    expect([answer.path, answer.asked]).toEqual(['/api/chat', ['user: Hello']])
    await expect(field).toHaveValue('')
    answer.say('Hello, ')
    await expect(rowsOf(page)).toHaveText(['user: Hello', 'assistant: Hello,'])
    answer.say('you')
    await expect(rowsOf(page).last()).toHaveText('assistant: Hello, you')
    expect(answer.isCut()).toBe(false)
    if (/preact|solid/.test(file)) await page.evaluate(() => window.leave())
    else await page.getByRole('button', { name: 'Stop' }).click()
    await expect(page.getByRole('button')).toHaveCount(0)
    await expect.poll(() => answer.isCut()).toBe(true)
  })
}
