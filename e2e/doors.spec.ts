import { expect, type Locator, type Page } from '@playwright/test'
import type { Hands, ViewName } from './doors/chats.ts'
import type { LifeHands } from './doors/react-life.tsx'
import { test as doorTest } from './serve-doors.ts'

declare const window: Hands & LifeHands

/** One view of a chat, as its user knows it. */
interface View {
  readonly field: Locator
  readonly status: Locator
  readonly alert: Locator
  readonly rows: Locator
  readonly answer: Locator
  ask(prompt: string): Promise<void>
  press(name: string): Promise<void>
}

interface DoorPage {
  open(door: string, more?: Readonly<Record<string, string>>): Promise<void>
  reload(): Promise<void>
  /** Makes the page show these views, in the place of those before. */
  show(...views: readonly ViewName[]): Promise<void>
  renders(): Promise<readonly number[]>
  view(index?: number): View
}

const test = doorTest.extend<{ doors: DoorPage }>({
  doors: ({ origin, page, server }, use) =>
    use({
      async open(door, more) {
        await page.goto(`${origin}?${new URLSearchParams({ door, server: server.url, ...more })}`)
        await expect(viewOf(page, 0).status).toHaveText('ready')
      },
      async reload() {
        await page.reload()
        await expect(viewOf(page, 0).status).toHaveText('ready')
      },
      show: (...views) => page.evaluate(shown => window.show(...shown), views),
      renders: () => page.evaluate(() => window.renders()),
      view: (index = 0) => viewOf(page, index),
    }),
})

function viewOf(page: Page, index: number): View {
  const region = page.getByRole('region', { name: 'Chat' }).nth(index)
  const field = region.getByRole('textbox', { name: 'Message' })
  const press = (name: string): Promise<void> => region.getByRole('button', { name }).click()
  const rows = region.getByRole('article')
  return {
    field,
    status: region.getByRole('status'),
    alert: region.getByRole('alert'),
    rows,
    answer: rows.last(),
    press,
    async ask(prompt) {
      await field.fill(prompt)
      await press('Send')
    },
  }
}

// So many pages are quicker without.
test.use({ trace: 'off' })

const doorNames = ['none', 'react', 'vue', 'svelte', 'solid', 'preact', 'lit']

