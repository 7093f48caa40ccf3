import { ApiError, GoogleGenAI, type Candidate, type FinishReason, type Part } from '@google/genai'
import { expect, test } from 'vitest'
import { sniffedFraming } from '../adapters/sniffed-framing.ts'
import { serverSentEvents } from '../framing/server-sent-events.ts'
import type { Message } from '../message.ts'
import { NO_HEAD } from '../protocol.ts'
import { responseOf } from '../testing/fetch-of.ts'
import { randomGeminiStream } from '../testing/gemini-streams.ts'
import { oneIn } from '../testing/random-answers.ts'
import { createRandom } from '../testing/random.ts'
import { messageOf, reasoningOf, toolCallsOf } from '../testing/recorded-answers.ts'
import { utf8 } from '../testing/utf8.ts'
import { detect } from './detect.ts'
import { gemini } from './gemini.ts'

test('reads 200 random streams as Google’s package does', async () => {
  const random = createRandom(1409)
  // What the streams hold, so that the comparison is of something.
  const fields = new Set<string>()
  let failures = 0
  for (let round = 0; round < 200; round++) {
    const whole: readonly object[] = randomGeminiStream(random)
    const isCut = oneIn(random, 4)
    const chunks = isCut ? [...whole.slice(0, random.below(whole.length)), FAILURE] : whole
    const bytes = utf8(chunks.map(chunk => `data: ${JSON.stringify(chunk)}\r\n\r\n`).join(''))
    const message = messageOf(gemini, serverSentEvents(), bytes)
    expect(messageOf(detect(), serverSentEvents(), bytes), `round ${round}`).toEqual(message)
    const array = utf8(JSON.stringify(chunks, undefined, random.below(3)))
    const framing = sniffedFraming(NO_HEAD, gemini, {})
    expect(messageOf(gemini, framing, array), `round ${round}`).toEqual(message)
    const { candidates, counts, failure } = await readBySdk(bytes)
    expect(saidBy(message), `round ${round}`).toEqual(saidBySdk(candidates, !!failure))
    expect(countsOf(message), `round ${round}`).toEqual(counts)
    expect(message.error?.message).toBe(failure && 'Overloaded')
    for (const field of partsOf(candidates).flatMap(part => Object.keys(part))) fields.add(field)
    if (failure) failures++
  }
  expect(fields.size).toBe(10)
  expect(failures).toBeGreaterThan(20)
})

const FAILURE = { error: { code: 503, message: 'Overloaded', status: 'UNAVAILABLE' } }

/** Every reason that the package knows, and what it is here. */
const FINISH_REASONS: Readonly<Record<FinishReason, string>> = {
  FINISH_REASON_UNSPECIFIED: 'other',
  STOP: 'stop',
  MAX_TOKENS: 'length',
  CONTINUATION: 'length',
  SAFETY: 'content-filter',
  RECITATION: 'content-filter',
  BLOCKLIST: 'content-filter',
  PROHIBITED_CONTENT: 'content-filter',
  SPII: 'content-filter',
  IMAGE_SAFETY: 'content-filter',
  IMAGE_PROHIBITED_CONTENT: 'content-filter',
  IMAGE_RECITATION: 'content-filter',
  MALFORMED_FUNCTION_CALL: 'error',
  LANGUAGE: 'other',
  OTHER: 'other',
  UNEXPECTED_TOOL_CALL: 'other',
  TOO_MANY_TOOL_CALLS: 'other',
  NO_IMAGE: 'other',
  IMAGE_OTHER: 'other',
}

interface Read {
  readonly candidates: readonly Candidate[]
  readonly counts: readonly (number | undefined)[]
  readonly failure: string | undefined
}

