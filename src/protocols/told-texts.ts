/** What has been emitted of each text, so that a whole text that follows adds only the rest. */
export type ToldTexts = Map<string, string>

/** Records a delta and returns it; returns `''` for anything that is not text. */
export function tell(told: ToldTexts, key: string, delta: unknown): string {
  if (typeof delta !== 'string' || !delta) return ''
  told.set(key, (told.get(key) ?? '') + delta)
  return delta
}

/** What the whole text adds to what was emitted; `''` if it begins differently. */
export function restOf(told: ToldTexts, key: string, whole: unknown): string {
  const before = told.get(key) ?? ''
  return typeof whole === 'string' && whole.startsWith(before) ? whole.slice(before.length) : ''
}
