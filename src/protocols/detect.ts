import type { ChatRequest } from '../chat-request.ts'
import { createDecoder, type Decoder } from '../decoder.ts'
import {
  NO_HEAD,
  type Protocol,
  type ProtocolReader,
  type ResponseHead,
  type WireRecord,
} from '../protocol.ts'
import { malformed, StreamError, truncated } from '../stream-error.ts'
import type { StreamEvent } from '../stream-event.ts'
import { agUiRun } from './ag-ui-run.ts'
import { decodeAgUi, matchesAgUi } from './decode-ag-ui.ts'
import { decodeAnthropic, matchesAnthropic } from './decode-anthropic.ts'
import { decodeAiSdkData, frameAiSdkData, matchesAiSdkData } from './decode-ai-sdk-data.ts'
import { decodeCohere, matchesCohere } from './decode-cohere.ts'
import { decodeDexto, matchesDexto } from './decode-dexto.ts'
import { decodeGemini, matchesGemini } from './decode-gemini.ts'
import { decodeNodeLlm, matchesNodeLlm } from './decode-node-llm.ts'
import { decodeOllama, matchesOllama } from './decode-ollama.ts'
import { decodeOpenaiChat, matchesOpenaiChat } from './decode-openai-chat.ts'
import { decodeOpenaiResponses, matchesOpenaiResponses } from './decode-openai-responses.ts'
import { decodePlainText, matchesPlainText } from './decode-plain-text.ts'
import {
  decodeRecords,
  errorEvent,
  isFailure,
  parseJson,
  reportsFailure,
  unknownRecord,
} from './decode-records.ts'
import { lastQuestion } from './model-messages.ts'
import { uiRequest } from './ui-request.ts'

/** The protocols with the surest signs come first. The AI SDK's two formats are read as one. */
const PROTOCOLS: readonly ProtocolReader[] = [
  { decode: decodeAnthropic, matches: matchesAnthropic },
  { decode: decodeOpenaiResponses, matches: matchesOpenaiResponses },
  { decode: decodeDexto, matches: matchesDexto },
  { decode: decodeAgUi, matches: matchesAgUi },
  { decode: decodeOpenaiChat, matches: matchesOpenaiChat },
  { decode: decodeGemini, matches: matchesGemini },
  { decode: decodeOllama, matches: matchesOllama },
  { decode: decodeCohere, matches: matchesCohere },
  { decode: decodeNodeLlm, matches: matchesNodeLlm },
  { decode: decodeAiSdkData, matches: matchesAiSdkData, frame: frameAiSdkData },
  { decode: decodePlainText, matches: matchesPlainText },
]

/**
 * A protocol that is detected from the response's head and the first record that a protocol knows.
 *
 * Records before that one are handed over as transient data. A stream that ends with nothing
 * detected throws `unsupported`. The request's body suits as many servers as one body can.
 */
export function detect(protocols: readonly ProtocolReader[] = PROTOCOLS): Protocol {
  return {
    name: 'detect',
    encode,
    decode: (head = NO_HEAD) => decode(protocols, head),
    matches: (head, first) => protocols.some(protocol => protocol.matches(head, first)),
    frame(head, start, options) {
      // A coded line has JSON after its colon; any other line is prose.
      const line = start.slice(0, start.indexOf('\n') + 1)
      const data = valueOf({ data: line.slice(line.indexOf(':') + 1) }) === undefined ? '' : line
      return (
        protocols
          // Plain text is what remains if nothing else fits.
          .find(reader => {
            const { frame, matches } = reader
            return frame && reader.decode !== decodePlainText && matches(head, { data })
          })
          ?.frame?.(head, start, options)
      )
    },
  }
}

/** Records that are empty in every protocol. */
const NOTHING = /^\s*("?\[DONE\]"?|null|""|\[\])?\s*$/

function decode(
  protocols: readonly ProtocolReader[],
  head: ResponseHead,
): Decoder<WireRecord, StreamEvent> {
  let found: Decoder<WireRecord, StreamEvent> | undefined
  let sample: string | undefined
  let failure: object | undefined
  let told = false

  const find = (record: WireRecord, value: unknown): typeof found => {
    // Plain text may begin like a record of some protocol.
    const first = record.isText ? { data: '' } : isObject(value) ? { ...record, value } : record
    const protocol = protocols.find(({ matches }) => matches(head, first))
    // A failure, or a stream with JSON that no protocol knows, is not plain text.
    const isFailed = isFailure(isObject(value) ? value : {}, record)
    if (protocol && (protocol.decode !== decodePlainText || !(isFailed || sample !== undefined)))
      return protocol.decode(head)
    return isFailed ? decodeRecords(readFailure) : undefined
  }

  /** Hands events over. After unknown records alone, a `finish` was not this answer's end. */
  const hand = (events: readonly StreamEvent[], out: StreamEvent[]): void => {
    for (const event of events) {
      if (sample !== undefined && event.type === 'finish') throw unsupported(sample)
      if (event.type === 'data' && event.transient) {
        if (!told && isUnknown(event)) sample ??= JSON.stringify(event.data)
      } else {
        told ||= event.type !== 'start' || !!(event.messageId ?? event.metadata)
        if (!SILENT.test(event.type)) sample = undefined
      }
      out.push(event)
    }
  }

  return createDecoder((record, out) => {
    if (!record) {
      try {
        if (found) for (let last; (last = found.end()).length > 0;) hand(last, out)
        else if (failure) out.push(errorEvent(failure))
        else throw truncated()
      } catch (error) {
        throw sample === undefined ? error : unsupported(sample)
      }
      return
    }
    const events = found?.push(record)
    // Many protocols begin with a `start`: if nothing else was recognised, look again.
    if (events && (told || !events.some(isUnknown))) return hand(events, out)
    if (!record.isText && record.value === undefined && NOTHING.test(record.data)) return
    const whole = valueOf(record)
    const [value] = [whole].flat()
    const other = find(record, value)
    found = other ?? found
    if (other) hand(other.push({ ...record, ...(isObject(value) && { value: whole }) }), out)
    else if (events) hand(events, out)
    else if (isObject(value)) {
      const { type } = value
      sample ??= record.data
      if (reportsFailure(value)) failure = value
      out.push(unknownRecord(typeof type === 'string' ? type : (record.event ?? ''), value))
    } else throw malformed(record.data)
  })
}

/** The record's value, `undefined` if it is not JSON. */
function valueOf({ value, data }: WireRecord): unknown {
  if (value !== undefined) return value
  try {
    return parseJson(data)
  } catch {
    // Text and coded lines stay as they are.
    return undefined
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

/** Whether this stands for an unknown record, rather than for an application's transient data. */
function isUnknown(event: StreamEvent): boolean {
  return event.type === 'data' && isObject(event.data) && event.data.type === event.name
}

/** Events that hold nothing of the answer itself. */
const SILENT = /^(start|metadata|usage|step-(start|end))$/

function unsupported(sample: string): StreamError {
  return new StreamError(
    'unsupported',
    'The answer is in none of the formats that are detected. Name the one that the server speaks in the option protocol.',
    { record: sample.slice(0, 200) },
  )
}

const readFailure: Parameters<typeof decodeRecords>[0] = emit => ({
  record: value => emit(errorEvent(value)),
  end() {},
})

function encode(request: ChatRequest): unknown {
  return {
    // The server in Dexto's guide reads these two.
    message: lastQuestion(request.messages)?.content,
    sessionId: request.chatId,
    ...agUiRun(request),
    ...uiRequest(request),
  }
}
