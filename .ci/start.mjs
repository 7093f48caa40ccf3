// Serves the demo, from a fresh clone too: `npm start`, or `npm start -- --port 8080` for that port.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { installMissing } from './install.mjs'

process.chdir(resolve(import.meta.dirname, '..'))
const { port } = parseArgs({ options: { port: { type: 'string' } } }).values
installMissing()

const { createServer } = await import('vite')
const server = await createServer({
  root: 'demo',
  configFile: resolve('vite.config.ts'),
  server: port === undefined ? {} : { port: Number(port), strictPort: true },
})
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    process.exitCode = 0
    await server.close()
    process.exit()
  })
}
try {
  await server.listen()
  console.log(`The demo is at ${server.resolvedUrls.local[0]}`)
} catch (error) {
  console.error(error.message)
  process.exit(1)
}
