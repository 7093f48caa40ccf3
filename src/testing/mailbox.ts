/** A queue: `take` returns the items in the order of `put`, waiting if there is none. */
export interface Mailbox<T> {
  put(item: T): void
  take(): Promise<T>
}

export function createMailbox<T>(): Mailbox<T> {
  const items: T[] = []
  const takers: ((item: T) => void)[] = []
  return {
    put(item) {
      const taker = takers.shift()
      if (taker) taker(item)
      else items.push(item)
    },
    take: () =>
      new Promise(resolve => {
        if (items.length > 0) resolve(items.shift()!)
        else takers.push(resolve)
      }),
  }
}
