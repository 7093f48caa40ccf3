import { getLines, getMessages } from '@microsoft/fetch-event-source/lib/esm/parse.js'
import { createParser } from 'eventsource-parser'
import { serverSentEvents } from 'nanowire/framing'

/** Reads the bytes and gives how many characters of data their events had. */
export type Reader = (reads: readonly Uint8Array[]) => number

export const readers: Readonly<
  Record<'nanowire' | 'eventsource-parser' | 'fetch-event-source', Reader>
> = {
  nanowire(reads) {
    const decoder = serverSentEvents()
    let length = 0
    for (const bytes of reads) for (const { data } of decoder.push(bytes)) length += data.length
    return length
  },
  'eventsource-parser'(reads) {
    const decoder = new TextDecoder()
    let length = 0
    const parser = createParser({
      onEvent({ data }) {
        length += data.length
      },
    })
    for (const bytes of reads) parser.feed(decoder.decode(bytes, { stream: true }))
    return length
  },
  'fetch-event-source'(reads) {
    let length = 0
    const onChunk = getLines(
      getMessages(
        () => {},
        () => {},
        ({ data }) => {
          length += data.length
        },
      ),
    )
    for (const bytes of reads) onChunk(bytes)
    return length
  },
}

/** Decodes the bytes and does nothing more, but for giving what a reader would give. */
export function decodeOnly(reads: readonly Uint8Array[], reader: Reader): number {
  const decoder = new TextDecoder()
  let length = 0
  for (const bytes of reads) length += decoder.decode(bytes, { stream: true }).length
  return length > 0 ? resultOf(reads, reader) : 0
}

const results = new WeakMap<readonly Uint8Array[], number>()

/** Read once, outside of the rounds: by the warm-up. */
function resultOf(reads: readonly Uint8Array[], reader: Reader): number {
  let result = results.get(reads)
  if (result === undefined) results.set(reads, (result = reader(reads)))
  return result
}
