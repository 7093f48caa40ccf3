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
    // MiniMax tells a failure alone, with the status of a success.
    !!base_resp ||
    // Open WebUI says first what it has found.
    Array.isArray(choices ?? sources?.[0]?.metadata) ||
    // Baidu's first ERNIE told a result.
    (/^(chat\.completion|text_completion)/.test(object ?? '') && !('result' in value)) ||
    // Ollama says whether it is done, and LlamaIndex all of the answer so far.
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
    // What ends a thought of Gemini's begins the answer.
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
    // Few pieces have any, and lists cost time.
    const fragments = called ? [called].flat() : []
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
    // A spoken answer may end without another reason.
    if (delta.audio?.expires_at) finish ??= { reason: 'stop' }
    say(delta.refusal, 'refusal', { refusal: true })
    // Some servers number calls by their place alone.
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
    // Portkey shows an image of Gemini's as a block of Claude's.
    delta.content_blocks?.forEach(block => show(block?.delta ?? block))
  }

  const readChoice = (
    { delta, message, text, finishReason: other, finish_reason: reason = other }: Choice,
    isWhole: boolean,
  ): void => {
    // MiniMax ends a stream with the whole message once more; others only tell the role before it.
    isStreamed ||= Object.values(delta ?? {}).some(value => value && value !== 'assistant')
    // Perplexity puts an empty piece beside a message that is whole.
    const said = isStreamed ? delta : message
    // Together tells a piece of an answer as a text, too.
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
      // Copilot tells the text and the calls of one answer as two choices.
      const choices = (chunk.choices ?? []).flatMap(choice =>
        choice && !choice.index ? choice : [],
      )
      // Portkey writes the name of a whole answer as `chat_completion`.
      for (const choice of choices) readChoice(choice, /^chat.completion$/.test(chunk.object ?? ''))
      const { response: content = null, tool_calls = null } = chunk
      const isKnown = (chunk.choices ?? content ?? tool_calls) !== null
      if (!chunk.choices && isKnown) {
        readDelta({ content, tool_calls })
        // The count comes last, or with an answer that is whole.
        if (chunk.usage) finish ??= { reason: undefined }
      }
      const usage = chatUsage(chunk.usage ?? chunk.x_groq?.usage ?? choices[0]?.usage)
      if (usage) emit({ type: 'usage', usage })
      // Snowflake's answers end with the count, and number no choice.
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
      // Gemini and Ollama stop where others say that they call a tool, and some say nothing known.
      const isCall = calls.count > tools.searches && /^(stop|other)$/.test(reason ?? 'other')
      emit({ type: 'finish', reason: isCall ? 'tool-calls' : reason })
    },
  }
}

function mediaTypeOf(url: string): string {
  return /^data:([^;,]+)/.exec(url)?.[1] ?? 'image/*'
}
