import type { Metadata } from '../message.ts'
import type { Emit } from './decode-records.ts'
import type { Annotation, Item } from './openai-responses-wire.ts'
import { restOf, tell, type ToldTexts } from './told-texts.ts'

/** Emits the texts, thoughts and sources of a response. */
export interface ResponseParts {
  /** The results of searches, which are the next message's sources if nothing is cited. */
  readonly found: (Annotation | null)[]
  /** Begins a thought that has no text yet. */
  begin(id: string): void
  /** Emits a delta; metadata marks it as a refusal. */
  say(kind: 'text' | 'reasoning', id: string, delta: unknown, metadata?: Metadata): void
  cite(id: string, annotation: Annotation | null | undefined): void
  /** Ends a message or a thought, and emits what its deltas left out. */
  end(key: string, item: Item): void
  isRefused(): boolean
}

export function responseParts(emit: Emit, told: ToldTexts): ResponseParts {
  const cited = new Map<string, number>()
  const found: (Annotation | null)[] = []
  let isRefused = false

  const say: ResponseParts['say'] = (kind, id, delta, metadata) => {
    const text = tell(told, id, delta)
    if (metadata) isRefused = true
    if (text) emit({ type: `${kind}-delta`, id, delta: text, metadata })
  }

  const cite: ResponseParts['cite'] = (key, annotation) => {
    cited.set(key, (cited.get(key) ?? 0) + 1)
    const { url, title, file_id: id, filename, ...metadata } = annotation ?? {}
    if (!url && !id) return
    emit({
      type: 'source',
      id: id ?? undefined,
      url: url ?? undefined,
      title: title ?? filename ?? undefined,
      filename: filename ?? undefined,
      metadata,
    })
  }

  return {
    found,
    begin(id) {
      if (told.has(id)) return
      told.set(id, '')
      emit({ type: 'reasoning-start', id })
    },
    say,
    cite,
    end(key, item) {
      const kind = item.type === 'message' ? 'text' : 'reasoning'
      const parts = [
        ...[item.summary ?? []].flat().map((part, index) => [`${key}.s${index}`, part] as const),
        ...[item.content].flat().map((part, index) => [`${key}.${index}`, part] as const),
      ]
      let whole = ''
      for (const [id, part] of parts) {
        const refusal = part?.refusal
        const text = part?.text ?? refusal
        whole += text
        // Content parts that were not announced were emitted as one.
        const isTold = told.get(`${key}.0`)?.startsWith(whole)
        const rest = isTold ? '' : restOf(told, id, text)
        say(kind, id, rest, refusal ? { refusal: true } : undefined)
        for (const annotation of part?.annotations?.slice(cited.get(id)) ?? []) {
          cite(id, annotation)
        }
      }
      if (kind === 'text' && cited.size === 0) for (const each of found.splice(0)) cite(key, each)
      const { id: itemId, encrypted_content: encryptedContent, phase } = item
      let metadata: Metadata | undefined = phase
        ? { phase }
        : encryptedContent
          ? { itemId, encryptedContent }
          : undefined
      if (encryptedContent && ![...told.keys()].some(id => id.startsWith(`${key}.`))) {
        told.set(`${key}.s0`, '')
      }
      for (const id of told.keys()) {
        if (!id.startsWith(`${key}.`)) continue
        emit({ type: `${kind}-delta`, id, delta: '', metadata })
        emit({ type: `${kind}-end`, id })
        if (encryptedContent) metadata = { itemId }
      }
    },
    isRefused: () => isRefused,
  }
}
