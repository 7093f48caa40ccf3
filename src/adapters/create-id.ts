/** An id that no other message or run has, also where the page is not a secure context. */
export function createId(): string {
  return Date.now().toString(36) + Math.random().toString(36).slice(2)
}
