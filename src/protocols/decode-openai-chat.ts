import type { StreamEvent } from '../stream-event.ts'
import type { Decoder } from '../decoder.ts'
import type { FinishReason, Metadata } from '../message.ts'
import type { ResponseHead, WireRecord } from '../protocol.ts'
import { textOf } from './chat-thoughts.ts'
import { chatUsage } from './chat-usage.ts'
import { citedSources } from './cited-sources.ts'
import {
  decodeRecords,
  errorEvent,
  isFailure,
  unknownRecord,
  type Emit,
  type RecordReader,
} from './decode-records.ts'
import { executedTools } from './executed-tools.ts'
import { finishReason } from './finish-reason.ts'
import type { Choice, Chunk, ContentItem, Delta } from './openai-chat-wire.ts'
import { toldThoughts } from './told-thoughts.ts'
import { toolCallFragments } from './tool-call-fragments.ts'

export function decodeOpenaiChat(): Decoder<WireRecord, StreamEvent> {
  return decodeRecords(read)
}

export function matchesOpenaiChat(_head: ResponseHead, first: WireRecord): boolean {
  const value = (first.value ?? {}) as Chunk
  const { object, choices, sources, response, base_resp } = value
  return (
    // MiniMax sends a failure as this field alone, with the HTTP status of a success.
    !!base_resp ||
    // Open WebUI sends its search results first.
    Array.isArray(choices ?? sources?.[0]?.metadata) ||
    // With a `result`, it is Baidu's first ERNIE.
    (/^(chat\.completion|text_completion)/.test(object ?? '') && !('result' in value)) ||
    // With `done`, it is Ollama; with `delta`, LlamaIndex, whose `response` is the answer so far.
    (/^(string|number)$/.test(typeof response) && !('done' in value || 'delta' in value))
  )
}

