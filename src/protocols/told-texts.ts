/** By text, what has been told of it, so that one that is told again as a whole adds the rest. */
export type ToldTexts = Map<string, string>

/** Keeps a fragment, and hands it back; the empty text for what is none. */
export function tell(told: ToldTexts, key: string, delta: unknown): string {
  if (typeof delta !== 'string' || !delta) return ''
  told.set(key, (told.get(key) ?? '') + delta)
  return delta
}

/** What the whole text has behind what was told; the empty text where it begins otherwise. */
export function restOf(told: ToldTexts, key: string, whole: unknown): string {
  const before = told.get(key) ?? ''
  return typeof whole === 'string' && whole.startsWith(before) ? whole.slice(before.length) : ''
}
