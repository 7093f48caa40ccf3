/** A source that yields these values, one at a time. */
export async function* telling(
  ...values: readonly unknown[]
): AsyncGenerator<unknown, void, undefined> {
  yield* values
}
