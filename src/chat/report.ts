/** Calls what belongs to the page; what it throws is told as uncaught, and changes nothing here. */
export function report(call: () => void): void {
  try {
    call()
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
