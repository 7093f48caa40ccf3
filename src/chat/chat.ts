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
 * `ready`: no answer is under way. `submitted`: the question was asked, and no content has come
 * yet. `streaming`: content is coming. `error`: the last answer failed, and `$error` says why.
 */
export type ChatStatus = 'ready' | 'submitted' | 'streaming' | 'error'

/**
 * The options of `createChat`. Only `connection` is required. An error that a callback throws does
 * not break the answer: it is reported as an uncaught error.
 */
export interface ChatOptions<Types extends MessageTypes = MessageTypes> {
  /** Where the answers come from. */
  readonly connection: ConnectionAdapter
  /** The name of the conversation, sent to the server; a new id by default. */
  readonly id?: string | undefined
  /** The messages that the conversation begins with; none by default. */
  readonly messages?: readonly MessageInit[] | undefined
  /** Sent along with every request. */
  readonly data?: Readonly<Record<string, unknown>> | undefined
  /** When the stores are written; at most once a `frame` by default. */
  readonly flush?: Flush | undefined
  /**
   * What happens to a message that is sent while an answer is under way: `queue`, the default, lets
   * it wait in `$queue`; `interrupt` stops the answer first; `drop` ignores the message.
   */
  readonly whenBusy?: 'queue' | 'interrupt' | 'drop' | undefined
  /** Turns the files of a message into parts; `attachFiles()` returns such a function. */
  readonly files?: PrepareFiles | undefined
  /**
   * What a regenerated answer keeps of the one before; pass `keepVersions` to keep it as a version.
   */
  readonly versions?: ((replaced: Message) => Partial<Message>) | undefined
  /** Called with every event as it arrives; unknown records of the server come as `data` events. */
  readonly onChunk?: ((event: StreamEvent) => void) | undefined
  /**
   * Called with each tool call that the page may answer with `addToolResult`, as soon as its input
   * is complete; not with calls that the server marks as its own.
   */
  readonly onToolCall?: ((call: ToolCallPartOf<Types>) => void) | undefined
  /**
   * Sends an approval to a server that expects it beside the stream; `dextoApprovals()` returns
   * such a function. Without it, the approval goes out with the next request, which is sent
   * automatically.
   */
  readonly onApproval?:
    | ((
        response: ApprovalResponse,
        context: { readonly signal: AbortSignal },
      ) => void | Promise<void>)
    | undefined
  /**
   * Called once an answer is complete, or was stopped after some content, when the stores hold it.
   */
  readonly onFinish?: ((message: Message<Types>, info: FinishInfo) => void) | undefined
  /** Called once an answer has failed, when the stores hold what had arrived; `onFinish` is not. */
  readonly onError?: ((error: StreamError) => void) | undefined
  /**
   * Called with the ids of the run when the user stops an answer, also by the `signal` of the send.
   * Use it to stop a server that continues when the connection closes, so that answers can be
   * resumed. Leaving the page and `destroy` do not call it.
   */
  readonly onStop?:
    | ((stopped: { readonly chatId: string; readonly runId: string }) => void)
    | undefined
  /** The most parts of one message; an answer with more is `too-large`. 10,000 by default. */
  readonly maxParts?: number | undefined
  /** Called with the head of every response, before its body is read. */
  readonly onResponse?: ((response: Response) => void) | undefined
}

/** The run that has ended, and how it went. */
export interface FinishInfo {
  /** The id of the run, as the server got it. */
  readonly runId: string
  /** What `$progress` held at the end. */
  readonly progress: Progress
}

/** Options of one request. */
export interface SendOptions {
  /** Sent with this request; its fields override those of the chat's `data`. */
  readonly data?: Readonly<Record<string, unknown>> | undefined
  /** Stops this answer when it aborts. */
  readonly signal?: AbortSignal | undefined
}

/** A file, or the address of one. */
export type FileSource = Blob | URL | string

/** Turns the files of a message into parts, before it is sent. If it throws, the message fails. */
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

/** The result of a tool call: its output, or why it failed. */
export type ToolAnswer =
  | { readonly toolCallId: string; readonly output: unknown }
  | { readonly toolCallId: string; readonly errorText: string }

/**
 * A conversation: its stores, each a real atom of nanostores, and its actions. While an answer
 * streams, the stores are written at most once a frame, and the text always before the status.
 */
