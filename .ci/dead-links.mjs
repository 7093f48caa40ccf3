import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'

/** The links of a built site whose page, file or heading does not exist, each with its page. */
export function deadLinks(folder) {
  const files = readdirSync(folder, { recursive: true }).map(file => file.replaceAll(sep, '/'))
  const pages = new Map(
    files
      .filter(file => file.endsWith('.html'))
      .map(file => [file, readFileSync(join(folder, file), 'utf8')]),
  )
  const anchors = new Map(
    Array.from(pages, ([file, html]) => [file, new Set(all(html, /\sid="([^"]+)"/g))]),
  )
  return Array.from(pages).flatMap(([file, html]) =>
    [...new Set(all(html, /\s(?:href|src)="([^"]+)"/g))].flatMap(link => {
      const { origin, pathname, hash } = new URL(link, `https://site.invalid/${file}`)
      if (origin !== 'https://site.invalid') return []
      const path = decodeURIComponent(pathname).slice(1)
      const target = path === '' || path.endsWith('/') ? `${path}index.html` : path
      const isThere = files.includes(target)
      const isHeading = hash === '' || anchors.get(target)?.has(decodeURIComponent(hash.slice(1)))
      return isThere && isHeading ? [] : [`${file}: ${link}`]
    }),
  )
}

function all(text, pattern) {
  return Array.from(text.matchAll(pattern), ([, value]) => value.replaceAll('&amp;', '&'))
}
