/** A unique id. `crypto.randomUUID` is missing in pages that are not a secure context. */
export function createId(): string {
  return Date.now().toString(36) + Math.random().toString(36).slice(2)
}
