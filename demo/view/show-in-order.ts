/**
 * Makes these the children of an element, in their order. What stays is not touched: a press on it
 * still ends in a click, which none does on an element that leaves the page on the way.
 */
export function showInOrder(parent: Element, children: readonly Element[]): void {
  const kept = new Set(children)
  for (const child of Array.from(parent.children)) if (!kept.has(child)) child.remove()
  let place = parent.firstElementChild
  for (const child of children) {
    if (child === place) place = place.nextElementSibling
    else parent.insertBefore(child, place)
  }
}
