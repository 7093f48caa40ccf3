import { useChat } from '@ai-sdk/react'
import { DefaultChatTransport, type UIMessage } from 'ai'
import type { JSX } from 'react'
import { bench, pastMessages } from '../bench-page.ts'
import { Article, memoRow, showPage, Status } from './show.tsx'

const throttle = Number(new URLSearchParams(location.search).get('throttle')) || undefined
const transport = new DefaultChatTransport({ api: '/api/ai-sdk' })
const messages: UIMessage[] = pastMessages().map(({ id, role, text }) => ({
  id,
  role,
  parts: [{ type: 'text', text }],
}))

const Row = memoRow<UIMessage>(({ id, role, parts }) => (
  <Article
    id={id}
    role={role}
    text={parts.map(part => (part.type === 'text' ? part.text : '')).join('')}
  />
))

function Page(): JSX.Element {
  const chat = useChat({ transport, messages, ...(throttle && { throttle }) })
  bench.ask = () => void chat.sendMessage({ text: 'Go on' })
  return (
    <main>
      <div>
        {chat.messages.map(message => (
          <Row key={message.id} message={message} />
        ))}
        <Status status={chat.status} />
      </div>
    </main>
  )
}

showPage(Page)
