/** The page with this section's part replaced, or added behind the others. */
export function withSection(page: string, name: string, markdown: string): string {
  const begin = `<!-- ${name} -->`
  const end = `<!-- /${name} -->`
  const part = `${begin}\n\n${markdown.trim()}\n\n${end}`
  const from = page.indexOf(begin)
  const to = page.indexOf(end)
  if (from < 0 || to < from) return `${page.trimEnd()}\n\n${part}\n`
  return page.slice(0, from) + part + page.slice(to + end.length)
}

/** The page with this before its first section. */
export function withHead(page: string, head: string): string {
  const first = page.search(/^<!-- (?!\/)/m)
  return `${head.trim()}\n\n${first < 0 ? '' : page.slice(first)}`
}
