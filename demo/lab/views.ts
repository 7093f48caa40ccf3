import { byId } from '../view/element.ts'

/** Where there is room for one part of the page alone, lets the reader choose which. */
export function startViews(): void {
  const { body } = document
  body.dataset.view = 'chat'
  body.addEventListener('input', ({ target }) => {
    if (target instanceof HTMLInputElement && target.name === 'view') {
      body.dataset.view = target.value
    }
  })
  // Whoever asks with a button wants to see what comes of it.
  byId('trouble', HTMLElement).addEventListener('click', ({ target }) => {
    if (target instanceof HTMLElement && target.dataset.fault) show('wire')
  })

  function show(view: string): void {
    body.dataset.view = view
    const choice = document.querySelector<HTMLInputElement>(`[name=view][value=${view}]`)
    if (choice) choice.checked = true
  }
}
