import { computed } from 'nanostores'
import { chat } from '../chat.ts'
import { byId, element } from './element.ts'
import { errorCard } from './error-card.ts'
import { keepFocus } from './keep-focus.ts'

/** Shows, after the last message, that an answer is awaited, or why none came. */
export function showTail(): void {
  const tail = byId('tail', HTMLDivElement)
  const $tail = computed([chat.$status, chat.$error], (status, error) => ({ status, error }))
  $tail.subscribe(({ status, error }) => {
    keepFocus(tail, () => tail.replaceChildren())
    if (status === 'submitted') tail.append(waiting())
    if (status === 'error' && error) tail.append(errorCard(error))
  })
}

function waiting(): HTMLElement {
  return element(
    'p',
    { class: 'waiting', 'aria-hidden': 'true' },
    element('span', { class: 'dots' }),
  )
}
