import { canHave, faults, type FaultName } from '../script/faults.ts'
import { wires } from '../script/wires.ts'
import { $settings, adapters, addressOf, choose, type Settings } from '../settings.ts'
import { protocols } from '../protocols.ts'
import { byId, element } from './element.ts'

/** Ties the settings to their form, and the form to the address of the page. */
export function startControls(): void {
  const form = byId('settings', HTMLFormElement)
  const script = byId('script', HTMLFieldSetElement)
  const panel = byId('panel', HTMLElement)
  const toggle = byId('panel-toggle', HTMLButtonElement)

  offer('adapter', Object.entries(adapters))
  offer('protocol', labelled(protocols))
  offer('wire', labelled(wires))
  offer('fault', Object.entries(faults))

  form.addEventListener('submit', event => event.preventDefault())
  form.addEventListener('input', ({ target }) => {
    if (target instanceof HTMLSelectElement || target instanceof HTMLInputElement) take(target)
  })
  toggle.addEventListener('click', () => {
    const isOpen = panel.classList.toggle('open')
    toggle.setAttribute('aria-expanded', `${isOpen}`)
  })

  $settings.subscribe(settings => {
    show(settings)
    history.replaceState(null, '', addressOf(settings))
  })

  function show(settings: Settings): void {
    for (const name of ['adapter', 'protocol', 'wire', 'fault'] as const) {
      choice(name).value = settings[name]
    }
    field('url').value = settings.url
    field('pace').value = `${settings.pace}`
    field('mock').checked = settings.mock
    byId('pace-hint', HTMLElement).textContent = `${settings.pace} ms a piece`
    script.disabled = settings.url !== ''
    for (const option of choice('fault').options) {
      option.disabled = !canHave(wires[settings.wire], option.value as FaultName)
    }
  }

  function choice(name: string): HTMLSelectElement {
    return form.elements.namedItem(name) as HTMLSelectElement
  }

  function field(name: string): HTMLInputElement {
    return form.elements.namedItem(name) as HTMLInputElement
  }

  function offer(name: string, options: readonly (readonly [string, string])[]): void {
    choice(name).append(...options.map(([value, label]) => element('option', { value }, label)))
  }
}

function take(control: HTMLSelectElement | HTMLInputElement): void {
  const { name, value } = control
  if (name === 'mock') choose({ mock: (control as HTMLInputElement).checked })
  else if (name === 'pace') choose({ pace: Number(value) })
  // The options of a select are the names of its setting.
  else choose({ [name]: value })
}

function labelled(
  names: Readonly<Record<string, { readonly label: string }>>,
): readonly (readonly [string, string])[] {
  return Object.entries(names).map(([name, { label }]) => [name, label])
}
