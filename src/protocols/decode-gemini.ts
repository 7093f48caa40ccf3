import type { Decoder } from '../decoder.ts'
import type { FinishReason, Metadata } from '../message.ts'
import type { ResponseHead, WireRecord } from '../protocol.ts'
import { errorTextOf } from '../stream-error.ts'
import type { StreamEvent } from '../stream-event.ts'
import { isInteraction, readInteraction } from './decode-gemini-interaction.ts'
import {
  decodeRecords,
  errorEvent,
  unknownRecord,
  type Emit,
  type RecordReader,
} from './decode-records.ts'
import { finishReason } from './finish-reason.ts'
import {
  chunkOf,
  type FunctionCall,
  type FunctionResponse,
  type Wire,
  type WirePart,
} from './gemini-wire.ts'
import { googleUsage } from './google-usage.ts'
import { withPartialArg } from './partial-args.ts'
import { cutCall, parseInput, toolInputs } from './tool-inputs.ts'
import { providerRuns } from './provider-runs.ts'
import { requestUsage } from './request-usage.ts'
import { told } from './told.ts'
import { uniqueIds } from './unique-ids.ts'
import { uniqueSources, type WireSource } from './unique-sources.ts'

export function decodeGemini(): Decoder<WireRecord, StreamEvent> {
  return decodeRecords(read)
}

export function matchesGemini(_head: ResponseHead, first: WireRecord): boolean {
  const value = (first.value ?? {}) as Wire
  const chunk = chunkOf(value)
  const { candidates, promptFeedback, usageMetadata } = chunk
  // Google's ADK sends the usage beside a `content` of its own.
  const isChunk = candidates ?? promptFeedback ?? (!('content' in chunk) && usageMetadata)
  return isInteraction(value) || !!isChunk
}

/** The name of the tool that runs the code that Gemini writes. */
export const CODE_EXECUTION = 'code_execution'

/** Reads both of Google's formats: `generateContent`'s, and the Interactions API's. */
function read(emit: Emit): RecordReader<Wire> {
  let reader: RecordReader<Wire> | undefined
  return {
    record(value, record) {
      reader ??= (isInteraction(value) ? readInteraction : readContent)(emit)
      reader.record(value, record)
    },
    end(done) {
      reader?.end(done)
    },
  }
}

