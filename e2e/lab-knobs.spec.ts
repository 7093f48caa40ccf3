import { expect, test } from './lab-page.ts'

/** Every wire that the scripted server speaks, with the protocol that reads it. */
const wires = {
  'ai-sdk': 'ai-sdk',
  'ag-ui': 'ag-ui',
  'ag-ui-ndjson': 'ag-ui',
  'openai-chat': 'openai-chat',
  'openai-responses': 'openai-responses',
  anthropic: 'anthropic',
  gemini: 'gemini',
  'gemini-array': 'gemini',
  ollama: 'ollama',
  cohere: 'cohere',
  dexto: 'dexto',
  'node-llm': 'node-llm',
  'node-llm-ndjson': 'node-llm',
  'ai-sdk-data': 'ai-sdk-data',
  'plain-text': 'plain-text',
}

test('every wire and every protocol is shown from bytes to events', async ({ chat, lab, page }) => {
  test.slow()
  await chat.open({ pace: '0' })
  const offered = await page.getByLabel('Wire format').locator('option').count()
  expect(Object.keys(wires)).toHaveLength(offered)
  const protocols = await page.getByLabel('Protocol').locator('option').count()
  expect(new Set(['detect', ...Object.values(wires)]).size).toBe(protocols)

  for (const [wire, protocol] of Object.entries(wires)) {
    await page.getByLabel('Wire format').selectOption(wire)
    await page.getByLabel('Protocol').selectOption(protocol)
    await lab.press('New conversation')
    await lab.ask('What do you speak?')
    await expect(chat.answer, wire).toContainText('what has arrived stays')
    await expect(lab.rows('Events').last(), wire).toContainText(/^\d+(finish|text-delta)/)
    expect(await lab.count('Events'), wire).toBeGreaterThan(1)
    await expect(page.locator('#records [data-mark=bad]'), wire).toHaveCount(0)
  }

  await page.getByLabel('Protocol').selectOption('ai-sdk')
  await chat.ask('And what if I misunderstand?')
  await expect(chat.alert).toContainText('malformed')
  await expect(page.locator('#records [data-mark=bad]')).not.toHaveCount(0)
})

test('every adapter brings the same answer', async ({ chat, lab, page }) => {
  await chat.open({ pace: '0' })
  const accepted: string[] = []
  page.on('request', request => {
    if (request.method() === 'POST') accepted.push(request.headers().accept!)
  })
  for (const adapter of ['http', 'custom', 'sse']) {
    await page.getByLabel('Adapter').selectOption(adapter)
    await lab.ask('By which way?')
    await expect(chat.answer).toContainText('what has arrived stays')
    await expect(page).toHaveURL(adapter === 'sse' ? /^[^?]*\?pace=0$/ : new RegExp(adapter))
  }
  expect(accepted).toHaveLength(3)
  expect(accepted[2]).toContain('text/event-stream')
})

test('reads are as large as is asked', async ({ chat, lab, page }) => {
  await chat.open({ pace: '0' })
  const bytesShown = page.locator('#bytes-note')
  for (const [size, least] of [
    ['1', 5_000],
    ['1024', 5],
    ['whole', 1],
  ] as const) {
    await page.getByLabel('Size of reads').selectOption(size)
    await lab.ask('How much at once?')
    await expect.poll(() => lab.count('Reads')).toBeGreaterThanOrEqual(least)
  }
  expect(await lab.count('Reads')).toBeLessThan(4)
  await lab.read('Naive reader')
  if ((await lab.count('Reads')) === 1) await expect(lab.tally).toContainText('0 events lost')

  await page.getByLabel('Size of reads').selectOption('1')
  await lab.ask('And so?')
  await expect(lab.tally).toContainText(`${await lab.count('Events')} events lost`)
  expect((await lab.said()).naive).toBe('')
  // A read of one byte each: as many as there are bytes, of which the last few are drawn.
  await expect(bytesShown).toHaveText(/of [\d,]+ bytes shown/)
  const of = Number(/of ([\d,]+)/.exec((await bytesShown.textContent())!)![1]!.replace(',', ''))
  expect(await lab.count('Reads')).toBe(of)
  expect(await lab.bytes.locator('.read').count()).toBeLessThanOrEqual(501)
})

test('the bytes are put down as the knobs say, and say the same', async ({ chat, lab, page }) => {
  await chat.open({ pace: '0', size: 'whole' })
  const ask = async (): Promise<void> => {
    await lab.ask('How is it written?')
    await expect(chat.answer).toContainText('what has arrived stays')
    await page.locator('#records').press('Home')
  }
  for (const [lineEnd, shown] of [
    ['lf', /"start"}\\n\n\\n\n/],
    ['crlf', /"start"}\\r\\n\n\\r\\n\n/],
    ['cr', /"start"}\\r\\r/],
  ] as const) {
    await page.getByLabel('Line ends').selectOption(lineEnd)
    await ask()
    await expect(lab.bytes.locator('.kin').first()).toHaveText(shown, { useInnerText: false })
  }
  // Split on newlines, there is but one line, which is no record.
  await lab.read('Naive reader')
  const events = await lab.count('Events')
  await expect(lab.tally).toContainText(`${events} events lost`)
  await lab.read('nanowire')

  await page.getByLabel('Line ends').selectOption('own')
  await page.getByRole('switch', { name: 'BOM' }).click()
  await ask()
  await expect(lab.bytes.locator('.sign').first()).toHaveText('BOM')
  const records = await lab.count('Records')

  await page.getByRole('switch', { name: 'Keep-alives' }).click()
  await ask()
  await expect(lab.bytes).toContainText(': keep-alive')
  expect(await lab.count('Records')).toBe(records)
  await expect(lab.bytes.locator('.kin').first()).not.toContainText('keep-alive')
  await expect(page).toHaveURL(/bom=&keepAlive=/)

  await page.getByLabel('Wire format').selectOption('plain-text')
  await expect(page.getByLabel('Line ends')).toBeDisabled()
  await expect(page.getByRole('switch', { name: 'Keep-alives' })).toBeDisabled()
})

test('latency, jitter and tokens a second are the pace of the answer', async ({
  chat,
  lab,
  page,
}) => {
  await chat.open()
  const rate = page.getByRole('slider', { name: 'Tokens/s' })
  await expect(rate).toHaveAttribute('aria-valuetext', '40')
  await rate.press('Home')
  await expect(page.locator('#rate-value')).toHaveText('1')
  await expect(page).toHaveURL(/pace=1000/)
  await rate.press('End')
  await expect(page.locator('#rate-value')).toHaveText('no limit')
  await page.getByRole('slider', { name: 'Latency' }).fill('700')
  await expect(page.locator('#latency-value')).toHaveText('700 ms')
  await page.getByRole('slider', { name: 'Jitter' }).fill('10')
  await expect(page.locator('#jitter-value')).toHaveText('10 ms')

  const asked = page.waitForRequest(/jitter=10/)
  await chat.ask('How fast?')
  expect((await asked).url()).toContain('pace=0&latency=700')
  await expect(chat.answer).toHaveAttribute('data-status', 'complete')
  expect(await lab.count('First byte')).toBeGreaterThanOrEqual(700)
})

test('the page answers itself where it is told to', async ({ chat, lab, page }) => {
  await chat.open({ pace: '0' })
  await page.getByRole('switch', { name: 'No server' }).click()
  const answered = page.waitForResponse(/api\/chat/)
  await lab.ask('Who answers?')
  expect((await answered).fromServiceWorker()).toBe(true)
  expect(await lab.count('Events')).toBeGreaterThan(100)
})
