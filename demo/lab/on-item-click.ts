/**
 * Calls back with the number of the item that is clicked in a list. If the list moves between press
 * and release, the item that was pressed counts.
 */
export function onItemClick(list: HTMLElement, select: (index: number) => void): void {
  let pressed: number | undefined
  list.addEventListener('pointerdown', ({ target }) => (pressed = indexOf(target)))
  list.addEventListener('click', ({ target }) => {
    const index = indexOf(target) ?? pressed
    if (index !== undefined) select(index)
  })
}

function indexOf(target: EventTarget | null): number | undefined {
  const item = target instanceof Element && target.closest<HTMLElement>('[data-index]')
  return item ? Number(item.dataset.index) : undefined
}
