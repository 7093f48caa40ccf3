import { $settings } from './settings.ts'

let switched: Promise<void> = Promise.resolve()
let running = false

/** Follows the mock setting from now on; the mock is loaded when it is first needed. */
export function followMockSetting(): void {
  $settings.subscribe(({ mock }) => {
    if (mock === running || !hasWorkers()) return
    running = mock
    switched = switched.then(async () => {
      const { startMock, stopMock } = await import('./mock.ts')
      await (mock ? startMock() : stopMock())
    })
  })
}

/** Resolves once the mock or the server is ready to answer. */
export function mockIsReady(): Promise<void> {
  return switched
}

/**
 * Asks the scripted back end. A page on plain HTTP has no service worker, so it answers by itself.
 */
export const ask: typeof fetch = async (input, init) => {
  if (!$settings.get().mock || hasWorkers()) return fetch(input, init)
  const { answer } = await import('./script/answer.ts')
  const signal = init?.signal
  const response = await answer(new Request(input, init))
  signal?.throwIfAborted()
  return response
}

function hasWorkers(): boolean {
  return 'serviceWorker' in navigator
}
