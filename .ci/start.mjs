// Serves the demo, from a fresh clone too: `npm start`, or `npm start -- --port 8080` for that
// port; with `--built` it is bundled as it is deployed.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { installMissing } from './install.mjs'

process.chdir(resolve(import.meta.dirname, '..'))
const options = { port: { type: 'string' }, built: { type: 'boolean' } }
const { port, built } = parseArgs({ options }).values
installMissing()

const { build, createServer, preview } = await import('vite')
const asked = port === undefined ? {} : { port: Number(port), strictPort: true }
const common = { root: 'demo', configFile: resolve('vite.config.ts'), mode: 'development' }
const server = built ? await serveBuilt() : await createServer({ ...common, server: asked })
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    process.exitCode = 0
    await server.close()
    process.exit()
  })
}
try {
  if (!built) await server.listen()
  const [address] = server.resolvedUrls.local
  const log = process.env.REDIS_URL
    ? 'The answers are kept in Redis.'
    : 'The answers are kept in this process; with REDIS_URL set, in Redis.'
  console.log(`The demo is at ${address}`)
  if (!built) {
    console.log(
      `The demo on nanowire/server, where an answer outlives a reload: ${address}?url=/api/runs&resume\n${log}`,
    )
  }
} catch (error) {
  console.error(error.message)
  process.exit(1)
}

async function serveBuilt() {
  const outDir = resolve('.cache/demo')
  await build({
    configFile: resolve('demo/vite.config.ts'),
    logLevel: 'warn',
    build: { outDir, emptyOutDir: true },
  })
  return preview({ ...common, build: { outDir }, preview: asked })
}
