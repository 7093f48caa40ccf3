/**
 * What an application's own tools take and give, and what its data parts hold. It is for the types
 * alone: nothing is checked when a message comes.
 */
export interface MessageTypes {
  readonly tools?: {
    readonly [name: string]: { readonly input: unknown; readonly output: unknown }
  }
  readonly data?: { readonly [name: string]: unknown }
}

/** A message of a conversation, as plain JSON: safe to persist, to send back, to compare by identity. */
export interface Message<Types extends MessageTypes = MessageTypes> {
  readonly id: string
  readonly role: Role
  readonly parts: readonly Part<Types>[]
  /** All text parts, joined. */
  readonly content: string
  readonly status: MessageStatus
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  readonly finishReason?: FinishReason
  readonly usage?: Usage
  readonly metadata?: Metadata
  /** Why the message ended early; the whole error is in the chat's `$error`. */
  readonly error?: MessageError
  /** The other versions of an answer that was regenerated, oldest first, where they are kept. */
  readonly versions?: readonly Message<Types>[]
  /** The place of this version among them all, from 0. */
  readonly versionIndex?: number
  /** Index of the first part of the step under way; gone once the message has ended. */
  readonly stepStart?: number
  /**
   * Index of the first part that the last request has added, where the answer took several: a retry or
   * a resume begins there.
   */
  readonly requestStart?: number
}

/**
 * Who a message is of. A `tool` is one only in conversations that a server gives: what a tool of an
 * answer has given is in the part of its call.
 */
export type Role = 'system' | 'user' | 'assistant' | 'tool'

/**
 * `pending`: not sent yet. `streaming`: an answer under way. `complete`, `stopped` (by the user),
 * `error`: how it ended.
 */
export type MessageStatus = 'pending' | 'streaming' | 'complete' | 'stopped' | 'error'

/** What a back end says beside the answer, by its own names. Plain JSON. */
export type Metadata = Readonly<Record<string, unknown>>

/**
 * Why an answer failed, kept with the message as plain JSON: the `code` and the `message` of a
 * `StreamError`.
 */
export interface MessageError {
  readonly code: string
  readonly message: string
}

/** Why the model ended, in one vocabulary for all back ends. */
export type FinishReason = 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'error' | 'other'

/** Tokens spent. What the back end did not say is absent, never zero; `raw` is what it did say. */
export interface Usage {
  readonly inputTokens?: number
  readonly outputTokens?: number
  readonly totalTokens?: number
  readonly reasoningTokens?: number
  readonly cachedInputTokens?: number
  readonly raw?: unknown
}

/**
 * A piece of a message; `type` tells which. An answer holds them in the order in which they began.
 */
export type Part<Types extends MessageTypes = MessageTypes> =
  | TextPart
  | ToolCallPartOf<Types>
  | SourcePart
  | FilePart
  | DataPartOf<Types>

/** A call of one of the application's tools, narrowed by its name; its input is whole by its state. */
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
        /** As far as it has come, or as it should not be. */
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

/** One of the application's data parts, narrowed by its name. */
export type DataPartOf<Types extends MessageTypes> = Types extends { readonly data: infer Data }
  ? {
      readonly [Name in keyof Data & string]: Omit<DataPart, 'name' | 'data'> & {
        readonly name: Name
        readonly data: Data[Name]
      }
    }[keyof Data & string]
  : DataPart

/**
 * What the model says, or, as `reasoning`, what it thinks. The text only grows while the `state` is
 * `streaming`.
 */
export interface TextPart {
  readonly type: 'text' | 'reasoning'
  readonly text: string
  readonly state: 'streaming' | 'done'
  /** The wire's name for the part while it is open; a wire may use the same name again later. */
  readonly id?: string
  /** What the provider wants back untouched, such as a signature. */
  readonly metadata?: Metadata
}

/**
 * How far a call has come. `input-streaming`: the input grows. `input-available`: it is whole, and
 * the tool may run. `approval-requested`: a person is asked. `approval-responded`: one has
 * answered. The other three are ends.
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
 * A call that the model makes of a tool, with what has come of it so far; `state` tells how far
 * that is.
 */
export interface ToolCallPart {
  readonly type: 'tool-call'
  readonly toolCallId: string
  readonly toolName: string
  /** The input as the model wrote it, growing while it streams. */
  readonly inputText: string
  readonly input?: unknown
  readonly state: ToolCallState
  readonly output?: unknown
  readonly errorText?: string
  /** The server has run the tool or will; a page must not. */
  readonly providerExecuted?: boolean
  /** The output is an interim one, to be replaced by the next. */
  readonly preliminary?: boolean
  readonly approval?: ToolApproval
  readonly metadata?: Metadata
}

/**
 * The question whether a tool may run, and once there is one, the answer: `approved` is absent
 * until then.
 */
export interface ToolApproval {
  readonly id: string
  readonly approved?: boolean
  readonly reason?: string
}

/** What the answer refers to: a page by its `url`, or a document. Show nothing of it as HTML. */
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
 * A file of a question or an answer. `mediaType` is what was told, or `application/octet-stream`.
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
 * What an application's server adds of its own. One that comes with the `name` and `id` of an
 * earlier one takes its place.
 */
export interface DataPart {
  readonly type: 'data'
  readonly name: string
  readonly id?: string
  readonly data: unknown
}
