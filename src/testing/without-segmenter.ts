import { onTestFinished, vi } from 'vitest'

/** Removes `Intl.Segmenter`, as in older browsers, until the test ends. */
export function withoutSegmenter(): void {
  vi.stubGlobal('Intl', {})
  onTestFinished(() => void vi.unstubAllGlobals())
}
