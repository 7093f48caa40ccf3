import type { ToolCallFragment } from './tool-call-fragments.ts'

/** A chunk of an answer, or a whole answer that was not streamed. */
export interface Chunk extends Pick<Delta, 'tool_calls'> {
  /** The text of Cloudflare's own models, which send no choices. */
  readonly response?: Content | null
  readonly object?: string
  readonly model?: string
  readonly choices?: readonly (Choice | null)[] | null
  readonly usage?: unknown
  readonly x_groq?: { readonly usage?: unknown; readonly error?: unknown } | null
  readonly citations?: Citations
  readonly search_results?: Citations
  /** Open WebUI's search results: the documents of each source. */
  readonly sources?: readonly ({ readonly metadata?: Citations } | null)[] | null
  /** Hunyuan's search results. */
  readonly search_info?: { readonly search_results?: Citations } | null
  /** The search results of bots on Volcengine's Ark. */
  readonly references?: Citations
  /** GLM's search results. */
  readonly web_search?: Citations
  readonly venice_parameters?: { readonly web_search_citations?: Citations } | null
  /** MiniMax's failures, which come with the HTTP status of a success. */
  readonly base_resp?: { readonly status_code?: number; readonly status_msg?: string } | null
}

export interface Choice {
  readonly index?: number
  readonly delta?: Delta | null
  readonly message?: Delta | null
  readonly text?: string | null
  readonly finish_reason?: string | null
  /** The TypeScript packages of Mistral and OpenRouter use camel case. */
  readonly finishReason?: string | null
  readonly usage?: unknown
  readonly error?: unknown
}

export interface Delta {
  readonly content?: Content | readonly (ContentItem | Content | null)[] | null
  readonly role?: string | null
  /** In a message of role `tool`: the call of MiniMax's own search that it answers. */
  readonly tool_call_id?: string | null
  /** Gemini's mark on content that is a thought. */
  readonly extra_content?: { readonly google?: { readonly thought?: boolean | null } | null } | null
  readonly refusal?: string | null
  readonly reasoning_content?: Thought
  readonly reasoning?: Thought
  /** A thought, from some gateways. */
  readonly thinking?: Thought
  /** A thought of OpenAI's models, from Copilot. */
  readonly cot_summary?: Thought
  /** A thought from Copilot, and what it wants back with the thought. */
  readonly reasoning_text?: Thought
  readonly reasoning_opaque?: string | null
  readonly reasoning_details?: readonly (ReasoningDetail | null)[] | null
  /** Claude's thoughts, from Portkey and from LiteLLM. */
  readonly content_blocks?: readonly (ThinkingBlock | null)[] | null
  readonly thinking_blocks?: readonly (ThinkingBlock | null)[] | null
  /** Perplexity's thoughts between its searches, one sentence a step. */
  readonly reasoning_steps?: readonly ({ readonly thought?: string | null } | null)[] | null
  /** Older servers of Hugging Face send a call without a list. */
  readonly tool_calls?: ToolCallFragment | readonly (ToolCallFragment | null)[] | null
  readonly toolCalls?: readonly (ToolCallFragment | null)[] | null
  readonly function_call?: ToolCallFragment['function'] | null
  /** Snowflake's calls. */
  readonly content_list?: readonly (SnowflakeItem | null)[] | null
  readonly annotations?: readonly (Annotation | null)[] | null
  readonly images?: readonly (ContentItem | null)[] | null
  readonly executed_tools?: readonly (ExecutedTool | null)[] | null
  readonly audio?: { readonly transcript?: string | null; readonly expires_at?: number } | null
  /** What Azure found in the user's own data. */
  readonly context?: { readonly citations?: Citations } | null
}

interface SnowflakeItem extends SnowflakeCall {
  /** The call, in an answer that was not streamed. */
  readonly tool_use?: SnowflakeCall | null
}

interface SnowflakeCall extends Pick<ToolCallFragment, 'name'> {
  readonly tool_use_id?: string | null
  readonly input?: ToolCallFragment['arguments']
}

/** Cloudflare parses the model's text as JSON: a number in it arrives as a number. */
export type Content = string | number | boolean

export type Citations = readonly (Citation | string | null)[] | null | undefined

export interface Citation {
  /** Azure sends an object here if its search index holds one. */
  readonly url?: unknown
  readonly link?: string | null
  /** Open WebUI sends a page's address here, or a file's name. */
  readonly source?: string | null
  readonly name?: string | null
  readonly title?: string | null
}

/** Some servers leave out the object that OpenAI wraps a citation in. */
export interface Annotation {
  readonly url_citation?: Annotation | null
  readonly url?: string | null
  readonly title?: string | null
}

export interface ThinkingBlock extends ContentItem {
  readonly signature?: string | null
  readonly data?: string | null
  readonly delta?: ThinkingBlock | null
}

/** A tool that Groq runs: sent when it starts, and again with its result. */
export interface ExecutedTool {
  readonly index?: number
  readonly type?: string
  readonly arguments?: string | null
  readonly output?: string | null
  readonly search_results?: { readonly results?: Citations } | null
}

export type Thought =
  | string
  | ContentItem
  | readonly (string | ContentItem | null)[]
  | null
  | undefined

export interface ContentItem {
  readonly type?: string
  readonly text?: string | null
  readonly thinking?: Thought
  /** A thought, from Databricks. */
  readonly summary?: Thought
  readonly image_url?: string | { readonly url?: string | null } | null
}

export interface ReasoningDetail {
  readonly type?: string
  /** The name of a tool that OpenRouter ran. */
  readonly tool_name?: string | null
  readonly index?: number | null
  readonly text?: string | null
  readonly summary?: string | null
  readonly signature?: string | null
  readonly data?: string | null
}
