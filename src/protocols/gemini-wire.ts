import { camelCased } from './camel-case.ts'
import type { InteractionEvent } from './decode-gemini-interaction.ts'
import type { PartialArg } from './partial-args.ts'
import type { WireSource } from './unique-sources.ts'

/** A record of the stream, or the whole answer of a server that does not stream. */
export type Wire = Chunk & InteractionEvent & { readonly response?: Chunk | string | null }

/** The chunk of a record, with the names of Google's API. */
export function chunkOf(wire: Wire): Chunk {
  const { response } = wire
  // Code Assist wraps the chunk in an object.
  const chunk = typeof response === 'object' && response ? response : wire
  const isSnakeCase = Object.keys(chunk).some(key => key.includes('_'))
  return isSnakeCase ? (camelCased(chunk) as Chunk) : chunk
}

interface Chunk {
  readonly candidates?: readonly (Candidate | null)[] | null
  readonly promptFeedback?: { readonly blockReason?: string | null } | null
  readonly usageMetadata?: {
    readonly promptTokenCount?: number | null
    readonly candidatesTokenCount?: number | null
    readonly thoughtsTokenCount?: number | null
    readonly cachedContentTokenCount?: number | null
    readonly toolUsePromptTokenCount?: number | null
    readonly totalTokenCount?: number | null
  } | null
  readonly modelVersion?: string | null
  readonly responseId?: string | null
  readonly error?: { readonly code?: unknown; readonly status?: unknown } | null
}

interface Candidate {
  readonly index?: number | null
  readonly content?: { readonly parts?: readonly (WirePart | null)[] | null } | null
  readonly finishReason?: string | null
  readonly citationMetadata?: {
    readonly citationSources?: readonly (WireSource | null)[] | null
    /** Vertex AI's name for them. */
    readonly citations?: readonly (WireSource | null)[] | null
  } | null
  readonly groundingMetadata?: {
    readonly groundingChunks?:
      | readonly (Readonly<Record<string, WireSource | null>> | null)[]
      | null
  } | null
  readonly urlContextMetadata?: {
    readonly urlMetadata?:
      | readonly ({
          readonly retrievedUrl?: string | null
          readonly urlRetrievalStatus?: string | null
        } | null)[]
      | null
  } | null
}

export interface WirePart {
  readonly text?: string | null
  readonly thought?: boolean | null
  readonly thoughtSignature?: string | null
  readonly functionCall?: FunctionCall | null
  /** The result of a function that Google's package called itself, before its next request. */
  readonly functionResponse?: FunctionResponse | null
  readonly inlineData?: { readonly mimeType?: string | null; readonly data?: string | null } | null
  readonly fileData?: { readonly mimeType?: string | null; readonly fileUri?: string | null } | null
  readonly executableCode?: { readonly id?: string | null } | null
  readonly codeExecutionResult?: { readonly id?: string | null } | null
  readonly toolCall?: ServerTool & { readonly args?: unknown }
  readonly toolResponse?: ServerTool & { readonly response?: unknown }
}

export interface FunctionCall {
  readonly id?: string | null
  readonly name?: string | null
  readonly args?: unknown
  readonly partialArgs?: readonly (PartialArg | null)[] | null
  readonly willContinue?: boolean | null
}

export interface FunctionResponse {
  readonly id?: string | null
  readonly name?: string | null
  readonly response?: { readonly error?: unknown } | null
}

interface ServerTool {
  readonly id?: string | null
  readonly toolType?: string | null
}