async function readBySdk(bytes: Uint8Array): Promise<Read> {
  const fetch = async (): Promise<Response> => responseOf([bytes], 'text/event-stream')
  const client = new GoogleGenAI({ apiKey: 'none', vertexai: false, httpOptions: { fetch } })
  const candidates: Candidate[] = []
  let counts: Read['counts'] = []
  let failure: string | undefined
  try {
    const request = { model: 'm-1', contents: 'Hi' }
    for await (const chunk of await client.models.generateContentStream(request)) {
      candidates.push(...(chunk.candidates?.slice(0, 1) ?? []))
      const { usageMetadata: told = {} } = chunk
      const { promptTokenCount: sent = 0, candidatesTokenCount: said = 0 } = told
      const { thoughtsTokenCount: thought, toolUsePromptTokenCount: given = 0 } = told
      const { cachedContentTokenCount: cached, totalTokenCount: total } = told
      counts = [sent + given, said + (thought ?? 0), total, thought, cached]
    }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    failure = error.message
  }
  return { candidates, counts, failure }
}

interface Said {
  readonly text: string
  readonly thoughts: string
  readonly calls: readonly (readonly [name: string | undefined, input: unknown, id?: string])[]
  readonly files: readonly (string | undefined)[]
  /** What Google’s own tools were given, and what they gave. */
  readonly runs: readonly unknown[]
  readonly pages: ReadonlySet<string | undefined>
  readonly reason: string | undefined
}

function saidBySdk(candidates: readonly Candidate[], isFailed: boolean): Said {
  const parts = partsOf(candidates)
  const textOf = (isThought: boolean): string =>
    parts.map(({ text, thought }) => (!!thought === isThought && text) || '').join('')
  const calls = parts.flatMap(({ functionCall }) => functionCall ?? [])
  const reason = candidates.at(-1)?.finishReason
  const isToLead = reason === 'STOP' && calls.length > 0
  return {
    text: textOf(false),
    thoughts: textOf(true),
    calls: calls.map(({ name, args = {}, id }) => (id ? [name, args, id] : [name, args])),
    files: parts.flatMap(({ inlineData: data, fileData: file }) => {
      return data ? `data:${data.mimeType};base64,${data.data}` : (file?.fileUri ?? [])
    }),
    runs: parts.flatMap(({ executableCode: code, codeExecutionResult, toolCall, toolResponse }) => {
      return code ?? codeExecutionResult ?? toolCall?.args ?? toolResponse?.response ?? []
    }),
    // Pages that were read are told at the end.
    pages: new Set(isFailed ? [] : candidates.flatMap(pagesOf)),
    reason: isFailed ? undefined : isToLead ? 'tool-calls' : reason && FINISH_REASONS[reason],
  }
}

function saidBy(message: Message): Said {
  const { parts } = message
  const calls = toolCallsOf(message)
  return {
    text: message.content,
    thoughts: reasoningOf(message),
    calls: calls
      .filter(({ providerExecuted }) => !providerExecuted)
      .map(({ toolName, input, toolCallId: id }) =>
        id.startsWith('g') ? [toolName, input, id] : [toolName, input],
      ),
    files: parts.flatMap(part => (part.type === 'file' ? part.url : [])),
    runs: calls
      .filter(({ providerExecuted }) => providerExecuted)
      .flatMap(({ input, output }) => (output ? [input, output] : [input])),
    pages: new Set(
      message.error ? [] : parts.flatMap(part => (part.type === 'source' ? part.url : [])),
    ),
    reason: message.finishReason,
  }
}

function countsOf({ usage }: Message): readonly (number | undefined)[] {
  if (!usage) return []
  const { inputTokens, outputTokens, totalTokens, reasoningTokens, cachedInputTokens } = usage
  return [inputTokens, outputTokens, totalTokens, reasoningTokens, cachedInputTokens]
}

function partsOf(candidates: readonly Candidate[]): readonly Part[] {
  return candidates.flatMap(({ content }) => content?.parts ?? [])
}

function pagesOf(candidate: Candidate): (string | undefined)[] {
  const { groundingMetadata: grounding, citationMetadata, urlContextMetadata } = candidate
  const read = urlContextMetadata?.urlMetadata?.filter(({ urlRetrievalStatus: status }) =>
    status?.endsWith('SUCCESS'),
  )
  return [
    ...(grounding?.groundingChunks ?? []).map(({ web, image, maps, retrievedContext }) => {
      return image?.sourceUri ?? (web ?? maps ?? retrievedContext)?.uri
    }),
    ...(citationMetadata?.citations ?? []).map(({ uri }) => uri),
    ...(read ?? []).map(({ retrievedUrl }) => retrievedUrl),
  ]
}
