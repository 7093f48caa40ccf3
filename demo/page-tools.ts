import type { PageTools } from 'nanowire'

/** The tools that a model can call in this page; the page runs them, not the server. */
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

/** The tools that need the user's approval. */
export const needsApproval: readonly string[] = ['setColorScheme']
