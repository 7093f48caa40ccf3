// Measures nanowire beside its peers and writes bench/results.md: `npm run bench`, or
// `npm run bench -- framing` for that section alone.
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { installMissing } from './install.mjs'

process.chdir(resolve(import.meta.dirname, '..'))
installMissing()
installMissing('bench')

const { build, loadConfigFromFile } = await import('vite')
const loaded = await loadConfigFromFile(
  { command: 'build', mode: 'production' },
  resolve('vite.config.ts'),
)
await build({
  configFile: false,
  logLevel: 'error',
  plugins: [loaded.config.plugins[0]],
  resolve: loaded.config.resolve,
  define: { 'process.env.NODE_ENV': '"production"' },
  // The peers run as npm installs them; what nanowire bundles when published is bundled here too.
  ssr: { noExternal: ['@microsoft/fetch-event-source', 'nanostores'] },
  build: {
    ssr: 'bench/bench.ts',
    outDir: 'bench/dist',
    target: 'es2022',
    rolldownOptions: { output: { entryFileNames: 'bench.js' } },
  },
})

const { status } = spawnSync(
  process.execPath,
  ['--expose-gc', 'bench/dist/bench.js', ...process.argv.slice(2)],
  { stdio: 'inherit', env: { ...process.env, NODE_ENV: 'production' } },
)
spawnSync(process.execPath, [
  'node_modules/oxfmt/bin/oxfmt',
  'bench/results.md',
  'bench/results.json',
])
process.exitCode = status ?? 1
