import { copyFileSync, existsSync, readdirSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { DefaultTheme, UserConfig } from 'vitepress'
import { llmsFullText, llmsText } from './llms-text.ts'
import { readPage } from './page.ts'
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
    search: { provider: 'local' },
    docFooter: { prev: 'Before', next: 'Next' },
  },
  transformPageData(page) {
    const name = page.relativePath.replace(/\.md$/, '')
    const known = sections.flatMap(section => section.pages).find(one => one.name === name)
    if (known) page.description = known.summary
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
