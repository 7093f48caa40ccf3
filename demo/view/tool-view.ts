import type { ToolCallPart, ToolCallState } from 'nanowire'
import { element } from './element.ts'
import type { PartView } from './part-view.ts'

const stateInWords: Readonly<Record<ToolCallState, string>> = {
  'input-streaming': 'being asked',
  'input-available': 'running',
  'approval-requested': 'waits for approval',
  'approval-responded': 'decided',
  'output-available': 'done',
  'output-error': 'failed',
  'output-denied': 'refused',
}

/** A call of a tool: its name, how it stands, what went in and what came out. */
export function toolView(): PartView<ToolCallPart> {
  const name = element('span', { class: 'tool-name' })
  const state = element('span', { class: 'tool-state' })
  const input = row('Input')
  const output = row('Output')
  const card = element(
    'section',
    { class: 'tool' },
    element('header', {}, name, state),
    element('dl', {}, input.element, output.element),
  )
  return {
    element: card,
    show(part) {
      card.setAttribute('aria-label', `Tool ${part.toolName}`)
      card.dataset.state = part.state
      name.textContent = part.toolName
      state.textContent = stateInWords[part.state]
      input.show(part.state === 'input-streaming' ? part.inputText : inWords(part.input))
      output.show(part.errorText ?? inWords(part.output))
    },
  }
}

function row(label: string): { element: HTMLElement; show(text: string): void } {
  const value = element('dd')
  const wrapper = element('div', {}, element('dt', {}, label), value)
  return {
    element: wrapper,
    show(text) {
      wrapper.hidden = text === ''
      value.textContent = text
    },
  }
}

function inWords(value: unknown): string {
  if (value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
