import type { ChatStatus, Progress } from 'nanowire'
import { computed } from 'nanostores'
import { chat } from '../chat.ts'
import { byId, element } from './element.ts'

/** Shows how the answer is getting on: one line under the composer, all of it in the panel. */
export function showMeasures(): void {
  const status = byId('status', HTMLSpanElement)
  const line = byId('progress', HTMLSpanElement)
  const list = byId('measures', HTMLDListElement)

  chat.$status.subscribe(value => {
    status.textContent = value
    status.dataset.status = value
  })

  computed([chat.$progress, chat.$status], lineOf).subscribe(text => {
    line.textContent = text
  })

  const values = new Map<string, HTMLElement>()
  chat.$progress.subscribe(progress => {
    for (const [label, text] of measuresOf(progress)) {
      let value = values.get(label)
      if (!value) {
        value = element('dd')
        values.set(label, value)
        list.append(element('div', {}, element('dt', {}, label), value))
      }
      value.textContent = text
    }
  })
}

function lineOf(progress: Progress, status: ChatStatus): string {
  if (status === 'submitted') {
    return progress.attempt > 1 ? `No answer yet, attempt ${progress.attempt}` : ''
  }
  if (progress.characters === 0) return ''
  return `${whole(progress.characters)} characters, ${whole(progress.charactersPerSecond)} a second`
}

function measuresOf(progress: Progress): readonly (readonly [string, string])[] {
  return [
    ['First byte', seconds(progress.timeToFirstByte)],
    ['First word', seconds(progress.timeToFirstToken)],
    ['Elapsed', seconds(progress.elapsed)],
    ['Characters', whole(progress.characters)],
    ['Speed', `${whole(progress.charactersPerSecond)} a second`],
    ['Bytes', whole(progress.bytes)],
    ['Events', whole(progress.events)],
    ['Attempt', whole(progress.attempt)],
  ]
}

function seconds(milliseconds: number | undefined): string {
  return milliseconds === undefined ? '–' : `${(milliseconds / 1000).toFixed(2)} s`
}

function whole(amount: number): string {
  return Math.round(amount).toLocaleString('en')
}
