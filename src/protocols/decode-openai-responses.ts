import type { Decoder } from '../decoder.ts'
import type { ResponseHead, WireRecord } from '../protocol.ts'
import type { StreamEvent } from '../stream-event.ts'
import { agentSession } from './agent-session.ts'
import {
  decodeRecords,
  errorEvent,
  typeOf,
  unknownRecord,
  type Emit,
  type RecordReader,
} from './decode-records.ts'
import { finishReason } from './finish-reason.ts'
import type { Content, Item, Response, Wire } from './openai-responses-wire.ts'
import { isCall, responseCalls } from './response-calls.ts'
import { responseKeys } from './response-keys.ts'
import { responseParts } from './response-parts.ts'
import { told as metadataOf } from './told.ts'
import { restOf, type ToldTexts } from './told-texts.ts'
import { usageOf } from './usage.ts'

export function decodeOpenaiResponses(): Decoder<WireRecord, StreamEvent> {
  return decodeRecords(read)
}

export function matchesOpenaiResponses(_head: ResponseHead, first: WireRecord): boolean {
  const wire = (first.value ?? {}) as Wire
  const type = typeOf(wire, first)
  return (
    isWhole(wire) ||
    // Snowflake's agents name their events in much the same way.
    /^response\.(?!status|t(ext|hinking|ool))/.test(type) ||
    type.startsWith('agent.session.') ||
    (type === 'error' && wire.sequence_number != null)
  )
}

