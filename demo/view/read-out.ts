import type { Chat, Message } from 'nanowire'
import { bySentence, byTime } from 'nanowire/text'
import { announce } from './announcer.ts'
import { spoken } from './spoken.ts'

/** Milliseconds between two announcements, at least. */
const PACE = 2_000

/**
 * Reads the answers out while they are written: whole sentences, not more often than a listener can
 * follow. Each word of a live log would interrupt the one before.
 */
export function readOut(chat: Chat): void {
  let reading = new AbortController()
  /** What was there before an answer goes on, as after the result of a tool. */
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
  // An answer that waits for its reader's word is to go on.
  const waits = parts.some(part => 'state' in part && part.state === 'approval-requested')
  if (status === 'complete' && !waits) announce('The answer is complete.')
  if (status === 'stopped') announce('Stopped.')
}

/** All texts of a message: what is before a call of a tool is no one sentence with what follows it. */
function writtenIn({ parts }: Message): string {
  return parts.flatMap(part => (part.type === 'text' ? [part.text] : [])).join('\n\n')
}

/** What is added to a message's text, as long as it is written. */
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

/** Sentences outside of code, in whose place it is only said that it is there. */
async function* withoutCode(sentences: AsyncIterable<string>): AsyncGenerator<string, void> {
  let isCode = false
  for await (const sentence of sentences) {
    if (/^\s*(?:\x60{3}|~~~)/.test(sentence)) {
      isCode = !isCode
      if (isCode) yield 'Code. '
    } else if (!isCode) yield sentence
  }
}
