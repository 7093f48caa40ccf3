/** @jsxImportSource solid-js */
import type { Chat } from 'nanowire/core'
import { useChat, useMessage } from 'nanowire/solid'
import { For, Show, type JSX } from 'solid-js'
import type { Given } from './chats.ts'

export function Page(props: { given: Given }): JSX.Element {
  const { chat, messageIds, status, input, isLoading, ...actions } = useChat(props.given)
  return (
    <section>
      <div role="log">
        <For each={messageIds()}>{id => <Row chat={chat()} id={id} />}</For>
      </div>
      <output>{status()}</output>
      <form onSubmit={actions.handleSubmit}>
        <input aria-label="Message" value={input()} onInput={actions.handleInputChange} />
      </form>
      <Show when={isLoading()}>
        <button onClick={actions.stop}>Stop</button>
      </Show>
    </section>
  )
}

function Row(props: { chat: Chat; id: string }): JSX.Element {
  const message = useMessage(
    () => props.chat,
    () => props.id,
  )
  return <article data-status={message()?.status}>{message()?.content}</article>
}
