import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { expect, test as base } from '@playwright/test'
import solid from 'vite-plugin-solid'
import {
  build,
  preview,
  type Alias,
  type BuildEnvironmentOptions,
  type InlineConfig,
  type Plugin,
} from 'vite'
import { compileScript, parse } from 'vue/compiler-sfc'
import { sources } from '../vite.config.ts'
import { serveByHand, type Answer, type ServerByHand } from './servers/by-hand.ts'

interface Fixtures {
  readonly server: ServerByHand
  /** The next request of the page, to be answered by the test. */
  readonly next: () => Promise<Answer>
  /** Warnings and errors of the page; must be empty when the test ends. */
  readonly complaints: string[]
}

interface PageBuild extends InlineConfig {
  readonly build: BuildEnvironmentOptions & { readonly outDir: string }
}

interface WorkerFixtures {
  /** The page's folder, which may have components of every framework. */
  readonly folder: string
  /** The URL of the page. */
  readonly origin: string
}

/** A test of a page of framework components, with a server whose answers the test gives. */
export const test: ReturnType<typeof base.extend<Fixtures, WorkerFixtures>> = base.extend<
  Fixtures,
  WorkerFixtures
>({
  folder: ['doors', { scope: 'worker', option: true }],

  origin: [
    async ({ folder }, use, { project }) => {
      const settings = pageBuild(folder, project.outputDir)
      await build(settings)
      const pages = await preview(settings)
      await use(pages.resolvedUrls!.local[0]!)
      await pages.close()
    },
    { scope: 'worker', timeout: 60_000 },
  ],

  // oxlint-disable-next-line no-empty-pattern -- Playwright insists on a pattern here.
  server: async ({}, use) => {
    const server = await serveByHand()
    await use(server)
    await server.close()
  },

  next: ({ server }, use) => use(() => server.next()),

  complaints: [
    async ({ page }, use) => {
      const complaints: string[] = []
      page.on('pageerror', error => complaints.push(`${error}`))
      page.on('console', message => {
        // The browser's message about a request that the test refused.
        const isNetwork = message.text().startsWith('Failed to load resource')
        if (message.type() === 'error' && !isNetwork) complaints.push(message.text())
      })
      await use(complaints)
      expect(complaints).toEqual([])
    },
    { auto: true },
  ],
})

/** The build of a folder's page, or of this entry of its server; `outDir` says where to. */
export function pageBuild(folder: string, outputDir: string, ssr?: string): PageBuild {
  // In development, React's StrictMode does everything twice, and frameworks warn of mistakes.
  process.env['NODE_ENV'] = 'development'
  const inPage = [{ find: /^vue$/, replacement: 'vue/dist/vue.esm-bundler.js' }]
  return {
    ...sources,
    configFile: false,
    logLevel: 'error',
    mode: 'development',
    root: fileURLToPath(new URL(folder, import.meta.url)),
    plugins: [
      sources.plugins,
      documented(),
      svelte({ configFile: false }),
      solid({ include: /solid\.tsx$/, ssr: true }),
    ],
    resolve: { alias: [...(sources.resolve!.alias as Alias[]), ...(ssr ? [] : inPage)] },
    // Vue warns if these are not set.
    define: {
      __VUE_OPTIONS_API__: 'true',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
    build: {
      ...(ssr && { ssr }),
      outDir: join(outputDir, ssr ? `${folder}-server` : folder),
      minify: false,
      // package.json declares that nothing here has side effects.
      rolldownOptions: { treeshake: false },
    },
    preview: { host: '127.0.0.1', port: 0 },
  }
}

/** Lets pages import components in the docs: `docs:react.tsx` is the first below “React”. */
function documented(): Plugin {
  const prefix = fileURLToPath(new URL('../docs/of-frameworks/', import.meta.url))
  return {
    name: 'documented',
    resolveId: {
      filter: { id: /^docs:/ },
      // Named as a file beside the docs, so that other plugins take it for a source file.
      handler: id => prefix + id.replace('docs:', '').replace('.vue', '.vue.ts'),
    },
    load: {
      filter: { id: /of-frameworks/ },
      async handler(id) {
        if (!id.startsWith(prefix)) return undefined
        const [framework, language] = id.slice(prefix.length).split('.')
        const docs = await readFile(new URL('../docs/frameworks.md', import.meta.url), 'utf8')
        const section = docs
          .split('\n## ')
          .find(part => part.toLowerCase().startsWith(`${framework}\n`))
        const code = section?.split(`\`\`\`${language}\n`)[1]?.split('```')[0]
        if (code === undefined) throw new Error(`docs/frameworks.md shows no ${id}`)
        if (language !== 'vue') return code
        return compileScript(parse(code).descriptor, { id, inlineTemplate: true }).content
      },
    },
  }
}
