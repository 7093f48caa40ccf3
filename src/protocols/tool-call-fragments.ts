import type { Metadata } from '../message.ts'
import type { Emit } from './decode-records.ts'
import { told } from './told.ts'
import { parseInput, toolInputs } from './tool-inputs.ts'

/** A tool call, or a piece of one, in OpenAI's shape. */
export interface ToolCallFragment extends CalledFunction {
  readonly index?: number | null
  readonly id?: string | null | undefined
  readonly function?: CalledFunction | null
  /** What a custom tool takes, which is a text as it stands. */
  readonly custom?: { readonly name?: string | null; readonly input?: string | null } | null
  /** What Gemini wants back with the call, and how Venice tells it. */
  readonly extra_content?: unknown
  readonly thought_signature?: string | null
}

interface CalledFunction {
  readonly name?: string | null | undefined
  readonly arguments?: string | Readonly<Record<string, unknown>> | null | undefined
  /** What StepFun's own search has found. */
  readonly results?: unknown
  /** How Portkey tells what Gemini wants back. */
  readonly thought_signature?: string | null
}

interface Call {
  readonly id: string
  readonly index: number | null | undefined
  name: string
  text: string
  /** Where in the text an input last began, and the whole input before that. */
  start: number
  before: string
  /** The text so far ends with a brace. */
  isClosed: boolean
  isCustom: boolean
  extra: Metadata | undefined
}

export interface ToolCallFragments {
  /** Adds a fragment; without an id and an index, the call is found by the `place` if there is one. */
  add(fragment: ToolCallFragment, place?: number): void
  /** Keeps with the latest call what the server wants back with it; `false` if there is none. */
  sign(metadata: Metadata): boolean
  /** Ends every call; `isCut` tells that the model was cut off. */
  completeAll(isCut?: boolean): void
  /** How many calls there are that have a name, without which there is nothing to call. */
  readonly count: number
}

/**
 * Tool calls put together from fragments, told as events.
 *
 * A fragment belongs to the call with its id, else to the one last seen at its index, else to the
 * latest, which an input at a new index goes on with where that is incomplete. A new id with a name
 * is a new call even at an index in use (servers that send every call at index 0), unless it goes on
 * within a call of the same name; a new id without one is the same call renamed. A name also begins
 * a new call where the id is that of a call at another index (Gemini's ids are the names of the
 * tools), of one by another name or of one that is complete, and without an id where the name is
 * another, or the call so far is complete and an input begins or no index tells the call.
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
    // The index of a start can be off by one, and be that of the next call's input.
    const isFree = !call || (opens && !latest?.text && isDone(call))
    if (!name && !id && isFree && latest && !isDone(latest)) return latest
    if (!name || (!id && !call?.name)) return call
    const begins = opens || place === undefined
    if (call?.name !== name || (begins && isDone(call))) return undefined
    // A brace within an input opens a value of it.
    const isDue = (opens || !text) && call.isClosed
    return id && (isDue || !call.text) ? undefined : call
  }

  return {
    add(fragment, position) {
      // Cloudflare's own models tell a call itself where others tell a function.
      const { index, id, function: called = fragment, custom, ...more } = fragment
      const { extra_content, thought_signature } = more
      const { name: given } = custom ?? called ?? {}
      // Some proxies write an absent name as the word.
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
      // Some servers tell the whole call, or its input, again at its end.
      if (text === call.text && isWhole(text)) return
      const before = call.text
      const since = before.length - call.start
      const last = (): string => before.slice(call.start)
      // Others write it anew, or begin with `{}`, or tell all that there is each time.
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
        // One that was cut off before it began is ended below.
        if (!name || (isCut && !text.trim())) continue
        const last = text.slice(start)
        // Inputs that differ are those of calls that cannot be told apart.
        const isAgain = !isCustom && isWhole(last) && ['{}', plain(last)].includes(plain(before))
        inputs.complete(id, isCustom ? text : undefined, extra, isAgain ? last : text)
      }
      inputs.completeAll(isCut)
    },
    get count() {
      return [...byId.values()].filter(call => call.name).length
    },
  }
}

/** What an input begins with. */
const OPENS = /^\s*\{/

/** Whether its input is whole. All of it is looked at behind a brace alone, or it would cost its square. */
function isDone({ isClosed, text }: Call): boolean {
  return isClosed && isWhole(text)
}

function isWhole(text: string): boolean {
  return text.trimEnd().endsWith('}') && parseInput(text) !== undefined
}

/** An input in one way of writing it. */
function plain(text: string): string {
  return JSON.stringify(parseInput(text))
}
