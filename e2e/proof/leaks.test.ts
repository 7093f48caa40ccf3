import { expect, test } from 'vitest'
import { liveThrough } from './leaks.ts'

test('chats that are gone leave no listener, frame, timer or open socket', async () => {
  expect(await liveThrough(140)).toEqual({ listeners: 0, frames: 0, timers: 0, sockets: 0 })
})
