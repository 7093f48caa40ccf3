/** A record of the stream, or the whole answer of a server that does not stream. */
export interface Wire extends Answer {
  readonly type?: string
  readonly index?: number
  readonly message?: Answer | null
  readonly content_block?: Block | null
  readonly delta?: (Delta & Ending) | null
  readonly error?: { readonly type?: string } | null
}

export interface Answer extends Ending {
  readonly id?: string
  readonly role?: string
  readonly model?: string
  readonly content?: readonly (Block | null)[] | null
  readonly usage?: Counts | null
}

export interface Ending {
  readonly stop_reason?: string | null
  readonly stop_sequence?: string | null
  readonly stop_details?: unknown
  readonly container?: unknown
}

export interface Counts {
  readonly input_tokens?: number
  readonly cache_creation_input_tokens?: number
  readonly cache_read_input_tokens?: number
}

export interface Block {
  readonly type?: string
  readonly text?: string
  readonly citations?: readonly Citation[] | null
  readonly thinking?: string
  readonly signature?: string
  readonly connector_text?: string
  readonly data?: string
  readonly id?: string | null
  readonly name?: string
  readonly input?: unknown
  readonly tool_use_id?: string
  readonly is_error?: boolean
  readonly content?: Content
  readonly to?: { readonly model?: string } | null
}

export type Content = string | null | undefined | ContentItem | readonly Content[]

export interface ContentItem {
  readonly type?: string
  readonly text?: string
  readonly url?: string
  readonly title?: string | null
  readonly error_code?: string
  readonly error_message?: string | null
}

export interface Delta {
  readonly type?: string
  readonly text?: string
  readonly thinking?: string
  readonly signature?: string
  readonly connector_text?: string
  readonly partial_json?: string
  readonly citation?: Citation | null
  readonly content?: string | null
  readonly encrypted_content?: string | null
}

export interface Citation {
  readonly url?: string
  readonly source?: string
  readonly title?: string | null
  readonly document_title?: string | null
}
