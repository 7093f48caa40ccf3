import { useStore } from '@nanostores/solid'
import type { Chat } from 'nanowire/core'
import { useChat, useMessage } from 'nanowire/solid'
import { For, Index, Show, type Accessor, type JSX } from 'solid-js'
import html from 'solid-js/html'
import { render } from 'solid-js/web'
import { $views, choicesOf, givenTo, restore, textOf, type Choice, type ViewName } from './chats.ts'

function View(props: { readonly name: ViewName }): JSX.Element {
  const given = givenTo(props.name)
  const { chat, messageIds, input, status, error, ...actions } = useChat(
    'connection' in given ? given : () => givenTo(props.name) as Chat,
  )
  return html`
    <section aria-label="Chat">
      <div role="log">
        <${For} each=${messageIds}>${(id: string) => html`<${Row} chat=${chat} id=${id} />`}<//>
      </div>
      <output>${status}</output>
      <${Show} when=${() => error() !== undefined}>
        <p role="alert">${() => error()?.message}</p>
      <//>
      <form onSubmit=${actions.handleSubmit}>
        <input aria-label="Message" value=${input} onInput=${actions.handleInputChange} />
        <button>Send</button>
      </form>
      <button onClick=${() => actions.stop()}>Stop</button>
      <button onClick=${() => actions.retry()}>Retry</button>
    </section>
  ` as JSX.Element
}

function Row(props: { readonly chat: Chat; readonly id: string }): JSX.Element {
  const message = useMessage(
    () => props.chat,
    () => props.id,
  )
  return html`
    <article data-role=${() => message()?.role} data-status=${() => message()?.status}>
      <p>${() => message() && textOf(message()!)}</p>
      <${For} each=${() => choicesOf(message()!, props.chat)}>
        ${({ label, choose }: Choice) => html`<button onClick=${choose}>${label}</button>`}
      <//>
    </article>
  ` as JSX.Element
}

function App(): JSX.Element {
  const views = useStore($views)
  return html`
    <${Index} each=${views}>
      ${(name: Accessor<ViewName>) => {
        const view = (): JSX.Element => html`<${View} name=${name} />` as JSX.Element
        // With a parameter, it is called once.
        return html`
          <${Show} when=${() => name() === 'own'} fallback=${view}>${(_: unknown) => view()}<//>
        `
      }}
    <//>
  ` as JSX.Element
}

restore()
render(App, document.querySelector('#app')!)
