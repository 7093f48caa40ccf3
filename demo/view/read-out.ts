import type { Chat, Message } from 'nanowire'
import { bySentence, byTime } from 'nanowire/text'
import { announce } from './announcer.ts'
import { spoken } from './spoken.ts'

/** The least time between two announcements, in milliseconds. */
const PACE = 2_000

/**
 * Announces answers to screen readers while they stream: whole sentences, no faster than a listener
 * can follow. In a live region, each word would interrupt the one before.
 */
export function readOut(chat: Chat): void {
  let reading = new AbortController()
  /** The text before an answer continues, for example after a tool's result. */
  let heard: { readonly id?: string; readonly length: number } = { length: 0 }

  chat.$status.listen(status => {
    const newest = chat.$messages.get().at(-1)
    if (status === 'submitted') {
      heard = newest ? { id: newest.id, length: writtenIn(newest).length } : { length: 0 }
      announce('Sent. Waiting for the answer.')
    }
    if (status === 'streaming' && newest) {
      reading.abort()
      reading = new AbortController()
      const from = newest.id === heard.id ? heard.length : 0
      void read(chat, newest.id, from, reading.signal)
    }
  })
}

async function read(chat: Chat, id: string, from: number, signal: AbortSignal): Promise<void> {
  const sentences = bySentence(textOf(chat, id, from, signal))
  for await (const piece of byTime(withoutCode(sentences), { every: PACE })) {
    const words = spoken(piece)
    if (words !== '' && !signal.aborted) announce(words)
  }
  const { status, parts = [] } = chat.$message(id).get() ?? {}
  if (signal.aborted) return
  // An answer that waits for the user's approval will continue.
  const waits = parts.some(part => 'state' in part && part.state === 'approval-requested')
  if (status === 'complete' && !waits) announce('The answer is complete.')
  if (status === 'stopped') announce('Stopped.')
}

/** The texts of a message, joined so that no sentence spans a tool call. */
function writtenIn({ parts }: Message): string {
  return parts.flatMap(part => (part.type === 'text' ? [part.text] : [])).join('\n\n')
}

/** What is added to a message's text while it streams. */
function textOf(chat: Chat, id: string, from: number, signal: AbortSignal): ReadableStream<string> {
  let said = from
  return new ReadableStream({
    start(controller) {
      const ended = new AbortController()
      const unsubscribe = chat.$message(id).subscribe(message => {
        const written = message ? writtenIn(message) : ''
        if (written.length > said) controller.enqueue(written.slice(said))
        said = Math.max(said, written.length)
        if (message?.status !== 'streaming') ended.abort()
      })
      const end = (): void => {
        unsubscribe()
        controller.close()
      }
      AbortSignal.any([signal, ended.signal]).addEventListener('abort', end, { once: true })
      if (ended.signal.aborted) end()
    },
  })
}

/** The sentences outside code; for code it says only that there is some. */
async function* withoutCode(sentences: AsyncIterable<string>): AsyncGenerator<string, void> {
  let isCode = false
  for await (const sentence of sentences) {
    if (/^\s*(?:\x60{3}|~~~)/.test(sentence)) {
      isCode = !isCode
      if (isCode) yield 'Code. '
    } else if (!isCode) yield sentence
  }
}
