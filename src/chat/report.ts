/**
 * Calls a callback of the page. What it throws is reported as uncaught, and changes nothing here.
 */
export function report(call: () => void): void {
  try {
    call()
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