for (const door of doorNames) {
  test(`${door}: an answer is shown as it comes, and what is finished is left alone`, async ({
    doors,
    next,
  }) => {
    const view = doors.view()
    await doors.open(door)
    await view.ask('Tell me a story')
    const answer = await next()
    expect(answer.asked).toEqual(['user: Tell me a story'])
    await expect(view.field).toHaveValue('')
    await expect(view.status).toHaveText('submitted')
    answer.say('Once ')
    await expect(view.rows).toHaveText(['Tell me a story', 'Once '])
    await expect(view.status).toHaveText('streaming')
    answer.say('upon a time')
    await expect(view.answer).toHaveText('Once upon a time')
    answer.end()
    await expect(view.status).toHaveText('ready')
    await expect(view.answer).toHaveAttribute('data-status', 'complete')

    await view.ask('Go on')
    const second = await next()
    expect(second.asked).toHaveLength(3)
    second.say('and ')
    await expect(view.answer).toHaveText('and ')
    await expect(view.status).toHaveText('streaming')
    const before = await doors.renders()
    for (const piece of ['then ', 'it ', 'ended']) {
      second.say(piece)
      await expect(view.answer).toContainText(piece)
    }
    const after = await doors.renders()
    second.end()
    await expect(view.status).toHaveText('ready')
    expect(after.slice(0, 3)).toEqual(before.slice(0, 3))
    expect(after).toHaveLength(4)
    expect(after[3]).toBeGreaterThan(before[3]!)
  })

  test(`${door}: Stop closes the connection and keeps the text`, async ({ doors, next }) => {
    const view = doors.view()
    await doors.open(door)
    await view.ask('Count')
    const answer = await next()
    answer.say('1 2 3')
    await expect(view.answer).toHaveText('1 2 3')
    await view.press('Stop')
    await expect(view.answer).toHaveAttribute('data-status', 'stopped')
    await expect(view.answer).toHaveText('1 2 3')
    await expect(view.status).toHaveText('ready')
    await expect.poll(() => answer.isCut()).toBe(true)
  })

  test(`${door}: a failure is told, and asking again mends it`, async ({ doors, next }) => {
    const view = doors.view()
    await doors.open(door)
    await view.ask('Hello?')
    const refused = await next()
    refused.refuse(503, 'The model is overloaded')
    await expect(view.alert).toContainText('The model is overloaded')
    await expect(view.status).toHaveText('error')
    await expect(view.rows).toHaveText(['Hello?'])
    await view.press('Retry')
    const answer = await next()
    expect(answer.asked).toEqual(['user: Hello?'])
    await expect(view.alert).toHaveCount(0)
    answer.say('Yes')
    answer.end()
    await expect(view.rows).toHaveText(['Hello?', 'Yes'])
    await expect(view.status).toHaveText('ready')
  })

  test(`${door}: an answer goes on while nothing shows it`, async ({ doors, next }) => {
    const view = doors.view()
    await doors.open(door)
    await view.ask('Tell me a story')
    const answer = await next()
    answer.say('Once ')
    await expect(view.answer).toHaveText('Once ')
    await doors.show()
    await expect(view.rows).toHaveCount(0)
    answer.say('upon ')
    await doors.show('one')
    await expect(view.answer).toHaveText('Once upon ')
    await expect(view.status).toHaveText('streaming')
    answer.say('a time')
    await expect(view.answer).toHaveText('Once upon a time')
    await doors.show()
    answer.end()
    await doors.show('one')
    await expect(view.status).toHaveText('ready')
    await expect(view.answer).toHaveAttribute('data-status', 'complete')
  })

  test(`${door}: two views of one chat show the same`, async ({ doors, next }) => {
    const [left, right] = [doors.view(0), doors.view(1)]
    await doors.open(door, { views: 'one,one' })
    await left.field.fill('Draft')
    await expect(right.field).toHaveValue('Draft')
    await right.ask('Hello')
    const answer = await next()
    await expect(left.field).toHaveValue('')
    answer.say('Hello, ')
    for (const view of [left, right]) await expect(view.rows).toHaveText(['Hello', 'Hello, '])
    await left.press('Stop')
    for (const view of [left, right]) {
      await expect(view.status).toHaveText('ready')
      await expect(view.answer).toHaveAttribute('data-status', 'stopped')
    }
  })

  test(`${door}: two chats stream at once, and each stays its own when a view turns to the other`, async ({
    doors,
    next,
  }) => {
    const view = doors.view()
    await doors.open(door)
    await view.ask('First')
    const first = await next()
    first.say('One')
    await expect(view.answer).toHaveText('One')
    await view.field.fill('A draft')
    await doors.show('two')
    await expect(view.rows).toHaveCount(0)
    await expect(view.status).toHaveText('ready')
    await expect(view.field).toHaveValue('')
    await view.ask('Second')
    const second = await next()
    expect([first.path, second.path]).toEqual(['/one', '/two'])
    expect(second.asked).toEqual(['user: Second'])
    first.say(', still one')
    second.say('Two')
    await expect(view.rows).toHaveText(['Second', 'Two'])
    await doors.show('one', 'two')
    await expect(view.rows).toHaveText(['First', 'One, still one'])
    await expect(view.field).toHaveValue('A draft')
    await expect(doors.view(1).rows).toHaveText(['Second', 'Two'])
    second.end()
    await expect(doors.view(1).status).toHaveText('ready')
    await expect(view.status).toHaveText('streaming')
    first.end()
    await expect(view.status).toHaveText('ready')
  })

  test(`${door}: a person answers a tool’s call, and the answer goes on`, async ({
    doors,
    next,
  }) => {
    const view = doors.view()
    await doors.open(door)
    await view.ask('Do I need an umbrella?')
    const asked = await next()
    asked.say('Let me ask. ')
    asked.send(call('look'))
    asked.end()
    await view.press('Answer look')
    const answer = await next()
    expect(answer.body).toContain('"output":"rain"')
    answer.say('Take one.')
    answer.end()
    await expect(view.answer).toContainText('Let me ask. Take one.')
    await expect(view.rows).toHaveCount(2)
    await expect(view.status).toHaveText('ready')
  })

  test(`${door}: a person allows a call, and denies another`, async ({ doors, next }) => {
    const view = doors.view()
    await doors.open(door)
    await view.ask('Delete them')
    for (const [index, choice] of ['Allow', 'Deny'].entries()) {
      const asked = await next()
      const toolCallId = `call_${index}`
      asked.send(call('delete', toolCallId))
      asked.send({ type: 'tool-approval-request', approvalId: `approval_${index}`, toolCallId })
      asked.end()
      await view.press(choice)
    }
    const answer = await next()
    expect(answer.body).toContain('"approved":true')
    expect(answer.body).toContain('"approved":false')
    answer.say('So be it.')
    answer.end()
    await expect(view.answer).toContainText('So be it.')
    await expect(view.status).toHaveText('ready')
  })

  test(`${door}: a conversation is there again after a reload`, async ({ doors, next }) => {
    const view = doors.view()
    await doors.open(door)
    await view.ask('Remember me')
    const answer = await next()
    answer.say('I do')
    answer.end()
    await expect(view.status).toHaveText('ready')
    await doors.reload()
    await expect(view.rows).toHaveText(['Remember me', 'I do'])
    await view.ask('Still?')
    expect((await next()).asked).toEqual(['user: Remember me', 'assistant: I do', 'user: Still?'])
  })

  test(`${door}: a chat of the component’s own ends with it`, async ({ doors, next }) => {
    const view = doors.view()
    await doors.open(door, { views: 'own' })
    await view.ask('Hello')
    const answer = await next()
    answer.say('Hello')
    await expect(view.rows).toHaveText(['Hello', 'Hello'])
    await doors.show('own', 'one')
    answer.say(' again')
    await expect(view.answer).toHaveText('Hello again')
    expect(answer.isCut()).toBe(false)
    await doors.show('one')
    await expect.poll(() => answer.isCut()).toBe(true)
    await doors.show('own')
    await expect(view.rows).toHaveCount(0)
  })
}

