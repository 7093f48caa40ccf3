import { readUIMessageStream, type UIMessage, type UIMessageChunk } from 'ai'
import { serverSentEvents } from '../framing/server-sent-events.ts'

/** Recordings that the AI SDK rejects, since it wants a start before every delta. */
export const REFUSED_BY_AI_SDK: readonly string[] = ['deltas-only.sse']

/**
 * The message that the AI SDK's own reader makes of a recording, and whether it reports an error.
 */
export async function aiSdkMessage(
  bytes: Uint8Array,
): Promise<{ readonly message: UIMessage | undefined; readonly isError: boolean }> {
  const records = serverSentEvents({ unfinished: true }).push(bytes)
  const stream = new ReadableStream<UIMessageChunk>({
    start(controller) {
      for (const { data } of records) {
        if (data.startsWith('{')) controller.enqueue(JSON.parse(data))
      }
      controller.close()
    },
  })
  let isError = false
  const onError = (): void => {
    isError = true
  }
  let message: UIMessage | undefined
  for await (const next of readUIMessageStream({ stream, onError })) message = next
  return { message, isError }
}
