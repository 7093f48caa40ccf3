/* oxlint-disable no-console -- as the guide monitors a stream */
import { fetchHttpStream, fetchServerSentEvents, stream, type ConnectionAdapter } from 'nanowire'
import { useChat } from 'nanowire/react'
import type { ReactNode } from 'react'

const connections: Readonly<Record<string, ConnectionAdapter>> = {
  'Server-Sent Events': fetchServerSentEvents('/api/chat'),
  'HTTP Stream': fetchHttpStream('/api/chat'),
  'Custom Stream': stream(async (messages, data, signal) => {
    const response = await fetch('/api/chat', {
      method: 'POST',
      body: JSON.stringify({ messages, ...data }),
      signal,
    })
    return response
  }),
}

const query = new URLSearchParams(location.search)

export function Chat(): ReactNode {
  const { messages, sendMessage, isLoading, error, stop } = useChat({
    connection: connections[query.get('connection') ?? 'Server-Sent Events']!,
    onChunk: chunk => {
      console.log('Received chunk:', chunk.type)
    },
    onFinish: message => {
      console.log('Stream finished:', message.content)
    },
  })

  return (
    <div>
      {messages.map(message => (
        <p key={message.id}>
          {message.role}: {message.content}
        </p>
      ))}
      {isLoading && <output>Loading…</output>}
      {error && <p role="alert">{error.message}</p>}
      <button onClick={() => sendMessage('Tell me of Malmö')}>Ask</button>
      <button onClick={stop}>Stop</button>
    </div>
  )
}
