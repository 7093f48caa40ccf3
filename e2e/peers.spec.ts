import { expect, test } from './chat-page.ts'
import { peers } from './peers.ts'
import { gate } from './servers/gate.ts'
import { answers, prompts, say } from './servers/model.ts'

for (const { name, serve, path, adapter, protocol, tools, failure } of peers) {
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
      await expect.poll(() => chat.textOf(), { intervals: [20] }).toBe(sent)
    }
    expect(sent).toBe(answers.text)
    await expect(chat.answer).toHaveAttribute('data-status', 'complete')
    await expect(chat.status).toHaveText('ready')
    expect(await chat.textOf()).toBe(answers.text)
    expect(server.requests).toEqual([{ method: 'POST', path, state: 'ended' }])
  })

  test(`${name}: a tool is ${tools}`, async ({ chat, page, start }) => {
    const server = await start(serve())
    await chat.open({ url: server.url + path, adapter, protocol })
    await chat.ask(prompts.tools)

    await expect(chat.answer).toHaveAttribute('data-status', 'complete')
    const whole = tools === 'left to the page' ? 'Let me check.' : answers.tools
    expect(await chat.textOf()).toBe(whole)
    const card = page.getByRole('group', { name: 'Tool getWeather' })
    if (tools === 'not told') {
      await expect(card).toHaveCount(0)
      return
    }
    await expect(card).toContainText('{"city":"Tromsø"}')
    if (tools === 'run by the server') await expect(card).toContainText('"celsius":4')
  })

  test(`${name}: Stop closes the connection and keeps the text`, async ({ chat, page, start }) => {
    const server = await start(serve())
    await chat.open({ url: server.url + path, adapter, protocol })
    await chat.ask(prompts.endless)
    await expect.poll(() => chat.textOf()).toMatch(/^1 2 3 /)
    await chat.stop()

    await expect.poll(() => server.requests.map(({ state }) => state)).toEqual(['cut'])
    const stopped = page.locator('article[data-role=assistant][data-status=stopped]')
    const kept = await chat.textOf(stopped)
    expect(kept).toMatch(/^1 2 3 /)
    await expect(chat.status).toHaveText('ready')
    await chat.ask(prompts.text)
    await expect(chat.answer).toHaveAttribute('data-status', 'complete')
    expect(await chat.textOf(stopped)).toBe(kept)
  })

  test(`${name}: a failure on the way is told and keeps the text`, async ({ chat, start }) => {
    const server = await start(serve())
    await chat.open({ url: server.url + path, adapter, protocol })
    await chat.ask(prompts.failure)

    await expect(chat.alert).toContainText(failure)
    await expect(chat.answer).toHaveAttribute('data-status', 'error')
    expect(await chat.textOf()).toBe(answers.failure)
    await expect(chat.status).toHaveText('error')
    await chat.ask(prompts.text)
    await expect(chat.answer).toHaveAttribute('data-status', 'complete')
    await expect(chat.alert).toHaveCount(0)
  })

  for (const named of new Set([protocol, 'detect'])) {
    test(`${name} (protocol: ${named}): a conversation in which a tool was called can go on`, async ({
      chat,
      start,
    }) => {
      const server = await start(serve())
      await chat.open({ url: server.url + path, adapter, protocol: named })
      await chat.ask(prompts.tools)
      await expect(chat.answer).toHaveAttribute('data-status', 'complete')
      await chat.ask(prompts.text)

      await expect.poll(() => chat.textOf()).toBe(answers.text)
      await expect(chat.alert).toHaveCount(0)
      expect(server.requests.map(({ state }) => state)).toEqual(['ended', 'ended'])
    })
  }
}

const historyKeepers = peers.filter(
  ({ tools, protocol }) => tools === 'run by the server' && protocol !== 'dexto',
)

for (const { name, serve, path, adapter, protocol } of historyKeepers) {
  test(`${name}: a conversation stopped while a tool ran can go on`, async ({
    chat,
    page,
    start,
  }) => {
    const server = await start(serve())
    await chat.open({ url: server.url + path, adapter, protocol })
    await chat.ask(prompts.oracle)
    await expect(page.getByRole('group', { name: 'Tool askOracle' })).toContainText('running')
    await chat.stop()
    await chat.ask(prompts.text)

    await expect.poll(() => chat.textOf()).toBe(answers.text)
    await expect(chat.alert).toHaveCount(0)
  })
}
