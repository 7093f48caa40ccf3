import { useStore } from '@nanostores/react'
import { fetchServerSentEvents, type Chat } from 'nanowire/core'
import { aiSdk } from 'nanowire/protocols/ai-sdk'
import { useChat } from 'nanowire/react'
import { atom, type WritableAtom } from 'nanostores'
import {
  Activity,
  memo,
  startTransition,
  StrictMode,
  useLayoutEffect,
  useState,
  type ReactNode,
} from 'react'
import { createRoot } from 'react-dom/client'
import { chats } from './chats.ts'

/** What a test sets on a component that owns its chat. */
export interface Life {
  readonly id: string
  readonly hidden: boolean
  /** Captured by `onFinish`, a closure of the render. */
  readonly label: string
}

/** What the test can call on this page. */
export interface LifeHands {
  readonly live: (life: Partial<Life>) => void
  readonly finished: readonly string[]
  /** How often the component that reads only `input` was rendered. */
  readonly composed: () => number
  /**
   * Renders slow readers of one value while it changes; resolves with what they showed in each
   * commit.
   */
  readonly race: () => Promise<{ readonly commits: readonly string[]; readonly writes: number }>
}

const $life: WritableAtom<Life> = atom({ id: 'first', hidden: false, label: 'a' })
const $readers = atom(0)
const finished: string[] = []
const commits: string[] = []
let composed = 0

const server = new URLSearchParams(location.search).get('server')

function App(): ReactNode {
  const { hidden, id, label } = useStore($life)
  return (
    <>
      <Activity mode={hidden ? 'hidden' : 'visible'}>
        <Own id={id} label={label} />
      </Activity>
      <Race />
    </>
  )
}

function Own({ id, label }: Omit<Life, 'hidden'>): ReactNode {
  const chat = useChat({
    id,
    connection: fetchServerSentEvents(`${server}/${id}/${label}`, { protocol: aiSdk }),
    onFinish: ({ content }) => finished.push(`${label}: ${content}`),
  })
  return (
    <section aria-label="Chat">
      {chat.messages.map(message => (
        <article key={message.id} data-status={message.status}>
          {message.content}
        </article>
      ))}
      <output>{chat.status}</output>
      <Composer chat={chat.chat} />
    </section>
  )
}

const Composer = memo(({ chat }: { chat: Chat }): ReactNode => {
  const { input, handleInputChange, handleSubmit } = useChat(chat)
  useLayoutEffect(() => {
    composed += 1
  })
  return (
    <form onSubmit={handleSubmit}>
      <input aria-label="Message" value={input} onChange={handleInputChange} />
      <button>Send</button>
    </form>
  )
})

function Race(): ReactNode {
  const [count, setCount] = useState(0)
  useLayoutEffect(() => $readers.listen(next => startTransition(() => setCount(next))), [])
  useLayoutEffect(() => {
    const texts = [...document.querySelectorAll('.reader')].map(({ textContent }) => textContent)
    if (texts.length > 0) commits.push([...new Set(texts)].join())
  })
  return Array.from({ length: count }, (_, index) => <Reader key={index} />)
}

function Reader(): ReactNode {
  const until = performance.now() + 8
  while (performance.now() < until);
  return <i className="reader">{useChat(chats.one).input}</i>
}

Object.assign(globalThis, {
  live: life => $life.set({ ...$life.get(), ...life }),
  finished,
  composed: () => composed,
  async race() {
    let writes = 0
    $readers.set(20)
    while (document.querySelector('.reader') === null) {
      chats.one.$input.set(`${++writes}`)
      await new Promise(resolve => setTimeout(resolve))
    }
    return { commits, writes }
  },
} satisfies LifeHands)

createRoot(document.querySelector('#app')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
