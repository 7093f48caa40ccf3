/** The highest level that an answer may have: above it are the page and the message. */
const HIGHEST = 3

/**
 * The levels of headings on the page, from those that a model gave them, in order. None is skipped,
 * wherever the model has begun.
 */
export function headingLevels(depths: readonly number[]): readonly number[] {
  const open: number[] = []
  return depths.map(depth => {
    while (open.length > 0 && open.at(-1)! >= depth) open.pop()
    open.push(depth)
    return Math.min(HIGHEST + open.length - 1, 6)
  })
}
