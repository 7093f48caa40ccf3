import type { Message } from './message.ts'

/** What a chat asks of its connection for one run. */
export interface ChatRequest {
  readonly chatId: string
  /** New for each run, the same for every attempt at it. */
  readonly runId: string
  /** The conversation so far; the last message is the one to answer. */
  readonly messages: readonly Message[]
  /** What the application wants sent along. */
  readonly data?: Readonly<Record<string, unknown>> | undefined
  readonly trigger: 'send' | 'regenerate' | 'tool-result' | 'resume'
  /** The message that the answer replaces, when it is regenerated. */
  readonly messageId?: string | undefined
  /** The message that the answer grows on goes by this id, until the server names another. */
  readonly answerId?: string | undefined
  /** Aborts when the user stops the run. */
  readonly signal: AbortSignal
  /** Called with each response's head, before its body is read. */
  readonly onResponse?: ((response: Response) => void) | undefined
  /** Called as the run gets on, for the chat's progress. */
  readonly onProgress?: ((progress: ConnectionProgress) => void) | undefined
}

/** An attempt that begins, 1 for the first, or the bytes of one network read. */
export interface ConnectionProgress {
  readonly attempt?: number
  readonly bytes?: number
  /** The run of a further request for the same answer, which takes the place of the one before. */
  readonly runId?: string
}

/** What the user has answered to the question whether a tool may run. */
export interface ApprovalResponse {
  readonly chatId: string
  readonly approvalId: string
  readonly toolCallId: string
  readonly approved: boolean
  readonly reason?: string | undefined
}
