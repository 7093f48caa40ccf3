/** @jsxImportSource preact */
import { useStore } from '@nanostores/preact'
import type { Chat, ChatOptions } from 'nanowire/core'
import { useChat, useMessage, useMessageIds } from 'nanowire/preact'
import { render, type VNode } from 'preact'
import { $views, choicesOf, givenTo, restore, textOf } from './chats.ts'

function App(): VNode {
  const views = useStore($views)
  return (
    <>
      {views.map((name, index) => (
        <View key={`${index} ${name === 'own'}`} given={givenTo(name)} />
      ))}
    </>
  )
}

function View({ given }: { given: Chat | ChatOptions }): VNode {
  const { chat, status, error, stop, retry } = useChat(given)
  return (
    <section aria-label="Chat">
      <div role="log">
        {useMessageIds(chat).map(id => (
          <Row key={id} chat={chat} id={id} />
        ))}
      </div>
      <output>{status}</output>
      {error && <p role="alert">{error.message}</p>}
      <Composer chat={chat} />
      <button onClick={stop}>Stop</button>
      <button onClick={() => retry()}>Retry</button>
    </section>
  )
}

function Row({ chat, id }: { chat: Chat; id: string }): VNode | null {
  const message = useMessage(chat, id)
  if (!message) return null
  return (
    <article data-role={message.role} data-status={message.status}>
      <p>{textOf(message)}</p>
      {choicesOf(message, chat).map(({ label, choose }) => (
        <button key={label} onClick={choose}>
          {label}
        </button>
      ))}
    </article>
  )
}

function Composer({ chat }: { chat: Chat }): VNode {
  const { input, handleInputChange, handleSubmit } = useChat(chat)
  return (
    <form onSubmit={handleSubmit}>
      <input aria-label="Message" value={input} onInput={handleInputChange} />
      <button>Send</button>
    </form>
  )
}

restore()
render(<App />, document.querySelector('#app')!)
