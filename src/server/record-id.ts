/** A record's id: its number in the run, from 1, and the run's mark, which no other run has. */
export function recordId(number: number, mark: string): string {
  return `${number}-${mark}`
}

/** The record's number in the run of this mark; `undefined` if the id is not one of that run's. */
export function numberOf(id: string, mark: string): number | undefined {
  const [, number, of] = /^([1-9]\d{0,14})-(.+)$/.exec(id) ?? []
  return of === mark ? Number(number) : undefined
}

/**
 * A run's id may be reused after it has expired; a client of the old run must not resume the new
 * one.
 */
export function createMark(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(6))
  return Array.from(bytes, byte => (byte % 36).toString(36)).join('')
}