test('lit: an element that was out of the page shows what has come meanwhile', async ({
  doors,
  next,
  page,
}) => {
  const moved = doors.view(0)
  await doors.open('lit', { views: 'one,one' })
  await moved.ask('Tell me a story')
  const answer = await next()
  answer.say('Once ')
  await expect(moved.answer).toHaveText('Once ')
  const element = await page.locator('chat-view').first().elementHandle()
  await element!.evaluate(view => view.remove())
  answer.say('upon a time')
  answer.end()
  const other = doors.view(0)
  await expect(other.answer).toHaveText('Once upon a time')
  await expect(other.status).toHaveText('ready')
  await element!.evaluate(view => document.querySelector('#app')!.prepend(view))
  await expect(page.locator('chat-view')).toHaveCount(2)
  await expect(moved.status).toHaveText('ready')
  await expect(moved.answer).toHaveText('Once upon a time')
})

function call(toolName: string, toolCallId = 'call_1'): object {
  return { type: 'tool-input-available', toolCallId, toolName, input: {} }
}

test.describe('react: a component’s own chat', () => {
  test('begins anew where the id is another, and leaves the former', async ({
    doors,
    next,
    page,
  }) => {
    const view = doors.view()
    await doors.open('react-life')
    await view.ask('First')
    const first = await next()
    first.say('One')
    await expect(view.answer).toHaveText('One')
    await page.evaluate(() => window.live({ id: 'second' }))
    await expect(view.rows).toHaveCount(0)
    await expect.poll(() => first.isCut()).toBe(true)
    await view.ask('Second')
    expect((await next()).path).toBe('/second/a')
  })

  test('has the callbacks and the connection of the latest render', async ({
    doors,
    next,
    page,
  }) => {
    const view = doors.view()
    await doors.open('react-life')
    await page.evaluate(() => window.live({ label: 'b' }))
    await view.ask('Hello')
    const answer = await next()
    expect(answer.path).toBe('/first/b')
    await page.evaluate(() => window.live({ label: 'c' }))
    answer.say('Hello')
    answer.end()
    await expect(view.status).toHaveText('ready')
    expect(await page.evaluate(() => window.finished)).toEqual(['c: Hello'])
  })

  test('keeps its messages while it is hidden, and can go on when it is shown', async ({
    doors,
    next,
    page,
  }) => {
    const view = doors.view()
    await doors.open('react-life')
    await view.ask('Hello')
    const answer = await next()
    answer.say('Good day')
    await expect(view.answer).toHaveText('Good day')
    await page.evaluate(() => window.live({ hidden: true }))
    await expect.poll(() => answer.isCut()).toBe(true)
    await page.evaluate(() => window.live({ hidden: false }))
    await expect(view.answer).toHaveAttribute('data-status', 'stopped')
    await view.ask('Again')
    expect((await next()).asked).toEqual(['user: Hello', 'assistant: Good day', 'user: Again'])
  })

  test('wakes nothing that has not read what changes', async ({ doors, next, page }) => {
    const view = doors.view()
    await doors.open('react-life')
    await view.ask('Hello')
    const answer = await next()
    await expect(view.field).toHaveValue('')
    const before = await page.evaluate(() => window.composed())
    expect(before).toBeGreaterThan(0)
    for (const piece of ['One', ' two', ' three']) {
      answer.say(piece)
      await expect(view.answer).toContainText(piece)
    }
    answer.end()
    await expect(view.status).toHaveText('ready')
    expect(await page.evaluate(() => window.composed())).toBe(before)
  })

  test('shows one value in every commit of a render that is interrupted', async ({
    doors,
    page,
  }) => {
    await doors.open('react-life')
    const { commits, writes } = await page.evaluate(() => window.race())
    expect(writes).toBeGreaterThan(1)
    expect(commits.length).toBeGreaterThan(0)
    for (const commit of commits) expect(commit).toMatch(/^\d+$/)
  })
})
