/** The value; if it is a function, what it returns for `given`. */
export function valueFor<T, Given>(
  value: T | ((given: Given) => T | Promise<T>),
  given: Given,
): T | Promise<T> {
  return typeof value === 'function' ? (value as (given: Given) => T | Promise<T>)(given) : value
}
