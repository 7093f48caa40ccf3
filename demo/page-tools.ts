import type { PageTools } from 'nanowire'

/** What a model may have this page do. It is the page that does it, not the server. */
export const pageTools: PageTools = {
  setColorScheme(input) {
    const { scheme } = (input ?? {}) as { readonly scheme?: unknown }
    if (scheme !== 'light' && scheme !== 'dark') {
      throw new Error('The scheme is light or dark. Call it with one of them.')
    }
    document.documentElement.dataset.scheme = scheme
    return { scheme }
  },
}

/** Those that the user is asked about first. */
export const needsApproval: readonly string[] = ['setColorScheme']
