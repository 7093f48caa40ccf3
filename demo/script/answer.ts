import { paced } from './paced.ts'
import { replyTo, scriptOf } from './script.ts'

/** Answers a chat request with its scripted stream, inside the page. */
export async function answer(request: Request): Promise<Response> {
  const script = scriptOf(new URL(request.url).searchParams)
  const reply = replyTo(script, await request.text())
  const left = new AbortController()
  const pieces = paced(reply.pieces, script, left.signal)
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await pieces.next()
      if (!done) controller.enqueue(value)
      else if (reply.ending === 'silence') await never(left.signal)
      else if (reply.ending === 'cut') controller.error(new TypeError('The connection is cut.'))
      else controller.close()
    },
    cancel: () => left.abort(),
  })
  return new Response(body, { status: reply.status, headers: reply.headers })
}

function never(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
