// The chat of the demo, as its reader has it in hand.

import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Locator, Page } from '@playwright/test'
import { expect, test as base } from './chat-page.ts'
import { longAnswer } from './long-answer.ts'
import { servePage } from './serve-page.ts'
import { serveByHand, type Answer, type ServerByHand } from './servers/by-hand.ts'

interface Fixtures {
  readonly server: ServerByHand
  /** The page, open on that server. */
  readonly log: Locator
  /** Asks, and gives the request that comes of it. */
  readonly ask: (question: string) => Promise<Answer>
}

const test = base.extend<Fixtures>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright takes nothing but a pattern here.
  server: async ({}, use) => {
    const server = await serveByHand()
    await use(server)
    await server.close()
  },

  log: async ({ chat, page, server }, use) => {
    await chat.open({ url: `${server.url}/api/chat` })
    await use(page.getByRole('log', { name: 'Conversation' }))
  },

  ask: ({ chat, server }, use) =>
    use(async question => {
      await chat.ask(question)
      return server.next()
    }),
})

test.use({
  expectedInConsole: /^Failed to load resource: /,
  permissions: ['clipboard-read', 'clipboard-write'],
  trace: 'off',
})

const field = (page: Page): Locator => page.getByRole('textbox', { name: 'Message' })
const button = (page: Page | Locator, name: string): Locator =>
  page.getByRole('button', { name, exact: true })
const copied = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText())

