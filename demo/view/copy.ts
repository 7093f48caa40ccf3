import { announce } from './announcer.ts'
import { codeOf } from './markdown/code-figure.ts'

/** Milliseconds for which a button shows that it has copied. */
const TOLD = 1_500

/** Copies a text, and announces whether that worked: a browser may forbid it. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    announce('Copied.')
    return true
  } catch {
    announce('The browser did not allow copying.')
    return false
  }
}

/** Makes the buttons beside code copy it, also for code that is added later. */
export function copyCode(conversation: HTMLElement): void {
  conversation.addEventListener('click', ({ target }) => {
    const button = target instanceof Element && target.closest('button[data-copy=code]')
    if (!button) return
    void copy(codeOf(button)).then(isCopied => {
      button.textContent = isCopied ? 'Copied' : 'Not allowed'
      setTimeout(() => {
        button.textContent = 'Copy'
      }, TOLD)
    })
  })
}
