/** The value, asked for with what is given if it is a function. */
export function valueFor<T, Given>(
  value: T | ((given: Given) => T | Promise<T>),
  given: Given,
): T | Promise<T> {
  return typeof value === 'function' ? (value as (given: Given) => T | Promise<T>)(given) : value
}
