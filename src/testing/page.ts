import { onTestFinished, vi } from 'vitest'

export interface Page {
  /** Runs the frames that were requested. */
  frame(): void
  show(visibilityState: DocumentVisibilityState): void
  /** Frames requested and listeners added, and neither run nor removed. */
  readonly pending: { readonly frames: number; readonly listeners: number }
}

/** A stubbed page whose frames the test runs; removed when the test ends. */
export function stubPage(visibilityState: DocumentVisibilityState = 'visible'): Page {
  const document = Object.assign(new EventTarget(), { visibilityState })
  const frames = new Map<number, () => void>()
  let lastFrame = 0
  const listeners = new Set<unknown>()
  const { addEventListener, removeEventListener } = document
  document.addEventListener = (...given) => {
    listeners.add(given[1])
    addEventListener.apply(document, given)
  }
  document.removeEventListener = (...given) => {
    listeners.delete(given[1])
    removeEventListener.apply(document, given)
  }
  vi.stubGlobal('document', document)
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => {
    frames.set(++lastFrame, run)
    return lastFrame
  })
  vi.stubGlobal('cancelAnimationFrame', (frame: number) => frames.delete(frame))
  onTestFinished(() => void vi.unstubAllGlobals())

  return {
    frame() {
      const due = [...frames.values()]
      frames.clear()
      for (const run of due) run()
    },
    show(state) {
      document.visibilityState = state
      document.dispatchEvent(new Event('visibilitychange'))
    },
    get pending() {
      return { frames: frames.size, listeners: listeners.size }
    },
  }
}