test('Markdown keeps its nodes while it is written, and makes few of them twice', async ({
  ask,
  chat,
  log,
  page,
}) => {
  const answer = await ask('Explain')
  await log.evaluate(element => {
    const seen: Element[] = []
    let added = 0
    new MutationObserver(records => {
      for (const { addedNodes } of records) added += addedNodes.length
      for (const block of element.querySelectorAll('.block')) {
        if (!seen.includes(block)) seen.push(block)
      }
    }).observe(element, { childList: true, characterData: true, subtree: true })
    Object.assign(window, { findings: () => ({ seen, added }) })
  })
  for (let at = 0; at < longAnswer.length; at += 23) answer.say(longAnswer.slice(at, at + 23))
  answer.end()
  await expect(chat.answer).toHaveAttribute('data-status', 'complete')

  const { isSame, blocks, added, nodes } = await log.evaluate(element => {
    const { findings } = window as unknown as {
      findings(): { readonly seen: readonly Element[]; readonly added: number }
    }
    const shown = [...element.querySelectorAll('.block')]
    const { seen, added: count } = findings()
    const walker = document.createTreeWalker(element.querySelector('.messages')!)
    let all = 0
    while (walker.nextNode()) all += 1
    return {
      isSame: shown.length === seen.length && shown.every((block, index) => block === seen[index]),
      blocks: shown.length,
      added: count,
      nodes: all,
    }
  })
  expect(blocks).toBeGreaterThan(10)
  expect(isSame).toBe(true)
  // However many pieces come: some have to be made anew, such as the items of a list that grows loose.
  expect(added).toBeLessThan(2 * nodes)

  await expect(log.getByRole('heading', { name: 'The three layers' })).toHaveJSProperty(
    'tagName',
    'H3',
  )
  await expect(log.getByRole('cell', { name: 'yes' })).toHaveAttribute('align', 'right')
  await expect(log.locator('ol[start="4"]')).toContainText('goes on')
  await expect(log.getByRole('link', { name: 'the standard' })).toHaveAttribute(
    'rel',
    'noopener noreferrer',
  )
  const code = log.getByRole('figure', { name: 'Code, ts' })
  await button(code, 'Copy').click()
  await expect(code).toContainText('Copied')
  expect(await copied(page)).toMatch(/^import \{ createChat,[^`]+a story'\)$/)
})

test('what a model writes is never run, loaded or followed', async ({ ask, chat, log, page }) => {
  const asked: string[] = []
  page.on('request', request => asked.push(request.url()))
  const answer = await ask('Attack')
  asked.length = 0
  answer.say(
    'A <script>globalThis.isRun = 1</script> <img src="https://evil.test/a" onerror="isRun=1"> ' +
      '![cat](https://evil.test/b) [click](javascript:isRun=1) [tel](data:text/html,x) ' +
      '<a href="javascript:isRun=1">raw</a> <b style="color:red" onclick="isRun=1">bold</b> H<sub>2</sub>O',
  )
  answer.end()
  await expect(chat.answer).toHaveAttribute('data-status', 'complete')
  await expect(chat.answer).toContainText('<script>globalThis.isRun = 1</script>')
  await expect(log.locator('.prose sub')).toHaveText('2')
  const links = log.locator('.prose a')
  expect(await links.evaluateAll(all => all.map(link => link.getAttribute('href')))).toEqual([
    'https://evil.test/b',
    null,
    null,
  ])
  await links.nth(1).click({ force: true })
  expect(await log.locator('.prose :is(script, img, [style], [onclick])').count()).toBe(0)
  expect(await page.evaluate('globalThis.isRun')).toBeUndefined()
  expect(asked).toEqual([])
})

test('thoughts are open while they are written, and then as the reader wants them', async ({
  ask,
  log,
  chat,
}) => {
  const think = (answer: Answer): void =>
    answer.send(
      { type: 'reasoning-start', id: 'r' },
      { type: 'reasoning-delta', id: 'r', delta: 'It is *prime*.' },
    )
  const answer = await ask('Is 7 prime?')
  think(answer)
  const thoughts = log.locator('details.reasoning')
  await expect(thoughts).toHaveAttribute('open')
  await expect(thoughts.locator('em')).toHaveText('prime')
  answer.send({ type: 'reasoning-end', id: 'r' })
  answer.say('Yes.')
  await expect(thoughts).not.toHaveAttribute('open')
  await thoughts.locator('summary').click()
  answer.say(' It is.')
  answer.end()
  await expect(chat.answer).toHaveAttribute('data-status', 'complete')
  await expect(thoughts).toHaveAttribute('open')
})

test('a tool asks with its input as it grows, and runs in the page once it is approved', async ({
  ask,
  chat,
  log,
  page,
  server,
}) => {
  const answer = await ask('Make it dark')
  const card = log.getByRole('group', { name: 'Tool setColorScheme' })
  const call = { toolCallId: 'c', toolName: 'setColorScheme' }
  answer.send({ type: 'tool-input-start', ...call })
  answer.send({ type: 'tool-input-delta', toolCallId: 'c', inputTextDelta: '{"sche' })
  await expect(card).toContainText('being called')
  await expect(card.locator('dd').first()).toHaveText('{"sche')
  answer.send({ type: 'tool-input-available', ...call, input: { scheme: 'dark' } })
  answer.end()

  await expect(card).toContainText('waiting for you')
  await expect(page.locator('#announcer')).toContainText(
    'May the assistant use setColorScheme? Approve or deny.',
  )
  await button(card, 'Approve').focus()
  await page.keyboard.press('Enter')
  const goesOn = await server.next()
  expect(goesOn.body).toContain('"output":{"scheme":"dark"}')
  await expect(page.locator('html')).toHaveAttribute('data-scheme', 'dark')
  await expect(card).toContainText('done')
  await expect(button(card, 'Approve')).toHaveCount(0)
  await expect(log).toBeFocused()
  goesOn.say('Now it is dark.')
  goesOn.end()
  await expect(chat.answer).toContainText('Now it is dark.')
  await expect(log.locator('article[data-role=assistant]')).toHaveCount(1)

  const second = await ask('And light again')
  second.send({ type: 'tool-input-available', ...call, toolCallId: 'd', input: {} })
  second.end()
  await button(log, 'Deny').click()
  const refused = await server.next()
  refused.say('As you like.')
  refused.end()
  await expect(card.last()).toContainText('refused')

  const third = await ask('And dark again')
  third.send({ type: 'tool-input-start', ...call, toolCallId: 'e' })
  await expect(card.last()).toContainText('being called')
  await page.keyboard.press('Escape')
  await expect(card.last()).toContainText('stopped')
  await expect(page.locator('html')).toHaveAttribute('data-scheme', 'dark')
})

test('files are attached, shown, removed and sent; one that is too long comes back', async ({
  ask,
  log,
  page,
  server,
}) => {
  const files = page.getByRole('list', { name: 'Files to send' })
  const image = await page.screenshot({ clip: { x: 0, y: 0, width: 60, height: 40 } })
  const chosen = page.waitForEvent('filechooser')
  await button(page, 'Attach files').click()
  await (
    await chosen
  ).setFiles([
    { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('Notes ✓') },
    { name: 'dot.png', mimeType: 'image/png', buffer: image },
  ])
  await expect(files.getByRole('img', { name: 'dot.png' })).toBeVisible()
  for (const way of ['paste', 'drop']) {
    await page.evaluate(event => {
      const data = new DataTransfer()
      data.items.add(new File(['abc'], `${event}.txt`, { type: 'text/plain' }))
      const given = { bubbles: true, cancelable: true, clipboardData: data, dataTransfer: data }
      const target = document.querySelector(event === 'paste' ? '#message' : '#messages')!
      if (event === 'drop') target.dispatchEvent(new DragEvent('dragenter', given))
      const Kind = event === 'paste' ? ClipboardEvent : DragEvent
      target.dispatchEvent(new Kind(event, given))
    }, way)
  }
  await expect(page.locator('.dropping')).toHaveCount(0)
  await expect(files.getByRole('listitem')).toHaveText([
    /^notes\.txt9 B$/,
    /^dot\.png/,
    /^paste\.txt3 B$/,
    /^drop\.txt3 B$/,
  ])
  await button(files, 'Remove paste.txt').click()
  await expect(field(page)).toBeFocused()
  await button(files, 'Remove drop.txt').click()

  const answer = await ask('What are these?')
  expect(answer.body).toContain('data:text/plain;base64,Tm90ZXMg4pyT')
  expect(answer.body).toContain('"filename":"dot.png"')
  await expect(files).toBeHidden()
  const question = log.locator('article[data-role=user]').last()
  await expect(question.getByRole('link', { name: 'notes.txt' })).toHaveAttribute(
    'download',
    'notes.txt',
  )
  await expect(question.locator('canvas')).toBeVisible()
  answer.say('A text and a picture.')
  answer.end()

  await button(question, 'Edit').click()
  await page.getByRole('textbox', { name: 'Your question' }).fill('And now?')
  await button(page, 'Ask again').click()
  const again = await server.next()
  expect(again.body).toContain('"filename":"dot.png"')
  again.end()

  await page.locator('#files').setInputFiles({
    name: 'huge.bin',
    mimeType: 'application/octet-stream',
    buffer: Buffer.alloc(4_000_001),
  })
  await field(page).fill('Too much?')
  await field(page).press('Enter')
  await expect(page.getByRole('alert')).toContainText('huge.bin is longer than 4000000 bytes')
  await expect(field(page)).toHaveValue('Too much?')
  await expect(files).toContainText('huge.bin')
})

test('Enter sends, Shift and Enter break, a word under composition is left alone, Escape stops', async ({
  log,
  page,
  server,
  chat,
}) => {
  await expect(log).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to the message' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(field(page)).toBeFocused()
  await field(page).fill('One')
  await field(page).press('Shift+Enter')
  await field(page).pressSequentially('two')
  for (const init of [{ isComposing: true }, { keyCode: 229 }]) {
    await field(page).evaluate((element, given) => {
      const event = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, ...given })
      element.dispatchEvent(event)
    }, init)
  }
  await expect(log.locator('article')).toHaveCount(0)
  await field(page).press('Enter')
  const answer = await server.next()
  expect(answer.asked).toEqual(['user: One\ntwo'])
  answer.say('1, 2')
  await expect(chat.answer).toContainText('1, 2')
  await page.keyboard.press('Escape')
  await expect(chat.answer).toContainText('Stopped by you.')
  await expect(field(page)).toBeFocused()
  await expect.poll(() => answer.isCut()).toBe(true)
})

test('what is sent during an answer waits, can be taken back, and is sent from where it is held', async ({
  ask,
  chat,
  log,
  page,
  server,
}) => {
  const waiting = page.getByRole('region', { name: 'Waiting messages' })
  const answer = await ask('First')
  answer.say('One')
  await expect(button(page, 'Stop')).toBeVisible()
  const voice = page.locator('#announcer')
  await chat.ask('Second')
  await expect(voice).toContainText('Waiting for the end of the answer.')
  await chat.ask('Third')
  await expect(waiting.getByRole('listitem')).toHaveText(['Second', 'Third'])
  await expect(waiting).toContainText('Sent after this answer')
  await button(waiting, 'Take back').last().click()
  await expect(waiting.getByRole('listitem')).toHaveText(['Second'])
  await expect(voice).toContainText('Taken back.')
  await expect(field(page)).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(waiting).toContainText('Held back')
  await button(waiting, 'Ask now').click()
  const second = await server.next()
  expect(second.asked.at(-1)).toBe('user: Second')
  await expect(waiting).toBeHidden()
  second.say('Two')
  second.end()
  await expect(log.locator('article')).toHaveCount(4)
})

test('the newest is followed until the reader scrolls up, and again when asked', async ({
  ask,
  log,
  page,
}) => {
  const end = (): Promise<number> =>
    log.evaluate(element => element.scrollHeight - element.clientHeight - element.scrollTop)
  const newest = button(page, 'Newest')
  const answer = await ask('Explain at length')
  answer.say(longAnswer)
  await expect(log.getByText('Press Escape')).toBeVisible()
  await expect.poll(end).toBeLessThan(2)
  await log.hover()
  await page.mouse.wheel(0, -400)
  await expect(newest).toBeVisible()
  const top = await log.evaluate(element => element.scrollTop)
  answer.say('\n\nAnd more.\n\nAnd more still.')
  await expect(log.getByText('And more still.')).toBeAttached()
  expect(await log.evaluate(element => element.scrollTop)).toBe(top)
  await newest.click()
  await expect.poll(end).toBeLessThan(2)
  answer.say('\n\nThe last.')
  await expect(log.getByText('The last.')).toBeVisible()
  await expect(newest).toBeHidden()
  await expect.poll(end).toBeLessThan(2)
})

test('a question is changed, an answer asked for again, and its versions are kept', async ({
  ask,
  chat,
  log,
  page,
  server,
}) => {
  const say = (answer: Answer, text: string, seen = text): Promise<void> => {
    answer.say(text)
    answer.end()
    return expect(chat.answer).toContainText(seen)
  }
  await say(await ask('Name a prime'), 'Two **is** one', 'Two is one')
  await button(chat.answer, 'Copy').click()
  await expect.poll(() => copied(page)).toBe('Two **is** one')

  await button(chat.answer, 'Regenerate').click()
  await say(await server.next(), 'Three')
  const versions = log.getByRole('group', { name: 'Versions of this answer' })
  await expect(versions).toHaveText('2/2')
  await button(versions, 'Previous version').focus()
  await page.keyboard.press('Enter')
  await expect(chat.answer).toContainText('Two is one')
  await expect(versions).toHaveText('1/2')
  await expect(page.locator('#announcer')).toContainText('Version 1 of 2.')
  await expect(button(versions, 'Previous version')).toBeFocused()
  await button(versions, 'Next version').click()
  await expect(chat.answer).toContainText('Three')

  const edit = button(log.locator('article[data-role=user]'), 'Edit')
  const question = page.getByRole('textbox', { name: 'Your question' })
  await edit.click()
  await expect(question).toBeFocused()
  await expect(question).toHaveValue('Name a prime')
  await question.fill('Never mind')
  await page.keyboard.press('Escape')
  await expect(question).toHaveCount(0)
  await expect(edit).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(question).toHaveValue('Name a prime')
  await question.fill('Name two primes')
  await page.keyboard.press('Enter')
  const changed = await server.next()
  expect(changed.asked).toEqual(['user: Name two primes'])
  await say(changed, 'Five, seven')
  await expect(log.locator('article')).toHaveCount(2)
})

test('a draft outlives a reload', async ({ log, page }) => {
  await expect(log).toBeVisible()
  await field(page).fill('Half a thou')
  await page.reload()
  await expect(field(page)).toHaveValue('Half a thou')
  await expect(button(page, 'Send')).toBeEnabled()
})

test('a failure is told, and there is a way on', async ({ ask, chat, page, server, log }) => {
  const answer = await ask('Anyone there?')
  answer.refuse(404, 'Nobody')
  await expect(chat.alert).toContainText('There is no chat at this address')
  const tryAgain = button(chat.alert, 'Try again')
  await tryAgain.focus()
  await page.keyboard.press('Enter')
  const second = await server.next()
  expect(second.asked).toEqual(['user: Anyone there?'])
  await expect(chat.alert).toHaveCount(0)
  await expect(log).toBeFocused()
  second.say('Here I am.')
  second.end()
  await expect(chat.answer).toContainText('Here I am.')
})

test('a question without a network waits for it, and says so', async ({ ask, chat, log, page }) => {
  await expect(log).toBeVisible()
  await page.context().setOffline(true)
  const answered = ask('Anyone there?')
  const waiting = 'Offline: waiting for the network'
  await expect(page.locator('#progress')).toHaveText(waiting)
  await expect(page.locator('#announcer')).toContainText(waiting)
  await page.context().setOffline(false)
  const answer = await answered
  answer.say('Here I am.')
  answer.end()
  await expect(chat.answer).toContainText('Here I am.')
})

test('an answer is read out by sentences, and not its code', async ({ ask, chat, log, page }) => {
  await expect(log).toHaveAttribute('aria-live', 'off')
  const voice = page.locator('#announcer')
  await voice.evaluate(element => {
    const heard: string[] = []
    Object.assign(window, { heard })
    new MutationObserver(records => {
      for (const { addedNodes } of records)
        heard.push(...[...addedNodes].map(node => node.textContent!))
    }).observe(element, { childList: true })
  })
  const answer = await ask('Speak')
  for (const word of 'It is **bold** to speak. So we do, '.match(/\S+ /g)!) answer.say(word)
  await expect(chat.answer).toContainText('So we do,')
  for (const word of 'slowly.\n\n```ts\nlet a = 1\n```\n\nDone.'.match(/\s*\S+/g)!) answer.say(word)
  answer.send({ type: 'text-start', id: 'u' }, { type: 'text-delta', id: 'u', delta: 'So it is.' })
  answer.end()
  await expect(voice).toContainText('The answer is complete.')
  const heard = await page.evaluate('heard')
  expect(heard).toEqual(expect.arrayContaining(['Sent. Waiting for the answer.']))
  const said = (heard as string[]).slice(1, -1)
  expect(said.join(' ')).toBe('It is bold to speak. So we do, slowly. Code. Done. So it is.')
  for (const piece of said) expect(piece).toMatch(/\.$/)
})

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds on the page as it is. */
async function complaints(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe)
  return page.evaluate(async () => {
    const { axe: found } = window as unknown as {
      readonly axe: {
        run(): Promise<{
          readonly violations: readonly {
            readonly id: string
            readonly impact: string
            readonly nodes: readonly { readonly html: string }[]
          }[]
        }>
      }
    }
    const { violations } = await found.run()
    return violations.flatMap(({ id, impact, nodes }) =>
      nodes.map(({ html }) => `${impact} ${id}: ${html}`),
    )
  })
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in any state, ${colorScheme}`, async ({ ask, chat, log, page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const found: Record<string, readonly string[]> = {}
    await expect(log).toBeVisible()
    found.empty = await complaints(page)
    const answer = await ask('How?')
    found.waiting = await complaints(page)
    answer.send(
      { type: 'reasoning-start', id: 'r' },
      { type: 'reasoning-delta', id: 'r', delta: 'Let me see.' },
    )
    await chat.ask('And then?')
    await expect(page.locator('.reasoning')).toBeVisible()
    found.thinking = await complaints(page)
    answer.send({ type: 'reasoning-end', id: 'r' })
    answer.say(longAnswer)
    await expect(chat.answer).toContainText('Press Escape')
    found.streaming = await complaints(page)
    await button(page, 'Take back').click()
    answer.send(
      { type: 'source-url', sourceId: 's', url: 'https://example.com/', title: 'A source' },
      { type: 'tool-input-available', toolCallId: 'c', toolName: 'setColorScheme', input: {} },
    )
    answer.end()
    await expect(button(page, 'Approve')).toBeVisible()
    await button(log.locator('article[data-role=user]'), 'Edit').click()
    await page.locator('#files').setInputFiles({
      name: 'notes.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('x'),
    })
    found.approval = await complaints(page)
    const failing = await ask('And now?')
    failing.refuse(404, 'Nobody')
    await expect(chat.alert).toBeVisible()
    found.error = await complaints(page)
    for (const [state, of] of Object.entries(found))
      expect({ [state]: of }).toEqual({ [state]: [] })
  })
}

test('on a phone nothing is wider than the page, and scripts run their own way', async ({
  ask,
  chat,
  log,
  page,
}) => {
  await page.setViewportSize({ width: 320, height: 640 })
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const answer = await ask('Explain')
  await expect(page.locator('.dots')).toHaveCSS('animation-name', 'none')
  answer.say(longAnswer)
  answer.end()
  await expect(chat.answer).toHaveAttribute('data-status', 'complete')
  for (const element of [page.locator('html'), log]) {
    expect(
      await element.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth),
    ).toBe(0)
  }
  // What is below the fold of the conversation makes no page to scroll of it.
  await ask('And then?')
  await log.evaluate(element => element.scrollTo(0, 0))
  expect(await page.locator('html').evaluate(html => html.scrollHeight - html.clientHeight)).toBe(0)
  // A window that is enlarged to 400 % is as low as this, and still there is a conversation in it.
  await page.setViewportSize({ width: 320, height: 200 })
  expect(await log.evaluate(element => element.clientHeight)).toBeGreaterThan(100)
  await expect(log.locator('.block', { hasText: 'قطعةً' })).toHaveCSS('direction', 'rtl')
  await expect(log.locator('.block', { hasText: '東京' })).toHaveCSS('direction', 'ltr')
  await expect(log.locator('pre')).toHaveCSS('direction', 'ltr')
})

test('the scripted model has the page made dark, if it is let', async ({ page, chat }) => {
  await chat.open({ pace: '0' })
  await button(page, 'Make this page dark, if I allow it.').click()
  await button(page, 'Approve').click()
  await expect(chat.answer).toContainText('As you wish. It is your page, after all.')
  await expect(page.locator('html')).toHaveCSS('color-scheme', 'dark')
  await chat.ask('كيف؟')
  await expect(chat.answer).toHaveAttribute('data-status', 'complete')
  await expect(chat.answer.locator('.block', { hasText: 'قطعةً' })).toHaveCSS('direction', 'rtl')
  await expect(chat.answer.getByRole('table')).toBeVisible()
})

test('under a strict policy nothing of it is missing', async ({ chat, page, start }) => {
  const site = await start(
    servePage('demo', {
      headers: { 'content-security-policy': "default-src 'self'" },
      api: sayAtPace(0),
    }),
  )
  await page.addInitScript(() => {
    const violated: string[] = []
    Object.assign(window, { violated })
    addEventListener('securitypolicyviolation', event => violated.push(event.violatedDirective))
  })
  await page.goto(site.url)
  await page.locator('#files').setInputFiles({
    name: 'dot.png',
    mimeType: 'image/png',
    buffer: await page.screenshot({ clip: { x: 0, y: 0, width: 60, height: 40 } }),
  })
  await expect(page.locator('.attachments canvas')).toBeVisible()
  await chat.ask('Explain')
  await expect(chat.answer).toHaveAttribute('data-status', 'complete')
  await expect(page.locator('article canvas')).toBeVisible()
  await expect(page.getByRole('figure', { name: 'Code, ts' })).toBeVisible()
  expect(await page.evaluate('violated')).toEqual([])
})

test('a thousand tokens a second leave the page free', async ({ chat, page, start }) => {
  const site = await start(servePage('demo', { api: sayAtPace(10) }))
  await page.addInitScript(() => {
    const tasks: number[] = []
    Object.assign(window, { tasks })
    new PerformanceObserver(list => {
      for (const { duration } of list.getEntries()) tasks.push(duration)
    }).observe({ type: 'longtask', buffered: true })
  })
  await page.goto(site.url)
  await expect(chat.status).toHaveText('ready')
  const loaded = await page.evaluate(async () => ({
    // The paint is told after its frame, which may be later than the words that are in the page.
    firstPaint: await new Promise<number>(resolve => {
      new PerformanceObserver(list => {
        for (const { name, startTime } of list.getEntries())
          if (name === 'first-contentful-paint') resolve(startTime)
      }).observe({ type: 'paint', buffered: true })
    }),
    tasks: (window as unknown as { tasks: number[] }).tasks.splice(0),
  }))
  await page.evaluate(() => {
    let frames = 0
    let writes = 0
    const count = (): void => {
      frames += 1
      requestAnimationFrame(count)
    }
    requestAnimationFrame(count)
    new MutationObserver(() => (writes += 1)).observe(document.querySelector('#messages')!, {
      characterData: true,
      childList: true,
      subtree: true,
    })
    Object.assign(window, { counted: () => ({ frames, writes }) })
  })
  await chat.ask('Explain again and again')
  await expect(chat.answer).toHaveAttribute('data-status', 'complete', { timeout: 20_000 })
  const { tasks, frames, writes } = await page.evaluate(() => {
    const held = window as unknown as {
      readonly tasks: readonly number[]
      counted(): { readonly frames: number; readonly writes: number }
    }
    return { tasks: held.tasks, ...held.counted() }
  })
  // However many tokens come, the page is written once a frame.
  expect(writes).toBeLessThanOrEqual(frames + 5)
  const blocking = (all: readonly number[]): number =>
    Math.round(all.reduce((sum, task) => sum + task - 50, 0))
  test.info().annotations.push({
    type: 'figures',
    description: JSON.stringify({
      firstContentfulPaint: Math.round(loaded.firstPaint),
      blockedByLoading: blocking(loaded.tasks),
      blockedByStreaming: blocking(tasks),
      longestTask: Math.round(Math.max(0, ...tasks)),
      frames,
      writes,
    }),
  })
})

/** Answers with the long answer six times over, ten tokens at a time, so many milliseconds apart. */
function sayAtPace(pace: number): (request: IncomingMessage, response: ServerResponse) => void {
  const chunk = (content: string): string =>
    `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`
  return (_, response) => {
    const tokens = longAnswer.repeat(pace === 0 ? 1 : 6).match(/[\s\S]{1,4}/g)!
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const timer = setInterval(() => {
      for (const token of tokens.splice(0, 10)) response.write(chunk(token))
      if (tokens.length > 0) return
      clearInterval(timer)
      response.end('data: [DONE]\n\n')
    }, pace)
    response.once('close', () => clearInterval(timer))
  }
}
