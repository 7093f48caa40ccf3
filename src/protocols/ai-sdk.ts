import type { Protocol } from '../protocol.ts'
import { decodeRecords } from './decode-records.ts'
import { readUiMessageStream, type UiChunk } from './ui-message-stream.ts'
import { uiRequest } from './ui-request.ts'

/**
 * Vercel's AI SDK 5, 6 and 7: its UI message stream.
 *
 * The answer is complete with `finish` or `[DONE]`. `aiSdkData` reads the parts of `fullStream`.
 * https://ai-sdk.dev/docs/ai-sdk-ui/stream-protocol#data-stream-protocol
 */
export const aiSdk: Protocol = {
  name: 'ai-sdk',
  encode: uiRequest,
  decode: () => decodeRecords(readUiMessageStream),
  matches: ({ headers }, { value }) =>
    headers.get('x-vercel-ai-ui-message-stream') !== null ||
    /^(start|finish|abort|(text|reasoning|tool|source|data|message)-.+)$/.test(
      (value as UiChunk | undefined)?.type ?? '',
    ),
}
