import type { Decoder } from '../decoder.ts'
import { isStreamError, type StreamErrorCode } from '../stream-error.ts'

export interface Decoded<Out> {
  readonly out: readonly Out[]
  readonly error: StreamErrorCode | undefined
}

/** All that a decoder returns for these inputs and the end, and the code of what it throws. */
export function decodeAll<In, Out>(decoder: Decoder<In, Out>, inputs: Iterable<In>): Decoded<Out> {
  const out: Out[] = []
  try {
    for (const input of inputs) out.push(...decoder.push(input))
    out.push(...decoder.end())
    // A second `end` throws the error that came after the outputs of the first.
    out.push(...decoder.end())
  } catch (error) {
    if (!isStreamError(error)) throw error
    return { out, error: error.code }
  }
  return { out, error: undefined }
}
