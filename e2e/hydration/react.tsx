import type { Chat } from 'nanowire/core'
import { useChat, useMessage, useMessageIds } from 'nanowire/react'
import { memo, StrictMode, type ReactNode } from 'react'
import type { Given } from './chats.ts'

export function Page({ given }: { given: Given }): ReactNode {
  return (
    <StrictMode>
      <View given={given} />
    </StrictMode>
  )
}

function View({ given }: { given: Given }): ReactNode {
  const { chat, status, input, handleInputChange, handleSubmit, isLoading, stop } = useChat(given)
  return (
    <section>
      <div role="log">
        {useMessageIds(chat).map(id => (
          <Row key={id} chat={chat} id={id} />
        ))}
      </div>
      <output>{status}</output>
      <form onSubmit={handleSubmit}>
        <input aria-label="Message" value={input} onChange={handleInputChange} />
      </form>
      {isLoading && <button onClick={stop}>Stop</button>}
    </section>
  )
}

const Row = memo(({ chat, id }: { chat: Chat; id: string }): ReactNode => {
  const message = useMessage(chat, id)
  return <article data-status={message?.status}>{message?.content}</article>
})
