import { atom, batch, task } from 'nanostores'
import { createId } from '../adapters/create-id.ts'
import type { Message, MessageTypes } from '../message.ts'
import type { StreamError } from '../stream-error.ts'
import type { Chat, ChatOptions, ChatStatus, SendOptions } from './chat.ts'
import { callAnswerer } from './answer-call.ts'
import { emptyAnswer, onward, toRegenerate, toResume, toRetry, type Asking } from './asking.ts'
import { compose } from './compose.ts'
import { createMessage } from './create-message.ts'
import { messageStore } from './message-store.ts'
import { fromSnapshot } from './from-snapshot.ts'
import { NO_PROGRESS } from './progress.ts'
import { report } from './report.ts'
import { startRun, type Run } from './run.ts'
import { findCall, isOpenCall } from './tool-calls.ts'
import { waitingLine } from './waiting-line.ts'

/** As in nanostores: a bundler inlines the value, and drops the code for development. */
declare const process: { readonly env: { readonly NODE_ENV?: string } }

const HINT =
  'nanowire: the answer came all at once, after a wait. Something between the server and the page holds it back: turn off buffering (X-Accel-Buffering: no) and compression for this address.'

const NO_CONNECTION =
  'This chat has no connection. Give createChat one, such as connection: fetchServerSentEvents("/api/chat").'

/**
 * A chat: the stores of a conversation, and the actions that change it.
 *
 * It belongs to no component and no framework; a component that unmounts only unsubscribes. A
 * failed answer does not reject: it sets `$status` to `error` and `$error` to a `StreamError`, and
 * keeps the user's message and what had arrived.
 *
 * Type the application's tools and data parts with `createChat<{ tools: …; data: … }>(…)`. In
 * development, it throws if there is no `connection`.
 */
