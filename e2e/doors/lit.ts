import { html, nothing, render, type TemplateResult } from 'lit'
import { live } from 'lit/directives/live.js'
import { repeat } from 'lit/directives/repeat.js'
import { createChat, type Chat, type ChatOptions } from 'nanowire/core'
import type { ReadableAtom } from 'nanostores'
import { $views, choicesOf, givenTo, restore, textOf } from './chats.ts'
import { StoreElement } from './store-element.ts'

class ChatView extends StoreElement {
  given!: Chat | ChatOptions
  chat!: Chat
  override stores(): readonly ReadableAtom[] {
    this.chat = 'connection' in this.given ? createChat(this.given) : this.given
    return [this.chat.$messageIds, this.chat.$input, this.chat.$status, this.chat.$error]
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback()
    if ('connection' in this.given) this.chat.destroy()
  }
  override render(): TemplateResult {
    const { $messageIds, $input, $status, $error, submit, stop, retry } = this.chat
    const error = $error.get()
    const send = (event: Event): unknown => [event.preventDefault(), submit()]
    const type = ({ target }: Event): void => $input.set((target as HTMLInputElement).value)
    const row = (id: string): TemplateResult =>
      html`<chat-row .$message=${this.chat.$message(id)} .chat=${this.chat}></chat-row>`
    return html`<section aria-label="Chat">
      <div role="log">${repeat($messageIds.get(), id => id, row)}</div>
      <output>${$status.get()}</output>
      ${error ? html`<p role="alert">${error.message}</p>` : nothing}
      <form @submit=${send}>
        <input aria-label="Message" .value=${live($input.get())} @input=${type} />
        <button>Send</button>
      </form>
      <button @click=${stop}>Stop</button>
      <button @click=${() => retry()}>Retry</button>
    </section>`
  }
}

class ChatRow extends StoreElement {
  chat!: Chat
  $message!: ReturnType<Chat['$message']>
  override stores = (): readonly ReadableAtom[] => [this.$message]
  override render(): TemplateResult | undefined {
    const message = this.$message.get()
    const choices = message ? choicesOf(message, this.chat) : []
    return (
      message &&
      html`<article data-role=${message.role} data-status=${message.status}>
        <p>${textOf(message)}</p>
        ${choices.map(({ label, choose }) => html`<button @click=${choose}>${label}</button>`)}
      </article>`
    )
  }
}

customElements.define('chat-view', ChatView)
customElements.define('chat-row', ChatRow)
restore()
$views.subscribe(names => {
  const views = repeat(
    names,
    (name, index) => `${index} ${name}`,
    name => {
      return html`<chat-view .given=${givenTo(name)}></chat-view>`
    },
  )
  render(views, document.querySelector<HTMLElement>('#app')!)
})
