import type { FinishReason, Message, Metadata, Usage } from './message.ts'

/**
 * What a model can say, in one vocabulary for all back ends: flat, readonly, plain JSON.
 *
 * A delta opens its part, so no start is required, and an empty delta opens nothing. An `id` names
 * a text or reasoning part from its start to its end; after that the server may use the name again.
 * A delta without an `id` continues the last part if it is of the same kind, or opens a new one.
 * `finish`, `error` and `abort` each end the stream: nothing follows them.
 */
export type StreamEvent =
  | {
      readonly type: 'start'
      /** The server's id for the answer, which replaces ours. */
      readonly messageId?: string | undefined
      readonly metadata?: Metadata | undefined
    }
  | {
      readonly type: 'text-start' | 'reasoning-start' | 'text-end' | 'reasoning-end'
      readonly id?: string | undefined
      readonly metadata?: Metadata | undefined
    }
  | {
      readonly type: 'text-delta' | 'reasoning-delta'
      readonly id?: string | undefined
      readonly delta: string
      readonly metadata?: Metadata | undefined
    }
  | {
      readonly type: 'tool-input-start'
      readonly toolCallId: string
      readonly toolName: string
      readonly providerExecuted?: boolean | undefined
      readonly metadata?: Metadata | undefined
    }
  | {
      readonly type: 'tool-input-delta'
      readonly toolCallId: string
      /** A fragment of the input's text. */
      readonly delta?: string | undefined
      /** The whole input so far, from servers that send snapshots instead of fragments. */
      readonly input?: unknown
      readonly metadata?: Metadata | undefined
    }
  | {
      /**
       * The input is complete. Without `input`, it is read from `inputText`, or from the deltas.
       */
      readonly type: 'tool-call'
      readonly toolCallId: string
      readonly toolName?: string | undefined
      readonly input?: unknown
      readonly inputText?: string | undefined
      readonly providerExecuted?: boolean | undefined
      readonly metadata?: Metadata | undefined
    }
  | {
      readonly type: 'tool-approval-request'
      readonly approvalId: string
      readonly toolCallId: string
      readonly toolName?: string | undefined
      readonly input?: unknown
      /** Under the name `approval`: what else the server says about the request. */
      readonly metadata?: Metadata | undefined
    }
  | {
      readonly type: 'tool-approval-response'
      readonly approvalId: string
      readonly approved: boolean
      readonly reason?: string | undefined
      readonly providerExecuted?: boolean | undefined
      readonly metadata?: Metadata | undefined
    }
  | {
      readonly type: 'tool-result'
      readonly toolCallId: string
      readonly toolName?: string | undefined
      readonly output: unknown
      /** An interim output, which the next result of the same call replaces. */
      readonly preliminary?: boolean | undefined
      readonly providerExecuted?: boolean | undefined
      readonly metadata?: Metadata | undefined
    }
  | {
      readonly type: 'tool-error'
      readonly toolCallId: string
      readonly toolName?: string | undefined
      readonly errorText: string
      readonly input?: unknown
      /** The user refused the call; the tool did not fail. */
      readonly denied?: boolean | undefined
      readonly providerExecuted?: boolean | undefined
      readonly metadata?: Metadata | undefined
    }
  | {
      readonly type: 'source'
      readonly id?: string | undefined
      readonly url?: string | undefined
      readonly title?: string | undefined
      readonly mediaType?: string | undefined
      readonly filename?: string | undefined
      readonly metadata?: Metadata | undefined
    }
  | {
      readonly type: 'file'
      readonly mediaType: string
      readonly url: string
      readonly filename?: string | undefined
      readonly metadata?: Metadata | undefined
    }
  | {
      /**
       * What the application itself sends; one with the same `name` and `id` replaces the earlier.
       */
      readonly type: 'data'
      readonly name: string
      readonly id?: string | undefined
      readonly data: unknown
      /** Goes to `onChunk` only, and is not kept on the message. */
      readonly transient?: boolean | undefined
    }
  | {
      readonly type: 'step-start'
      /** Whether the step is a further request for the same answer: a retry begins here. */
      readonly request?: boolean | undefined
    }
  | { readonly type: 'step-end' }
  | {
      /** Merged into the message's metadata, nested objects too. */
      readonly type: 'metadata'
      readonly metadata: Metadata
    }
  | {
      /** The tokens so far; replaces an earlier `usage`. */
      readonly type: 'usage'
      readonly usage: Usage
    }
  | {
      readonly type: 'finish'
      readonly reason?: FinishReason | undefined
      readonly usage?: Usage | undefined
    }
  | {
      /** A failure that the server reported in the stream. */
      readonly type: 'error'
      readonly message: string
      readonly code?: string | undefined
      /** The record as it came. */
      readonly data?: unknown
    }
  | { readonly type: 'abort'; readonly reason?: string | undefined }
  | {
      /** A snapshot that replaces the conversation. */
      readonly type: 'messages'
      readonly messages: readonly Message[]
    }
  | {
      /** Drops what the step, or the whole run, has added to the message. */
      readonly type: 'reset'
      readonly scope: 'step' | 'run'
    }

/** Whether the answer ends with this event. */
export function endsAnswer({ type }: StreamEvent): boolean {
  return type === 'finish' || type === 'error' || type === 'abort'
}

/** Whether this event adds something visible to the message: a part that only opens is empty. */
export function isContent(event: StreamEvent): boolean {
  return event.type === 'data'
    ? !event.transient
    : /^(text-d|reasoning-d|tool|source|file|messages)/.test(event.type)
}
