import { logger } from '@nanostores/logger'
import { allTasks } from 'nanostores'
import { expect, onTestFinished, test, vi } from 'vitest'
import { replay } from '../mock/replay.ts'
import { createChat } from './create-chat.ts'

/** What the console shows from now on, without its styles. */
function shown(): readonly string[] {
  const lines: string[] = []
  const show = (template: unknown): void => {
    lines.push(String(template).replaceAll('%c', ' ').replaceAll(/\s+/g, ' ').trim())
  }
  for (const method of ['log', 'groupCollapsed'] as const) {
    vi.spyOn(console, method).mockImplementation(show)
  }
  vi.spyOn(console, 'groupEnd').mockImplementation(() => {})
  onTestFinished(() => void vi.restoreAllMocks())
  return lines
}

test('@nanostores/logger shows the stores of a chat by their names', async () => {
  const lines = shown()
  const { $messages, $status, sendMessage } = createChat({
    connection: replay([{ type: 'text-delta', delta: 'Hello' }]),
    flush: 'sync',
  })
  const end = logger({ Messages: $messages, Status: $status })
  const unbind = [$messages.listen(() => {}), $status.listen(() => {})]
  void sendMessage('Hi')
  await allTasks()
  for (const unlisten of unbind) unlisten()
  end()

  expect(lines.slice(0, 2)).toEqual([
    '𝖓 mount Messages store was mounted',
    '𝖓 mount Status store was mounted',
  ])
  expect(lines).toContain('𝖓 change Messages store was changed')
  const index = lines.indexOf('𝖓 change Status store was changed')
  expect(lines[index + 1]).toBe('value ready → submitted')
  expect(lines.filter(line => line.startsWith('value'))).toEqual([
    'value ready → submitted',
    'value submitted → streaming',
    'value streaming → ready',
  ])
})
