import { expect, test } from './lab-page.ts'

test('an event is followed back to its bytes, and on to the store', async ({ chat, lab, page }) => {
  await chat.open({ pace: '0' })
  await lab.ask('Where does a word come from?')

  const events = await lab.count('Events')
  expect(await lab.count('Records')).toBe(events + 1)
  expect(await lab.count('Store writes')).toBeGreaterThan(0)
  expect(await lab.count('Store writes')).toBeLessThan(events / 2)
  expect(await lab.count('Row renders')).toBeGreaterThan(0)
  expect(await lab.count('Other rows')).toBe(0)
  expect(await lab.count('First token')).toBeGreaterThanOrEqual(await lab.count('First byte'))
  expect(await lab.count('Characters/s')).toBeGreaterThan(0)

  const word = lab.rows('Events').filter({ hasText: ' stays.' })
  await word.click()
  await expect(word).toHaveAttribute('aria-selected', 'true')
  await expect(lab.ancestry).toHaveText(
    /^store write \d+ ← event \d+ ← record \d+ ← reads? [\d,–]+ ← bytes [\d,]+–[\d,]+$/,
  )
  const kin = await lab.bytes.locator('.kin').allTextContents()
  expect(kin.join('')).toBe('data: {"type":"text-delta","id":"text_2","delta":" stays."}\\n\n\\n\n')
  const record = page.locator('#records [data-kin]')
  await expect(record).toContainText('"delta":" stays."')
  await expect(page.locator('#writes [data-kin]')).toHaveCount(1)

  await record.click()
  await expect(lab.ancestry).toHaveText(/^store write \d+ ← event \d+ ← record \d+ ← read/)
  await page.locator('#writes [data-kin]').click()
  await expect(lab.ancestry).toHaveText(/^store write \d+ ← events? .* ← records? .* ← read/)
  await lab.bytes.locator('.read').first().click()
  await expect(lab.ancestry).toHaveText(/ ← events? 1.* ← records? 1.* ← read 1 ← bytes 0–/)

  // And so by keys alone.
  await page.locator('#events').press('End')
  await expect(lab.ancestry).toHaveText(new RegExp(` ← event ${events} ← `))
  await page.locator('#events').press('ArrowUp')
  await expect(lab.ancestry).toHaveText(new RegExp(` ← event ${events - 1} ← `))
  await lab.bytes.press('ArrowLeft')
  await expect(lab.ancestry).toHaveText(/ ← read 1 ← bytes 0–/)

  // Another answer is followed to its end, though this one was read from its start.
  await page.locator('#events').press('Home')
  await expect(lab.rows('Events').first()).toHaveAttribute('aria-posinset', '1')
  await lab.ask('And where does another?')
  await expect(lab.rows('Events').last()).toContainText('finish')
})

test('the wire is paused, stepped through, and gone back over', async ({ chat, lab, page }) => {
  await chat.open({ pace: '0', size: '64' })
  await lab.press('Pause')
  await chat.ask('How long is a moment?')
  await expect(page.locator('#attempts')).toHaveText('200 text/event-stream')
  expect(await lab.count('Reads')).toBe(0)
  for (const read of [1, 2, 3]) {
    await lab.press('Step')
    await expect(page.locator('#moment-label')).toHaveText(new RegExp(`^Read ${read} of ${read} `))
  }
  await expect(chat.status).toHaveText('streaming')
  await expect(lab.bytes.locator('.read')).toHaveCount(3)
  const recordsOfThree = await lab.rows('Records').count()

  await lab.press('Pause')
  await expect(chat.answer).toHaveAttribute('data-status', 'complete')
  const moment = page.getByRole('slider', { name: 'Moment' })
  const reads = await lab.count('Reads')
  await expect(moment).toHaveAttribute('aria-valuetext', new RegExp(`^Read ${reads} of ${reads} `))
  await moment.fill('3')
  await expect(lab.bytes.locator('.read')).toHaveCount(3)
  await expect(lab.rows('Records')).toHaveCount(recordsOfThree)
  await lab.press('Step')
  await expect(lab.bytes.locator('.read')).toHaveCount(4)
  await expect(page.locator('#moment-label')).toHaveText(new RegExp(`^Read 4 of ${reads} `))
  await lab.press('Pause')
  await expect(page.locator('#moment-label')).toHaveText(new RegExp(`^Read ${reads} of`))
})

test('what is pressed while more comes is selected', async ({ chat, lab, page }) => {
  await chat.open({ pace: '0', size: '64' })
  await lab.press('Pause')
  await chat.ask('Do you hold still?')
  let reads = 0
  const step = async (): Promise<void> => {
    await page.getByRole('button', { name: 'Step' }).dispatchEvent('click')
    reads += 1
    await expect.poll(() => lab.count('Reads')).toBe(reads)
  }
  while (reads < 12) await step()
  for (const [lane, last] of [
    ['event', lab.rows('Events').last()],
    ['read', lab.bytes.locator('.read').last()],
  ] as const) {
    const number = Number(await last.getAttribute('data-index')) + 1
    await last.hover()
    await page.mouse.down()
    for (let more = 0; more < 3; more++) await step()
    await page.mouse.up()
    await expect(lab.ancestry).toHaveText(new RegExp(` ← ${lane} ${number} ← `))
  }
})

test('the naive reader loses, breaks and glues what nanowire does not', async ({ chat, lab }) => {
  await chat.open({ pace: '0', size: '128' })
  await lab.read('Naive reader')
  await lab.ask('What is lost?')
  const answer = await chat.textOf()

  await expect(lab.tally).toContainText(/[1-9]\d* events lost/)
  await expect(lab.tally).toContainText(/[1-9]\d* pairs? of glued words/)
  const { naive, whole } = await lab.said()
  expect(naive.length).toBeLessThan(whole.length)
  expect(whole.replace(/\s+/g, ' ')).toContain(answer.slice(-60).replace(/\s+/g, ' '))
  expect(await lab.tally.page().locator('#naive-text .gap').count()).toBeGreaterThan(0)
  expect(await lab.tally.page().locator('#naive-text .glued').count()).toBeGreaterThan(0)

  await lab.read('nanowire')
  await expect(lab.rows('Records').first()).toBeVisible()
  await chat.open({ pace: '0', size: '2', wire: 'plain-text', adapter: 'http' })
  await lab.read('Naive reader')
  await lab.ask('What is broken?')
  await expect(lab.tally).toContainText(/[1-9]\d* broken characters/)
  const broken = await lab.said()
  expect(broken.naive).toContain('\uFFFD')
  expect(broken.whole).not.toContain('\uFFFD')
  expect(await lab.tally.page().locator('#naive-text mark.broken').count()).toBeGreaterThan(0)
})

test('a wire that is looked at later shows its newest', async ({ chat, lab, page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await chat.open({ pace: '0' })
  await lab.ask('What came last?')
  await page.getByRole('radio', { name: 'Wire' }).check()
  await expect(lab.rows('Records').last()).toContainText('[DONE]')
})
