import { plainText as plainTextFraming } from '../framing/plain-text.ts'
import type { Protocol } from '../protocol.ts'
import { decodePlainText, matchesPlainText } from './decode-plain-text.ts'
import { uiRequest } from './ui-request.ts'

/**
 * Text alone: all that comes is the answer, and the end of the body is its end, so that nothing tells
 * a cut answer from a whole one. It is asked as the AI SDK asks for its text streams.
 *
 * Of server-sent events each holds a piece, as it is or as a JSON string. There `[DONE]` and the events
 * `done` and `end` end the answer, an event `error` or an object with an `error` fails it, and `logs`, a
 * `status` and objects with names of their own are shown to `onChunk` alone; one of Replicate's without
 * its `done` is `truncated`.
 *
 * https://ai-sdk.dev/docs/ai-sdk-ui/stream-protocol#text-stream-protocol
 * https://replicate.com/docs/topics/predictions/streaming
 */
export const plainText: Protocol = {
  name: 'plain-text',
  encode: uiRequest,
  decode: decodePlainText,
  matches: matchesPlainText,
  frame: plainTextFraming,
}
