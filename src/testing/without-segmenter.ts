import { onTestFinished, vi } from 'vitest'

/** A world like that of older browsers, which have no `Intl.Segmenter`, until the test ends. */
export function withoutSegmenter(): void {
  vi.stubGlobal('Intl', {})
  onTestFinished(() => void vi.unstubAllGlobals())
}
