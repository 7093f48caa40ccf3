import { addEnd, createDecoder, type Decoder } from '../decoder.ts'
import type { Protocol, WireRecord } from '../protocol.ts'
import type { StreamEvent } from '../stream-event.ts'

/** How a model marks its thoughts in the text. */
export interface ExtractReasoningOptions {
  /** The tag's name; `think` by default. */
  readonly tagName?: string | undefined
  /** Whether the text begins as a thought, for models that leave out the opening tag. */
  readonly startsWithReasoning?: boolean | undefined
}

/**
 * Returns the protocol with the text between `<think>` and `</think>` as reasoning. The tags, and
 * the newlines right after each, are left out.
 *
 * Text is held back only while it could still become a tag. A thought without a closing tag stays
 * reasoning.
 *
 * @example
 * fetchHttpStream('/api/chat', { protocol: extractReasoning(ollama) })
 */
export function extractReasoning(
  protocol: Protocol,
  options: ExtractReasoningOptions = {},
): Protocol {
  return { ...protocol, decode: head => extract(protocol.decode(head), options) }
}

type Kind = 'text' | 'reasoning'
type TextDelta = Extract<StreamEvent, { type: `${Kind}-delta` }>

/** A text part of the stream, which becomes text and reasoning parts in turn. */
interface State {
  kind: Kind
  /** The kind of part that is open. */
  open?: Kind | undefined
  /** Text that may still become a tag. */
  held: string
  /** Whether the tag has only just ended: newlines there are left out. */
  isBehindTag: boolean
  /** Whether the thought began without its opening tag, which may still come. */
  expectsTag: boolean
  /** The stream's own start of the part, held back until there is text. */
  start?: StreamEvent | undefined
}

function extract(
  decoder: Decoder<WireRecord, StreamEvent>,
  { tagName = 'think', startsWithReasoning = false }: ExtractReasoningOptions,
): Decoder<WireRecord, StreamEvent> {
  /** The tag that ends each kind. */
  const tags: Readonly<Record<Kind, string>> = {
    text: `<${tagName}>`,
    reasoning: `</${tagName}>`,
  }
  const states = new Map<string | undefined, State>()
  let out: StreamEvent[] = []

  const stateOf = (id: string | undefined): State => {
    const state = states.get(id) ?? {
      kind: startsWithReasoning ? 'reasoning' : 'text',
      held: '',
      isBehindTag: startsWithReasoning,
      expectsTag: startsWithReasoning,
    }
    states.set(id, state)
    return state
  }

  /** A thought gets an id of its own, since the stream may have thoughts with the text's id. */
  const nameOf = (kind: Kind, id: string | undefined): string | undefined =>
    kind === 'text' || id === undefined ? id : `${id}-${tagName}`

  const tell = (state: State, event: TextDelta, delta: string): void => {
    const { kind, start } = state
    state.open = kind
    if (kind === 'text' && start) {
      out.push(start)
      state.start = undefined
    }
    const isAsItCame = kind === 'text' && delta === event.delta
    const { id } = event
    out.push(isAsItCame ? event : { ...event, type: `${kind}-delta`, id: nameOf(kind, id), delta })
  }

  const close = (state: State, id: string | undefined): void => {
    const { open } = state
    if (open) out.push({ type: `${open}-end`, id: nameOf(open, id) })
    state.open = undefined
  }

  const read = (state: State, event: TextDelta): void => {
    const text = state.held + event.delta
    const before = out.length
    let at = 0
    state.held = ''
    while (at < text.length) {
      if (state.isBehindTag && /[\r\n]/.test(text.charAt(at))) {
        at++
        continue
      }
      state.isBehindTag = false
      const { kind, expectsTag } = state
      if (expectsTag && tags.text.startsWith(text.slice(at, at + tags.text.length))) {
        if (text.length - at < tags.text.length) {
          state.held = text.slice(at)
          break
        }
        at += tags.text.length
        state.expectsTag = false
        state.isBehindTag = true
        continue
      }
      state.expectsTag = false
      const tag = tags[kind]
      const found = text.indexOf(tag, at)
      const end = found < 0 ? text.length - overlap(text, at, tag) : found
      if (end > at) tell(state, event, text.slice(at, end))
      at = text.length
      if (found < 0) state.held = text.slice(end)
      else {
        at = found + tag.length
        close(state, event.id)
        state.kind = kind === 'text' ? 'reasoning' : 'text'
        state.isBehindTag = true
      }
    }
    if (event.metadata && out.length === before) tell(state, event, '')
  }

  const flush = (): void => {
    for (const [id, state] of states) {
      const { held: delta } = state
      state.held = ''
      if (delta) tell(state, { type: 'text-delta', id, delta }, delta)
    }
  }

  const handle = (event: StreamEvent): void => {
    switch (event.type) {
      case 'text-start':
        stateOf(event.id).start ??= event
        return
      case 'text-delta':
        return read(stateOf(event.id), event)
      case 'text-end': {
        const { id } = event
        const state = states.get(id)
        flush()
        states.delete(id)
        if (!state) out.push(event)
        else if (state.open)
          out.push({ ...event, type: `${state.open}-end`, id: nameOf(state.open, id) })
        return
      }
      case 'start':
      case 'metadata':
      case 'usage':
        break
      case 'step-start':
      case 'step-end':
      case 'reset':
        flush()
        states.clear()
        break
      default:
        // Anything else that is shown must come after the text before it.
        if (!('transient' in event && event.transient)) flush()
    }
    out.push(event)
  }

  return createDecoder((record, events) => {
    out = events
    const told: StreamEvent[] = []
    let goesOn = false
    try {
      if (record) told.push(...decoder.push(record))
      else addEnd(decoder, told)
      goesOn = record !== undefined
    } finally {
      for (const event of told) handle(event)
      if (!goesOn) flush()
    }
  })
}

/** How many characters at the text's end, not before an index, could begin the tag. */
function overlap(text: string, from: number, tag: string): number {
  let length = Math.min(tag.length - 1, text.length - from)
  while (length > 0 && !tag.startsWith(text.slice(text.length - length))) length--
  return length
}
