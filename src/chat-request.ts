import type { Message } from './message.ts'

/** What a chat asks its connection for, in one run. */
export interface ChatRequest {
  readonly chatId: string
  /** New for each run, the same for every attempt at it. */
  readonly runId: string
  /** The conversation so far. The last message is the one to answer, or the answer to continue. */
  readonly messages: readonly Message[]
  /** The application's own data for the server: that of the chat and of this send, merged. */
  readonly data?: Readonly<Record<string, unknown>> | undefined
  readonly trigger: 'send' | 'regenerate' | 'tool-result' | 'resume'
  /** The message that is regenerated, edited or resumed. */
  readonly messageId?: string | undefined
  /** The id of the answer's message, until the server sends another. */
  readonly answerId?: string | undefined
  /** Aborts when the user stops the run. */
  readonly signal: AbortSignal
  /** Called with each response's head, before its body is read. */
  readonly onResponse?: ((response: Response) => void) | undefined
  /** To be called as the run advances, for the chat's `$progress`. */
  readonly onProgress?: ((progress: ConnectionProgress) => void) | undefined
}

/** What a connection reports as a run advances. */
export interface ConnectionProgress {
  /** The number of an attempt that begins, 1 for the first. */
  readonly attempt?: number
  /** The bytes of one network read. */
  readonly bytes?: number
  /** The id of the run for a further request of the same answer, which replaces the one before. */
  readonly runId?: string
}

/** The user's answer to the question whether a tool may run. */
export interface ApprovalResponse {
  readonly chatId: string
  readonly approvalId: string
  readonly toolCallId: string
  readonly approved: boolean
  readonly reason?: string | undefined
}
