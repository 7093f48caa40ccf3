import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build, type ConfigEnv, type Plugin } from 'vite'
import type { ViteUserConfig } from 'vitest/config'
import manifest from './package.json' with { type: 'json' }

const LICENCES = 'third-party-licenses.md'

/** What a copy of a file alone has to say of what is inside. */
const NOTICE = `/*! ${manifest.name} ${manifest.version}, MIT, with code of others, MIT: ${LICENCES} */`

/** The doors of the package, as its manifest lists them, each with its source. */
const doors = Object.entries(manifest.exports).flatMap(([path, target]) => {
  if (typeof target === 'string') return []
  const name = target.types.slice('./dist/'.length, -'.d.ts'.length)
  return [{ specifier: path.replace('.', manifest.name), name, source: at(`src/${name}.ts`) }]
})

/** The doors that are one file each, for pages without a bundler, and what each leaves out. */
const scripts = [
  { fileName: 'nanowire.shared.js', external: ['nanostores'] },
  // Last, for it holds all that the list of licences has to name.
  { fileName: 'nanowire.js', external: [] },
]

/** What every use of the sources needs: the demo, the tests, the library's build and its measuring. */
export const sources: ViteUserConfig = {
  plugins: [standIns()],
  resolve: {
    alias: [
      ...doors.map(door => ({
        find: new RegExp(`^${door.specifier}$`),
        replacement: door.source,
      })),
      // Vitest would take the CommonJS form, which the stand-ins do not reach.
      {
        find: /^@microsoft\/fetch-event-source$/,
        replacement: at('node_modules/@microsoft/fetch-event-source/lib/esm/index.js'),
      },
    ],
  },
}

const config = ({ mode }: ConfigEnv): ViteUserConfig => ({
  ...sources,
  plugins: [sources.plugins, declarations(), pageScripts(), mode === 'development' && demoServer()],
  // Bundled in advance, it would escape its stand-ins.
  optimizeDeps: { exclude: ['@microsoft/fetch-event-source'] },
  build: {
    target: 'es2021',
    lib: {
      entry: Object.fromEntries(
        doors.filter(door => door.name !== 'nanowire').map(door => [door.name, door.source]),
      ),
      formats: ['es'],
    },
    rolldownOptions: {
      // The slow one is tsc, as it should be.
      checks: { pluginTimings: false },
      // What the page installs itself.
      external: Object.keys(manifest.peerDependencies).map(name => new RegExp(`^${name}(/|$)`)),
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: 'chunks/[name].js',
        minifyInternalExports: false,
      },
    },
    minify: false,
    sourcemap: true,
    license: { fileName: LICENCES },
  },
  test: {
    include: ['{src,demo,bench,e2e/guides,e2e/proof}/**/*.test.ts'],
    // Only for a test that hangs: the busiest machine is no reason to fail one that works.
    testTimeout: 120_000,
    server: { deps: { inline: ['@microsoft/fetch-event-source'] } },
  },
})

export default config

/**
 * Gives fetch-event-source stand-ins for `window` and `document`, which it names unguarded, so that
 * it runs in workers and in Node too, and for its parser, which nanowire has no use for. Its source
 * maps are left out: what they map to is not shipped.
 */
function standIns(): Plugin {
  return {
    name: 'stand-ins',
    resolveId: id => (id === 'stand-ins' ? at('src/adapters/stand-ins.ts') : undefined),
    load: {
      filter: { id: /@microsoft\/fetch-event-source\/lib\/esm\/\w+\.js/ },
      handler(id) {
        const [file = id] = id.split('?')
        const code = readFileSync(file, 'utf8').replace(/^\/\/# sourceMappingURL=.*/m, '')
        return file.endsWith('/fetch.js')
          ? `import { document, window } from 'stand-ins'\n${code.replace("'./parse'", "'stand-ins'")}`
          : code
      },
    },
  }
}

function declarations(): Plugin {
  return {
    name: 'declarations',
    apply: 'build',
    writeBundle() {
      const tsc = spawnSync(
        process.execPath,
        [at('node_modules/typescript/bin/tsc'), '-p', at('tsconfig.build.json')],
        { stdio: 'inherit' },
      )
      if (tsc.status !== 0) this.error('The declarations are not written. Mend what tsc reports.')
    },
  }
}

/** Builds the scripts beside the library: whole, small, and asking for nothing that a page lacks. */
function pageScripts(): Plugin {
  return {
    name: 'page-scripts',
    apply: 'build',
    async closeBundle() {
      for (const { fileName, external } of scripts) {
        await build({
          ...sources,
          configFile: false,
          logLevel: 'warn',
          define: { 'process.env.NODE_ENV': '"production"' },
          build: {
            target: 'es2021',
            emptyOutDir: false,
            lib: { entry: at('src/nanowire.ts'), formats: ['es'] },
            rolldownOptions: {
              external,
              output: { entryFileNames: fileName, minify: true, postBanner: NOTICE },
            },
            sourcemap: true,
            license: { fileName: LICENCES },
          },
        })
      }
    },
  }
}

async function demoServer(): Promise<Plugin> {
  return (await import('./demo/streaming-server.ts')).streamingServer()
}

function at(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url))
}
