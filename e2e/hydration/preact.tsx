/** @jsxImportSource preact */
import type { Chat } from 'nanowire/core'
import { useChat, useMessage, useMessageIds } from 'nanowire/preact'
import type { VNode } from 'preact'
import type { Given } from './chats.ts'

export function Page({ given }: { given: Given }): VNode {
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
        <input aria-label="Message" value={input} onInput={handleInputChange} />
      </form>
      {isLoading && <button onClick={stop}>Stop</button>}
    </section>
  )
}

function Row({ chat, id }: { chat: Chat; id: string }): VNode {
  const message = useMessage(chat, id)
  return <article data-status={message?.status}>{message?.content}</article>
}