function read(emit: Emit): RecordReader<Chunk> {
  const calls = toolCallFragments(emit)
  const thoughts = toldThoughts(emit, calls)
  const sources = citedSources(emit)
  const tools = executedTools(emit, sources)
  let finish: { readonly reason: FinishReason | undefined } | undefined
  let model: string | undefined
  let isStreamed = false

  const say = (delta: string | null | undefined, id?: string, metadata?: Metadata): void => {
    if (!delta) return
    // The tag that ends Gemini's thought comes with the first text of the answer.
    const text = thoughts.isUnderWay ? delta.replace(/^<.thought>/, '') : delta
    thoughts.isUnderWay = false
    emit({ type: 'text-delta', id, delta: text, metadata })
  }

  const show = (item: ContentItem | null): void => {
    const image = item?.image_url
    const url = typeof image === 'string' ? image : image?.url
    if (url) emit({ type: 'file', mediaType: mediaTypeOf(url), url })
  }

  const readDelta = (delta: Delta): void => {
    const { content, tool_calls, toolCalls, function_call } = delta
    if (delta.role === 'tool') return tools.find(delta.tool_call_id, content)
    const called = tool_calls ?? toolCalls
    // Few deltas have calls, and making lists takes time.
    const fragments = called ? [called].flat() : []
    // Gemini sends a thought as content between tags, and marks it.
    if (content && delta.extra_content?.google?.thought) {
      const [reasoning = '', answer = ''] = `${content}`.split('</thought>')
      return readDelta({
        ...delta,
        extra_content: null,
        reasoning: reasoning.replace('<thought>', ''),
        content: answer,
      })
    }
    thoughts.think(delta, model)
    for (const item of typeof content === 'string' ? [content] : [content ?? []].flat()) {
      if (typeof item !== 'object') say(`${item}`)
      else {
        emit({ type: 'reasoning-delta', delta: textOf(item?.thinking ?? item?.summary) })
        say(item?.text)
        show(item)
      }
    }
    say(delta.audio?.transcript)
    // A spoken answer may end without a finish reason.
    if (delta.audio?.expires_at) finish ??= { reason: 'stop' }
    say(delta.refusal, 'refusal', { refusal: true })
    // Some servers identify calls only by their place in the list.
    fragments.forEach((call, at) => {
      thoughts.isUnderWay = false
      calls.add(call ?? {}, fragments.length > 1 ? at : undefined)
      tools.find(call?.id, call?.function?.results)
    })
    if (function_call) calls.add({ index: 0, function: function_call })
    delta.content_list?.forEach(item => {
      const { tool_use_id: id, name, input } = item?.tool_use ?? item ?? {}
      if (id || input) calls.add({ id, name, arguments: input })
    })
    delta.executed_tools?.forEach(tools.execute)
    for (const annotation of delta.annotations ?? []) {
      const { url, title } = annotation?.url_citation ?? annotation ?? {}
      if (url) emit({ type: 'source', url, title: title ?? undefined })
    }
    sources.note(delta.context?.citations)
    delta.images?.forEach(show)
    // Portkey sends Gemini's images as Claude's content blocks.
    delta.content_blocks?.forEach(block => show(block?.delta ?? block))
  }

  const readChoice = (
    { delta, message, text, finishReason: other, finish_reason: reason = other }: Choice,
    isWhole: boolean,
  ): void => {
    // MiniMax repeats the whole message at the end of a stream; others send just a role before it.
    isStreamed ||= Object.values(delta ?? {}).some(value => value && value !== 'assistant')
    // Perplexity sends an empty delta beside a whole message.
    const said = isStreamed ? delta : message
    // Together sends the text of its deltas a second time, as `text`.
    if (said) readDelta(said)
    else say(text)
    if (reason) finish = { reason: finishReason(reason) }
    else if (message && !delta && isWhole) finish ??= { reason: undefined }
  }

  return {
    record(chunk, record) {
      if (chunk.model && chunk.model !== model) {
        model = chunk.model
        emit({ type: 'start', metadata: { model } })
      }
      // Copilot sends the text and the calls of one answer as two choices without an index.
      const choices = (chunk.choices ?? []).flatMap(choice =>
        choice && !choice.index ? choice : [],
      )
      // The dot stands for any character: Portkey calls a whole answer `chat_completion`.
      for (const choice of choices) readChoice(choice, /^chat.completion$/.test(chunk.object ?? ''))
      const { response: content = null, tool_calls = null } = chunk
      const isKnown = (chunk.choices ?? content ?? tool_calls) !== null
      if (!chunk.choices && isKnown) {
        readDelta({ content, tool_calls })
        // The usage comes last, or with a whole answer.
        if (chunk.usage) finish ??= { reason: undefined }
      }
      const usage = chatUsage(chunk.usage ?? chunk.x_groq?.usage ?? choices[0]?.usage)
      if (usage) emit({ type: 'usage', usage })
      // Snowflake's answers end with the usage, and their choices have no index.
      if (usage && choices[0] && choices[0].index === undefined) finish ??= { reason: undefined }
      sources.note(chunk.citations)
      sources.note(chunk.search_results)
      sources.note(chunk.search_info?.search_results)
      sources.note(chunk.references)
      sources.note(chunk.web_search)
      sources.note(chunk.venice_parameters?.web_search_citations)
      chunk.sources?.forEach(found => sources.note(found?.metadata))
      const { status_code: status, status_msg: message } = chunk.base_resp ?? {}
      const { error } = choices.find(choice => choice.error) ?? chunk.x_groq ?? {}
      if (error || isFailure(chunk, record)) emit(errorEvent(error || chunk))
      else if (status) emit(errorEvent({ ...chunk, message }, status))
      else if (!isKnown && !usage) emit(unknownRecord(chunk.object ?? '', chunk))
    },
    end(done) {
      if (!finish && !done) return
      const reason = finish?.reason
      calls.completeAll(reason === 'length')
      sources.tell()
      // Gemini and Ollama say `stop` where others say `tool_calls`; some servers use unknown words.
      const isCall = calls.count > tools.searches && /^(stop|other)$/.test(reason ?? 'other')
      emit({ type: 'finish', reason: isCall ? 'tool-calls' : reason })
    },
  }
}

function mediaTypeOf(url: string): string {
  return /^data:([^;,]+)/.exec(url)?.[1] ?? 'image/*'
}
