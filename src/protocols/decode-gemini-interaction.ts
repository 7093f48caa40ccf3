import { errorTextOf } from '../stream-error.ts'
import { errorEvent, unknownRecord, type Emit, type RecordReader } from './decode-records.ts'
import { finishReason } from './finish-reason.ts'
import { googleUsage } from './google-usage.ts'
import { providerRuns } from './provider-runs.ts'
import { requestUsage } from './request-usage.ts'
import { told } from './told.ts'
import { toolInputs } from './tool-inputs.ts'
import { uniqueIds } from './unique-ids.ts'
import { uniqueSources, type WireSource } from './unique-sources.ts'

/** An event of Google's Interactions API, or a whole interaction. */
export interface InteractionEvent extends Interaction {
  readonly event_type?: string | null
  readonly interaction?: Interaction | null
  readonly index?: number | null
  readonly step?: Step | null
  /** What the API's first version called a step. */
  readonly content?: Step | null
  readonly delta?: Step | null
  /** Any event may carry the usage so far. */
  readonly metadata?: { readonly total_usage?: Counts | null } | null
  readonly error?: { readonly code?: unknown } | null
}

interface Interaction {
  readonly id?: string | null
  readonly object?: string | null
  readonly model?: string | null
  readonly status?: string | null
  readonly steps?: readonly (Step | null)[] | null
  readonly outputs?: readonly (Step | null)[] | null
  readonly usage?: Counts | null
}

interface Counts {
  readonly total_input_tokens?: number | null
  readonly total_output_tokens?: number | null
  readonly total_thought_tokens?: number | null
  readonly total_cached_tokens?: number | null
  readonly total_tokens?: number | null
  readonly total_tool_use_tokens?: number | null
}

/** A step of the model, or a delta of one. */
interface Step {
  readonly type?: string | null
  readonly id?: string | null
  readonly call_id?: string | null
  readonly name?: string | null
  readonly arguments?: unknown
  readonly result?: unknown
  readonly is_error?: boolean | null
  readonly signature?: string | null
  readonly text?: string | null
  readonly summary?: readonly (Step | null)[] | null
  readonly content?: Step | readonly (Step | null)[] | null
  readonly data?: string | null
  readonly uri?: string | null
  readonly mime_type?: string | null
  readonly annotations?: readonly (WireSource | null)[] | null
}

interface OpenStep {
  /** The step as it began; a tool's call or result also has what its deltas added. */
  step: Step
  /** The id of the tool call, if it is one of ours. */
  readonly call: string | undefined
  /** The kind of part that it has opened. */
  said?: 'text' | 'reasoning'
}

/** Whether the record is from the Interactions API. */
export function isInteraction(event: InteractionEvent): boolean {
  return /^(interaction|step|content)\./.test(event.event_type ?? '') || isWhole(event)
}

/** Whether it is a whole interaction rather than an event of one. */
function isWhole({ object, status, steps }: InteractionEvent): boolean {
  return object === 'interaction' || (!!status && Array.isArray(steps))
}

/**
 * Reads Google's Interactions API. An answer is complete with `interaction.completed`; if that
 * requires a continuation, with the last of the interactions that Google's package appends.
 */
