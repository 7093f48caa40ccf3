import { createDecoder, type Decoder } from '../decoder.ts'
import type { ResponseHead, WireRecord } from '../protocol.ts'
import type { StreamEvent } from '../stream-event.ts'

export function decodePlainText(): Decoder<WireRecord, StreamEvent> {
  return createDecoder((record, out) => {
    if (!record) out.push({ type: 'finish' })
    else if (record.data !== '') out.push({ type: 'text-delta', delta: record.data })
  })
}

export function matchesPlainText(_head: ResponseHead, { value, data }: WireRecord): boolean {
  return value === undefined && !data.startsWith('{')
}
