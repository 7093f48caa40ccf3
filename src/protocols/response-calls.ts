import { errorTextOf } from '../stream-error.ts'
import type { Emit } from './decode-records.ts'
import type { Item } from './openai-responses-wire.ts'
import { cutCall, parseInput } from './tool-inputs.ts'
import { tell, type ToldTexts } from './told-texts.ts'

export interface ResponseCall {
  readonly item: Item
  readonly toolCallId: string
  readonly providerExecuted: true | undefined
}

/** Emits the calls of a response, ours and the server's own. */
export interface ResponseCalls {
  readonly all: Map<string, ResponseCall>
  /** The ids of the calls whose results came as items of their own. */
  readonly answered: Set<string>
  begin(key: string, item: Item): ResponseCall
  /** Emits a fragment of a call's input. */
  add(key: string, delta: unknown): void
  /** Ends a call; its result may be in another item, `answer`. */
  end(key: string, item: Item, answer?: Item): void
  /** Emits the output of a call that the server ran. */
  result(item: Item): void
}

export function responseCalls(emit: Emit, told: ToldTexts): ResponseCalls {
  const all = new Map<string, ResponseCall>()
  const answered = new Set<string>()
  const searches: string[] = []

  const begin: ResponseCalls['begin'] = (key, item) => {
    let call = all.get(key)
    if (!call) {
      // xAI leaves the `call_id` of its own searches empty.
      const toolCallId = item.call_id || item.id || `call-${key}`
      const providerExecuted = isRunByServer(item) || undefined
      call = { item, toolCallId, providerExecuted }
      all.set(key, call)
      emit({ type: 'tool-input-start', toolCallId, toolName: toolNameOf(item), providerExecuted })
    }
    return call
  }

  return {
    all,
    answered,
    begin,
    add(key, delta) {
      const text = tell(told, key, delta)
      const call = all.get(key)
      if (call) emit({ type: 'tool-input-delta', toolCallId: call.toolCallId, delta: text })
    },
    end(key, item, answer) {
      const { id, type, status, call_id: _, name: called, ...about } = item
      const { arguments: args, input, output: given, result, ...more } = about
      const { action, actions, operation, queries, code, error } = more
      const { item: begun, toolCallId, providerExecuted: isServers } = begin(key, item)
      // Proxies leave the name empty once the call is done.
      const name = called || begun.name || null
      // Hugging Face puts a function's output into its call.
      const providerExecuted = isServers || !!(given || answer) || undefined
      all.set(key, { item, toolCallId, providerExecuted })
      const asked = args || input || (name && (told.get(key) ?? ''))
      // An image's `action` is only a word that says what was done.
      const taken = typeof action === 'object' && action
      const inputText =
        typeof asked === 'string'
          ? asked
          : JSON.stringify(asked || taken || operation || { code, queries, actions })
      const isFailed = providerExecuted && (error || /^(failed|incomplete)$/.test(status ?? ''))
      // A call whose result is another item is sent back as it came.
      const isAnswered = 'call_id' in item && !OPENROUTERS.test(type ?? '')
      const extra =
        isFailed || (isAnswered && !name)
          ? { item }
          : type !== 'mcp_call' && name && Object.values(more).some(Boolean) && more
      if (status === 'incomplete' && !inputText) return emit(cutCall(toolCallId))
      emit({
        type: 'tool-call',
        toolCallId,
        toolName: toolNameOf({ ...item, name }),
        inputText,
        // A custom tool of ours takes plain text, which need not be JSON.
        input:
          type === 'custom_tool_call'
            ? ((providerExecuted && parseInput(inputText)) ?? inputText)
            : parseInput(inputText),
        providerExecuted,
        metadata: extra || undefined,
      })
      if (type === 'tool_search_call') searches.push(toolCallId)
      if (type === 'mcp_approval_request') {
        emit({ type: 'tool-approval-request', approvalId: id ?? toolCallId, toolCallId })
      } else if (isFailed) {
        const errorText = errorTextOf(error) ?? 'The tool failed.'
        emit({ type: 'tool-error', toolCallId, errorText })
      } else if (providerExecuted && (!isAnswered || name)) {
        const { result: __, ...whole } = answer ?? item
        const output = (type === 'function_call' && given) || whole
        emit({ type: 'tool-result', toolCallId, output, providerExecuted })
      }
      if (result) {
        const mediaType = `image/${item.output_format ?? 'png'}`.replace('svg', 'svg+xml')
        // OpenRouter may send an address.
        const url = result.includes(':') ? result : `data:${mediaType};base64,${result}`
        emit({ type: 'file', mediaType, url })
      }
    },
    result(item) {
      const toolCallId = item.call_id ?? searches.shift()
      if (!toolCallId) return
      answered.add(toolCallId)
      // The call may belong to another response, and so be unknown.
      const toolName = toolNameOf(item)
      emit({ type: 'tool-result', toolCallId, toolName, output: item, providerExecuted: true })
    },
  }
}

/** The tools that OpenRouter runs: their items are both call and result. */
const OPENROUTERS = /^openrouter:./

export function isCall({ type }: Item): boolean {
  return OPENROUTERS.test(type ?? '') || /(_call|^program|_approval_request)$/.test(type ?? '')
}

/** A call that waits for our output has a `call_id`, which the output has to name. */
function isRunByServer({ type, call_id: id, environment }: Item): boolean {
  return (
    type !== 'function_call' &&
    (!id ||
      OPENROUTERS.test(type ?? '') ||
      /^(program|multi_agent_call)$/.test(type ?? '') ||
      environment?.type?.startsWith('container') ||
      id.startsWith('xs_'))
  )
}

function toolNameOf({ name, type }: Item): string {
  return name || type?.replace(/(_call)?(_output)?$/, '') || ''
}
