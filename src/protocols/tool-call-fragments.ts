import type { Metadata } from '../message.ts'
import type { Emit } from './decode-records.ts'
import { told } from './told.ts'
import { parseInput, toolInputs } from './tool-inputs.ts'

/** A tool call, or a fragment of one, in OpenAI's shape. */
export interface ToolCallFragment extends CalledFunction {
  readonly index?: number | null
  readonly id?: string | null | undefined
  readonly function?: CalledFunction | null
  /** A call of a custom tool, whose input is plain text. */
  readonly custom?: { readonly name?: string | null; readonly input?: string | null } | null
  /** The signature that Gemini wants back with the call; Venice uses the second name. */
  readonly extra_content?: unknown
  readonly thought_signature?: string | null
}

interface CalledFunction {
  readonly name?: string | null | undefined
  readonly arguments?: string | Readonly<Record<string, unknown>> | null | undefined
  /** The results of StepFun's own search. */
  readonly results?: unknown
  /** Gemini's signature, from Portkey. */
  readonly thought_signature?: string | null
}

interface Call {
  readonly id: string
  readonly index: number | null | undefined
  name: string
  text: string
  /** Where in the text the latest input begins, and a whole input before that, if there was one. */
  start: number
  before: string
  /** Whether the text so far ends with a closing brace. */
  isClosed: boolean
  isCustom: boolean
  extra: Metadata | undefined
}

export interface ToolCallFragments {
  /** Adds a fragment; if it has no index, `place` is its index. */
  add(fragment: ToolCallFragment, place?: number): void
  /** Keeps what the server wants back with the latest call; `false` if there is no call. */
  sign(metadata: Metadata): boolean
  /** Ends every call; `isCut` says that the model was cut off. */
  completeAll(isCut?: boolean): void
  /** How many calls have a name; without one, there is nothing to call. */
  readonly count: number
}

/**
 * Puts tool calls together from their fragments and emits them.
 *
 * A fragment belongs to the call with its id, else to the last call at its index, else to the
 * latest. Servers bend these rules:
 * - Input alone at a new index continues the latest call if that is incomplete.
 * - A new id with a name begins a call, even at an index in use (some servers send every call at
 *   index 0), unless it continues the input of a call of that name. A new id without a name is the
 *   same call.
 * - A known id with a name begins a call if its index differs (Gemini's ids are the names of the
 *   tools), or its name, or if the call is complete and another input begins.
 * - A name without an id begins a call if the name differs, or if the call is complete and an input
 *   begins or there is no index.
 */
export function toolCallFragments(emit: Emit): ToolCallFragments {
  const inputs = toolInputs(emit)
  const byId = new Map<string, Call>()
  const byIndex = new Map<number | undefined, Call>()
  let latest: Call | undefined

  const begin = (id: string, index: Call['index']): Call => {
    const unique = id && !byId.has(id) ? id : `${id || 'call'}-${byId.size + 1}`
    const call: Call = {
      id: unique,
      index,
      name: '',
      text: '',
      start: 0,
      before: '',
      isClosed: false,
      isCustom: false,
      extra: undefined,
    }
    byId.set(unique, call)
    return call
  }

  const find = (
    { index, id }: ToolCallFragment,
    name: string,
    text: string,
    place: number | undefined,
  ): Call | undefined => {
    const opens = OPENS.test(text)
    const known = byId.get(id ?? '')
    if (known) {
      const isOther = typeof index === 'number' && known.index !== index
      const isNext =
        (known.name && name !== known.name) || (opens && text !== known.text && isDone(known))
      return name && (isOther || isNext) ? undefined : known
    }
    const call = place === undefined ? latest : byIndex.get(place)
    // A start's index can be off by one, and so be that of the next call's input.
    const isFree = !call || (opens && !latest?.text && isDone(call))
    if (!name && !id && isFree && latest && !isDone(latest)) return latest
    if (!name || (!id && !call?.name)) return call
    const begins = opens || place === undefined
    if (call?.name !== name || (begins && isDone(call))) return undefined
    // A brace within an unfinished input only opens a value in it.
    const isDue = (opens || !text) && call.isClosed
    return id && (isDue || !call.text) ? undefined : call
  }

  return {
    add(fragment, position) {
      // Cloudflare's own models put the name and the input into the call, without a `function`.
      const { index, id, function: called = fragment, custom, ...more } = fragment
      const { extra_content, thought_signature } = more
      const { name: given } = custom ?? called ?? {}
      // Some proxies write a missing name as the word `null`.
      const name = !given || given === 'null' ? '' : given
      const place = typeof index === 'number' ? index : position
      const input = custom?.input ?? called?.arguments
      const text = typeof input === 'string' ? input : input ? JSON.stringify(input) : ''
      const call = find(fragment, name, text, place) ?? begin(id ?? '', index)
      latest = call
      byIndex.set(place, call)
      const signature = called?.thought_signature
      call.extra ??= told({
        extra_content,
        thought_signature,
        function: signature && { thought_signature: signature },
      })
      if (custom) call.isCustom = true
      // Some servers repeat the whole call, or its input, at its end.
      if (text === call.text && isWhole(text)) return
      const before = call.text
      const since = before.length - call.start
      const last = (): string => before.slice(call.start)
      // Others write the input anew, or begin with `{}`, or send all of the input so far each time.
      const isMore = since <= text.length && text.startsWith(last())
      const isAnew = OPENS.test(text) && (isMore || (call.isClosed && isWhole(last())))
      if (isAnew && !isMore) call.before = last()
      if (isAnew) call.start = before.length
      if (text.trim()) call.isClosed = /\}\s*$/.test(text)
      call.text += text
      if (call.name) inputs.append(call.id, text)
      else if (name) {
        call.name = name
        inputs.start(call.id, name)
        inputs.append(call.id, before + text)
      }
    },
    sign(metadata) {
      if (latest) latest.extra = { ...latest.extra, ...metadata }
      return !!latest
    },
    completeAll(isCut) {
      for (const { id, name, text, start, before, isCustom, extra } of byId.values()) {
        // An input that was cut off before it began is ended below.
        if (!name || (isCut && !text.trim())) continue
        const last = text.slice(start)
        // Inputs that differ are not repeats, but those of calls that cannot be separated.
        const isAgain = !isCustom && isWhole(last) && ['{}', json(last)].includes(json(before))
        inputs.complete(id, isCustom ? text : undefined, extra, isAgain ? last : text)
      }
      inputs.completeAll(isCut)
    },
    get count() {
      return [...byId.values()].filter(call => call.name).length
    },
  }
}

/** How an input begins. */
const OPENS = /^\s*\{/

/** Whether the input is complete. Parsed only after a brace, or the cost would be quadratic. */
function isDone({ isClosed, text }: Call): boolean {
  return isClosed && isWhole(text)
}

function isWhole(text: string): boolean {
  return text.trimEnd().endsWith('}') && parseInput(text) !== undefined
}

/** The input as JSON without its whitespace, to compare it. */
function json(text: string): string {
  return JSON.stringify(parseInput(text))
}
