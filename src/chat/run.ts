import type { ConnectionAdapter } from '../adapters/adapter.ts'
import { untilAborted } from '../adapters/until-aborted.ts'
import type { ChatRequest } from '../chat-request.ts'
import type { Message, ToolCallPart } from '../message.ts'
import { applyEvent, endMessage } from '../messages/apply-event.ts'
import { growAnswer } from '../messages/grow-answer.ts'
import { StreamError } from '../stream-error.ts'
import type { StreamEvent } from '../stream-event.ts'
import { ownCallIds } from './own-call-ids.ts'
import { progressMeter, type Progress } from './progress.ts'
import { serverError, toStreamError } from './to-stream-error.ts'
import { findCall } from './tool-calls.ts'
import { writeSchedule, type Flush } from './write-schedule.ts'

export interface RunOptions {
  readonly connection: ConnectionAdapter
  readonly id: string
  /** Returns what to ask; called once, after the tick of the send. If it throws, the run fails. */
  readonly request: (signal: AbortSignal) => Promise<Omit<ChatRequest, 'signal' | 'onProgress'>>
  /** The message that the answer is added to; it keeps its id if it has parts already. */
  readonly answer: Message
  readonly flush: Flush | undefined
  readonly maxParts: number | undefined
  /** Stops the run when it aborts. */
  readonly signal: AbortSignal | undefined
  /** Called once `signal` has stopped the run. */
  readonly onAbort: () => void
  readonly onEvent: (event: StreamEvent) => void
  /** Called with each call that the page may answer. */
  readonly onToolCall: (call: ToolCallPart) => void
  /** Called when the stores are due to be written. */
  readonly onWrite: (answer: Message, progress: Progress) => void
  /** Called once, in the tick in which the run ends; returns what follows it, if anything does. */
  readonly onEnd: (
    answer: Message,
    progress: Progress,
    error?: StreamError,
  ) => Promise<void> | undefined
}

type Delta = Extract<StreamEvent, { type: 'text-delta' | 'reasoning-delta' }>
type Pending = { -readonly [Key in keyof Delta]: Delta[Key] }

export interface Run {
  /** The id of the current request; an answer with tools may need several. */
  readonly id: string
  /** The message so far, which may be ahead of the stores. */
  readonly answer: Message
  /** Whether the page has answered one of its calls, so that a further request follows. */
  isAnswered?: boolean
  /** Applies an event made by the page. */
  applyOwn(event: StreamEvent): void
  stop(): void
  /** Resolves when the run, and any that follows it, has ended, however it did. */
  readonly ended: Promise<void>
}

/**
 * One answer under way. It ends once: nothing that arrives afterwards is applied, even from a
 * connection that ignores its signal, and no timer, listener or connection is left.
 */
export function startRun(options: RunOptions): Run {
  const { connection, signal, flush, onEvent, maxParts = 10_000 } = options
  const controller = new AbortController()
  const run = controller.signal
  const meter = progressMeter()
  let { id, answer } = options
  let follows: Promise<void> | undefined
  /** Deltas of one text, not yet in the answer: making a message for each token would cost more. */
  let pending: Pending | undefined

  const grow = (): Message => {
    const event = pending
    pending = undefined
    if (event) add(event)
    return answer
  }

  const write = (shown = grow()): void => {
    if (!run.aborted) options.onWrite(shown, meter.read())
  }
  const schedule =
    typeof flush === 'function' ? flush(write, grow) : writeSchedule(() => write(), flush)

  const end = (last: Message, error?: StreamError): void => {
    if (run.aborted) return
    controller.abort()
    signal?.removeEventListener('abort', abort)
    schedule.cancel()
    follows = options.onEnd(last, meter.end(), error)
  }
  const stop = (): void => end(endMessage(grow(), 'stopped'))
  const abort = (): void => {
    stop()
    options.onAbort()
  }
  const fail = (error: StreamError): void => {
    const { code, message } = error
    end({ ...endMessage(grow(), 'error'), error: { code, message } }, error)
  }

  const add = (event: StreamEvent): void => {
    const next = growAnswer(answer, event, options.answer)
    if (next.parts.length <= maxParts) answer = next
    else {
      fail(
        new StreamError(
          'too-large',
          `The answer has more than ${maxParts} parts. Raise maxParts if that is right.`,
          { limit: maxParts },
        ),
      )
    }
  }

  const ownId = ownCallIds(options.answer)

  const apply = (given: StreamEvent): void => {
    if (run.aborted) return
    const event = ownId(given)
    meter.event(event)
    onEvent(event)
    if (run.aborted) return
    if (event.type === 'error') return fail(serverError(event))
    if ((event.type === 'text-delta' || event.type === 'reasoning-delta') && !event.metadata) {
      if (pending?.type === event.type && pending.id === event.id) pending.delta += event.delta
      else {
        grow()
        pending = { ...event }
      }
      return
    }
    grow()
    add(event)
    if (run.aborted) return
    if (answer.status !== 'streaming') return end(answer)
    const call =
      event.type === 'tool-call' && findCall(answer, one => one.toolCallId === event.toolCallId)
    if (call && call.state === 'input-available' && !call.providerExecuted) options.onToolCall(call)
  }

  const read = async (): Promise<void> => {
    // Wait a tick: after a stop in the same tick as the send, nothing is sent.
    await Promise.resolve()
    if (signal?.aborted) stop()
    if (run.aborted) return
    const aborted = new Promise<undefined>(done => {
      run.addEventListener('abort', () => done(undefined))
    })
    try {
      const asked = await Promise.race([options.request(run), aborted])
      if (!asked || run.aborted) return
      const request: ChatRequest = {
        ...asked,
        signal: run,
        onProgress(progress) {
          if (run.aborted) return
          id = progress.runId ?? id
          meter.connection(progress)
          if (progress.attempt) schedule.request()
        },
      }
      for await (const events of untilAborted(() => connection.connect(request), run)) {
        events.forEach(apply)
        if (!run.aborted) schedule.request()
      }
      end(endMessage(grow(), 'complete'))
    } catch (error) {
      fail(toStreamError(error))
    }
  }

  signal?.addEventListener('abort', abort)
  return {
    get id() {
      return id
    },
    get answer() {
      return grow()
    },
    applyOwn(event) {
      answer = applyEvent(grow(), event)
      schedule.request()
    },
    stop,
    ended: read().then(() => follows),
  }
}
