/** A fetch that answers with these reads, as fast as they are taken. */
export function answering(reads: readonly Uint8Array<ArrayBuffer>[]): () => Promise<Response> {
  return async () => {
    let at = 0
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull(controller) {
        const bytes = reads[at++]
        if (bytes) controller.enqueue(bytes)
        else controller.close()
      },
    })
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  }
}
