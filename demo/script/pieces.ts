import { joined } from './joined.ts'

/** Bytes that are sent at once. */
export interface Piece {
  readonly bytes: Uint8Array
  /** The number of records that had to be made before these bytes. */
  readonly made: number
}

/**
 * Where the pieces of a body end: anywhere inside records, after this many bytes, or at its end.
 */
export type ReadSize = 'anywhere' | 'whole' | number

/** The records' bytes, cut into the pieces in which they are sent. */
export function piecesOf(records: readonly Uint8Array[], size: ReadSize): readonly Piece[] {
  const bytes = joined(records)
  const pieces: Piece[] = []
  let start = 0
  let recordEnd = records[0]?.length ?? 0
  let record = 0
  let made = 0
  for (const end of endsOf(records, bytes.length, size)) {
    while (recordEnd < end) recordEnd += records[++record]!.length
    pieces.push({ bytes: bytes.subarray(start, end), made: record + 1 - made })
    made = record + 1
    start = end
  }
  return pieces
}

function endsOf(records: readonly Uint8Array[], length: number, size: ReadSize): readonly number[] {
  if (length === 0) return []
  if (size === 'anywhere') return cutAnywhere(records)
  const step = size === 'whole' ? length : size
  return Array.from({ length: Math.ceil(length / step) }, (_, index) =>
    Math.min((index + 1) * step, length),
  )
}

/**
 * As many pieces as there are records, but cut inside them and not between them, even inside words
 * and characters, as a network may.
 */
function cutAnywhere(records: readonly Uint8Array[]): readonly number[] {
  let end = 0
  return records.map(({ length }, index) => {
    end += length
    return index === records.length - 1 ? end : end - ((index * 5) % length)
  })
}
