import { plainText as plainTextFraming } from '../framing/plain-text.ts'
import type { Protocol } from '../protocol.ts'
import { decodePlainText, matchesPlainText } from './decode-plain-text.ts'
import { uiRequest } from './ui-request.ts'

/**
 * Text and nothing else. The end of the body is the end of the answer, so a cut answer looks like a
 * whole one. The request's body is the one that the AI SDK sends for its text streams.
 *
 * Each server-sent event holds a piece of the text, as it is or as a JSON string. `[DONE]` and the
 * events `done` and `end` end the answer; an `error` event, or an object with an `error`, fails it;
 * `logs`, `status` and objects in events with other names go to `onChunk` alone. Replicate's stream
 * is `truncated` without its `done`.
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
