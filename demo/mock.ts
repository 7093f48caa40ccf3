import { http, HttpResponse } from 'msw'
import { setupWorker } from 'msw/browser'
import { paced } from './script/paced.ts'
import { replyTo, scriptOf } from './script/script.ts'

/** Answers the chat inside the page from now on, with the same scripts and no server. */
export async function startMock(): Promise<void> {
  await worker.start({
    quiet: true,
    onUnhandledRequest: 'bypass',
    serviceWorker: { url: `${import.meta.env.BASE_URL}mockServiceWorker.js` },
  })
}

/** Leaves the chat to the server again. */
export function stopMock(): void {
  worker.stop()
}

const worker = setupWorker(
  http.post('*/api/chat', async ({ request }) => {
    const script = scriptOf(new URL(request.url).searchParams)
    const reply = replyTo(script, await request.text())
    const left = new AbortController()
    const pieces = paced(reply.pieces, script.pace, left.signal)
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const { done, value } = await pieces.next()
        if (!done) controller.enqueue(value)
        else if (reply.cut) controller.error(new TypeError('The connection is cut.'))
        else controller.close()
      },
      cancel: () => left.abort(),
    })
    return new HttpResponse(body, { status: reply.status, headers: reply.headers })
  }),
)
