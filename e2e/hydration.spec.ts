// Pages that a server has rendered, hydrated by each framework.

import { expect, type Page } from '@playwright/test'
import type { Message } from 'nanowire'
import type { Asked } from './hydration/chats.ts'
import type { HydrationHands } from './hydration/client.ts'
import { test as hydrationTest } from './serve-hydration.ts'

declare const window: HydrationHands

type Open = (asked: Omit<Asked, 'server'>) => Promise<void>

const test = hydrationTest.extend<{ open: Open }>({
  open: ({ origin, page, server }, use) =>
    use(async asked => {
      await page.goto(
        `${origin}?asked=${encodeURIComponent(JSON.stringify({ ...asked, server: server.url }))}`,
      )
    }),
})

// So many pages are quicker without.
test.use({ folder: 'hydration', trace: 'off' })

test.beforeEach(({ complaints, page }) => {
  // Some frameworks only warn of what the server has not rendered as they would.
  page.on('console', message => {
    if (message.type() === 'warning') complaints.push(message.text())
  })
})

const said = ['What is <b>?', 'An element.']

const frameworks = ['react', 'preact', 'vue', 'svelte', 'solid'] as const

for (const framework of frameworks) {
  test(`${framework}: a conversation that a server has rendered is kept, and goes on`, async ({
    next,
    open,
    page,
    server,
  }) => {
    const field = page.getByRole('textbox')
    const rows = page.getByRole('article')
    const status = page.getByRole('status')
    await open({ framework, whose: 'own', said })
    await expect(rows).toHaveText(said)
    expect(server.requests).toEqual([])
    await page.evaluate(() => window.hydrate())
    await ask(page, 'And <i>?')
    const answer = await next()
    expect(answer.asked).toEqual(['user: What is <b>?', 'assistant: An element.', 'user: And <i>?'])
    await expect(field).toHaveValue('')
    await expect(status).toHaveText('submitted')
    answer.say('Another')
    await expect(rows).toHaveText([...said, 'And <i>?', 'Another'])
    answer.say(' one.')
    await expect(rows.last()).toHaveText('Another one.')
    answer.end()
    await expect(status).toHaveText('ready')
    await ask(page, 'Count them')
    const second = await next()
    second.say('1 2 3')
    await expect(rows.last()).toHaveText('1 2 3')
    await page.getByRole('button', { name: 'Stop' }).click()
    await expect(rows.last()).toHaveAttribute('data-status', 'stopped')
    await expect(status).toHaveText('ready')
    await expect.poll(() => second.isCut()).toBe(true)
    const { added, lost } = await page.evaluate(() => window.elements())
    expect(lost).toEqual([])
    expect(added).toHaveLength(4)
  })

  test(`${framework}: a conversation that the page keeps is there after hydration`, async ({
    next,
    open,
    page,
  }) => {
    const rows = page.getByRole('article')
    await open({ framework, whose: 'given', said: [] })
    await page.evaluate(() => window.hydrate())
    expect(await page.evaluate(() => window.elements())).toEqual({ added: [], lost: [] })
    await ask(page, 'Remember me')
    const answer = await next()
    answer.say('I do')
    answer.end()
    await expect(rows).toHaveText(['Remember me', 'I do'])
    await expect(page.getByRole('status')).toHaveText('ready')
    await page.reload()
    await expect(page.getByRole('status')).toHaveText('ready')
    await expect(rows).toHaveCount(0)
    await page.evaluate(() => window.hydrate())
    await expect(rows).toHaveText(['Remember me', 'I do'])
    expect((await page.evaluate(() => window.elements())).lost).toEqual([])
    await ask(page, 'Still?')
    expect((await next()).asked).toEqual(['user: Remember me', 'assistant: I do', 'user: Still?'])
  })

  test(`${framework}: what has changed before hydration is shown after it`, async ({
    open,
    page,
  }) => {
    const rows = page.getByRole('article')
    const messages = [
      messageOf('m0', 'user', 'What is <b>?', 'complete'),
      messageOf('m1', 'assistant', 'An elem', 'stopped'),
      messageOf('m2', 'user', 'Go on', 'complete'),
    ]
    await open({ framework, whose: 'given', said })
    await page.evaluate(change => window.hydrate(change), { messages, input: 'A draft' })
    await expect(rows).toHaveText(['What is <b>?', 'An elem', 'Go on'])
    await expect(rows.nth(1)).toHaveAttribute('data-status', 'stopped')
    await expect(page.getByRole('textbox')).toHaveValue('A draft')
    const { added, lost } = await page.evaluate(() => window.elements())
    expect(lost).toEqual([])
    expect(added).toHaveLength(1)
  })
}

test('a server that has rendered asks nobody and listens to nothing', async ({
  render,
  server,
}) => {
  for (const framework of frameworks) {
    const asked = { framework, said, server: server.url }
    const own = await render({ ...asked, whose: 'own' })
    expect(own.body, framework).toContain('An element.')
    const { body, listeners } = await render({ ...asked, whose: 'given' })
    expect(body, framework).toBe(own.body)
    await expect.poll(listeners, framework).toBe(0)
  }
  expect(server.requests).toEqual([])
})

async function ask(page: Page, prompt: string): Promise<void> {
  await page.getByRole('textbox').fill(prompt)
  await page.getByRole('textbox').press('Enter')
}

function messageOf(
  id: string,
  role: Message['role'],
  content: string,
  status: Message['status'],
): Message {
  return {
    id,
    role,
    content,
    status,
    parts: [{ type: 'text', text: content, state: 'done' }],
    createdAt: 0,
  }
}
