import type { ChatRequest } from '../chat-request.ts'
import { addEnd, createDecoder, type Decoder } from '../decoder.ts'
import { NO_HEAD, type Protocol, type ResponseHead, type WireRecord } from '../protocol.ts'
import { malformed, StreamError, truncated } from '../stream-error.ts'
import type { StreamEvent } from '../stream-event.ts'
import { agUi } from './ag-ui.ts'
import { aiSdkData } from './ai-sdk-data.ts'
import { decodeRecords, errorEvent, unknownRecord } from './decode-records.ts'
import { dexto } from './dexto.ts'
import { lastQuestion } from './model-messages.ts'
import { nodeLlm } from './node-llm.ts'
import { openaiChat } from './openai-chat.ts'
import { plainText } from './plain-text.ts'
import { uiRequest } from './ui-request.ts'

/** All of them, the surest signs first; `aiSdkData` reads the UI message stream of `aiSdk` too. */
const PROTOCOLS = [dexto, agUi, openaiChat, aiSdkData, nodeLlm, plainText]

/**
 * A protocol that is found by the response's head and the first record that tells.
 *
 * Records before it that no protocol knows are handed over as transient data. A stream in which none
 * was found by its end throws `unsupported`. What it asks suits as many servers as one body can.
 */
export function detect(protocols: readonly Protocol[] = PROTOCOLS): Protocol {
  return {
    name: 'detect',
    encode,
    decode: (head = NO_HEAD) => decode(protocols, head),
    matches: (head, first) => protocols.some(protocol => protocol.matches(head, first)),
    frame: (head, start, options) =>
      protocols.includes(aiSdkData) && aiSdkData.matches(head, { data: start })
        ? aiSdkData.frame?.(head, start, options)
        : undefined,
  }
}

function decode(
  protocols: readonly Protocol[],
  head: ResponseHead,
): Decoder<WireRecord, StreamEvent> {
  let found: Decoder<WireRecord, StreamEvent> | undefined
  let sample: string | undefined

  const find = (record: WireRecord, value: unknown): typeof found => {
    const first = isObject(value) ? { ...record, value } : record
    const protocol = protocols.find(({ matches }) => matches(head, first))
    // What no protocol knows was JSON, so this is not text.
    if (protocol && (protocol !== plainText || sample === undefined)) return protocol.decode(head)
    return isObject(value) && isFailure(value) ? decodeRecords(readFailure) : undefined
  }

  return createDecoder((record, out) => {
    if (found) {
      if (record) out.push(...found.push(record))
      else addEnd(found, out)
    } else if (!record) {
      if (sample === undefined) throw truncated()
      throw new StreamError(
        'unsupported',
        'The answer is in none of the formats that are detected. Name the one that the server speaks in the option protocol.',
        { record: sample.slice(0, 200) },
      )
    } else if (record.value !== undefined || !/^\s*("?\[DONE\]"?\s*)?$/.test(record.data)) {
      const whole = valueOf(record)
      const [value] = [whole].flat()
      found = find(record, value)
      if (found) {
        out.push(...found.push({ ...record, ...(isObject(value) && { value: whole }) }))
      } else if (isObject(value)) {
        const { type } = value
        sample ??= record.data
        out.push(unknownRecord(typeof type === 'string' ? type : (record.event ?? ''), value))
      } else throw malformed(record.data)
    }
  })
}

/** The record's value, `undefined` where it is not JSON. */
function valueOf({ value, data }: WireRecord): unknown {
  if (value !== undefined) return value
  try {
    return JSON.parse(data)
  } catch {
    // Text and coded lines are read as they stand.
    return undefined
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

/** Failures look much the same in all protocols, and may come before anything that tells them apart. */
function isFailure({ error, type, object }: Readonly<Record<string, unknown>>): boolean {
  return Boolean(error) || type === 'error' || object === 'error'
}

const readFailure: Parameters<typeof decodeRecords>[0] = emit => ({
  record: value => emit(errorEvent(value)),
  end() {},
})

function encode(request: ChatRequest): unknown {
  return {
    message: lastQuestion(request.messages)?.content,
    ...(agUi.encode(request) as object),
    ...uiRequest(request),
  }
}
