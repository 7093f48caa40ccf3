import { createChat, fetchServerSentEvents } from 'nanowire/core'
import { agUi } from 'nanowire/protocols/ag-ui'
import { aiSdk } from 'nanowire/protocols/ai-sdk'
import { useChat, useMessage, useMessageIds } from 'nanowire/react'
import { memo, type JSX } from 'react'
import { bench, pastMessages } from '../bench-page.ts'
import { Article, showPage, Status } from './show.tsx'

const isAgUi = location.pathname.includes('ag-ui')

const chat = createChat({
  connection: isAgUi
    ? fetchServerSentEvents('/api/ag-ui', { protocol: agUi })
    : fetchServerSentEvents('/api/ai-sdk', { protocol: aiSdk }),
  messages: pastMessages().map(({ id, role, text }) => ({ id, role, content: text })),
})

const Row = memo(({ id }: { id: string }) => {
  const message = useMessage(chat, id)
  return message && <Article id={id} role={message.role} text={message.content} />
})

function List(): JSX.Element {
  return (
    <>
      {useMessageIds(chat).map(id => (
        <Row key={id} id={id} />
      ))}
    </>
  )
}

function Page(): JSX.Element {
  const { status, sendMessage } = useChat(chat)
  bench.ask = () => void sendMessage('Go on')
  return (
    <main>
      <div>
        <List />
        <Status status={status} />
      </div>
    </main>
  )
}

showPage(Page)
