import type { ChatStatus, Progress } from 'nanowire'
import { computed } from 'nanostores'
import { chat } from '../chat.ts'
import { byId } from './element.ts'

/** Shows how the answer is getting on: one line under the composer. */
export function showMeasures(): void {
  const status = byId('status', HTMLSpanElement)
  const line = byId('progress', HTMLSpanElement)

  chat.$status.subscribe(value => {
    status.textContent = value
    status.dataset.status = value
  })

  computed([chat.$progress, chat.$status], lineOf).subscribe(text => {
    line.textContent = text
  })
}

function lineOf(progress: Progress, status: ChatStatus): string {
  if (status === 'submitted') {
    return progress.attempt > 1 ? `No answer yet, attempt ${progress.attempt}` : ''
  }
  if (progress.characters === 0) return ''
  return `${whole(progress.characters)} characters, ${whole(progress.charactersPerSecond)} a second`
}

function whole(amount: number): string {
  return Math.round(amount).toLocaleString('en')
}
