import { http } from 'msw'
import { setupWorker } from 'msw/browser'
import { answer } from './script/answer.ts'

/** From now on answers the chat inside the page, with the same scripts and no server. */
export async function startMock(): Promise<void> {
  await worker.start({
    quiet: true,
    onUnhandledRequest: 'bypass',
    serviceWorker: { url: `${import.meta.env.BASE_URL}mockServiceWorker.js` },
  })
}

/** Lets the server answer the chat again. */
export function stopMock(): void {
  worker.stop()
}

const worker = setupWorker(http.post('*/api/chat', ({ request }) => answer(request)))
