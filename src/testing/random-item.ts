import type { ResponseStreamEvent } from 'openai/resources/responses/responses'
import type { Random } from './random.ts'
import { randomInputText, randomWords } from './random-answers.ts'
import { randomTexts } from './texts-of.ts'

/** An event that OpenAI's package knows, or one of a tool that it does not know yet. */
export type ResponseEvent = { readonly [name: string]: unknown } & {
  readonly type:
    | ResponseStreamEvent['type']
    | `response.shell_${string}`
    | `response.apply_${string}`
}

export type Fields = Readonly<Record<string, unknown>>

/** The events of one item, and the item as it is at the end. */
export interface Told {
  readonly events: ResponseEvent[]
  readonly item: Fields
}

/** Which events a server sends of its items. */
export interface Style {
  readonly random: Random
  readonly hasDeltas: boolean
  readonly hasDone: boolean
}

const SITE = { type: 'url_citation', url: 'https://a.example/', title: 'A' }
const FILE = { type: 'container_file_citation', container_id: 'c', file_id: 'f-1', filename: 'b' }
const ANNOTATIONS = [SITE, FILE, { type: 'file_citation', file_id: 'f-1', filename: 'a.pdf' }]

/** An item with the events of its beginning, its content and its end. */
export function item(
  index: number,
  fields: Fields,
  done: Fields,
  between: (at: Fields) => readonly ResponseEvent[] = () => [],
): Told {
  const at = { output_index: index, item_id: `item_${index}` }
  const begun = { id: at.item_id, status: 'in_progress', ...fields }
  const ended = { ...begun, status: 'completed', ...done }
  const { output_index } = at
  return {
    events: [
      { type: 'response.output_item.added', output_index, item: begun },
      ...between(at),
      { type: 'response.output_item.done', output_index, item: ended },
    ],
    item: ended,
  }
}

/** The events of a text: its pieces, then the whole. */
export function text(
  style: Style,
  of: string,
  pieces: readonly string[],
  at: Fields,
  name: string,
): ResponseEvent[] {
  const whole = { [name]: pieces.join('') }
  const type = `response.${of}` as 'response.output_text'
  return [
    ...(style.hasDeltas ? pieces : []).map(
      delta => ({ type: `${type}.delta`, ...at, delta }) as const,
    ),
    ...(style.hasDone ? [{ type: `${type}.done`, ...at, ...whole } as const] : []),
  ]
}

export function randomMessage(style: Style, index: number): Told {
  const { random } = style
  const kind = random() < 0.1 ? 'refusal' : 'text'
  const contents = Array.from({ length: random() < 0.2 ? 2 : 1 }, () => randomWords(random))
  const notes = kind === 'text' && random() < 0.3 ? [random.pick(ANNOTATIONS)] : []
  const partOf = (said: string, annotations: readonly object[]): Fields =>
    kind === 'text'
      ? { type: 'output_text', text: said, annotations }
      : { type: kind, refusal: said }
  const content = contents.map(pieces => partOf(pieces.join(''), notes))
  return item(index, { type: 'message', role: 'assistant', content: [] }, { content }, at =>
    contents.flatMap((pieces, content_index) => {
      const here = { ...at, content_index }
      const said = kind === 'text' ? 'output_text' : 'refusal'
      return [
        { type: 'response.content_part.added', ...here, part: partOf('', []) },
        ...text(style, said, pieces, here, kind),
        ...notes.map((annotation, annotation_index) => {
          const type = 'response.output_text.annotation.added' as const
          return { type, ...here, annotation_index, annotation }
        }),
        { type: 'response.content_part.done', ...here, part: content[content_index] },
      ]
    }),
  )
}

export function randomThought(style: Style, index: number): Told {
  const { random } = style
  const isSummary = random() < 0.7
  const texts = Array.from({ length: isSummary ? random.below(4) : 1 }, () => randomWords(random))
  const type = isSummary ? 'summary_text' : 'reasoning_text'
  const parts = texts.map(pieces => ({ type, text: pieces.join('') }))
  const done = {
    ...(isSummary ? { summary: parts } : { content: parts }),
    ...(random() < 0.5 && { encrypted_content: 'gAAA==' }),
  }
  return item(index, { type: 'reasoning', summary: [] }, done, at =>
    texts.flatMap((pieces, count) => {
      const part = parts[count]
      const here = { ...at, ...(isSummary ? { summary_index: count } : { content_index: count }) }
      const of = isSummary ? 'reasoning_summary_part' : 'content_part'
      return [
        { type: `response.${of}.added`, ...here, part: { type, text: '' } },
        ...text(style, isSummary ? 'reasoning_summary_text' : type, pieces, here, 'text'),
        { type: `response.${of}.done`, ...here, part },
      ]
    }),
  )
}

export function randomCall(style: Style, index: number): Told {
  const { random } = style
  const call_id = `call_${index}`
  if (random() < 0.3) {
    const pieces = randomWords(random)
    const custom = { type: 'custom_tool_call', call_id, name: 'setHtml', input: '' }
    return item(index, custom, { input: pieces.join('') }, at =>
      text(style, 'custom_tool_call_input', pieces, at, 'input'),
    )
  }
  const input = randomInputText(random)
  const called = {
    type: 'function_call',
    call_id,
    name: random.pick(['getTide', 'now']),
    arguments: '',
  }
  return item(index, called, { arguments: input }, at =>
    text(style, 'function_call_arguments', randomTexts(input, random), at, 'arguments'),
  )
}
