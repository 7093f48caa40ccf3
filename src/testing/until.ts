import type { ReadableAtom } from 'nanostores'

/** The store's value once this is true of it, now or at a later change. */
export function until<T>($store: ReadableAtom<T>, isDue: (value: T) => boolean): Promise<T> {
  return new Promise(resolve => {
    const unbind = $store.listen(value => check(value))
    const check = (value: T): void => {
      if (!isDue(value)) return
      unbind()
      resolve(value)
    }
    check($store.get())
  })
}
