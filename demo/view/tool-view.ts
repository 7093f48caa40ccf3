import type { ToolCallPart, ToolCallState } from 'nanowire'
import { approval } from './approval.ts'
import { element } from './element.ts'
import { icon } from './icon.ts'
import type { PartView } from './part-view.ts'
import { streamText } from './stream-text.ts'

const stateInWords: Readonly<Record<ToolCallState | 'stopped', string>> = {
  'input-streaming': 'being called',
  'input-available': 'running',
  'approval-requested': 'waiting for you',
  'approval-responded': 'answered',
  'output-available': 'done',
  'output-error': 'failed',
  'output-denied': 'refused',
  stopped: 'stopped',
}

/** A tool call: its name, its state, its input as it streams, and its output. */
export function toolView(): PartView<ToolCallPart> {
  const name = element('span', { class: 'tool-name' })
  const state = element('span', { class: 'tool-state' })
  const input = row('Input')
  const output = row('Output')
  const card = element(
    'section',
    { class: 'tool', role: 'group' },
    element('header', {}, icon('tool'), name, state),
    element('dl', {}, input.element, output.element),
  )
  const showQuestion = approval(card)
  return {
    element: card,
    show(part, isOver) {
      const shown = isOver && part.state.startsWith('input-') ? 'stopped' : part.state
      if (card.dataset.state !== shown) {
        card.setAttribute('aria-label', `Tool ${part.toolName}`)
        card.dataset.state = shown
        name.textContent = part.toolName
        state.textContent = stateInWords[shown]
      }
      input.show(part.state === 'input-streaming' ? part.inputText : inWords(part.input))
      output.show(part.errorText ?? inWords(part.output))
      showQuestion(part)
    },
  }
}

function row(label: string): { element: HTMLElement; show(text: string): void } {
  const text = document.createTextNode('')
  const wrapper = element('div', {}, element('dt', {}, label), element('dd', { dir: 'auto' }, text))
  return {
    element: wrapper,
    show(value) {
      wrapper.hidden = value === ''
      streamText(text, value)
    },
  }
}

/** A value as JSON, on one line unless it is long. */
function inWords(value: unknown): string {
  if (value === undefined) return ''
  if (typeof value === 'string') return value
  const line = JSON.stringify(value)
  return line.length > 60 ? JSON.stringify(value, null, 2) : line
}
