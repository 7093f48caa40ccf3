import { element } from './element.ts'
import { icon, type IconName } from './icon.ts'

/** An icon button, with its name for screen readers and on hover. */
export function iconButton(name: IconName, label: string, act: () => void): HTMLButtonElement {
  const attributes = { type: 'button', class: 'tiny', 'aria-label': label, title: label }
  const button = element('button', { ...attributes, 'data-does': name }, icon(name))
  button.addEventListener('click', act)
  return button
}
