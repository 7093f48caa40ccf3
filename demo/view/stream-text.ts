/** Brings a text node up to date by adding what is new, so that a reader's selection survives. */
export function streamText(node: Text, text: string): void {
  if (node.data === text) return
  if (text.startsWith(node.data)) node.appendData(text.slice(node.length))
  else node.data = text
}
