import { $settings } from './settings.ts'

let switched: Promise<void> = Promise.resolve()
let running = false

/** Follows the mock setting from now on; what answers in the page is loaded when first wanted. */
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

/** Settles once whoever is to answer is ready to. */
export function mockIsReady(): Promise<void> {
  return switched
}

/** Asks the scripted back end. A page over plain HTTP has no workers: it answers such requests itself. */
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
