import type { ReadableAtom, WritableAtom } from 'nanostores'
import type { ConnectionAdapter } from '../adapters/adapter.ts'
import type { ApprovalResponse } from '../chat-request.ts'
import type { FilePart, Message, MessageTypes, ToolCallPartOf } from '../message.ts'
import type { StreamError } from '../stream-error.ts'
import type { StreamEvent } from '../stream-event.ts'
import type { MessageInit } from './create-message.ts'
import type { Progress } from './progress.ts'
import type { Flush } from './write-schedule.ts'

/**
 * `ready`: nothing is under way. `submitted`: asked, and no content yet. `streaming`: content comes
 * in. `error`: the last answer failed, and `$error` says why.
 */
export type ChatStatus = 'ready' | 'submitted' | 'streaming' | 'error'

/**
 * What a chat is made with. Only `connection` is needed. A callback that throws breaks no answer:
 * its error is told as an uncaught one.
 */
export interface ChatOptions<Types extends MessageTypes = MessageTypes> {
  /** Where the answers come from. */
  readonly connection: ConnectionAdapter
  /** Names the conversation to the server; a new id by default. */
  readonly id?: string | undefined
  /** What the conversation begins with; nothing by default. */
  readonly messages?: readonly MessageInit[] | undefined
  /** Sent along with every request. */
  readonly data?: Readonly<Record<string, unknown>> | undefined
  /** When the stores are written; once a `frame` by default. */
  readonly flush?: Flush | undefined
  /**
   * What becomes of a message that is sent while an answer is under way: it waits in `$queue`, as by
   * default, it interrupts the answer, or it is dropped.
   */
  readonly whenBusy?: 'queue' | 'interrupt' | 'drop' | undefined
  /** Makes parts of the files that are sent; `attachFiles()` makes one. */
  readonly files?: PrepareFiles | undefined
  /** What a regenerated answer keeps of the one before; `keepVersions` is one. */
  readonly versions?: ((replaced: Message) => Partial<Message>) | undefined
  /** Called with every event as it arrives, also with those that this version does not know. */
  readonly onChunk?: ((event: StreamEvent) => void) | undefined
  /**
   * Called with each tool call that the page may answer, by `addToolResult`, as soon as its input is
   * whole; not with those that the server answers itself and says so.
   */
  readonly onToolCall?: ((call: ToolCallPartOf<Types>) => void) | undefined
  /**
   * Tells the server of an approval, where that is done beside the stream; `dextoApprovals()` makes
   * one. Without it, the approval goes with the next request, which is sent by itself.
   */
  readonly onApproval?:
    | ((
        response: ApprovalResponse,
        context: { readonly signal: AbortSignal },
      ) => void | Promise<void>)
    | undefined
  /** Called once an answer is complete or was stopped, when the stores hold it. */
  readonly onFinish?: ((message: Message<Types>, info: FinishInfo) => void) | undefined
  /** Called once an answer has failed, when the stores hold what had arrived. */
  readonly onError?: ((error: StreamError) => void) | undefined
  /**
   * Called when the user stops an answer, also by the `signal` of its send, with the names of the run: a
   * server that goes on when the connection closes, so that the answer can be resumed, has to be told.
   * Leaving the page, or `destroy`, is no stop.
   */
  readonly onStop?:
    | ((stopped: { readonly chatId: string; readonly runId: string }) => void)
    | undefined
  /** Parts of one message, beyond which its answer is `too-large`; 10,000 by default. */
  readonly maxParts?: number | undefined
  /** Called with the head of every response, before its body is read. */
  readonly onResponse?: ((response: Response) => void) | undefined
}

/** The run that has ended, and how it went. */
export interface FinishInfo {
  /** The name of the run, as the request told it. */
  readonly runId: string
  /** What `$progress` held at the end. */
  readonly progress: Progress
}

/** What holds for one request alone. */
export interface SendOptions {
  /** Sent along with this request, over the chat's own `data`. */
  readonly data?: Readonly<Record<string, unknown>> | undefined
  /** Stops this answer when it aborts. */
  readonly signal?: AbortSignal | undefined
}

/** A file, or the address of one. */
export type FileSource = Blob | URL | string

/** Makes parts of the files of a message before it is sent. What it throws fails the message. */
export type PrepareFiles = (
  files: readonly FileSource[],
  context: { readonly signal: AbortSignal },
) => Promise<readonly FilePart[]>

/** What a user sends: text, files, or both. */
export type Content =
  | string
  | {
      readonly text?: string | undefined
      readonly files?: FileSource | Iterable<FileSource> | null | undefined
    }

