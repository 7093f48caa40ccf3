/** The number of a record in its run, from 1, under the mark of the run, which no other run has. */
export function recordId(number: number, mark: string): string {
  return `${number}-${mark}`
}

/** The number of the record of this id, or `undefined` where the run of this mark gave no such id. */
export function numberOf(id: string, mark: string): number | undefined {
  const [, number, of] = /^([1-9]\d{0,14})-(.+)$/.exec(id) ?? []
  return of === mark ? Number(number) : undefined
}

/** Runs may go by an id that an expired one had, whose clients must not be told the new one's records. */
export function createMark(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(6))
  return Array.from(bytes, byte => (byte % 36).toString(36)).join('')
}
