import { useStore } from '@nanostores/react'
import type { Chat, ChatOptions } from 'nanowire/core'
import { useChat, useMessage, useMessageIds } from 'nanowire/react'
import { memo, StrictMode, type ReactNode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { $views, choicesOf, givenTo, restore, textOf } from './chats.ts'

function App(): ReactNode {
  const views = useStore($views)
  return views.map((name, index) => (
    <View key={`${index} ${name === 'own'}`} given={givenTo(name)} />
  ))
}

function View({ given }: { given: Chat | ChatOptions }): ReactNode {
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

const Row = memo(function Row({ chat, id }: { chat: Chat; id: string }): ReactNode {
  const message = useMessage(chat, id)
  return (
    message && (
      <article data-role={message.role} data-status={message.status}>
        <p>{textOf(message)}</p>
        {choicesOf(message, chat).map(({ label, choose }) => (
          <button key={label} onClick={choose}>
            {label}
          </button>
        ))}
      </article>
    )
  )
})

function Composer({ chat }: { chat: Chat }): ReactNode {
  const { input, handleInputChange, handleSubmit } = useChat(chat)
  return (
    <form onSubmit={handleSubmit}>
      <input aria-label="Message" value={input} onChange={handleInputChange} />
      <button>Send</button>
    </form>
  )
}

const app = (
  <StrictMode>
    <App />
  </StrictMode>
)
const root = document.querySelector('#app')!
// As from a server, which does not have the stored chat. React would report a mismatch on the
// console, where the test looks.
root.innerHTML = renderToString(app)
restore()
hydrateRoot(root, app)
