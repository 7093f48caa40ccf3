import { createChat, fetchServerSentEvents, type Chat, type ConnectionAdapter } from 'nanowire'

/** The suite's input: a server of the AI SDK, one of runs, and what to ask them. */
export interface Asked {
  readonly peer: string
  readonly runs: string
  readonly prompts: Readonly<Record<'text' | 'endless' | 'failure', string>>
  /** Makes streams not iterable, as in Safari. */
  readonly asInSafari?: boolean
}

/** Its result; the same wherever it runs. */
export interface Findings {
  /** Streams were not iterable. */
  readonly asInSafari: boolean
  readonly streamed: Ended
  readonly stopped: Ended
  readonly failed: Ended
  readonly unreached: Ended
  readonly resumed: Ended
}

interface Ended {
  readonly status: string
  readonly error: string | null
  readonly answer: string | null
}

/** Streams, stops, fails and resumes, using only what every JavaScript runtime has. */
export async function runSuite({ peer, runs, prompts, asInSafari }: Asked): Promise<Findings> {
  if (asInSafari) {
    Reflect.deleteProperty(ReadableStream.prototype, Symbol.asyncIterator)
    Reflect.deleteProperty(ReadableStream.prototype, 'values')
  }
  const connection = fetchServerSentEvents(`${peer}/api/chat`)
  return {
    asInSafari: !(Symbol.asyncIterator in ReadableStream.prototype),
    streamed: await ended(connection, prompts.text),
    stopped: await stopped(connection, prompts.endless),
    failed: await ended(connection, prompts.failure),
    // A port that both browsers and Node refuse to connect to.
    unreached: await ended(
      fetchServerSentEvents('http://127.0.0.1:1/', { retry: { attempts: 0 } }),
      prompts.text,
    ),
    resumed: await resumed(runs, prompts.text),
  }
}

async function stopped(connection: ConnectionAdapter, prompt: string): Promise<Ended> {
  const chat = createChat({ connection })
  chat.$messages.listen(messages => {
    if (/ 3 /.test(messages.at(-1)!.content) && chat.$isLoading.get()) chat.stop()
  })
  await chat.sendMessage(prompt)
  return endOf(chat)
}

async function ended(connection: ConnectionAdapter, prompt: string): Promise<Ended> {
  const chat = createChat({ connection })
  await chat.sendMessage(prompt)
  return endOf(chat)
}

/**
 * The server sends the rest only once the first half is seen, so this never ends without streaming.
 */
async function resumed(runs: string, prompt: string): Promise<Ended> {
  const connection = fetchServerSentEvents(`${runs}/chat`, { resume: { url: `${runs}/runs` } })
  const tell = (path: string): void => void fetch(`${runs}/${path}`, { method: 'POST' })
  let isCut = false
  const chat = createChat({ connection, onResponse: () => isCut || tell('half') })
  chat.$messages.listen(messages => {
    if (isCut || messages.at(-1)!.role === 'user') return
    isCut = true
    tell('cut')
  })
  await chat.sendMessage(prompt)
  return endOf(chat)
}

function endOf(chat: Chat): Ended {
  const { role, status, content } = chat.$messages.get().at(-1)!
  return {
    status: chat.$status.get(),
    error: chat.$error.get()?.code ?? null,
    answer: role === 'assistant' ? `${status}: ${content}` : null,
  }
}
