import { expect } from 'vitest'
import { cuts } from './cuts.ts'

/** Expects the same result however the bytes are cut, and names the cut that gives another. */
export function expectAtEveryCut<Result>(
  bytes: Uint8Array,
  decode: (reads: readonly Uint8Array[]) => Result,
  expected: Result,
): void {
  for (const reads of cuts(bytes)) {
    const lengths = reads.map(read => read.length)
    expect(decode(reads), `in reads of ${lengths} bytes`).toEqual(expected)
  }
}
