import { createDecoder, type Decoder } from '../decoder.ts'
import type { ResponseHead, WireRecord } from '../protocol.ts'
import { truncated } from '../stream-error.ts'
import type { StreamEvent } from '../stream-event.ts'
import { errorEvent, isFailure } from './decode-records.ts'

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
    const { event, data } = record
    if (data === '') return
    const value = event === undefined ? data : valueOf(data)
    // Only among events is there a word for a failure and for the end.
    if (isFailure(Object(value), record)) out.push(errorEvent(value))
    else if (event !== undefined && (/^(done|end)$/.test(event) || DONE.test(data))) {
      out.push(endOf(Object(value)))
    } else {
      // Pieces are JSON so that a line may end in them.
      isJson ??= value !== data && typeof value === 'string'
      // Replicate says what it prints, and when it is done.
      isOpen ||= event === 'output'
      const delta = isJson && typeof value === 'string' ? value : data
      if (event !== 'logs') out.push({ type: 'text-delta', delta })
      return
    }
    ended = true
  })
}

/** What a piece is as JSON, or the piece itself. */
function valueOf(data: string): unknown {
  try {
    return /^["{]/.test(data) ? JSON.parse(data) : data
  } catch {
    return data
  }
}

/** Servers make JSON of it, too. */
const DONE = /^\s*"?\[DONE\]"?\s*$/

function endOf({ reason }: { readonly reason?: unknown }): StreamEvent {
  return { type: reason === 'canceled' ? 'abort' : 'finish' }
}

export function matchesPlainText(_head: ResponseHead, { value, data }: WireRecord): boolean {
  return value === undefined && !data.startsWith('{')
}
