import { showInOrder } from '../view/show-in-order.ts'

/**
 * The range of a list's items that is drawn; an item keeps its element while it is in the range.
 */
export interface DrawnRange {
  /** Draws these items, including the last, and returns their elements by number. */
  show(first: number, last: number): ReadonlyMap<number, HTMLElement>
  /** Draws all of them again the next time. */
  forget(): void
}

/** Draws items into an element; those that the log has dropped are left out. */
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
