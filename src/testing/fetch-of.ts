import { vi, type Mock } from 'vitest'

/** A `fetch` that returns these responses in turn, without a network. */
export function fetchOf(...responses: readonly (() => Response)[]): Mock<typeof fetch> {
  const left = responses.values()
  return vi.fn<typeof fetch>(async () => left.next().value!())
}

/** A response whose body arrives in these reads. */
export function responseOf(reads: readonly Uint8Array[], contentType?: string): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const read of reads) controller.enqueue(read)
      controller.close()
    },
  })
  return new Response(body, contentType ? { headers: { 'content-type': contentType } } : {})
}
