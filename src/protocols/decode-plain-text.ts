import { createDecoder, type Decoder } from '../decoder.ts'
import type { ResponseHead, WireRecord } from '../protocol.ts'
import { truncated } from '../stream-error.ts'
import type { StreamEvent } from '../stream-event.ts'
import { errorEvent, isFailure, unknownRecord } from './decode-records.ts'

export function decodePlainText(): Decoder<WireRecord, StreamEvent> {
  let isJson: boolean | undefined
  let isOpen = false
  let ended = false
  return createDecoder((record, out) => {
    if (ended) return
    if (!record) {
      if (isOpen) throw truncated()
      out.push({ type: 'finish' })
      return
    }
    // Only server-sent events have a name, which may announce a failure or the end.
    const { event = '', data } = record
    // Replicate's `output` events are text, even if they look like JSON.
    const isOutput = event === 'output'
    const value = event && !isOutput ? valueOf(data) : data
    const isFailed = isFailure(Object(value), record)
    ended = isFailed || /^(done|end)$/.test(event) || (event !== '' && DONE.test(data))
    if (isFailed) out.push(errorEvent(value))
    else if (ended) out.push(endOf(Object(value)))
    else if (/^(logs|status)$/.test(event) || (event !== 'message' && typeof value === 'object')) {
      out.push(unknownRecord(event, value))
    } else if (data !== '') {
      // Servers write pieces as JSON strings so that these can contain line breaks.
      isJson ??= value !== data && typeof value === 'string'
      // Replicate's text is open until its `done`.
      isOpen ||= isOutput
      out.push({ type: 'text-delta', delta: isJson && typeof value === 'string' ? value : data })
    }
  })
}

/** The piece parsed as JSON, or the piece itself. */
function valueOf(data: string): unknown {
  try {
    return /^("|\{\s*")/.test(data) ? JSON.parse(data) : data
  } catch {
    return data
  }
}

/** Some servers write the end marker as a JSON string. */
const DONE = /^\s*"?\[DONE\]"?\s*$/

function endOf({ reason }: { readonly reason?: unknown }): StreamEvent {
  return { type: reason === 'canceled' ? 'abort' : 'finish' }
}

export function matchesPlainText(_head: ResponseHead, { event, value, data }: WireRecord): boolean {
  return event === 'output' || (value === undefined && !data.startsWith('{'))
}
