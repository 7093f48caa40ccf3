/**
 * Makes these the children of an element, in this order. Elements that stay are not touched: moving
 * one while it is pressed would lose the click.
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
