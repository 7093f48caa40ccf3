import { atom, batch, task } from 'nanostores'
import type { ChatRequest } from '../chat-request.ts'
import type { Message } from '../message.ts'
import { endMessage } from '../messages/apply-event.ts'
import type { StreamError } from '../stream-error.ts'
import type { Chat, ChatOptions, ChatStatus, SendOptions } from './chat.ts'
import { createId } from './create-id.ts'
import { createMessage } from './create-message.ts'
import { messageStore } from './message-store.ts'
import { NO_PROGRESS } from './progress.ts'
import { startRun, type Run } from './run.ts'

/** As nanostores has it: a bundler puts the value in, and drops what is for development alone. */
declare const process: { readonly env: { readonly NODE_ENV?: string } }

const HINT =
  'nanowire: the answer came all at once, after a wait. Something between the server and the page holds it back: turn off buffering (X-Accel-Buffering: no) and compression for this address.'

/**
 * A chat: the stores of a conversation, and the actions that change it.
 *
 * It belongs to no component and no framework; unmounting what shows it only unsubscribes. A failed
 * answer never rejects: it sets `$status` to `error` and `$error` to a `StreamError`, and keeps the
 * user's message and what had arrived.
 */
export function createChat(options: ChatOptions): Chat {
  const { connection, flush, id = createId() } = options
  const store = messageStore((options.messages ?? []).map(init => createMessage(init)))
  const $status = atom<ChatStatus>('ready')
  const $error = atom<StreamError | undefined>(undefined)
  const $isLoading = atom(false)
  const $input = atom('')
  const $progress = atom(NO_PROGRESS)
  let run: Run | undefined
  let cleared = 0
  let destroyed = false
  let hinted = false

  /** Writes several stores as one change, the messages before the status. */
  const write = (change: () => ChatStatus | undefined): void =>
    report(() =>
      batch(() => {
        const status = change()
        if (!status) return
        $status.set(status)
        $isLoading.set(status === 'submitted' || status === 'streaming')
      }),
    )

  const halt = (stopped: Run | undefined): void => {
    if (!stopped) return
    stopped.stop()
    report(() => options.onStop?.({ chatId: id, runId: stopped.id }))
  }

  const begin = (
    messages: readonly Message[],
    trigger: ChatRequest['trigger'],
    { data, signal }: SendOptions,
    messageId?: string,
    partial?: Message,
  ): Promise<void> => {
    if (destroyed) throw new Error('This chat was destroyed. Create another.')
    const runId = createId()
    const init = { role: 'assistant', content: '', ...(partial && { id: partial.id }) } as const
    let answer = createMessage(init, 'streaming')

    /** Whether there is an answer to show; one that was shown stays, also when it loses its parts. */
    const shows = ({ parts }: Message): boolean =>
      $status.get() === 'streaming' || parts.some(part => !('text' in part) || part.text !== '')

    const own = startRun({
      connection,
      flush,
      signal,
      answer,
      maxParts: options.maxParts,
      request: {
        chatId: id,
        runId,
        messages,
        data: { ...options.data, ...data },
        trigger,
        messageId,
        onResponse: response => report(() => options.onResponse?.(response)),
      },
      onEvent(event) {
        if (event.type === 'messages') {
          const last = event.messages.at(-1)
          if (last?.role === 'assistant') answer = last
          report(() => store.set(event.messages))
        }
        report(() => options.onChunk?.(event))
      },
      onWrite(next, progress) {
        write(() => {
          $progress.set(progress)
          if (!shows(next)) return undefined
          answer = store.put(answer.id, next)
          return 'streaming'
        })
      },
      onEnd(last, progress, error) {
        if (run === own) run = undefined
        if (progress.buffered && process.env.NODE_ENV !== 'production' && !hinted) {
          hinted = true
          // oxlint-disable-next-line no-console -- nobody else would tell the developer
          console.warn(HINT)
        }
        const isAnswer = shows(last) || (last.status === 'complete' && trigger !== 'resume')
        write(() => {
          $progress.set(progress)
          if (isAnswer) answer = store.put(answer.id, last)
          else if (partial) store.put(partial.id, endMessage(partial, 'stopped'))
          $error.set(error)
          return error ? 'error' : 'ready'
        })
        report(() => {
          if (error) options.onError?.(error)
          else if (isAnswer) options.onFinish?.(answer, { runId, progress })
        })
      },
    })
    const former = run
    run = own
    // What its callbacks and listeners ask for has to wait for this run.
    halt(former)
    if (run !== own) return own.ended
    write(() => {
      store.set(partial ? [...messages, partial] : messages)
      $error.set(undefined)
      $progress.set(NO_PROGRESS)
      return 'submitted'
    })
    return task(() => own.ended)
  }

  const chat: Chat = {
    id,
    $messages: store.$messages,
    $messageIds: store.$messageIds,
    $message: store.$message,
    $status,
    $error,
    $isLoading,
    $input,
    $progress,

    async sendMessage(content, given = {}) {
      const before = cleared
      while (run) await run.ended
      if (cleared !== before) return
      const message = createMessage({ role: 'user', content })
      await begin([...store.$messages.get(), message], 'send', given)
    },

    async submit(given) {
      const content = $input.get()
      if (content.trim() === '') return
      $input.set('')
      await chat.sendMessage(content, given)
    },

    async regenerate(messageId, given = {}) {
      const messages = store.$messages.get()
      const index = messages.findLastIndex(message => !messageId || message.id === messageId)
      const replaced = messages[index]
      const asked = messages.slice(0, replaced?.role === 'assistant' ? index : index + 1)
      if (asked.length > 0) await begin(asked, 'regenerate', given, replaced?.id)
    },

    async retry(given = {}) {
      const messages = store.$messages.get()
      const asked = messages.slice(0, messages.findLastIndex(({ role }) => role === 'user') + 1)
      if (!run && asked.length > 0) await begin(asked, 'send', given)
    },

    async resume(given = {}) {
      const messages = store.$messages.get()
      const last = messages.at(-1)
      if (run || !last) return
      if (last.role !== 'assistant') await begin(messages, 'resume', given)
      else if (last.status !== 'complete') {
        await begin(messages.slice(0, -1), 'resume', given, last.id, last)
      }
    },

    stop() {
      halt(run)
    },

    setMessages(messages) {
      store.set(typeof messages === 'function' ? messages(store.$messages.get()) : messages)
    },

    clear() {
      chat.stop()
      cleared++
      // What was sent by a callback of the stop is forgotten too, before it has begun.
      run?.stop()
      write(() => {
        store.set([])
        $error.set(undefined)
        return 'ready'
      })
    },

    destroy() {
      destroyed = true
      run?.stop()
    },
  }
  return chat
}

/** Calls what belongs to the page; what it throws is told as uncaught, and changes nothing here. */
function report(call: () => void): void {
  try {
    call()
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
