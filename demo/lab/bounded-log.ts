/** The newest items of an endless list, each with its number in the whole list. */
export interface BoundedLog<Item> {
  /** The number of the oldest item that is kept. */
  readonly first: number
  /** The number of items so far, kept or not. */
  readonly count: number
  readonly items: readonly Item[]
  push(item: Item): void
  /** The item of this number, if it is kept. */
  at(index: number): Item | undefined
}

/** A log that drops its oldest items once all of them weigh more than `most`. */
export function boundedLog<Item>(most: number, weigh: (item: Item) => number): BoundedLog<Item> {
  const items: Item[] = []
  let first = 0
  let weight = 0
  return {
    items,
    get first() {
      return first
    },
    get count() {
      return first + items.length
    },
    at: index => items[index - first],
    push(item) {
      items.push(item)
      weight += weigh(item)
      // Dropping a quarter at a time keeps the cost per item constant.
      if (weight < most * 1.25) return
      let gone = 0
      while (weight > most && gone < items.length - 1) weight -= weigh(items[gone++]!)
      items.splice(0, gone)
      first += gone
    },
  }
}
