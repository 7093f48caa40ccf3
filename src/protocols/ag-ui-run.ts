import type { ChatRequest } from '../chat-request.ts'
import type { Part } from '../message.ts'

/** AG-UI's `RunAgentInput` without its messages. */
export function agUiRun({ chatId, runId, messages, data = {} }: ChatRequest): object {
  const { parts = [] } = messages.at(-1) ?? {}
  const answers = parts.flatMap(part => answerOf(part, parts) ?? [])
  return {
    threadId: chatId,
    runId,
    state: {},
    tools: [],
    context: [],
    forwardedProps: data,
    // Where TanStack AI has looked for it before it spoke AG-UI.
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
}

/** What the user or a tool of the page answers to an interrupt of the last run, if anything. */
function answerOf(
  part: Part,
  parts: readonly Part[],
): { readonly runId: string | undefined; readonly answer: object } | undefined {
  if (part.type === 'tool-call' && part.approval && part.state === 'approval-responded') {
    const { id: interruptId, approved, reason } = part.approval
    const answer = { interruptId, status: 'resolved', payload: { approved } }
    return {
      runId: (part.metadata?.approval as Asked | undefined)?.runId,
      answer: reason ? { ...answer, metadata: { reason } } : answer,
    }
  }
  if (part.type !== 'data' || part.name !== 'interrupt') return undefined
  const { runId, toolCallId } = (part.data ?? {}) as Asked
  const call = parts.find(other => other.type === 'tool-call' && other.toolCallId === toolCallId)
  if (call?.type !== 'tool-call' || !call.state.startsWith('output')) return undefined
  const { state, output: payload } = call
  const answer = { interruptId: part.id }
  return {
    runId,
    answer:
      state === 'output-available'
        ? { ...answer, status: 'resolved', payload }
        : { ...answer, status: 'cancelled' },
  }
}
