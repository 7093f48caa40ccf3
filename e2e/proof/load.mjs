// npm run proof:load
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'

process.chdir(resolve(import.meta.dirname, '../..'))
const outDir = resolve('.cache/proof')
const scripts = ['load-main', 'load-server']
for (const name of scripts) {
  await build({
    configFile: 'e2e/proof/vite.config.ts',
    logLevel: 'error',
    build: { ssr: `e2e/proof/load/${name}.ts`, outDir, emptyOutDir: false, target: 'node20' },
  })
}
const [main, server] = scripts.map(name => join(outDir, `${name}.js`))
const { main: prove } = await import(pathToFileURL(main).href)
process.exit((await prove(server)) ? 0 : 1)
