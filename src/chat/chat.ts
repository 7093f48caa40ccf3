import type { ReadableAtom, WritableAtom } from 'nanostores'
import type { ConnectionAdapter } from '../adapters/adapter.ts'
import type { Message } from '../message.ts'
import type { StreamError } from '../stream-error.ts'
import type { StreamEvent } from '../stream-event.ts'
import type { MessageInit } from './create-message.ts'
import type { MessageStore } from './message-store.ts'
import type { Progress } from './progress.ts'
import type { Flush } from './write-schedule.ts'

/**
 * `ready`: nothing is under way. `submitted`: asked, and no content yet. `streaming`: content comes
 * in. `error`: the last answer failed, and `$error` says why.
 */
export type ChatStatus = 'ready' | 'submitted' | 'streaming' | 'error'

export interface ChatOptions {
  readonly connection: ConnectionAdapter
  /** Names the conversation to the server; a new id by default. */
  readonly id?: string
  readonly messages?: readonly MessageInit[]
  /** Sent along with every request. */
  readonly data?: Readonly<Record<string, unknown>>
  /** When the stores are written; once a `frame` by default. */
  readonly flush?: Flush
  /** Called with every event as it arrives, also with those that this version does not know. */
  readonly onChunk?: (event: StreamEvent) => void
  /** Called once an answer is complete or was stopped, when the stores hold it. */
  readonly onFinish?: (message: Message, info: FinishInfo) => void
  /** Called once an answer has failed, when the stores hold what had arrived. */
  readonly onError?: (error: StreamError) => void
  /**
   * Called when the user stops an answer, with the names of the run: a server that goes on when the
   * connection closes, so that the answer can be resumed, has to be told. Leaving the page, or
   * `destroy`, is no stop.
   */
  readonly onStop?: (stopped: { readonly chatId: string; readonly runId: string }) => void
  /** Parts of one message, beyond which its answer is `too-large`; 10,000 by default. */
  readonly maxParts?: number
  /** Called with the head of every response, before its body is read. */
  readonly onResponse?: (response: Response) => void
}

export interface FinishInfo {
  readonly runId: string
  readonly progress: Progress
}

export interface SendOptions {
  /** Sent along with this request, over the chat's own `data`. */
  readonly data?: Readonly<Record<string, unknown>>
  /** Stops this answer when it aborts. */
  readonly signal?: AbortSignal
}

export interface Chat extends Pick<MessageStore, '$messages' | '$messageIds' | '$message'> {
  readonly id: string
  readonly $status: ReadableAtom<ChatStatus>
  readonly $error: ReadableAtom<StreamError | undefined>
  readonly $isLoading: ReadableAtom<boolean>
  /** The text of an input field, which `submit` sends. */
  readonly $input: WritableAtom<string>
  readonly $progress: ReadableAtom<Progress>
  /**
   * Adds a user's message and streams its answer; resolves once that has ended, however it did.
   * While another answer is under way, the message waits until that has ended.
   */
  sendMessage(content: string, options?: SendOptions): Promise<void>
  /** Sends `$input` and empties it; nothing where it is blank. */
  submit(options?: SendOptions): Promise<void>
  /** Asks again for this answer, or the last one, dropping it and all that follows. */
  regenerate(messageId?: string, options?: SendOptions): Promise<void>
  /** Asks again for what failed or was stopped: the last question, under its id, is sent again. */
  retry(options?: SendOptions): Promise<void>
  /**
   * Takes up an answer that the server is still giving, as after a reload of the page; its last,
   * unfinished message is replaced as it comes. Nothing changes where nothing is under way. The
   * connection needs an address to resume from.
   */
  resume(options?: SendOptions): Promise<void>
  /** Ends the answer under way at once, keeps its text as `stopped`, and closes the connection. */
  stop(): void
  /** Replaces the conversation; the answer under way goes on. */
  setMessages(
    messages: readonly Message[] | ((messages: readonly Message[]) => readonly Message[]),
  ): void
  /** Stops, forgets what waits to be sent, and empties the conversation. */
  clear(): void
  /** Stops for good: no timer, listener or connection is left, and nothing more can be sent. */
  destroy(): void
}
