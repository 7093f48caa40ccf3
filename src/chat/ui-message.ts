import type { Metadata } from '../message.ts'

/** A message in the form of the AI SDK, version 4 or later, or of TanStack AI. */
export interface UiMessage {
  /** A new one by default. */
  readonly id?: string | undefined
  /** Roles other than `system`, `user` and `assistant` are left out. */
  readonly role: string
  readonly parts?: readonly object[] | undefined
  /** Its text, if it has no parts. */
  readonly content?: unknown
  readonly metadata?: unknown
  /** Now by default. */
  readonly createdAt?: Date | number | string | undefined
}

/** What versions of the AI SDK before 5 keep beside the parts. */
export interface OlderUiMessage extends UiMessage {
  readonly reasoning?: string | undefined
  readonly toolInvocations?: readonly UiCall[] | undefined
  readonly experimental_attachments?: readonly UiAttachment[] | undefined
  readonly annotations?: unknown
}

interface UiAttachment {
  readonly name?: string | undefined
  readonly contentType?: string | undefined
  readonly url: string
}

/** A part of any kind. */
export interface UiPart extends UiCall {
  readonly type: string
  readonly text?: string | undefined
  readonly content?: unknown
  readonly error?: string | undefined
  readonly reasoning?: string | undefined
  readonly details?: readonly UiThought[] | undefined
  readonly signature?: string | undefined
  readonly providerMetadata?: Metadata | undefined
  readonly citations?: unknown
  readonly source?: unknown
  readonly sourceId?: string | undefined
  readonly url?: string | undefined
  readonly mediaType?: string | undefined
  readonly mimeType?: string | undefined
  readonly filename?: string | undefined
  readonly data?: unknown
  readonly toolInvocation?: UiCall | undefined
}

interface UiThought {
  readonly text?: string
  readonly signature?: string
  readonly data?: string
}

/**
 * A call. Before version 5, the AI SDK has `args` and `result`; TanStack AI has `name` and
 * `arguments`.
 */
export interface UiCall {
  readonly type?: string | undefined
  readonly toolCallId?: string | undefined
  readonly toolName?: string | undefined
  readonly state?: string | undefined
  readonly input?: unknown
  readonly rawInput?: unknown
  readonly args?: unknown
  readonly output?: unknown
  readonly result?: unknown
  readonly errorText?: string | undefined
  readonly preliminary?: boolean | undefined
  readonly providerExecuted?: boolean | undefined
  readonly title?: string | undefined
  readonly toolMetadata?: Metadata | undefined
  readonly callProviderMetadata?: Metadata | undefined
  readonly resultProviderMetadata?: Metadata | undefined
  readonly approval?: UiApproval | undefined
  readonly id?: string | undefined
  readonly name?: string | undefined
  readonly arguments?: string | undefined
  readonly metadata?: Metadata | undefined
}

interface UiApproval {
  readonly id?: string
  readonly approved?: boolean
  readonly reason?: string
  readonly needsApproval?: boolean
  readonly [more: string]: unknown
}