function read(emit: Emit): RecordReader<Wire> {
  const open = () => {
    const told: ToldTexts = new Map()
    return {
      told,
      keys: responseKeys(),
      parts: responseParts(emit, told),
      calls: responseCalls(emit, told),
    }
  }
  const translate = agentSession()
  let { told, keys, parts, calls } = open()
  /** The model: empty until the server names it, which llama.cpp does at the end. */
  let known: string | undefined
  let finish: StreamEvent | undefined

  const endItem = (key: string, item: Item): void => {
    const { type } = item
    if (!type || keys.ended.has(key) || isAside(item, type)) return
    keys.ended.add(key)
    if (type === 'message' || type === 'reasoning') return parts.end(key, item)
    if (isCall(item)) return calls.end(key, item)
    if (type.endsWith('_output')) return calls.result(item)
    if (type === 'search_results') parts.found.push(...(item.results ?? []))
    const call = calls.all.get(key)
    // Perplexity puts the results of its own call in the call's place.
    if (call) calls.end(key, call.item, item)
    else emit({ type: 'data', name: type, id: item.id ?? undefined, data: item })
  }

  /** Ends the calls that got no end of their own, with the input that has come. */
  const endCalls = (isCut?: boolean): void => {
    for (const [key, { item, providerExecuted }] of calls.all) {
      if (!providerExecuted) endItem(key, isCut ? { ...item, status: 'incomplete' } : item)
    }
  }

  const readResponse = (response: Response, status: string): void => {
    if (finish && status === 'created') {
      // A second answer in the same body numbers its items from zero again.
      ;({ told, keys, parts, calls } = open())
      finish = undefined
    }
    const { id, model, output, usage: counts, error, incomplete_details: details } = response
    if (model ? !known : id && known === undefined) {
      known = model ?? ''
      emit({ type: 'start', metadata: metadataOf({ model, responseId: id }) })
    }
    // A session's stream may stay open for another turn, so `idle` ends the answer.
    if (status === 'idle' && finish) return emit(finish)
    if (!isEnd(status)) return
    const isNew = told.size + keys.ended.size === 0
    // Calls that have come may have other ids here, so only what a session waits for is read again.
    const hasCalls = calls.all.size > 0
    output?.forEach((item, index) => {
      const due = item?.turn_id && (item.call_id ?? item.id)
      if (item && (due || !hasCalls) && (isNew || isCall(item))) endItem(due || `${index}`, item)
    })
    const usage = usageOf(counts)
    if (usage) emit({ type: 'usage', usage })
    const reason = finishReason(details?.reason) ?? 'other'
    if (status === 'failed' && (error || reason === 'other')) {
      finish = errorEvent(response)
      // Azure sends the cause in a separate event that follows.
      return error ? emit(finish) : undefined
    }
    if (status === 'cancelled') return emit({ type: 'abort' })
    endCalls(reason === 'length')
    const isCalling = [...calls.all.values()].some(
      call => !call.providerExecuted && !calls.answered.has(call.toolCallId),
    )
    const whole = parts.isRefused() ? 'content-filter' : 'stop'
    const ending = isCalling ? 'tool-calls' : status === 'completed' ? whole : reason
    finish = { type: 'finish', reason: reason === 'other' ? ending : reason }
  }

  return {
    record(wire, record) {
      const [type, event] = translate(typeOf(wire, record), wire)
      const { item, delta, error } = event
      const [, name = '', step = ''] = /^response\.(?:(.+)\.)?(\w+)$/.exec(type) ?? []
      const response = isWhole(event) ? event : step ? event.response : undefined
      const status = step.replace('done', '') || (response?.status ?? 'completed')
      // Proxies name their own errors like events of the response.
      const isError = /^(response\.)?error$/.test(type)
      if (!isError && (response || (step && !name && isEnd(status)))) {
        return readResponse(response ?? event, status)
      }
      // An answer goes on after an error in one of its parts, such as a tool call.
      if (isError || (error && !name)) {
        return emit(errorEvent(error ? event : (event.response ?? event)))
      }
      if (isAside(event, item?.type ?? name)) return emit(unknownRecord(type, event))
      const key = keys.item(event, name === 'output_item' && step === 'added')
      const id = keys.content(key, event, name.endsWith('_part') && step === 'added')
      const { text: piece = delta } = Object(delta) as Content
      /** The delta, or what a whole text adds to the deltas before it. */
      const fragment = (of: string, whole: unknown): unknown =>
        step === 'delta' ? piece : restOf(told, of, whole)
      switch (name) {
        case 'output_item':
          if (!item) return
          if (step === 'done') endItem(key, item)
          // A tool search has another id once it is done.
          else if (isCall(item) && item.type !== 'tool_search_call') calls.begin(key, item)
          return
        case 'output_text':
        // OpenRouter and others may name a delta after the content part.
        case 'content_part':
          return parts.say('text', id, fragment(id, event.text))
        case 'refusal':
          return parts.say('text', id, fragment(id, event.refusal), {
            refusal: true,
          })
        case 'reasoning':
        case 'reasoning_text':
          return parts.say('reasoning', id, fragment(id, event.text))
        case 'reasoning_summary':
        case 'reasoning_summary_part':
        case 'reasoning_summary_text': {
          const summary = `${key}.s${event.summary_index ?? 0}`
          // Vercel's gateway ends a thought after what it led to, so open it in its place.
          if (step === 'added') parts.begin(summary)
          return parts.say('reasoning', summary, fragment(summary, event.text))
        }
        case 'output_text.annotation':
          return parts.cite(id, event.annotation)
        case 'function_call_arguments':
        case 'custom_tool_call_input':
        case 'mcp_call_arguments':
          return calls.add(key, fragment(key, event.arguments ?? event.input))
        case 'code_interpreter_call_code':
        case 'apply_patch_call_operation_diff':
        case 'shell_call_command':
          // The plain text of one field, emitted as fragments of the JSON that the call will have.
          if (step === 'added') calls.add(key, event.command_index ? '","' : '{"commands":["')
          if (typeof delta === 'string') {
            const field = `{"${name.split('_').at(-1)}":"`
            calls.add(key, (told.has(key) ? '' : field) + JSON.stringify(delta).slice(1, -1))
          }
          return
      }
      if (step === 'partial_image') {
        const toolCallId = calls.all.get(key)?.toolCallId ?? event.item_id
        if (toolCallId) emit({ type: 'tool-result', toolCallId, output: event, preliminary: true })
        return
      }
      emit(unknownRecord(type, event))
    },
    end(done) {
      if (!finish && !done) return
      if (!finish) endCalls()
      emit(finish ?? { type: 'finish' })
    },
  }
}

/** Whether this is a whole response, from a server that does not stream. */
function isWhole({ object, type, output }: Wire): boolean {
  const [first] = Array.isArray(output) ? (output as readonly (Item | null)[]) : []
  return object === 'response' || (!type && !!first?.id)
}

/** Whether a subagent says this to the main agent. Its calls do not count: they may be ours. */
function isAside({ agent }: Pick<Item, 'agent'>, what: string): boolean {
  return (agent?.agent_name ?? '/root') !== '/root' && !what.includes('call')
}

function isEnd(status: string): boolean {
  return /^(completed|incomplete|failed|cancelled)$/.test(status)
}
