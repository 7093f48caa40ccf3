import type { ToolCallFragment } from './tool-call-fragments.ts'

/** A piece of an answer, or a whole one that was not streamed. */
export interface Chunk extends Pick<Delta, 'tool_calls'> {
  /** What Cloudflare's own models say, without choices. */
  readonly response?: Content | null
  readonly object?: string
  readonly model?: string
  readonly choices?: readonly (Choice | null)[] | null
  readonly usage?: unknown
  readonly x_groq?: { readonly usage?: unknown; readonly error?: unknown } | null
  readonly citations?: Citations
  readonly search_results?: Citations
  /** What Open WebUI has found: of each source, the documents that it is made of. */
  readonly sources?: readonly ({ readonly metadata?: Citations } | null)[] | null
  /** What Hunyuan has found. */
  readonly search_info?: { readonly search_results?: Citations } | null
  /** What a bot of Volcengine's Ark has found. */
  readonly references?: Citations
  /** What GLM has found. */
  readonly web_search?: Citations
  readonly venice_parameters?: { readonly web_search_citations?: Citations } | null
  /** How MiniMax tells a failure, with the status of a success. */
  readonly base_resp?: { readonly status_code?: number; readonly status_msg?: string } | null
}

export interface Choice {
  readonly index?: number
  readonly delta?: Delta | null
  readonly message?: Delta | null
  readonly text?: string | null
  readonly finish_reason?: string | null
  /** The packages of Mistral and OpenRouter for TypeScript have names of their own. */
  readonly finishReason?: string | null
  readonly usage?: unknown
  readonly error?: unknown
}

export interface Delta {
  readonly content?: Content | readonly (ContentItem | Content | null)[] | null
  readonly role?: string | null
  /** The call of a search of MiniMax's own, of which a tool tells. */
  readonly tool_call_id?: string | null
  /** Gemini marks a content that is a thought. */
  readonly extra_content?: { readonly google?: { readonly thought?: boolean | null } | null } | null
  readonly refusal?: string | null
  readonly reasoning_content?: Thought
  readonly reasoning?: Thought
  /** How some gateways tell a thought. */
  readonly thinking?: Thought
  /** How Copilot tells a thought of OpenAI's models. */
  readonly cot_summary?: Thought
  /** How Copilot tells a thought, and what it wants back with it. */
  readonly reasoning_text?: Thought
  readonly reasoning_opaque?: string | null
  readonly reasoning_details?: readonly (ReasoningDetail | null)[] | null
  /** What Claude thinks, behind Portkey and behind LiteLLM. */
  readonly content_blocks?: readonly (ThinkingBlock | null)[] | null
  readonly thinking_blocks?: readonly (ThinkingBlock | null)[] | null
  /** What Perplexity thinks between its searches, a sentence a step. */
  readonly reasoning_steps?: readonly ({ readonly thought?: string | null } | null)[] | null
  /** Older servers of Hugging Face tell one without a list. */
  readonly tool_calls?: ToolCallFragment | readonly (ToolCallFragment | null)[] | null
  readonly toolCalls?: readonly (ToolCallFragment | null)[] | null
  readonly function_call?: ToolCallFragment['function'] | null
  /** Where Snowflake tells a call. */
  readonly content_list?: readonly (SnowflakeItem | null)[] | null
  readonly annotations?: readonly (Annotation | null)[] | null
  readonly images?: readonly (ContentItem | null)[] | null
  readonly executed_tools?: readonly (ExecutedTool | null)[] | null
  readonly audio?: { readonly transcript?: string | null; readonly expires_at?: number } | null
  /** What Azure has found in the user's own data. */
  readonly context?: { readonly citations?: Citations } | null
}

interface SnowflakeItem extends SnowflakeCall {
  /** A call of a whole answer. */
  readonly tool_use?: SnowflakeCall | null
}

interface SnowflakeCall extends Pick<ToolCallFragment, 'name'> {
  readonly tool_use_id?: string | null
  readonly input?: ToolCallFragment['arguments']
}

/** Cloudflare parses what a model writes: its numbers are numbers. */
export type Content = string | number | boolean

export type Citations = readonly (Citation | string | null)[] | null | undefined

export interface Citation {
  /** Azure puts an object here where the index has one. */
  readonly url?: unknown
  readonly link?: string | null
  /** Open WebUI puts a file's name here where a page has its address. */
  readonly source?: string | null
  readonly name?: string | null
  readonly title?: string | null
}

/** Some servers leave out the level that OpenAI puts a citation into. */
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

/** A tool that Groq has run: told when it begins, and again with what came of it. */
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
  /** How Databricks tells a thought. */
  readonly summary?: Thought
  readonly image_url?: string | { readonly url?: string | null } | null
}

export interface ReasoningDetail {
  readonly type?: string
  /** A tool that OpenRouter has run. */
  readonly tool_name?: string | null
  readonly index?: number | null
  readonly text?: string | null
  readonly summary?: string | null
  readonly signature?: string | null
  readonly data?: string | null
}
