/** Bytes that are read at a time; of three bytes base64 makes four letters, so it ends on a third. */
const READ = 3 * 2 ** 18
/** Bytes that are encoded at a time: each is an argument of a call, of which browsers take so many. */
const CALL = 3 * 2 ** 13

/** The bytes as a `data:` URL. The signal is asked at every read; the page is not held up by a long file. */
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
