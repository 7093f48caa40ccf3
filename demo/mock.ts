import { http } from 'msw'
import { setupWorker } from 'msw/browser'
import { answer } from './script/answer.ts'

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

const worker = setupWorker(http.post('*/api/chat', ({ request }) => answer(request)))
