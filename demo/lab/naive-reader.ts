import type { FramingKind } from './body-framing.ts'

/** What a reader made of a line, which ends at `end` in the body. */
export interface NaiveLine {
  readonly end: number
  readonly data: string
}

/** The reader, as guides print it. */
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
 * What that reader takes from one read: each read by itself, split on newlines, and only the lines
 * that are whole. Where records are no events, it looks for the lines that suit them.
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

/** The record on a line; none where the line is not one, or not a whole one. */
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
