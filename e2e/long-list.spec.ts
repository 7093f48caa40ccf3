import { askPage, openPage, rendersOf, shownBy } from '../bench/browser/measure-page.ts'
import { servePages } from '../bench/browser/serve-pages.ts'
import { expect, test } from './chat-page.ts'

test('500 finished rows sleep while an answer of 1,000 tokens a second streams', async ({
  page,
  start,
}) => {
  const tokens = 500
  const server = await start(servePages(['nanowire'], { tokens, perSecond: 1_000 }))
  await openPage(page, `${server.url}/nanowire/ai-sdk`)
  const before = await rendersOf(page)
  expect(Object.keys(before)).toHaveLength(500)
  await askPage(page)

  const { finishedRows, renders, shown } = await shownBy(page, before)
  expect(finishedRows).toBe(0)
  expect(shown).toBeGreaterThan(tokens * 5)
  // Once a frame, and no more, however many tokens come.
  expect(renders).toBeLessThan(tokens)
})
