import { showInOrder } from '../view/show-in-order.ts'

/** The items of a list that are drawn, each by one element for as long as it is among them. */
export interface DrawnRange {
  /** Draws these, the last one too, and gives their elements by their numbers. */
  show(first: number, last: number): ReadonlyMap<number, HTMLElement>
  /** Has all of them drawn anew. */
  forget(): void
}

/** Draws items into an element; those that are not kept are left out. */
export function drawnRange(
  parent: Element,
  draw: (index: number) => HTMLElement | undefined,
): DrawnRange {
  let drawn: ReadonlyMap<number, HTMLElement> = new Map()
  return {
    show(first, last) {
      const shown = new Map<number, HTMLElement>()
      for (let index = first; index <= last; index++) {
        const item = drawn.get(index) ?? draw(index)
        if (item) shown.set(index, item)
      }
      drawn = shown
      showInOrder(parent, [...shown.values()])
      return shown
    },
    forget() {
      drawn = new Map()
    },
  }
}
