import { fetchServerSentEvents, useChat, type UIMessage } from '@tanstack/ai-react'
import type { JSX } from 'react'
import { bench, pastMessages } from '../bench-page.ts'
import { Article, memoRow, showPage, Status } from './show.tsx'

const connection = fetchServerSentEvents('/api/ag-ui')
const initialMessages: UIMessage[] = pastMessages().map(({ id, role, text }) => ({
  id,
  role,
  parts: [{ type: 'text', content: text }],
}))

const Row = memoRow<UIMessage>(({ id, role, parts }) => (
  <Article
    id={id}
    role={role}
    text={parts.map(part => (part.type === 'text' ? part.content : '')).join('')}
  />
))

function Page(): JSX.Element {
  const { messages, sendMessage, status } = useChat({ connection, initialMessages })
  bench.ask = () => void sendMessage('Go on')
  return (
    <main>
      <div>
        {messages.map(message => (
          <Row key={message.id} message={message} />
        ))}
        <Status status={status} />
      </div>
    </main>
  )
}

showPage(Page)
