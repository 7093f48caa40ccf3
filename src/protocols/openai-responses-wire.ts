/** An event, or a whole response that was not streamed. */
export interface Wire extends Response, Pick<Item, 'agent'> {
  readonly type?: string
  readonly object?: string | null
  readonly sequence_number?: number | null
  readonly response?: Response | null
  readonly item?: Item | null
  readonly item_id?: string | null
  readonly output_index?: number | null
  readonly content_index?: number | null
  readonly summary_index?: number | null
  readonly command_index?: number | null
  readonly delta?: unknown
  readonly text?: unknown
  readonly refusal?: unknown
  readonly arguments?: unknown
  readonly input?: unknown
  readonly annotation?: Annotation | null
  readonly code?: unknown
}

export interface Response {
  readonly id?: string | null
  readonly model?: string | null
  readonly status?: string | null
  readonly output?: readonly (Item | null)[] | null
  readonly usage?: unknown
  readonly error?: { readonly code?: unknown } | null
  readonly incomplete_details?: { readonly reason?: unknown } | null
}

/** An item of a response's output. */
export interface Item {
  readonly type?: string | null
  readonly id?: string | null
  readonly call_id?: string | null
  readonly status?: string | null
  readonly name?: string | null
  readonly arguments?: unknown
  readonly input?: unknown
  readonly action?: unknown
  readonly actions?: unknown
  readonly operation?: unknown
  readonly queries?: unknown
  readonly code?: unknown
  readonly result?: string | null
  /** Perplexity's search results, which its text cites by number. */
  readonly results?: readonly (Annotation | null)[] | null
  readonly output?: unknown
  readonly output_format?: string | null
  readonly error?: unknown
  readonly environment?: { readonly type?: string | null } | null
  readonly role?: string | null
  readonly phase?: string | null
  readonly content?: readonly (Content | null)[] | null
  readonly summary?: readonly (Content | null)[] | null
  readonly encrypted_content?: string | null
  /** The turn of a session that it belongs to. */
  readonly turn_id?: string | null
  /** Which of several agents produced it. */
  readonly agent?: { readonly agent_name?: string | null } | null
}

/** A content part of a message or of a thought. */
export interface Content {
  readonly text?: unknown
  readonly refusal?: unknown
  readonly annotations?: readonly (Annotation | null)[] | null
}

export interface Annotation {
  readonly url?: string | null
  readonly title?: string | null
  readonly file_id?: string | null
  readonly filename?: string | null
}
