import type { ConnectionAdapter } from '../adapters/adapter.ts'
import { createId } from '../adapters/create-id.ts'
import { untilAborted } from '../adapters/until-aborted.ts'
import type { ChatRequest } from '../chat-request.ts'
import type { Message, ToolCallPart, Usage } from '../message.ts'
import { applyEvent, endMessage } from '../messages/apply-event.ts'
import { hasOutput } from '../protocols/model-messages.ts'
import { endsAnswer, type StreamEvent } from '../stream-event.ts'
import { continueAnswer } from './continue-answer.ts'
import { createMessage } from './create-message.ts'
import { failure, madeCalls, type PageTool } from './made-calls.ts'
import { findCall, isCall, isOpenCall } from './tool-calls.ts'

/** The tools of a page, each under the name that the model calls it by. */
export type PageTools = Readonly<Record<string, PageTool>>

/** How often the model may be asked, and which tools need approval. */
export interface WithToolsOptions {
  /**
   * The most requests for one answer, 5 by default. The calls of the last request still run, and
   * then the answer ends as it is, usually with the finish reason `tool-calls`.
   */
  readonly maxRounds?: number | undefined
  /**
   * Tools that run only after the call has been approved. If the server does not ask for approval,
   * the page is asked as if it had.
   */
  readonly needsApproval?: readonly string[] | undefined
}

/**
 * A connection that runs calls of these tools in the page and sends the results back, all within
 * one answer.
 *
 * A tool starts as soon as its call is complete, in parallel with others and with the stream. Once
 * the model has ended and each of its calls has a result, the connection is asked again with the
 * results. A call without a tool here, or one that waits for approval, ends the answer instead:
 * answer it with `addToolResult` or `respondToApproval` of the chat, and the answer continues. What
 * a tool throws goes to the model as the call's failure.
 *
 * A call for which the server asks approval does not run before it is given. If the server asks too
 * late, the running tool is aborted, so list such tools in `needsApproval`. A stop ends everything,
 * even if a tool never returns.
 */
