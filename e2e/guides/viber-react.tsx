import { fetchServerSentEvents } from 'nanowire'
import { useChat } from 'nanowire/react'
import type { ReactNode } from 'react'

export function Chat(): ReactNode {
  const { messages, input, handleInputChange, handleSubmit, isLoading } = useChat({
    connection: fetchServerSentEvents('/api/chat'),
    data: { model: 'openai:gpt-4o' },
  })

  return (
    <div>
      {messages.map(m => (
        <div key={m.id}>
          <strong>{m.role}:</strong> {m.content}
        </div>
      ))}

      <form onSubmit={handleSubmit}>
        <input value={input} onChange={handleInputChange} disabled={isLoading} />
      </form>
    </div>
  )
}
