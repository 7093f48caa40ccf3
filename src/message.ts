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
}

export type Role = 'system' | 'user' | 'assistant' | 'tool'

/**
 * `pending`: not sent yet. `streaming`: an answer under way. `complete`, `stopped` (by the user),
 * `error`: how it ended.
 */
export type MessageStatus = 'pending' | 'streaming' | 'complete' | 'stopped' | 'error'

export type Metadata = Readonly<Record<string, unknown>>

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

export interface TextPart {
  readonly type: 'text' | 'reasoning'
  readonly text: string
  readonly state: 'streaming' | 'done'
  /** The wire's name for the part while it is open; a wire may use the same name again later. */
  readonly id?: string
  /** What the provider wants back untouched, such as a signature. */
  readonly metadata?: Metadata
}

export type ToolCallState =
  | 'input-streaming'
  | 'input-available'
  | 'approval-requested'
  | 'approval-responded'
  | 'output-available'
  | 'output-error'
  | 'output-denied'

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

export interface ToolApproval {
  readonly id: string
  readonly approved?: boolean
  readonly reason?: string
}

export interface SourcePart {
  readonly type: 'source'
  readonly id?: string
  readonly url?: string
  readonly title?: string
  readonly mediaType?: string
  readonly filename?: string
  readonly metadata?: Metadata
}

export interface FilePart {
  readonly type: 'file'
  readonly mediaType: string
  /** An address or a `data:` URL. */
  readonly url: string
  readonly filename?: string
  readonly metadata?: Metadata
}

export interface DataPart {
  readonly type: 'data'
  readonly name: string
  readonly id?: string
  readonly data: unknown
}
