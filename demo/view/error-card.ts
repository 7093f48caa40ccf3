import type { StreamError } from 'nanowire'
import { chat } from '../chat.ts'
import { $settings, choose } from '../settings.ts'
import { element } from './element.ts'
import { errorText } from './error-text.ts'

/** An error for users: what happened, what to try, and a button to go on. */
export function errorCard(error: StreamError): HTMLElement {
  const { what, advice, isOfFile } = errorText(error, chat.$progress.get().events > 0)
  const actions = element('p', { class: 'actions' })
  const { fault, url } = $settings.get()
  // A message whose file was refused is back in the composer, to be sent from there.
  if (!isOfFile) actions.append(button('Try again', () => chat.retry()))
  if (!isOfFile && fault !== 'none' && url === '') {
    actions.append(
      button('Answer without the fault', () => {
        choose({ fault: 'none' })
        return chat.retry()
      }),
    )
  }
  return element(
    'section',
    { class: 'error', role: 'alert' },
    element('h2', {}, what),
    element('p', {}, advice),
    actions,
    element(
      'details',
      {},
      element('summary', {}, 'Technical details'),
      element('pre', {}, technical(error)),
    ),
  )
}

function button(label: string, act: () => Promise<void>): HTMLButtonElement {
  const created = element('button', { type: 'button' }, label)
  created.addEventListener('click', () => void act())
  return created
}

function technical({ code, status, record, message, cause }: StreamError): string {
  const lines = [`${code}${status === undefined ? '' : ` ${status}`}: ${message}`]
  if (record !== undefined) lines.push(`Record: ${record}`)
  if (cause instanceof Error) lines.push(`Cause: ${cause.message}`)
  return lines.join('\n')
}
