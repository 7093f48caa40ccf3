/** A source of an answer that tells these, one at a time. */
export async function* telling(
  ...values: readonly unknown[]
): AsyncGenerator<unknown, void, undefined> {
  yield* values
}
