import { expect, test, type Page } from '@playwright/test'
import { servePage } from './serve-page.ts'
import { serveDurable } from './servers/durable.ts'

const shows = (page: Page, answer: string): Promise<void> =>
  expect(page.getByTestId('messages')).toHaveText(`user complete: Tell me of Malmö\n${answer}`)

test('a run outlives the reload of its page, and a second tab follows it', async ({
  page,
  context,
}) => {
  const [site, server] = await Promise.all([servePage('e2e/pages'), serveDurable()])
  await page.goto(`${site.url}/?server=${server.url}`)
  await page.getByRole('button', { name: 'Ask' }).click()
  await expect.poll(() => server.requests.length).toBe(1)
  server.say('Mal')
  await shows(page, 'assistant streaming: Mal')

  await page.reload()
  server.say('mö')
  await shows(page, 'assistant streaming: Malmö')
  const other = await context.newPage()
  await other.goto(page.url())
  server.say(' is')
  await shows(page, 'assistant streaming: Malmö is')
  await shows(other, 'assistant streaming: Malmö is')

  await other.close()
  server.say(' here.')
  server.finish()
  await shows(page, 'assistant complete: Malmö is here.')
  await page.reload()
  await shows(page, 'assistant complete: Malmö is here.')

  await page.getByRole('button', { name: 'Ask' }).click()
  await expect.poll(() => server.requests.filter(({ path }) => path === '/chat').length).toBe(2)
  server.say('More')
  await expect(page.getByTestId('messages')).toContainText('assistant streaming: More')
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(page.getByTestId('messages')).toContainText('assistant stopped: More')
  await expect.poll(() => server.requests.at(-1)).toMatchObject({ path: '/stop', state: 'ended' })
  await Promise.all([site.close(), server.close()])
})
