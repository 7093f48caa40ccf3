import type { ChatRequest } from '../chat-request.ts'
import type { Part } from '../message.ts'

/** AG-UI's `RunAgentInput` without its messages. */
export function agUiRun({ chatId, runId, messages, data = {} }: ChatRequest): object {
  const { parts = [], requestStart = 0 } = messages.at(-1) ?? {}
  const due = parts.flatMap((part, index) => answerOf(part, parts, index < requestStart) ?? [])
  // Only the last run waits; the runs before it have had their answers.
  const answers = due.filter(({ runId: waiting }) => waiting === due.at(-1)?.runId)
  const state = messages
    .flatMap(message => message.parts)
    .findLast(part => part.type === 'data' && part.name === 'state' && part.id === 'state')
  return {
    threadId: chatId,
    runId,
    state: (state?.type === 'data' && state.data) || {},
    tools: [],
    context: [],
    forwardedProps: data,
    // TanStack AI read the data here before it spoke AG-UI.
    data,
    ...(answers.length > 0 && {
      parentRunId: answers[0]?.runId,
      resume: answers.map(({ answer }) => answer),
    }),
  }
}

interface Asked {
  readonly runId?: string
  readonly toolCallId?: string
  readonly askedBy?: unknown
}

/**
 * The answer of the user, or of a tool of the page, to an interrupt of the last run, if there is
 * one. An interrupt of an earlier request has been answered, even if the server never said what
 * came of it.
 */
function answerOf(
  part: Part,
  parts: readonly Part[],
  isEarlier: boolean,
): { readonly runId: string | undefined; readonly answer: object } | undefined {
  if (part.type === 'tool-call' && part.approval?.approved !== undefined) {
    const { id: interruptId, approved, reason } = part.approval
    const { runId, askedBy } = (part.metadata?.approval ?? {}) as Asked
    // A tool of the page ran once it was approved: the server has yet to hear of both.
    const isDue = !isEarlier && (part.state === 'approval-responded' || (runId && !askedBy))
    const answer = { interruptId, status: 'resolved', payload: { approved } }
    return isDue
      ? { runId, answer: reason ? { ...answer, metadata: { reason } } : answer }
      : undefined
  }
  if (part.type !== 'data' || part.name !== 'interrupt' || isEarlier) return undefined
  const { runId, toolCallId } = (part.data ?? {}) as Asked
  const call = parts.find(other => other.type === 'tool-call' && other.toolCallId === toolCallId)
  if (call?.type !== 'tool-call' || !call.state.startsWith('output')) return undefined
  const { state, output: payload } = call
  const answer = { interruptId: part.id }
  return {
    runId,
    answer:
      state === 'output-available'
        ? { ...answer, status: 'resolved', payload: payload ?? undefined }
        : { ...answer, status: 'cancelled' },
  }
}
