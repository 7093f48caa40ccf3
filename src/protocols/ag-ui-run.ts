import type { ChatRequest } from '../chat-request.ts'

/** AG-UI's `RunAgentInput` without its messages. */
export function agUiRun({ chatId, runId, data = {} }: ChatRequest): object {
  return {
    threadId: chatId,
    runId,
    state: {},
    tools: [],
    context: [],
    forwardedProps: data,
    // Where TanStack AI has looked for it before it spoke AG-UI.
    data,
  }
}
