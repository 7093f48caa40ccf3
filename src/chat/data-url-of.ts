/** Bytes read at a time; a multiple of three, which base64 encodes without padding. */
const READ = 3 * 2 ** 18
/** Bytes encoded at a time: each is an argument of a call, and browsers limit their number. */
const CALL = 3 * 2 ** 13

/**
 * The file as a `data:` URL. It is read in pieces, so that a long one blocks neither the page nor
 * an abort.
 */
export async function dataUrlOf(
  file: Blob,
  mediaType: string,
  signal: AbortSignal,
): Promise<string> {
  const pieces = [`data:${mediaType};base64,`]
  for (let at = 0; at < file.size; at += READ) {
    const bytes = new Uint8Array(await file.slice(at, at + READ).arrayBuffer())
    signal.throwIfAborted()
    for (let from = 0; from < bytes.length; from += CALL) {
      pieces.push(btoa(String.fromCharCode(...bytes.subarray(from, from + CALL))))
    }
  }
  return pieces.join('')
}