export interface Chat<Types extends MessageTypes = MessageTypes> {
  /** The name of the conversation, sent with every request. */
  readonly id: string
  /** The conversation. A message that has not changed is the same object as before. */
  readonly $messages: ReadableAtom<readonly Message<Types>[]>
  /** The ids of the messages; does not change while an answer only grows. */
  readonly $messageIds: ReadableAtom<readonly string[]>
  /**
   * One message, `undefined` if there is none with this id; changes only when that message does.
   */
  $message(id: string): ReadableAtom<Message<Types> | undefined>
  /** What the chat is doing; written after the messages that belong to it. */
  readonly $status: ReadableAtom<ChatStatus>
  /** Why the last answer failed; `undefined` as soon as another is asked for. */
  readonly $error: ReadableAtom<StreamError | undefined>
  /** Whether an answer is under way: `$status` is `submitted` or `streaming`. */
  readonly $isLoading: ReadableAtom<boolean>
  /**
   * The text of an input field, which `submit` sends. The text of a message comes back into it if
   * its files were refused, or if it was stopped while they were made ready.
   */
  readonly $input: WritableAtom<string>
  /**
   * Messages that wait until the answer under way is complete. After a stop or an error they stay.
   */
  readonly $queue: ReadableAtom<readonly Message<Types>[]>
  /** The progress of the answer under way, or of the last one. */
  readonly $progress: ReadableAtom<Progress>
  /**
   * Adds a user's message and streams its answer. Resolves once the answer has ended, also if it
   * failed or was stopped. While another answer is under way, `whenBusy` decides. Messages that
   * wait in `$queue` after a stop or an error are sent once this one is answered. Rejects once the
   * chat is destroyed.
   */
  sendMessage(content: Content, options?: SendOptions): Promise<void>
  /** Sends `$input` and empties it; does nothing if it is blank and there are no files. */
  submit(
    options?: SendOptions & { readonly files?: Iterable<FileSource> | null | undefined },
  ): Promise<void>
  /** Removes a message from `$queue`; does nothing if it is not there. */
  cancelQueued(messageId: string): void
  /**
   * Replaces a user's message, drops everything after it and asks again, after stopping the answer
   * under way. Does nothing if there is no such message.
   */
  edit(messageId: string, content: Content, options?: SendOptions): Promise<void>
  /**
   * Asks again for this answer, or for the last one, and drops it and everything after it, after
   * stopping the answer under way. The old answer comes back if the new one brings nothing. Does
   * nothing if there is no such message.
   */
  regenerate(messageId?: string, options?: SendOptions): Promise<void>
  /**
   * Asks again for what failed or was stopped: sends the results of tool calls again if the answer
   * was to continue with them, or else the last question, under its id. The old answer comes back
   * if the new one brings nothing. Does nothing while an answer is under way.
   */
  retry(options?: SendOptions): Promise<void>
  /**
   * Continues an answer that the server is still giving, for example after a reload of the page.
   * The unfinished last message is replaced as it comes; of an answer that was to continue with the
   * results of tool calls, only what the last request has added. Nothing changes if the server has
   * none under way. The connection needs `resume: { url }`.
   */
  resume(options?: SendOptions): Promise<void>
  /**
   * Answers a tool call. Once every call of the last answer is answered, the same answer continues.
   * Resolves when that has ended, also if the call is answered while the answer still streams. A
   * second result for a call changes nothing; rejects if there is no such call.
   */
  addToolResult(answer: ToolAnswer, options?: SendOptions): Promise<void>
  /**
   * Approves or denies a tool call; the answer then continues as after `addToolResult`. A second
   * response changes nothing; rejects if there is no such request, or with what `onApproval`
   * throws.
   */
  respondToApproval(
    approvalId: string,
    approved: boolean,
    reason?: string,
    options?: SendOptions,
  ): Promise<void>
  /** Ends the answer under way at once, keeps its text as `stopped`, and closes the connection. */
  stop(): void
  /** Replaces the conversation; an answer under way continues. `createMessage` makes a message. */
  setMessages(
    messages:
      | readonly Message<Types>[]
      | ((messages: readonly Message<Types>[]) => readonly Message<Types>[]),
  ): void
  /** Stops the answer, and empties the conversation, `$queue` and `$error`. */
  clear(): void
  /** Ends the chat: no timer, listener or connection is left, and a later send rejects. */
  destroy(): void
}
