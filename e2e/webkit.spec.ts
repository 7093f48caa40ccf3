import { test as base, expect } from '@playwright/test'
import { bundleSuite, check, hosts, runIn, serveSuite } from './everywhere/hosts.ts'
import { faults } from './faults.ts'
import { peers } from './peers.ts'
import { gate } from './servers/gate.ts'
import { serveAiSdk } from './servers/ai-sdk.ts'
import { answers, prompts, say } from './servers/model.ts'
import { serveRuns } from './servers/runs.ts'
import { startsServers, type StartServer } from './servers/start.ts'
import { drivePage, type DrivenPage } from './web-driver.ts'

/** What the demo's page shows. */
interface Shown {
  readonly status: string
  readonly alert: string
  readonly answers: readonly { readonly status: string; readonly text: string }[]
}

interface Chat {
  open(settings: Readonly<Record<string, string>>): Promise<void>
  ask(prompt: string): Promise<void>
  click(button: string): Promise<void>
  shown(): Promise<Shown>
}

interface Fixtures {
  readonly chat: Chat
  readonly start: StartServer
}

const test = base.extend<Fixtures, { readonly driven: DrivenPage }>({
  driven: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright takes nothing but a pattern here.
    async ({}, use) => {
      const driven = await drivePage(process.env.E2E_WEBKIT_DRIVER!)
      await use(driven)
      await driven.close()
    },
    { scope: 'worker' },
  ],

  chat: async ({ driven, baseURL }, use) => {
    await use({
      async open(settings) {
        await driven.goto(`${baseURL}?${new URLSearchParams(settings)}`)
        // The driver goes on before the modules of the page have run.
        await expect.poll(async () => (await driven.run(shownByPage)).status).toBe('ready')
      },
      async ask(prompt) {
        await driven.run(text => {
          const field = document.querySelector('textarea')!
          field.value = text
          field.dispatchEvent(new Event('input', { bubbles: true }))
          document.querySelector<HTMLButtonElement>('#send')!.click()
        }, prompt)
      },
      click: id => driven.run(of => document.querySelector<HTMLButtonElement>(of)!.click(), id),
      shown: () => driven.run(shownByPage),
    })
  },

  start: startsServers,
})

function shownByPage(): Shown {
  const shownAnswers = [...document.querySelectorAll<HTMLElement>('article[data-role=assistant]')]
  return {
    status: document.querySelector('#status')!.textContent!,
    alert: document.querySelector('[role=alert]')?.textContent ?? '',
    answers: shownAnswers.map(answer => ({
      status: answer.dataset.status!,
      text: [...answer.querySelectorAll('.parts > .prose')]
        .map(part => part.textContent!.trim())
        .join(' '),
    })),
  }
}

test('it is WebKit', async ({ driven, chat }) => {
  await chat.open({})
  const agent = await driven.run(() => navigator.userAgent)
  expect(agent).toMatch(/AppleWebKit/)
  expect(agent).not.toMatch(/Chrome|Chromium/)
  test.info().annotations.push({ type: 'browser', description: agent })
})

for (const { name, serve, path, adapter, protocol, failure } of peers) {
  test(`${name}: each piece of text is shown before the next is sent`, async ({ chat, start }) => {
    const { pass, open } = gate()
    const server = await start(serve({ pace: pass }))
    await chat.open({ url: server.url + path, adapter, protocol })
    await chat.ask(prompts.text)
    let sent = ''
    for (const piece of say(prompts.text, 0)) {
      if (piece.type !== 'text') continue
      open()
      sent += piece.text
      await expect.poll(async () => (await chat.shown()).answers[0]?.text).toBe(sent)
    }
    const whole = { status: 'ready', alert: '', answers: [{ status: 'complete', text: sent }] }
    await expect.poll(() => chat.shown()).toEqual(whole)
    expect(sent).toBe(answers.text)
  })

  test(`${name}: Stop closes the connection and keeps the text`, async ({ chat, start }) => {
    const server = await start(serve())
    await chat.open({ url: server.url + path, adapter, protocol })
    await chat.ask(prompts.endless)
    await expect.poll(async () => (await chat.shown()).answers[0]?.text).toMatch(/^1 2 3 /)
    await chat.click('#stop')
    await expect.poll(() => server.requests.map(({ state }) => state)).toEqual(['cut'])
    const { status, answers: kept } = await chat.shown()
    expect(status).toBe('ready')
    expect(kept).toEqual([{ status: 'stopped', text: expect.stringMatching(/^1 2 3 /) }])
  })

  test(`${name}: a failure on the way is told and keeps the text`, async ({ chat, start }) => {
    const server = await start(serve())
    await chat.open({ url: server.url + path, adapter, protocol })
    await chat.ask(prompts.failure)
    await expect
      .poll(() => chat.shown())
      .toEqual({
        status: 'error',
        alert: expect.stringContaining(failure),
        answers: [{ status: 'error', text: answers.failure }],
      })
  })
}

for (const [fault, { told, toldInWebKit = told, keepsText }] of Object.entries(faults)) {
  test(`${fault} is told as ${toldInWebKit}, and the page goes on`, async ({ chat, driven }) => {
    await chat.open({ fault, pace: '5' })
    await chat.ask('Is anyone there?')
    await expect
      .poll(async () => (await chat.shown()).alert, { timeout: 20_000 })
      .toContain(toldInWebKit)
    const failed = await chat.shown()
    expect(failed.status).toBe('error')
    expect(failed.answers.map(({ status, text }) => [status, text !== ''])).toEqual(
      keepsText ? [['error', true]] : [],
    )

    await driven.run(() => {
      const choice = document.querySelector<HTMLSelectElement>('[name=fault]')!
      choice.value = 'none'
      choice.dispatchEvent(new Event('input', { bubbles: true }))
    })
    await chat.ask('And now?')
    await expect.poll(async () => (await chat.shown()).answers.at(-1)?.status).toBe('complete')
    const after = await chat.shown()
    expect(after).toMatchObject({ status: 'ready', alert: '' })
    expect(after.answers.slice(0, -1)).toEqual(failed.answers)
  })
}

for (const where of hosts) {
  test(`${where} does the same as in every other place`, async ({ driven, start }) => {
    const peer = await start(serveAiSdk())
    const runs = await start(serveRuns())
    const site = await start(serveSuite(await bundleSuite()))
    await driven.goto(site.url)
    // Its streams cannot be iterated anyway.
    check(
      await driven.run(runIn, { where, asks: { peer: peer.url, runs: runs.url, prompts } }),
      peer,
      true,
    )
  })
}
