/** A copy without the fields that are `undefined`, for what ends up as plain JSON. */
export function defined<T extends object>(
  value: T,
): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  return Object.fromEntries(fields) as ReturnType<typeof defined<T>>
}