export function withTools(
  connection: ConnectionAdapter,
  tools: PageTools,
  { maxRounds = 5, needsApproval = [] }: WithToolsOptions = {},
): ConnectionAdapter {
  return { connect }

  /**
   * The tool for a call, if the page has it. Own properties only: a model may call `constructor`.
   */
  function toolFor({ toolName, providerExecuted }: ToolCallPart): PageTool | undefined {
    return !providerExecuted && Object.hasOwn(tools, toolName) ? tools[toolName] : undefined
  }

  async function* connect(
    request: ChatRequest,
  ): AsyncGenerator<readonly StreamEvent[], void, undefined> {
    const { signal } = request
    if (signal.aborted) return
    let { conversation, answer } = startOf(request)
    let spent: Usage | undefined
    let finish: Extract<StreamEvent, { type: 'finish' }> | undefined
    let hasEnded = false
    /** Ids of the calls that may run: those that came in this round, or that were approved. */
    const called = new Set<string>()
    let wake: (() => void) | undefined
    const made = madeCalls(() => wake?.())

    const calls = (): readonly ToolCallPart[] => answer.parts.filter(isCall)

    const apply = (event: StreamEvent): StreamEvent => {
      const before = answer
      answer = applyEvent(answer, event)
      if (event.type === 'usage') spent = event.usage
      if (event.type === 'messages') conversation = withoutAnswer(event.messages)
      if (event.type === 'tool-call') {
        const { toolCallId } = event
        called.add(toolCallId)
        const isMeant = (call: ToolCallPart): boolean => call.toolCallId === toolCallId
        const call = findCall(answer, isMeant)
        const wasAnswered = findCall(before, isMeant)?.state === 'output-error'
        // The input is not JSON: report that to the model as a failure of the tool.
        if (call?.state === 'output-error' && !wasAnswered && toolFor(call)) {
          made.setResult(call, failure(toolCallId, call.errorText))
        }
      }
      return event
    }

    /** Starts calls that may run; aborts those that need approval after all, or are answered. */
    const update = (): void => {
      for (const call of calls()) {
        const { toolCallId, state, approval } = call
        const tool = toolFor(call)
        if (!tool || !called.has(toolCallId)) continue
        const isWaiting = state === 'approval-requested'
        if (isWaiting) made.forget(call)
        else if (hasOutput(call)) made.giveUp(call)
        else if (isPlain(call) || (state === 'approval-responded' && approval?.approved)) {
          made.start(call, tool)
        }
      }
    }

    const isPlain = ({ state, toolName }: ToolCallPart): boolean =>
      state === 'input-available' && !needsApproval.includes(toolName)

    /** The results of calls that lack them, also since a snapshot or a reset dropped them. */
    const newResults = (): readonly StreamEvent[] =>
      calls().flatMap(call => {
        const isOpen = call.state === 'input-available' || call.state === 'approval-responded'
        const result = isOpen ? made.resultOf(call) : undefined
        return result ? [apply(result)] : []
      })

    /**
     * Yields the connection's events, if it is asked, and the tools' results, until all have ended.
     */
    async function* round(
      asked?: ChatRequest,
    ): AsyncGenerator<readonly StreamEvent[], void, undefined> {
      const adapt = continueAnswer(answer, conversation, spent)
      const reads = asked && untilAborted(() => connection.connect(asked), signal)
      let isOver = !reads
      let read: Promise<IteratorResult<readonly StreamEvent[]>> | undefined
      try {
        for (;;) {
          const results = newResults()
          if (results.length > 0) yield results
          if (signal.aborted) return
          if (results.length > 0) continue
          if (isOver && !calls().some(made.isUnderWay)) return
          if (!isOver) read ??= reads?.next()
          const result = await new Promise<Awaited<typeof read>>((resolve, reject) => {
            wake = () => resolve(undefined)
            read?.then(resolve, reject)
          })
          if (signal.aborted) return
          if (!result) continue
          read = undefined
          isOver = result.done === true
          const events: StreamEvent[] = []
          for (const given of result.value ?? []) {
            for (const event of adapt(given, answer)) {
              if (event.type === 'finish') finish = event
              else events.push(apply(event))
            }
            isOver ||= endsAnswer(given)
            if (isOver) break
          }
          hasEnded = events.some(endsAnswer)
          if (!hasEnded) update()
          if (events.length > 0) yield events
          if (hasEnded) return
        }
      } finally {
        void reads?.return()
      }
    }

    signal.addEventListener('abort', made.stop)
    try {
      let asked = request
      if (request.trigger === 'tool-result') {
        for (const call of calls()) {
          if (call.state !== 'approval-responded' || !toolFor(call)) continue
          if (call.approval?.approved) called.add(call.toolCallId)
          else if (isAskedHere(call)) made.setResult(call, refusal(call))
        }
        update()
        yield* round()
        if (calls().some(made.resultOf))
          asked = { ...request, messages: [...conversation, endMessage(answer, 'complete')] }
      }
      for (let count = 1; !signal.aborted; count++) {
        called.clear()
        yield* round(asked)
        if (signal.aborted || hasEnded) return
        const questions = calls().filter(call => called.has(call.toolCallId) && isUnasked(call))
        if (questions.length > 0) yield questions.map(question).map(apply)
        const goesOn =
          count < maxRounds &&
          calls().some(call => called.has(call.toolCallId) && made.resultOf(call)) &&
          !calls().some(isOpenCall)
        if (!goesOn) {
          if (finish) yield [finish]
          return
        }
        const usage = finish?.usage
        finish = undefined
        const runId = createId()
        request.onProgress?.({ runId })
        asked = {
          ...request,
          runId,
          trigger: 'tool-result',
          messageId: undefined,
          messages: [...conversation, endMessage(answer, 'complete')],
        }
        const between: StreamEvent[] = [{ type: 'step-start', request: true }]
        if (usage) between.unshift({ type: 'usage', usage })
        yield between.map(apply)
      }
    } finally {
      signal.removeEventListener('abort', made.stop)
      made.stop()
    }
  }

  /** Whether the page has to ask for approval, since the server has not. */
  function isUnasked(call: ToolCallPart): boolean {
    return (
      call.state === 'input-available' &&
      toolFor(call) !== undefined &&
      needsApproval.includes(call.toolName)
    )
  }
}

/** The conversation before the answer, and the answer so far. */
function startOf({ trigger, messages, answerId: id }: ChatRequest): {
  readonly conversation: readonly Message[]
  readonly answer: Message
} {
  const last = messages.at(-1)
  return /^(tool-result|resume)$/.test(trigger) && last?.role === 'assistant'
    ? {
        conversation: messages.slice(0, -1),
        answer: { ...last, status: 'streaming', stepStart: last.parts.length },
      }
    : {
        conversation: messages,
        answer: createMessage(
          { role: 'assistant', content: '', id: id ?? createId() },
          'streaming',
        ),
      }
}

/** A snapshot's conversation, without its last message if that is the answer. */
function withoutAnswer(messages: readonly Message[]): readonly Message[] {
  return messages.at(-1)?.role === 'assistant' ? messages.slice(0, -1) : messages
}

const HERE = 'page'

/** Asks whether a call may run, marked as a question that the server does not know. */
function question({ toolCallId }: ToolCallPart): StreamEvent {
  const metadata = { approval: { askedBy: HERE } }
  return { type: 'tool-approval-request', approvalId: createId(), toolCallId, metadata }
}

function isAskedHere({ metadata }: ToolCallPart): boolean {
  return (metadata?.approval as { readonly askedBy?: unknown } | undefined)?.askedBy === HERE
}

function refusal({ toolCallId, approval }: ToolCallPart): StreamEvent {
  const errorText = approval?.reason ?? 'The user denied this call.'
  return { type: 'tool-error', toolCallId, errorText, denied: true }
}
