import { createDecoder } from '../decoder.ts'
import { plainText as plainTextFraming } from '../framing/plain-text.ts'
import type { Protocol } from '../protocol.ts'
import { uiRequest } from './ui-request.ts'

/**
 * Text alone: all that comes is the answer, and the end of the body is its end, so that nothing tells
 * a cut answer from a whole one. It is asked as the AI SDK asks for its text streams.
 *
 * https://ai-sdk.dev/docs/ai-sdk-ui/stream-protocol#text-stream-protocol
 */
export const plainText: Protocol = {
  name: 'plain-text',
  encode: uiRequest,
  decode: () =>
    createDecoder((record, out) => {
      if (!record) out.push({ type: 'finish' })
      else if (record.data !== '') out.push({ type: 'text-delta', delta: record.data })
    }),
  matches: (_head, first) => first.value === undefined && !first.data.startsWith('{'),
  frame: plainTextFraming,
}
