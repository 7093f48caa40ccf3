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
    // Only server-sent events have a name, and among them words for a failure and for the end.
    const { event = '', data } = record
    // Replicate's pieces are text, whatever they look like.
    const isOutput = event === 'output'
    const value = event && !isOutput ? valueOf(data) : data
    const isFailed = isFailure(Object(value), record)
    ended = isFailed || /^(done|end)$/.test(event) || (event !== '' && DONE.test(data))
    if (isFailed) out.push(errorEvent(value))
    else if (ended) out.push(endOf(Object(value)))
    else if (/^(logs|status)$/.test(event) || (event !== 'message' && typeof value === 'object')) {
      out.push(unknownRecord(event, value))
    } else if (data !== '') {
      // Pieces are JSON so that a line may end in them.
      isJson ??= value !== data && typeof value === 'string'
      // It says when it is done, too.
      isOpen ||= isOutput
      out.push({ type: 'text-delta', delta: isJson && typeof value === 'string' ? value : data })
    }
  })
}

/** What a piece is as JSON, or the piece itself. */
function valueOf(data: string): unknown {
  try {
    return /^("|\{\s*")/.test(data) ? JSON.parse(data) : data
  } catch {
    return data
  }
}

/** Servers make JSON of it, too. */
const DONE = /^\s*"?\[DONE\]"?\s*$/

function endOf({ reason }: { readonly reason?: unknown }): StreamEvent {
  return { type: reason === 'canceled' ? 'abort' : 'finish' }
}

export function matchesPlainText(_head: ResponseHead, { event, value, data }: WireRecord): boolean {
  return event === 'output' || (value === undefined && !data.startsWith('{'))
}
