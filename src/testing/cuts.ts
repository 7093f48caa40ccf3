import type { Random } from './random.ts'

const NOTHING = new Uint8Array()

/** The bytes as reads: whole, cut in two anywhere, byte by byte, and with empty reads between. */
export function* cuts(bytes: Uint8Array): Generator<readonly Uint8Array[], void, undefined> {
  yield [bytes]
  for (let at = 1; at < bytes.length; at++) yield [bytes.subarray(0, at), bytes.subarray(at)]
  const single = Array.from(bytes, (_, at) => bytes.subarray(at, at + 1))
  yield single
  yield [NOTHING, ...single.flatMap(byte => [byte, NOTHING])]
}

/** The bytes as reads of random lengths, 0 to `longest`. */
export function randomCut(bytes: Uint8Array, random: Random, longest = 12): Uint8Array[] {
  const reads: Uint8Array[] = []
  for (let at = 0; at < bytes.length;) {
    const end = at + random.below(longest + 1)
    reads.push(bytes.subarray(at, end))
    at = end
  }
  return reads
}
