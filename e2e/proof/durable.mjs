// npm run proof:durable -- --runs 1000 --seed 1
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'

process.chdir(resolve(import.meta.dirname, '../..'))
const outDir = resolve('.cache/proof')
const scripts = ['durable-main', 'durable-server']
for (const name of scripts) {
  await build({
    configFile: 'e2e/proof/vite.config.ts',
    logLevel: 'error',
    build: { ssr: `e2e/proof/${name}.ts`, outDir, emptyOutDir: false, target: 'node20' },
  })
}
const [main, server] = scripts.map(name => join(outDir, `${name}.js`))
// So that what it has started ends with it.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))
const { main: prove } = await import(pathToFileURL(main).href)
process.exit((await prove(server)) ? 0 : 1)