/** What a tool has given to the page, or why it gave nothing. */
export type ToolAnswer =
  | { readonly toolCallId: string; readonly output: unknown }
  | { readonly toolCallId: string; readonly errorText: string }

/**
 * A conversation: its stores, each a real atom of nanostores, and its actions. The stores are
 * written at most once a frame, and the last text before the last status.
 */
export interface Chat<Types extends MessageTypes = MessageTypes> {
  /** The name of the conversation, sent with every request. */
  readonly id: string
  /** The conversation. A message that has not changed is the same object as before. */
  readonly $messages: ReadableAtom<readonly Message<Types>[]>
  /** The ids of the messages; it is not written while an answer only grows. */
  readonly $messageIds: ReadableAtom<readonly string[]>
  /** One message, `undefined` while there is none of this id; only its own changes are told. */
  $message(id: string): ReadableAtom<Message<Types> | undefined>
  /** What the chat is doing; written after the messages that go with it. */
  readonly $status: ReadableAtom<ChatStatus>
  /** Why the last answer failed; `undefined` as soon as another is asked for. */
  readonly $error: ReadableAtom<StreamError | undefined>
  /** Whether an answer is under way: `$status` is `submitted` or `streaming`. */
  readonly $isLoading: ReadableAtom<boolean>
  /**
   * The text of an input field, which `submit` sends. It comes back where the message could not be
   * sent because its files were refused, or was stopped while they were made ready.
   */
  readonly $input: WritableAtom<string>
  /** Messages that wait until the answer under way is complete; a stop or an error holds them. */
  readonly $queue: ReadableAtom<readonly Message<Types>[]>
  /** How the answer under way goes, or how the last one went. */
  readonly $progress: ReadableAtom<Progress>
  /**
   * Adds a user's message and streams its answer; resolves once that has ended, however it did.
   * While another answer is under way, it is done with as `whenBusy` says. Where messages wait that a
   * stop or an error holds, this one goes before them, and they follow once it is answered.
   */
  sendMessage(content: Content, options?: SendOptions): Promise<void>
  /** Sends `$input` and empties it; nothing where it is blank and there are no files. */
  submit(
    options?: SendOptions & { readonly files?: Iterable<FileSource> | null | undefined },
  ): Promise<void>
  /** Takes a message out of `$queue`; nothing happens where it is not there. */
  cancelQueued(messageId: string): void
  /**
   * Replaces the text of a user's message, drops all that follows and asks again. Nothing happens
   * where there is no such message.
   */
  edit(messageId: string, content: Content, options?: SendOptions): Promise<void>
  /**
   * Asks again for this answer, or the last one, dropping it and all that follows. It comes back where
   * nothing comes of the new one. Nothing happens where there is no such message.
   */
  regenerate(messageId?: string, options?: SendOptions): Promise<void>
  /**
   * Asks again for what failed or was stopped: the results of tool calls, if the answer was to go on
   * with them, or else the last question, under its id. What there was of an answer comes back where
   * nothing comes of the new one.
   */
  retry(options?: SendOptions): Promise<void>
  /**
   * Takes up an answer that the server is still giving, as after a reload of the page; its last,
   * unfinished message is replaced as it comes, or what the last request has added to it where it was
   * to go on with the results of calls. Nothing changes where nothing is under way. The connection
   * needs an address to resume from.
   */
  resume(options?: SendOptions): Promise<void>
  /**
   * Answers a tool call. Once every call of the last answer is answered, the same answer goes on; it
   * resolves when that has ended, also where the call is answered while the answer still streams. A
   * second answer to a call changes nothing; one to a call that is not there throws.
   */
  addToolResult(answer: ToolAnswer, options?: SendOptions): Promise<void>
  /**
   * Approves of a tool call or denies it, after which the answer goes on as after `addToolResult`.
   * A second response changes nothing; one to a request that is not there throws.
   */
  respondToApproval(
    approvalId: string,
    approved: boolean,
    reason?: string,
    options?: SendOptions,
  ): Promise<void>
  /** Ends the answer under way at once, keeps its text as `stopped`, and closes the connection. */
  stop(): void
  /** Replaces the conversation; the answer under way goes on. */
  setMessages(
    messages:
      | readonly Message<Types>[]
      | ((messages: readonly Message<Types>[]) => readonly Message<Types>[]),
  ): void
  /** Stops, forgets what waits to be sent, and empties the conversation. */
  clear(): void
  /** Stops for good: no timer, listener or connection is left, and nothing more can be sent. */
  destroy(): void
}
