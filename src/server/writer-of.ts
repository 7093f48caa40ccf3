import type { EventWriter } from '../writers/event-writer.ts'
import { writeAgUi } from '../writers/write-ag-ui.ts'
import { writeAiSdk } from '../writers/write-ai-sdk.ts'
import { writePlainText } from '../writers/write-plain-text.ts'
import type { WireResponseOptions } from './response-options.ts'

/** A new writer for `wire`. Throws if there is no such wire. */
export function writerOf({
  wire = 'ai-sdk',
  chatId,
  runId,
  messageId,
}: WireResponseOptions): EventWriter {
  switch (wire) {
    case 'ai-sdk':
      return writeAiSdk()
    case 'ag-ui':
      return writeAgUi({
        threadId: chatId ?? crypto.randomUUID(),
        runId: runId ?? crypto.randomUUID(),
        messageId: messageId ?? crypto.randomUUID(),
      })
    case 'plain-text':
      return writePlainText()
    default:
      throw new TypeError(
        `An answer cannot be written as ${String(wire satisfies never)}. Name ai-sdk, ag-ui or plain-text.`,
      )
  }
}
