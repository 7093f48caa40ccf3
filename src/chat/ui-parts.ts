import type { Metadata, Part } from '../message.ts'
import { defined } from '../messages/defined.ts'
import { filePart, type ContentItem } from '../protocols/ag-ui-messages.ts'
import { told } from '../protocols/told.ts'
import { callPart } from './ui-calls.ts'
import type { UiPart } from './ui-message.ts'

/** Converts one of their parts: to nothing if it marks a step, or is of an unknown kind. */
export function uiParts(wire: UiPart): Part[] {
  const { type, id, providerMetadata } = wire
  switch (type) {
    case 'text':
      return [
        textPart(type, wire.text ?? wire.content, {
          ...providerMetadata,
          citations: wire.citations,
        }),
      ]
    case 'reasoning': {
      const { details = [] } = wire
      if (details.length === 0) {
        return [textPart(type, wire.text ?? wire.reasoning, { ...providerMetadata })]
      }
      return details.map(({ text = '', signature, data }) =>
        textPart(type, text, { signature, data }),
      )
    }
    case 'thinking':
      return [textPart('reasoning', wire.content, { encryptedValue: wire.signature })]
    case 'tool-invocation':
      return [callPart(wire.toolInvocation ?? wire)]
    case 'source-url':
    case 'source-document': {
      const { sourceId, url, title, mediaType, filename } = wire
      return [sourcePart({ id: sourceId, url, title, mediaType, filename, providerMetadata })]
    }
    case 'source':
      return [sourcePart((wire.source ?? wire) as Source)]
    case 'file':
    case 'reasoning-file':
    case 'image':
    case 'audio':
    case 'video':
    case 'document': {
      const file = filePart({ ...wire, mimeType: wire.mediaType ?? wire.mimeType } as ContentItem)
      const metadata = told({ ...providerMetadata, reasoning: type === 'reasoning-file' })
      return [{ ...file, ...(metadata && { metadata }) }]
    }
    case 'custom':
    case 'steering-message':
    case 'structured-output':
    case 'ui-resource':
      return [defined({ type: 'data' as const, name: type, id, data: wire })]
  }
  if (type.startsWith('data-')) {
    return [defined({ type: 'data' as const, name: type.slice(5), id, data: wire.data })]
  }
  return /^(tool-|dynamic-tool$)/.test(type) ? [callPart(wire)] : []
}

function textPart(type: 'text' | 'reasoning', text: unknown, more: Metadata): Part {
  const metadata = told(more)
  return { type, text: String(text ?? ''), state: 'done', ...(metadata && { metadata }) }
}

interface Source {
  readonly id?: string | undefined
  readonly url?: string | undefined
  readonly title?: string | undefined
  readonly mediaType?: string | undefined
  readonly filename?: string | undefined
  readonly providerMetadata?: Metadata | undefined
}

function sourcePart({ id, url, title, mediaType, filename, providerMetadata }: Source): Part {
  const metadata = providerMetadata
  return defined({ type: 'source' as const, id, url, title, mediaType, filename, metadata })
}
