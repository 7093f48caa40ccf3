import { streamText } from '../stream-text.ts'

/**
 * Makes the children of a node like those of another, changing as little as it can: a node that is
 * there already stays, with the reader's selection, focus and scrolling in it.
 */
export function morph(node: Node, wanted: Node): void {
  let child = node.firstChild
  let next = wanted.firstChild
  while (next) {
    // Both may be moved or removed by what follows.
    const [childAfter, nextAfter] = [child?.nextSibling ?? null, next.nextSibling]
    if (!child) node.appendChild(next)
    else if (!become(child, next)) node.replaceChild(next, child)
    child = childAfter
    next = nextAfter
  }
  while (child) {
    const after: ChildNode | null = child.nextSibling
    child.remove()
    child = after
  }
}

/** Whether the node could be made like the other. */
function become(node: ChildNode, wanted: ChildNode): boolean {
  if (node.nodeName !== wanted.nodeName) return false
  if (node instanceof Text) streamText(node, (wanted as Text).data)
  if (node instanceof Element) {
    takeAttributes(node, wanted as Element)
    morph(node, wanted)
  }
  return true
}

function takeAttributes(element: Element, wanted: Element): void {
  for (const name of element.getAttributeNames()) {
    if (!wanted.hasAttribute(name)) element.removeAttribute(name)
  }
  for (const { name, value } of wanted.attributes) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value)
  }
}
