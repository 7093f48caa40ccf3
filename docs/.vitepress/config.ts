import { copyFileSync, existsSync, readdirSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { DefaultTheme, UserConfig } from 'vitepress'
import { llmsFullText, llmsText } from './llms-text.ts'
import { readPage, withoutLinks } from './page.ts'
import { pages } from './pages.ts'

const docs = resolve(import.meta.dirname, '..')
const sections = pages.map(({ text, pages: names }) => ({ text, pages: names.map(readPage) }))

const config: UserConfig<DefaultTheme.Config> = {
  title: 'nanowire',
  description: "A language model's streamed answer, from any back end into nanostores",
  lang: 'en',
  cleanUrls: false,
  base: process.env.DOCS_BASE ?? '/',
  head: [['link', { rel: 'icon', href: `${process.env.DOCS_BASE ?? '/'}icon.svg` }]],
  markdown: {
    // The colours of the default are too pale to be read by all.
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config(markdown) {
      // What lies outside of docs/ is in the repository, and not on the site.
      markdown.core.ruler.push('links-out', state => {
        for (const { children } of state.tokens) {
          for (const token of children ?? []) {
            if (token.type !== 'link_open' || !token.attrGet('href')?.startsWith('../')) continue
            const href = resolve(docs, state.env.relativePath, '..', token.attrGet('href')!)
            if (!href.startsWith(docs)) token.attrs = [['class', 'in-the-repository']]
          }
        }
      })
    },
  },
  // The search's index, and the longest page of the reference.
  vite: { build: { chunkSizeWarningLimit: 2_000 } },
  themeConfig: {
    nav: [
      { text: 'Quick start', link: '/quick-start' },
      { text: 'Symptoms', link: '/symptoms/' },
      { text: 'API', link: '/api/' },
    ],
    sidebar: [
      ...sections.map(({ text, pages: list }) => ({
        text,
        collapsed: false,
        items: list.map(({ title, name }) => ({ text: title, link: `/${name}` })),
      })),
      { text: 'API', collapsed: true, items: doors() },
    ],
    outline: [2, 3],
    search: {
      provider: 'local',
      options: {
        miniSearch: {
          // A page says how to do it, the reference what there is: the page comes first.
          searchOptions: { boostDocument: id => (id.includes('/api/') ? 0.2 : 1) },
        },
      },
    },
    notFound: {
      quote: 'This page is not here, or no longer. The search above knows all that are.',
      linkLabel: 'To the first page',
      linkText: 'To the first page',
    },
    docFooter: { prev: 'Before', next: 'Next' },
  },
  transformPageData({ relativePath }) {
    const name = relativePath.replace(/\.md$/, '')
    if (name === 'index' || name.startsWith('api/')) return
    // What a search engine shows is no Markdown.
    return { description: withoutLinks(readPage(name).summary).replaceAll('`', '') }
  },
  buildEnd({ outDir }) {
    writeFileSync(resolve(outDir, 'llms.txt'), llmsText(sections))
    writeFileSync(resolve(outDir, 'llms-full.txt'), llmsFullText(sections))
    copyFileSync(resolve(docs, '../demo/public/icon.svg'), resolve(outDir, 'icon.svg'))
  },
}

export default config

/** The pages that TypeDoc has written, one for each door. */
function doors(): DefaultTheme.SidebarItem[] {
  const api = resolve(docs, 'api')
  const files = existsSync(api) ? readdirSync(api, { recursive: true, encoding: 'utf8' }) : []
  return files
    .filter(file => file.endsWith('.md') && file !== 'index.md')
    .toSorted()
    .map(file => file.replaceAll('\\', '/').slice(0, -'.md'.length))
    .map(name => ({ text: name, link: `/api/${name}` }))
}
