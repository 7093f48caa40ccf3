import type { StreamEvent } from '../stream-event.ts'
import type { Decoder } from '../decoder.ts'
import type { FinishReason, Metadata } from '../message.ts'
import type { ResponseHead, WireRecord } from '../protocol.ts'
import { addDetail, textOf, thoughtText } from './chat-thoughts.ts'
import { chatUsage } from './chat-usage.ts'
import {
  decodeRecords,
  errorEvent,
  isFailure,
  unknownRecord,
  type Emit,
  type RecordReader,
} from './decode-records.ts'
import { finishReason } from './finish-reason.ts'
import type {
  Choice,
  Chunk,
  Citation,
  ContentItem,
  Delta,
  ExecutedTool,
  ReasoningDetail,
  ThinkingBlock,
} from './openai-chat-wire.ts'
import { parseOutput } from './parse-output.ts'
import { toolCallFragments } from './tool-call-fragments.ts'
import { parseInput } from './tool-inputs.ts'

export function decodeOpenaiChat(): Decoder<WireRecord, StreamEvent> {
  return decodeRecords(read)
}

export function matchesOpenaiChat(_head: ResponseHead, first: WireRecord): boolean {
  const value = (first.value ?? {}) as Chunk
  const { object, choices, sources, response } = value
  return (
    // Open WebUI says first what it has found.
    Array.isArray(choices ?? sources?.[0]?.metadata) ||
    /^(chat\.completion|text_completion)/.test(object ?? '') ||
    // Ollama says whether it is done.
    (/^(string|number)$/.test(typeof response) && !('done' in value))
  )
}

type Source = Extract<StreamEvent, { type: 'source' }>

