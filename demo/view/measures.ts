import type { ChatStatus, Progress } from 'nanowire'
import { atom, computed } from 'nanostores'
import { chat } from '../chat.ts'
import { announce } from './announcer.ts'
import { byId } from './element.ts'

/** The question is not lost: it is sent again automatically. */
const OFFLINE = 'Offline: waiting for the network'

/** Shows the answer's progress, in one line under the composer. */
export function showMeasures(): void {
  const status = byId('status', HTMLSpanElement)
  const line = byId('progress', HTMLSpanElement)

  chat.$status.subscribe(value => {
    status.textContent = value
    status.dataset.status = value
  })

  const $isOnline = atom(navigator.onLine)
  for (const event of ['online', 'offline']) {
    addEventListener(event, () => $isOnline.set(navigator.onLine))
  }
  computed([chat.$status, $isOnline], (value, isOnline) => {
    return value === 'submitted' && !isOnline
  }).listen(waits => {
    if (waits) announce(`${OFFLINE}.`)
  })
  computed([chat.$progress, chat.$status, $isOnline], lineOf).subscribe(text => {
    line.textContent = text
  })
}

function lineOf(progress: Progress, status: ChatStatus, isOnline: boolean): string {
  if (status === 'submitted') {
    if (!isOnline) return OFFLINE
    return progress.attempt > 1 ? `No answer yet, attempt ${progress.attempt}` : ''
  }
  if (progress.characters === 0) return ''
  return `${whole(progress.characters)} characters, ${whole(progress.charactersPerSecond)} a second`
}

function whole(amount: number): string {
  return Math.round(amount).toLocaleString('en')
}
