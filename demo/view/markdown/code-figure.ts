import { element } from '../element.ts'

/** Code with its language and a button that copies it; `codeOf` is the text that it copies. */
export function codeFigure(text: string, language: string): HTMLElement {
  const label = language === '' ? 'Code' : `Code, ${language}`
  return element(
    'figure',
    { class: 'code', 'aria-label': label },
    element(
      'figcaption',
      {},
      element('span', {}, language || 'text'),
      element('button', { type: 'button', class: 'quiet', 'data-copy': 'code' }, 'Copy'),
    ),
    // Long lines are scrolled to, by keyboard too.
    element('pre', { tabindex: '0', dir: 'ltr' }, element('code', {}, text)),
  )
}

/** The code beside a copy button. */
export function codeOf(button: Element): string {
  return button.closest('figure')?.querySelector('code')?.textContent ?? ''
}
