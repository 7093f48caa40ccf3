/** Sets a link's address. Servers are not trusted: a link to a script leads nowhere. */
export function point(link: HTMLAnchorElement, url: string | undefined): void {
  const isSafe = url !== undefined && /^(https?|data|blob):/i.test(url)
  if (!isSafe) {
    link.removeAttribute('href')
    return
  }
  link.href = url
  link.target = '_blank'
  link.rel = 'noopener noreferrer'
}
