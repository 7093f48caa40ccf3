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
  const [address] = server.resolvedUrls.local
  const log = process.env.REDIS_URL
    ? 'kept in Redis'
    : 'kept in this process, or in Redis with REDIS_URL'
  console.log(`The demo is at ${address}`)
  console.log(`On nanowire/server it is at ${address}?url=/api/runs, its runs ${log}`)
} catch (error) {
  console.error(error.message)
  process.exit(1)
}