function readContent(emit: Emit): RecordReader<Wire> {
  const inputs = toolInputs(emit)
  const addSource = uniqueSources(emit)
  let idOf = uniqueIds()
  const runs = providerRuns(emit, id => idOf(id))
  let call: { readonly id: string; input: unknown; metadata: Metadata } | undefined
  const pages: WireSource[] = []
  let started = false
  const waiting: { readonly toolCallId: string; readonly toolName: string }[] = []
  const spent = requestUsage(emit)
  let reason: FinishReason | undefined

  const endCall = (): void => {
    if (call) inputs.complete(call.id, call.input, told(call.metadata))
    call = undefined
  }

  const readCall = (piece: FunctionCall, signature: Metadata): void => {
    const { id, name, args, partialArgs, willContinue } = piece
    if (name) {
      endCall()
      // Google wants the id back if it gave one, and refuses one that it did not give.
      call = { id: idOf(id), input: {}, metadata: { id } }
      call.input = (typeof args === 'string' ? parseInput(args) : args) ?? {}
      inputs.start(call.id, name)
      waiting.push({ toolCallId: call.id, toolName: name })
    }
    if (!call) return
    call.metadata = { ...call.metadata, ...signature }
    for (const arg of partialArgs ?? []) if (arg) call.input = withPartialArg(call.input, arg)
    if (partialArgs) emit({ type: 'tool-input-delta', toolCallId: call.id, input: call.input })
    if (!willContinue && !partialArgs?.some(arg => arg?.willContinue)) endCall()
  }

  const readResponse = ({ id, name, response }: FunctionResponse): void => {
    // Responses without ids come in the order of the calls.
    const at = waiting.findIndex(one => (id ? one.toolCallId === id : one.toolName === name))
    const [made] = at < 0 ? [] : waiting.splice(at, 1)
    if (!made) return
    const failure = response?.error
    if (failure) {
      // MCP servers report a failure as content parts.
      const errorText = errorTextOf(response) ?? JSON.stringify(failure)
      emit({ type: 'tool-error', ...made, errorText })
    } else emit({ type: 'tool-result', ...made, output: response ?? {} })
    spent.next()
  }

  const readPart = (part: WirePart): void => {
    const { text, inlineData, fileData, executableCode, codeExecutionResult } = part
    const { thought, thoughtSignature, functionCall, functionResponse } = part
    const { toolCall, toolResponse } = part
    const metadata: Metadata = told({ signature: thoughtSignature }) ?? {}
    if (typeof text === 'string') {
      const type = thought ? 'reasoning-delta' : 'text-delta'
      emit({ type, delta: text, metadata: told(metadata) })
    }
    if (functionCall) readCall(functionCall, metadata)
    if (functionResponse) readResponse(functionResponse)
    const file = inlineData ?? fileData
    if (file) {
      const mediaType = file.mimeType ?? ''
      const data = inlineData?.data
      const url = data ? `data:${mediaType};base64,${data}` : fileData?.fileUri
      if (url) emit({ type: 'file', mediaType, url, metadata: told({ thought, ...metadata }) })
    }
    if (executableCode) {
      const { id, ...code } = executableCode
      runs.call(id, CODE_EXECUTION, code, told({ id, ...metadata }))
    }
    if (codeExecutionResult) {
      const { id, ...result } = codeExecutionResult
      runs.result(id, CODE_EXECUTION, result, thoughtSignature)
    }
    if (toolCall) {
      const { id, toolType, args } = toolCall
      runs.call(id, toolType ?? '', args, told({ id, ...metadata }))
    }
    if (toolResponse) {
      const { id, toolType, response } = toolResponse
      runs.result(id, toolType ?? '', response ?? {}, thoughtSignature)
    }
  }

  return {
    record(wire) {
      const chunk = chunkOf(wire)
      const { candidates, promptFeedback, usageMetadata: counts, modelVersion, error } = chunk
      if (error) return emit(errorEvent(chunk))
      if (!candidates && !promptFeedback && !counts) return emit(unknownRecord('', chunk))
      if (!started) {
        started = true
        idOf = uniqueIds(chunk.responseId ?? undefined)
        emit({ type: 'start', metadata: told({ model: modelVersion }) })
      }
      const candidate = candidates?.find(each => (each?.index ?? 0) === 0)
      const { index: _, content, finishReason: word, ...metadata } = candidate ?? {}
      for (const part of content?.parts ?? []) if (part) readPart(part)
      const { citationSources, citations } = metadata.citationMetadata ?? {}
      for (const cited of citationSources ?? citations ?? []) addSource(cited)
      for (const found of metadata.groundingMetadata?.groundingChunks ?? []) {
        for (const source of Object.values(found ?? {})) addSource(source)
      }
      for (const page of metadata.urlContextMetadata?.urlMetadata ?? []) {
        if (page?.urlRetrievalStatus?.endsWith('SUCCESS')) pages.push({ url: page.retrievedUrl })
      }
      const more = told({ ...metadata, promptFeedback })
      if (more) emit({ type: 'metadata', metadata: more })
      const usage = googleUsage(
        counts,
        counts?.promptTokenCount,
        counts?.candidatesTokenCount,
        counts?.thoughtsTokenCount,
        counts?.cachedContentTokenCount,
        counts?.totalTokenCount,
        counts?.toolUsePromptTokenCount,
      )
      spent.tell(usage)
      if (promptFeedback?.blockReason) reason = 'content-filter'
      reason = finishReason(word) ?? reason
    },
    end() {
      // Last, since a source with the same address may come later, and with a title.
      for (const page of pages) addSource(page)
      // Some answers end without a reason, but with an open call, an answer has been cut off.
      if (!reason && (call || !started)) return
      if (call && reason === 'length') emit(cutCall(call.id, call.input, told(call.metadata)))
      else endCall()
      const isStop = !reason || reason === 'stop'
      emit({ type: 'finish', reason: isStop && waiting.length > 0 ? 'tool-calls' : reason })
    },
  }
}