export function createChat<Types extends MessageTypes = MessageTypes>(
  typedOptions: ChatOptions<Types>,
): Chat<Types> {
  // The types only describe what the server sends: in here they make no difference.
  const options = typedOptions as unknown as ChatOptions
  const { connection, flush } = options
  if (process.env.NODE_ENV !== 'production' && typeof connection?.connect !== 'function') {
    throw new Error(NO_CONNECTION)
  }
  let { id } = options
  const store = messageStore((options.messages ?? []).map(init => createMessage(init)))
  const $status = atom<ChatStatus>('ready')
  const $error = atom<StreamError | undefined>(undefined)
  const $isLoading = atom(false)
  const $input = atom('')
  const $progress = atom(NO_PROGRESS)
  const line = waitingLine()
  let run: Run | undefined
  /** What to ask as soon as the answer under way has stopped. */
  let upNext: Asking | undefined
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

  const callOnStop = ({ id: runId }: Run): void =>
    report(() => options.onStop?.({ chatId: chat.id, runId }))

  const halt = (): void => {
    const stopped = run
    if (!stopped) return
    stopped.stop()
    callOnStop(stopped)
  }

  /** Asks what `plan` returns for the conversation, after stopping the answer under way. */
  const ask = async (
    given: SendOptions,
    plan: (messages: readonly Message[]) => Asking | undefined,
  ): Promise<void> => {
    if (destroyed) throw new Error('This chat was destroyed. Create another.')
    const planned = plan(store.$messages.get())
    // If a callback of the stop asks for something else, that replaces this, unless this sends a
    // message. What it sends waits in the queue.
    if (!planned || upNext?.trigger === 'send') return
    upNext = planned
    halt()
    upNext = undefined
    const asking = plan(store.$messages.get())
    if (!run && !destroyed && asking) await begin(given, asking)
  }

  const begin = (given: SendOptions, asking: Asking): Promise<void> => {
    const { trigger, messageId, fallback, prepare } = asking
    const before = store.$messages.get()
    let { messages } = asking
    let answer = asking.answer ?? emptyAnswer()
    const { parts } = answer
    let isReady = !prepare
    let follows: Promise<void> | undefined

    /** Whether there is an answer to show. One that was shown stays, even if it loses its parts. */
    const shows = (next: Message): boolean =>
      $status.get() === 'streaming' ||
      next.parts.some(part => !parts.includes(part) && (!('text' in part) || part.text !== ''))

    const own = startRun({
      id: createId(),
      connection,
      flush,
      signal: given.signal,
      onAbort: () => callOnStop(own),
      answer,
      maxParts: options.maxParts,
      async request(aborted) {
        const whole = await prepare?.(aborted)
        if (whole && !aborted.aborted) {
          isReady = true
          report(() => store.put(whole.id, whole))
          // Earlier messages may have changed during `prepare`.
          messages = store.$messages.get()
        }
        return {
          chatId: chat.id,
          runId: own.id,
          messages,
          data: { ...options.data, ...given.data },
          trigger,
          messageId,
          answerId: answer.id,
          onResponse: response => report(() => options.onResponse?.(response)),
        }
      },
      onEvent(event) {
        if (event.type === 'messages') {
          const last = event.messages.at(-1)
          if (last?.role === 'assistant') answer = last
          report(() => store.set(fromSnapshot(event.messages, store.$messages.get())))
        }
        report(() => options.onChunk?.(event))
      },
      onToolCall: call => report(() => options.onToolCall?.(call)),
      onWrite(next, progress) {
        write(() => {
          $progress.set(progress)
          if (!shows(next)) return undefined
          answer = store.put(answer.id, next)
          return 'streaming'
        })
      },
      onEnd(last, progress, error) {
        run = undefined
        if (progress.buffered && process.env.NODE_ENV !== 'production' && !hinted) {
          hinted = true
          // oxlint-disable-next-line no-console -- nobody else would tell the developer
          console.warn(HINT)
        }
        const isComplete = last.status === 'complete'
        const isAnswer =
          shows(last) ||
          (isComplete ? trigger !== 'resume' : trigger === 'tool-result' && !fallback)
        report(() =>
          batch(() => {
            write(() => {
              $progress.set(progress)
              if (!isReady) {
                const unsent = messages.at(-1)!
                const dropped = before.slice(messages.length - 1)
                const now = store.$messages.get()
                store.set(now.flatMap(one => (one.id === unsent.id ? dropped : [one])))
                $input.set($input.get() || unsent.content)
              } else if (isAnswer) answer = store.put(answer.id, last)
              else if (fallback) store.put(answer.id, fallback(last.error))
              $error.set(error)
              return error ? 'error' : 'ready'
            })
            if (!isComplete) return
            // In the same batch, so that `ready` is never seen in between.
            if (own.isAnswered) follows = goOn(given, answer)
            if (!run) line.next()
          }),
        )
        report(() => {
          if (error) options.onError?.(error)
          else if (isAnswer) options.onFinish?.(answer, { runId: own.id, progress })
        })
        return follows
      },
    })
    run = own
    write(() => {
      store.set(asking.shown ?? messages)
      $error.set(undefined)
      $progress.set(NO_PROGRESS)
      return 'submitted'
    })
    return task(() => own.ended)
  }

  /** Continues this answer if it is the last, once all its calls are answered. */
  const goOn = async (given: SendOptions, { id: answerId }: Message): Promise<void> => {
    const messages = store.$messages.get()
    const last = messages.at(-1)
    if (run || upNext || last?.id !== answerId || findCall(last, isOpenCall)) return
    await ask(given, () => onward(messages))
  }

  const answerCall = callAnswerer(store, () => run, goOn)

  const chat: Chat = {
    // Made at first use: a page that is prerendered may read neither the clock nor random numbers.
    get id() {
      return (id ??= createId())
    },
    $messages: store.$messages,
    $messageIds: store.$messageIds,
    $message: store.$message,
    $status,
    $error,
    $isLoading,
    $input,
    $queue: line.$queue,
    $progress,

    async sendMessage(content, given = {}) {
      const { message, prepare } = compose(content, options.files)
      const send = (): Promise<void> =>
        ask(given, messages => ({ trigger: 'send', messages: [...messages, message], prepare }))
      if ((run && options.whenBusy !== 'interrupt') || upNext) {
        if (options.whenBusy === 'drop' || given.signal?.aborted) return
        const leave = (): void => line.leave(message.id)
        given.signal?.addEventListener('abort', leave)
        await line.join({ message, send })
        given.signal?.removeEventListener('abort', leave)
      } else await send()
    },

    async submit({ files, ...given } = {}) {
      const text = $input.get()
      const sources = [...(files ?? [])]
      const isDropped = run && options.whenBusy === 'drop'
      if ((text.trim() === '' && sources.length === 0) || isDropped) return
      // A chat that was destroyed throws, and the text stays where it is.
      if (!destroyed) $input.set('')
      await chat.sendMessage({ text, files: sources }, given)
    },

    cancelQueued: messageId => line.leave(messageId),

    edit(messageId, content, given = {}) {
      const { message, prepare } = compose(content, options.files, messageId)
      return ask(given, messages => {
        const index = messages.findIndex(
          ({ id: one, role }) => one === messageId && role === 'user',
        )
        const asked = [...messages.slice(0, index), message]
        return index < 0 ? undefined : { trigger: 'send', messages: asked, messageId, prepare }
      })
    },

    regenerate(messageId, given = {}) {
      return ask(given, messages => toRegenerate(messages, messageId, options.versions))
    },

    async retry(given = {}) {
      if (run) return
      await ask(given, messages => toRetry(messages, options.versions))
    },

    async resume(given = {}) {
      if (run) return
      await ask(given, toResume)
    },

    addToolResult: ({ toolCallId, ...told }, given = {}) =>
      answerCall(
        given,
        call => call.toolCallId === toolCallId,
        'errorText' in told
          ? { type: 'tool-error', toolCallId, ...told }
          : { type: 'tool-result', toolCallId, ...told },
      ),

    respondToApproval(approvalId, approved, reason, given = {}) {
      const { onApproval } = options
      const { signal = new AbortController().signal } = given
      return answerCall(
        given,
        ({ approval }) => approval?.id === approvalId,
        { type: 'tool-approval-response', approvalId, approved, reason },
        onApproval &&
          (({ toolCallId }) =>
            onApproval({ chatId: chat.id, approvalId, toolCallId, approved, reason }, { signal })),
      )
    },

    stop() {
      halt()
    },

    setMessages(messages) {
      store.set(typeof messages === 'function' ? messages(store.$messages.get()) : messages)
    },

    clear() {
      halt()
      // A request that a callback of the stop has made is dropped too, before it is sent.
      run?.stop()
      line.leave()
      write(() => {
        store.set([])
        $error.set(undefined)
        return 'ready'
      })
    },

    destroy() {
      destroyed = true
      run?.stop()
      line.leave()
    },
  }
  return chat as unknown as Chat<Types>
}
