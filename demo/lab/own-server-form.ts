import { computed } from 'nanostores'
import { $settings, choose } from '../settings.ts'
import { byId, element } from '../view/element.ts'
import { $ownServer, ownKinds, type OwnKind } from './own-server.ts'

/** Binds the form to the user's own server. What is typed into it is not stored anywhere. */
export function startOwnServer(): void {
  const form = byId('own', HTMLFormElement)
  const state = byId('own-state', HTMLElement)
  const back = byId('own-back', HTMLButtonElement)
  const kind = field('kind')
  kind.append(
    ...Object.entries(ownKinds).map(([value, { label }]) => element('option', { value }, label)),
  )
  suggest()

  kind.addEventListener('change', suggest)
  form.addEventListener('submit', event => {
    event.preventDefault()
    $ownServer.set({
      kind: kind.value as OwnKind,
      base: field('base').value.trim(),
      key: field('key').value.trim(),
      model: field('model').value.trim(),
    })
  })
  back.addEventListener('click', () => {
    $ownServer.set(undefined)
    field('key').value = ''
    choose({ url: '' })
  })

  computed([$ownServer, $settings], (own, { url }) => own?.base ?? url).subscribe(answerer => {
    back.hidden = answerer === ''
    state.textContent = answerer === '' ? 'The scripted back end answers.' : `${answerer} answers.`
  })

  function suggest(): void {
    const { base, model } = ownKinds[kind.value as OwnKind]
    field('base').value = base
    field('model').value = model
  }

  function field(name: string): HTMLInputElement {
    return form.elements.namedItem(name) as HTMLInputElement
  }
}
