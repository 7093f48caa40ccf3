import { $settings } from './settings.ts'

let switched: Promise<void> = Promise.resolve()
let running = false

/** Follows the mock setting from now on; what answers in the page is loaded when first wanted. */
export function followMockSetting(): void {
  $settings.subscribe(({ mock }) => {
    if (mock === running) return
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
