import type { FramingKind } from './body-framing.ts'

/** What the reader made of a line that ends at `end` in the body. */
export interface NaiveLine {
  readonly end: number
  readonly data: string
}

/** The reader, as tutorials show it. */
export const naiveSource = `const reader = response.body.getReader()
while (true) {
  const { value, done } = await reader.read()
  if (done) break
  const chunk = new TextDecoder().decode(value)
  for (const line of chunk.split('\\n')) {
    if (!line.startsWith('data: ')) continue
    try {
      show(JSON.parse(line.slice(6)))
    } catch {
      // Half a line: dropped.
    }
  }
}`

/**
 * What that reader takes from one read: it splits each read on newlines by itself, and uses only
 * whole lines. If the records are not server-sent events, it looks for lines in their format.
 */
export function* naiveLines(
  bytes: Uint8Array,
  offset: number,
  kind: FramingKind,
): Generator<NaiveLine> {
  if (kind === 'text') {
    yield { end: offset + bytes.length, data: new TextDecoder().decode(bytes) }
    return
  }
  for (let start = 0; start < bytes.length;) {
    const newline = bytes.indexOf(0x0a, start)
    const end = newline === -1 ? bytes.length : newline
    const data = dataOf(new TextDecoder().decode(bytes.subarray(start, end)), kind)
    if (data !== undefined) yield { end: offset + end, data }
    start = end + 1
  }
}

/** The record on a line, if the line is a whole record. */
function dataOf(line: string, kind: FramingKind): string | undefined {
  if (kind === 'events' && !line.startsWith('data: ')) return undefined
  const data = (kind === 'events' ? line.slice(6) : line).trimEnd()
  if (data === '[DONE]') return data
  try {
    JSON.parse(kind === 'coded' ? data.slice(2) : data)
    return data
  } catch {
    return undefined
  }
}