function read(emit: Emit): RecordReader<Chunk> {
  const calls = toolCallFragments(emit)
  /** The sources that come with the answer, by address or else by title. */
  const cited = new Map<string, Pick<Source, 'url' | 'title'>>()
  const executed = new Set<string>()
  /** How many calls were of a search of the server's own. */
  let searches = 0
  /** Of the thought under way, as the server wants it back. */
  let details: readonly ReasoningDetail[] = []
  let isThinking = false
  let lastThought = ''
  let thoughts = ''
  /** Of LiteLLM's thought under way, and how much of all thoughts is signed. */
  let blocks: readonly ThinkingBlock[] = []
  let signed = 0
  let finish: { readonly reason: FinishReason | undefined } | undefined
  let model: string | undefined
  let started = false
  let isStreamed = false
  /** Whether any record was of this protocol, once there was one. */
  let known: boolean | undefined

  const say = (delta: string | null | undefined, id?: string, metadata?: Metadata): void => {
    if (!delta) return
    // What ends a thought of Gemini's begins the answer.
    const text = isThinking ? delta.replace(/^<.thought>/, '') : delta
    isThinking = false
    emit({ type: 'text-delta', id, delta: text, metadata })
  }

  const think = (thought: Delta): void => {
    const { reasoning_opaque } = thought
    const more = (thought.reasoning_details ?? []).filter(detail => detail !== null)
    // A signature may come behind the text, for the thought before it.
    const isLate = more.length > 0 && more.every(one => one.signature && !one.text && !one.data)
    if (!isThinking && !isLate) details = blocks = []
    for (const detail of more) details = addDetail(details, detail)
    const delta = thoughtText(thought, more)
    // LiteLLM tells a thought of Claude's once more, signed.
    const opaque = (thought.thinking_blocks ?? []).filter(block => block?.signature || block?.data)
    const isSigned = opaque.length > 0
    // xAI sends a whole thought twice; shorter ones are words, which do come twice.
    const isRepeated =
      (isSigned && thoughts.endsWith(delta)) ||
      (delta === lastThought && delta.length > 10 && /grok/.test(model ?? ''))
    lastThought = delta
    if (!isRepeated) thoughts += delta
    for (const block of opaque) {
      const thinking = block?.thinking || thoughts.slice(signed)
      blocks = [...blocks, { ...block, ...(block?.signature && { thinking }) }]
      signed = thoughts.length
    }
    const isOpaque = more.some(detail => detail.signature || detail.data)
    // DeepSeek and Kimi refuse a conversation without the thoughts that they tell under this name.
    const isWanted = !isThinking && textOf(thought.reasoning_content) !== ''
    isThinking ||= isOpaque || isSigned || delta !== ''
    emit({
      type: 'reasoning-delta',
      delta: isRepeated ? '' : delta,
      metadata: isOpaque
        ? { reasoning_details: details }
        : isSigned
          ? { thinking_blocks: blocks }
          : reasoning_opaque
            ? { reasoning_opaque }
            : isWanted
              ? { reasoning_content: true }
              : undefined,
    })
  }

  const show = (item: ContentItem | null): void => {
    const image = item?.image_url
    const url = typeof image === 'string' ? image : image?.url
    if (url) emit({ type: 'file', mediaType: mediaTypeOf(url), url })
  }

  /** Keeps sources for the end, where each is told once, with the title that it may get. */
  const note = (found: unknown): void => {
    for (const each of [found].flat(2)) {
      const { name, title = name, url: address = each, link, source }: Citation = Object(each)
      const page = /:\//.test(source ?? '') ? source : undefined
      const url = (typeof address === 'string' && address) || link || page || undefined
      const key = url || title
      if (key) cited.set(key, { url, title: title || cited.get(key)?.title })
    }
  }

  /** Tells what a tool of the server's own gave, if it gave anything yet. */
  const give = (toolCallId: string, given: unknown): void => {
    const output = parseOutput(given)
    if (output) emit({ type: 'tool-result', toolCallId, output, providerExecuted: true })
  }

  const execute = (tool: ExecutedTool | null): void => {
    const { index = executed.size, type: toolName = '', output, search_results } = tool ?? {}
    const toolCallId = `executed-${index + 1}`
    const inputText = tool?.arguments ?? ''
    if (!executed.has(toolCallId)) {
      executed.add(toolCallId)
      const input = parseInput(inputText)
      emit({ type: 'tool-call', toolCallId, toolName, inputText, input, providerExecuted: true })
    }
    const results = search_results?.results
    give(toolCallId, results?.length ? search_results : output)
    note(results)
  }

  /** StepFun tells what it has found with its call, and MiniMax as the words of a tool. */
  const find = (id: string | null | undefined, found: unknown): void => {
    if (!id || !found) return
    searches++
    give(id, found)
    note(parseOutput(found))
  }

  const readDelta = (delta: Delta): void => {
    const { content, tool_calls, toolCalls, function_call: called } = delta
    if (delta.role === 'tool') return find(delta.tool_call_id, content)
    const fragments = [tool_calls ?? toolCalls ?? []].flat()
    // Gemini tells a thought as a text between tags, and marks it.
    if (content && delta.extra_content?.google?.thought) {
      const [reasoning = '', answer = ''] = `${content}`.split('</thought>')
      return readDelta({
        ...delta,
        extra_content: null,
        reasoning: reasoning.replace('<thought>', ''),
        content: answer,
      })
    }
    think(delta)
    for (const item of [content ?? []].flat()) {
      if (typeof item !== 'object') say(`${item}`)
      else {
        emit({ type: 'reasoning-delta', delta: textOf(item?.thinking ?? item?.summary) })
        say(item?.text)
        show(item)
      }
    }
    say(delta.audio?.transcript)
    // A spoken answer may end without another reason.
    if (delta.audio?.expires_at) finish ??= { reason: 'stop' }
    say(delta.refusal, 'refusal', { refusal: true })
    // Some servers number calls by their place alone.
    fragments.forEach((call, at) => {
      calls.add(call ?? {}, fragments.length > 1 ? at : undefined)
      find(call?.id, call?.function?.results)
    })
    if (called) calls.add({ index: 0, function: called })
    const { tool_use_id: id = null, name = null, input = null } = delta
    if (id || input) calls.add({ id, name, arguments: input })
    delta.executed_tools?.forEach(execute)
    if (called || fragments.length || delta.executed_tools?.length) isThinking = false
    for (const annotation of delta.annotations ?? []) {
      const { url, title } = annotation?.url_citation ?? annotation ?? {}
      if (url) emit({ type: 'source', url, title: title ?? undefined })
    }
    note(delta.context?.citations)
    delta.images?.forEach(show)
  }

  const readChoice = (
    { delta, message, text, finishReason: other, finish_reason: reason = other }: Choice,
    isWhole: boolean,
  ): void => {
    // MiniMax ends a stream with the whole message once more; others only tell the role before it.
    isStreamed ||= Object.values(delta ?? {}).some(value => value && value !== 'assistant')
    const said = delta ?? (isStreamed ? undefined : message)
    // Together tells a piece of an answer as a text, too.
    if (said) readDelta(said)
    else say(text)
    if (reason) finish = { reason: finishReason(reason) }
    else if (message && !delta && isWhole) finish ??= { reason: undefined }
  }

  return {
    record(chunk, record) {
      if (chunk.model ? chunk.model !== model : chunk.id && !started) {
        started = true
        model = chunk.model || model
        emit({ type: 'start', metadata: model ? { model } : undefined })
      }
      // Copilot tells the text and the calls of one answer as two choices.
      const choices = (chunk.choices ?? []).flatMap(choice =>
        choice && !choice.index ? choice : [],
      )
      for (const choice of choices) readChoice(choice, chunk.object === 'chat.completion')
      const { response: content = null, tool_calls = null } = chunk
      const isKnown = (chunk.choices ?? content ?? tool_calls) !== null
      if (!chunk.choices && isKnown) {
        readDelta({ content, tool_calls })
        // The count comes last, or with an answer that is whole.
        if (chunk.usage) finish ??= { reason: undefined }
      }
      const usage = chatUsage(chunk.usage ?? chunk.x_groq?.usage ?? choices[0]?.usage)
      if (usage) emit({ type: 'usage', usage })
      // Snowflake's answers end with the count.
      if (usage && choices[0]?.delta?.type) finish ??= { reason: undefined }
      note(chunk.citations)
      note(chunk.search_results)
      note(chunk.search_info?.search_results)
      note(chunk.references)
      note(chunk.web_search)
      note([chunk.sources].flat().map(found => found?.metadata))
      note(chunk.venice_parameters?.web_search_citations)
      const { status_code: status, status_msg: message } = chunk.base_resp ?? {}
      const { error } = choices.find(choice => choice.error) ?? chunk.x_groq ?? {}
      if (error || isFailure(chunk, record)) emit(errorEvent(error || chunk))
      else if (status) emit(errorEvent({ ...chunk, message }, status))
      else if (!isKnown && !usage) {
        known ??= false
        emit(unknownRecord(chunk.object ?? '', chunk))
      } else known = true
    },
    end(done) {
      if (!finish && !(done && known !== false)) return
      calls.completeAll()
      for (const source of cited.values()) emit({ type: 'source', ...source })
      const reason = finish?.reason
      // Gemini and Ollama stop where others say that they call a tool, and some say nothing known.
      const isCall = calls.count > searches && /^(stop|other)$/.test(reason ?? 'other')
      emit({ type: 'finish', reason: isCall ? 'tool-calls' : reason })
    },
  }
}

function mediaTypeOf(url: string): string {
  return /^data:([^;,]+)/.exec(url)?.[1] ?? 'image/*'
}
