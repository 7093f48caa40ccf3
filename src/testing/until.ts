import type { ReadableAtom } from 'nanostores'

/** The value of the store once `isDue` holds for it, now or after a change. */
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
