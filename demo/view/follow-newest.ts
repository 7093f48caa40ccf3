import { byId } from './element.ts'

/** How far from the end, in pixels, still counts as being there. */
const NEAR = 32

/**
 * Keeps the newest text in view while it grows, stops when the user scrolls up, and starts again at
 * the end. Returns the function that scrolls to the end.
 */
export function followNewest(): () => void {
  const scroller = byId('conversation', HTMLDivElement)
  const newest = byId('newest', HTMLButtonElement)
  let follows = true
  let lastTop = 0

  const goToEnd = (): void => {
    follows = true
    newest.hidden = true
    scroller.scrollTop = scroller.scrollHeight
  }

  scroller.addEventListener('scroll', () => {
    const left = scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop
    // Growing text moves the end away too: only a move upwards is the user's, however small, since
    // smooth scrolling begins with a few pixels.
    if (scroller.scrollTop < lastTop && left > 1) follows = false
    else if (scroller.scrollTop > lastTop && left <= NEAR) follows = true
    lastTop = scroller.scrollTop
    newest.hidden = follows
  })
  newest.addEventListener('click', goToEnd)

  const observer = new ResizeObserver(() => {
    if (follows) goToEnd()
  })
  observer.observe(scroller)
  observer.observe(byId('column', HTMLDivElement))
  return goToEnd
}
