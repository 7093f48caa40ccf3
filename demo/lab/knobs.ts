import { canHave, faults, type FaultName } from '../script/faults.ts'
import { hasLines, keepAliveOf, lineEnds } from '../script/shape.ts'
import { sizeOf } from '../script/script.ts'
import { wires } from '../script/wires.ts'
import { $settings, adapters, addressOf, choose, type Settings } from '../settings.ts'
import { protocols } from '../protocols.ts'
import { byId, element } from '../view/element.ts'
import { $ownServer } from './own-server.ts'

/** The slider's tokens per second; the last is as fast as possible. */
const RATES = [1, 2, 5, 10, 20, 40, 80, 200, 1_000, Infinity]

const sizes = [
  ['anywhere', 'Anywhere'],
  ...[1, 2, 3, 7, 16, 64, 128, 1_024, 4_096].map(size => [
    `${size}`,
    size === 1 ? '1 byte' : `${size.toLocaleString('en')} bytes`,
  ]),
  ['whole', 'The whole answer'],
] as const

/** Binds the settings to their form, and the form to the URL of the page. */
export function startKnobs(): void {
  const form = byId('settings', HTMLFormElement)
  offer('adapter', Object.entries(adapters))
  offer('protocol', labelled(protocols))
  offer('wire', labelled(wires))
  offer('fault', Object.entries(faults))
  offer('lineEnd', Object.entries(lineEnds))
  offer('size', sizes as readonly (readonly [string, string])[])

  form.addEventListener('submit', event => event.preventDefault())
  byId('knobs', HTMLElement).addEventListener('input', ({ target }) => {
    const isControl = target instanceof HTMLSelectElement || target instanceof HTMLInputElement
    if (isControl && target.form === form) take(target)
  })
  $settings.subscribe(settings => {
    show(settings)
    history.replaceState(null, '', addressOf(settings))
  })
  $ownServer.listen(() => show($settings.get()))

  function show(settings: Settings): void {
    for (const name of [
      'adapter',
      'protocol',
      'wire',
      'fault',
      'lineEnd',
      'size',
      'url',
    ] as const) {
      control(name).value = `${settings[name]}`
    }
    for (const name of ['mock', 'bom', 'keepAlive'] as const) control(name).checked = settings[name]
    for (const name of ['latency', 'jitter'] as const) {
      control(name).value = `${settings[name]}`
      tell(name, `${settings[name]} ms`)
    }
    const rate = 1000 / settings.pace
    control('rate').value = `${nearest(rate)}`
    tell('rate', rate === Infinity ? 'no limit' : `${Math.round(rate * 10) / 10}`)

    const wire = wires[settings.wire]
    byId('script', HTMLFieldSetElement).disabled = settings.url !== '' || !!$ownServer.get()
    control('lineEnd').disabled = !hasLines(wire)
    control('keepAlive').disabled = keepAliveOf(wire) === undefined
    for (const option of (form.elements.namedItem('fault') as HTMLSelectElement).options) {
      option.disabled = !canHave(wire, option.value as FaultName)
    }
  }

  function control(name: string): HTMLInputElement {
    return form.elements.namedItem(name) as HTMLInputElement
  }

  function tell(name: string, value: string): void {
    byId(`${name}-value`, HTMLElement).textContent = value
    control(name).setAttribute('aria-valuetext', value)
  }

  function offer(name: string, options: readonly (readonly [string, string])[]): void {
    control(name).append(...options.map(([value, label]) => element('option', { value }, label)))
  }
}

function take(control: HTMLSelectElement | HTMLInputElement): void {
  const { name, value } = control
  if (control.type === 'checkbox') choose({ [name]: (control as HTMLInputElement).checked })
  else if (name === 'rate') choose({ pace: 1000 / RATES[Number(value)]! })
  else if (name === 'size') choose({ size: sizeOf(value) })
  else if (name === 'latency' || name === 'jitter') choose({ [name]: Number(value) })
  // The options of a select are the values of its setting.
  else choose({ [name]: value })
}

function nearest(rate: number): number {
  const distances = RATES.map(one => (one === rate ? 0 : Math.abs(Math.log(one) - Math.log(rate))))
  return distances.indexOf(Math.min(...distances))
}

function labelled(
  names: Readonly<Record<string, { readonly label: string }>>,
): readonly (readonly [string, string])[] {
  return Object.entries(names).map(([name, { label }]) => [name, label])
}
