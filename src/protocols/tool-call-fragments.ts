import type { Emit } from './decode-records.ts'
import { parseInput, toolInputs } from './tool-inputs.ts'

/** A tool call, or a piece of one, in OpenAI's shape. */
export interface ToolCallFragment {
  readonly index?: number | null
  readonly id?: string | null
  readonly function?: {
    readonly name?: string | null
    readonly arguments?: string | Readonly<Record<string, unknown>> | null
  } | null
}

interface Call {
  readonly id: string
  readonly index: number | null | undefined
  name: string
  text: string
}

export interface ToolCallFragments {
  add(fragment: ToolCallFragment): void
  /** Ends every call. */
  completeAll(): void
  /** How many calls there are. */
  readonly count: number
}

/**
 * Tool calls put together from fragments, told as events.
 *
 * A fragment belongs to the call with its id, else to the one last seen at its index, else to the
 * latest. A new id with a name is a new call even at an index in use (servers that send every call
 * at index 0); a new id without one is the same call renamed. A name also begins a new call where
 * the id is that of a call at another index (Gemini's ids are the names of the tools), and without
 * an id where the call so far is complete.
 */
export function toolCallFragments(emit: Emit): ToolCallFragments {
  const inputs = toolInputs(emit)
  const byId = new Map<string, Call>()
  const byIndex = new Map<number, Call>()
  let latest: Call | undefined

  const begin = (id: string, index: Call['index']): Call => {
    const unique = id && !byId.has(id) ? id : `${id || 'call'}-${byId.size + 1}`
    const call: Call = { id: unique, index, name: '', text: '' }
    byId.set(unique, call)
    return call
  }

  const find = ({ index, id }: ToolCallFragment, name: string): Call | undefined => {
    const known = id ? byId.get(id) : undefined
    if (known) {
      return name && typeof index === 'number' && known.index !== index ? undefined : known
    }
    if (id && name) return undefined
    const call = typeof index === 'number' ? byIndex.get(index) : latest
    return name && call?.name && isWhole(call.text) ? undefined : call
  }

  return {
    add(fragment) {
      const { index, id, function: called } = fragment
      const name = called?.name ?? ''
      const call = find(fragment, name) ?? begin(id ?? '', index)
      latest = call
      if (typeof index === 'number') byIndex.set(index, call)

      const input = called?.arguments
      const text = typeof input === 'string' ? input : input ? JSON.stringify(input) : ''
      const before = call.text
      call.text += text
      if (call.name) inputs.append(call.id, text)
      else if (name) {
        call.name = name
        inputs.start(call.id, name)
        inputs.append(call.id, before + text)
      }
    },
    completeAll: inputs.completeAll,
    get count() {
      return byId.size
    },
  }
}

function isWhole(text: string): boolean {
  return text.trimEnd().endsWith('}') && parseInput(text) !== undefined
}
