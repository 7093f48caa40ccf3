import { byId } from '../view/element.ts'

/** Lets the user choose a part of the page where there is room for only one. */
export function startViews(): void {
  const { body } = document
  body.dataset.view = 'chat'
  body.addEventListener('input', ({ target }) => {
    if (target instanceof HTMLInputElement && target.name === 'view') {
      body.dataset.view = target.value
    }
  })
  // A user who asks with a button wants to see the answer.
  byId('trouble', HTMLElement).addEventListener('click', ({ target }) => {
    if (target instanceof HTMLElement && target.dataset.fault) show('wire')
  })

  function show(view: string): void {
    body.dataset.view = view
    const choice = document.querySelector<HTMLInputElement>(`[name=view][value=${view}]`)
    if (choice) choice.checked = true
  }
}