export function readInteraction(emit: Emit): RecordReader<InteractionEvent> {
  const inputs = toolInputs(emit)
  const addSource = uniqueSources(emit)
  const idOf = uniqueIds()
  const runs = providerRuns(emit, idOf)
  const spent = requestUsage(emit)
  const steps = new Map<unknown, OpenStep>()
  let started: { readonly id?: string | null } | undefined
  let stepped = false
  let called = false
  let status: string | null | undefined

  const begin = (index: unknown, step: Step): void => {
    if (step.type === 'user_input') return
    stepped = true
    // In the API's first version, a whole call came as a delta: until then it has no name.
    const isCall = step.type === 'function_call' && !!step.name
    called ||= isCall
    const open: OpenStep = { step, call: isCall ? idOf(step.id) : undefined }
    steps.set(index, open)
    if (open.call) inputs.start(open.call, step.name ?? '')
    else readOutput(open, index, step)
  }

  const proceed = (index: unknown, delta: Step): void => {
    const open = steps.get(index)
    if (!open) return begin(index, delta)
    const { call, step } = open
    if (call && typeof delta.arguments === 'string') inputs.append(call, delta.arguments)
    if (!call && !isRun(step)) return readOutput(open, index, delta)
    open.step = { ...step, ...told({ ...delta, type: undefined }) }
    if (!call && step.type === 'function_call') begin(index, open.step)
  }

  /** Emits text, thoughts, files and sources; the items nested in them have the same shape. */
  const readOutput = (open: OpenStep, index: unknown, item: Step): void => {
    if (isRun(open.step)) return
    const kind = open.step.type?.startsWith('thought') ? 'reasoning' : 'text'
    const { text, signature, uri, data, mime_type: mediaType } = item
    if (text || signature) {
      open.said = kind
      const metadata = told({ signature })
      emit({ type: `${kind}-delta`, id: `${index}`, delta: text ?? '', metadata })
    }
    const url = uri || (data && `data:${mediaType ?? ''};base64,${data}`)
    if (url) emit({ type: 'file', mediaType: mediaType ?? '', url })
    for (const source of item.annotations ?? []) addSource(source)
    for (const inner of [item.summary, item.content].flat()) {
      if (inner) readOutput(open, index, inner)
    }
  }

  const end = (index: unknown): void => {
    const open = steps.get(index)
    if (!open) return
    steps.delete(index)
    const { step, call, said } = open
    const { arguments: input, result, signature } = step
    const metadata = told({ signature })
    if (call) {
      // A string is the last fragment of an input; anything else is the whole input.
      return inputs.complete(call, typeof input === 'string' ? undefined : (input ?? {}), metadata)
    }
    if (said) emit({ type: `${said}-end`, id: `${index}` })
    const [, kind, stage] = RUN.exec(step.type ?? '') ?? []
    const toolName = step.name || kind
    if (!toolName) return
    if (stage === 'call') return runs.call(step.id, toolName, input, metadata)
    if (step.is_error) {
      const errorText = errorTextOf(result) ?? ''
      emit({ type: 'tool-error', toolCallId: runs.idOf(step.call_id), toolName, errorText })
    } else runs.result(step.call_id, toolName, result, signature)
    if (!/^(google|url|file)_/.test(step.type ?? '')) return
    for (const found of [result].flat() as (Found | null)[]) {
      if (!found?.status || found.status === 'success') addSource(found)
      for (const place of found?.places ?? []) addSource(place)
    }
  }

  const endSteps = (): void => {
    for (const index of steps.keys()) end(index)
  }

  const finish = (): void => {
    endSteps()
    const reason = finishReason(status)
    emit({ type: 'finish', reason: reason === 'stop' && called ? 'tool-calls' : reason })
  }

  return {
    record(event) {
      const { event_type: type, index, step, content, delta, error } = event
      const isFailure = error || type === 'error'
      // An answer goes on after an error with neither a code nor a message.
      if (isFailure && (error?.code || errorTextOf(event))) {
        return emit(errorEvent(event, error?.code))
      }
      const interaction = isWhole(event) ? event : event.interaction
      status = interaction?.status ?? event.status ?? STATUS.exec(type ?? '')?.[1] ?? status
      if (interaction && (!started || interaction.id !== started.id)) {
        const { id, model } = interaction
        emit({ type: 'start', metadata: told({ model, interactionId: id }) })
        started = interaction
      }
      const counts = (interaction ?? event).usage ?? event.metadata?.total_usage
      const usage = googleUsage(
        counts,
        counts?.total_input_tokens,
        counts?.total_output_tokens,
        counts?.total_thought_tokens,
        counts?.total_cached_tokens,
        counts?.total_tokens,
        counts?.total_tool_use_tokens,
      )
      spent.tell(usage)
      if (interaction) {
        const whole = (!stepped && (interaction.steps ?? interaction.outputs)) || []
        // What comes before the last question belongs to earlier answers.
        const first = whole.findLastIndex(each => each?.type === 'user_input') + 1
        for (const [at, each] of whole.slice(first).entries()) {
          if (each) begin(at, each)
          end(at)
        }
        if (type && status === 'requires_continuation') {
          endSteps()
          spent.next()
        } else if (!type || /complete/.test(type)) finish()
        return
      }
      const [, stage] = /^(?:step|content)\.(.+)/.exec(type ?? '') ?? []
      if (stage === 'start') begin(index, step ?? content ?? {})
      else if (stage === 'delta') proceed(index, delta ?? {})
      else if (stage === 'stop') end(index)
      else emit(unknownRecord(type ?? '', event))
    },
    end(done) {
      if (status ? !/^(in_progress|queued)$/.test(status) : done) finish()
    },
  }
}

interface Found extends WireSource {
  readonly status?: string | null
  readonly places?: readonly (WireSource | null)[] | null
}

/** Events that report a status by their name alone. */
const STATUS = /^interaction\.(in_progress|requires_action)$/

/** The type of a tool's step, such as `google_search_call`. */
const RUN = /^(.*)_(call|result)$/

function isRun({ type }: Step): boolean {
  return RUN.test(type ?? '')
}
