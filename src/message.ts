/**
 * The types of an application's own tools and data parts. They are for the compiler only: nothing
 * is checked when a message arrives.
 */
export interface MessageTypes {
  readonly tools?: {
    readonly [name: string]: { readonly input: unknown; readonly output: unknown }
  }
  readonly data?: { readonly [name: string]: unknown }
}

/**
 * A message of a conversation, as plain JSON: safe to store, to send back, to compare with `===`.
 */
export interface Message<Types extends MessageTypes = MessageTypes> {
  readonly id: string
  readonly role: Role
  readonly parts: readonly Part<Types>[]
  /** The text of all text parts, joined; reasoning is not in it. */
  readonly content: string
  readonly status: MessageStatus
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  readonly finishReason?: FinishReason
  readonly usage?: Usage
  readonly metadata?: Metadata
  /** Why the message ended early; the whole error is in the chat's `$error`. */
  readonly error?: MessageError
  /** The other versions of a regenerated answer, oldest first, if `keepVersions` keeps them. */
  readonly versions?: readonly Message<Types>[]
  /** The position of this version among all versions, from 0. */
  readonly versionIndex?: number
  /** Index of the first part of the step under way; gone once the message has ended. */
  readonly stepStart?: number
  /**
   * Index of the first part that the last request has added, if the answer took several requests: a
   * retry or a resume begins there.
   */
  readonly requestStart?: number
}

/**
 * The author of a message. `tool` occurs only in conversations that a server sends: the result of a
 * tool is otherwise in the part of its call.
 */
export type Role = 'system' | 'user' | 'assistant' | 'tool'

/**
 * `pending`: not sent yet, while its files are made ready. `streaming`: an answer under way.
 * `complete`, `stopped` (by the user or the server) and `error`: how it ended.
 */
export type MessageStatus = 'pending' | 'streaming' | 'complete' | 'stopped' | 'error'

/** What a back end sends besides the answer, under its own names. Plain JSON. */
export type Metadata = Readonly<Record<string, unknown>>

/**
 * Why an answer failed, kept with the message as plain JSON: the `code` and the `message` of a
 * `StreamError`.
 */
export interface MessageError {
  readonly code: string
  readonly message: string
}

/** Why the model stopped, in one vocabulary for all back ends. */
export type FinishReason = 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'error' | 'other'

/**
 * Tokens spent. A number that the back end did not send is absent, never zero; `raw` is what it
 * sent.
 */
export interface Usage {
  readonly inputTokens?: number
  readonly outputTokens?: number
  readonly totalTokens?: number
  readonly reasoningTokens?: number
  readonly cachedInputTokens?: number
  readonly raw?: unknown
}

/**
 * A piece of a message; `type` says which kind. An answer has them in the order in which they
 * began.
 */
export type Part<Types extends MessageTypes = MessageTypes> =
  | TextPart
  | ToolCallPartOf<Types>
  | SourcePart
  | FilePart
  | DataPartOf<Types>

/** A call of one of the application's tools; `toolName` and `state` narrow its input and output. */
export type ToolCallPartOf<Types extends MessageTypes> = Types extends {
  readonly tools: infer Tools
}
  ? { readonly [Name in keyof Tools & string]: NamedToolCall<Name, Tools[Name]> }[keyof Tools &
      string]
  : ToolCallPart

type NamedToolCall<Name, Tool> = Omit<ToolCallPart, 'toolName' | 'state' | 'input' | 'output'> & {
  readonly toolName: Name
} & (
    | {
        readonly state: 'input-streaming' | 'output-error'
        /** As much as has arrived, or an input that is not valid. */
        readonly input?: unknown
        readonly output?: never
      }
    | {
        readonly state: Exclude<
          ToolCallState,
          'input-streaming' | 'output-error' | 'output-available'
        >
        readonly input: Tool extends { readonly input: infer Input } ? Input : unknown
        readonly output?: never
      }
    | {
        readonly state: 'output-available'
        readonly input: Tool extends { readonly input: infer Input } ? Input : unknown
        readonly output: Tool extends { readonly output: infer Output } ? Output : unknown
      }
  )

/** One of the application's data parts; `name` narrows its data. */
export type DataPartOf<Types extends MessageTypes> = Types extends { readonly data: infer Data }
  ? {
      readonly [Name in keyof Data & string]: Omit<DataPart, 'name' | 'data'> & {
        readonly name: Name
        readonly data: Data[Name]
      }
    }[keyof Data & string]
  : DataPart

/**
 * What the model says or, as `reasoning`, what it thinks. The text grows only while the `state` is
 * `streaming`.
 */
export interface TextPart {
  readonly type: 'text' | 'reasoning'
  readonly text: string
  readonly state: 'streaming' | 'done'
  /** The server's name for the part while it is open; it may use the same name again later. */
  readonly id?: string
  /** What the provider needs back unchanged, such as a signature. */
  readonly metadata?: Metadata
}

/**
 * The state of a call. `input-streaming`: the input grows. `input-available`: it is complete, and
 * the tool may run. `approval-requested`: waits for a person's approval. `approval-responded`: the
 * person has responded. The other three are final.
 */
export type ToolCallState =
  | 'input-streaming'
  | 'input-available'
  | 'approval-requested'
  | 'approval-responded'
  | 'output-available'
  | 'output-error'
  | 'output-denied'

/**
 * A tool call of the model, with its result once there is one; `state` says how far it is.
 */
export interface ToolCallPart {
  readonly type: 'tool-call'
  readonly toolCallId: string
  readonly toolName: string
  /** The input as the model wrote it, growing while it streams. */
  readonly inputText: string
  /** The parsed input; while it streams, as much as has arrived. */
  readonly input?: unknown
  readonly state: ToolCallState
  readonly output?: unknown
  readonly errorText?: string
  /** Whether the server runs the tool itself; the page must not. */
  readonly providerExecuted?: boolean
  /** Whether the output is an interim one, which the next one replaces. */
  readonly preliminary?: boolean
  readonly approval?: ToolApproval
  readonly metadata?: Metadata
}

/**
 * The question whether a tool may run, and the user's response; `approved` is absent until there is
 * one.
 */
export interface ToolApproval {
  readonly id: string
  readonly approved?: boolean
  readonly reason?: string
}

/**
 * A source that the answer refers to: a page with a `url`, or a document. Never show it as HTML.
 */
export interface SourcePart {
  readonly type: 'source'
  readonly id?: string
  readonly url?: string
  readonly title?: string
  readonly mediaType?: string
  readonly filename?: string
  readonly metadata?: Metadata
}

/**
 * A file of a question or an answer. `mediaType` is the stated one, or `application/octet-stream`.
 */
export interface FilePart {
  readonly type: 'file'
  readonly mediaType: string
  /** An address or a `data:` URL. */
  readonly url: string
  readonly filename?: string
  readonly metadata?: Metadata
}

/**
 * Data that the application's own server adds. A part with the same `name` and `id` as an earlier
 * one replaces it.
 */
export interface DataPart {
  readonly type: 'data'
  readonly name: string
  readonly id?: string
  readonly data: unknown
}
