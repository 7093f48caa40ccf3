import { fetchServerSentEvents } from 'nanowire'
import { dexto } from 'nanowire/protocols/dexto'
import { useChat } from 'nanowire/react'
import { useState, type ReactNode } from 'react'

export function StreamingChat(): ReactNode {
  const [message, setMessage] = useState('')
  const {
    messages,
    isLoading: isStreaming,
    sendMessage,
  } = useChat({ connection: fetchServerSentEvents('/chat/stream', { protocol: dexto }) })
  const last = messages.at(-1)
  const response = last?.role === 'assistant' && last.content

  return (
    <div>
      <div className="messages">{response && <div className="message">{response}</div>}</div>
      <input value={message} onChange={e => setMessage(e.target.value)} disabled={isStreaming} />
      <button onClick={() => sendMessage(message)} disabled={isStreaming}>
        {isStreaming ? 'Streaming...' : 'Send'}
      </button>
    </div>
  )
}
