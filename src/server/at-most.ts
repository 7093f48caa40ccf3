/** Waits for a promise, but no longer than this; rejects only as the promise does in time. */
export async function atMost(promise: Promise<unknown>, milliseconds: number): Promise<void> {
  if (milliseconds <= 0) return
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<void>(resolve => {
    timer = setTimeout(resolve, milliseconds)
  })
  try {
    await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
