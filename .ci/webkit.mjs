// Starts the driver of WebKitGTK with a virtual screen, and prints where it listens.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'

/** Starts the driver at this path, and checks that it can open a browser. */
export async function startWebKit(path) {
  // It cannot run without a screen; the X server takes the first free display number, and prints
  // it.
  const screen = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1280x900x24'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const children = [screen]
  const close = () => {
    for (const child of children.toReversed()) child.kill()
  }
  try {
    const [display] = await orFailure(screen, once(createInterface(screen.stdout), 'line'))
    const port = await freePort()
    const env = { ...process.env, DISPLAY: `:${display}` }
    const driver = spawn(path, ['-p', `${port}`], { env, stdio: 'ignore' })
    children.push(driver)
    const url = `http://127.0.0.1:${port}`
    await orFailure(driver, opens(url))
    return { url, close }
  } catch (error) {
    close()
    throw error
  }
}

/** Opens a browser, and closes it. */
async function opens(url) {
  for (;;) {
    try {
      await fetch(`${url}/status`)
      break
    } catch {
      await wait(50)
    }
  }
  const signal = AbortSignal.timeout(30_000)
  const body = '{"capabilities":{}}'
  const response = await fetch(`${url}/session`, { method: 'POST', body, signal })
  const { value } = await response.json()
  if (!response.ok) throw new Error(value.message)
  await fetch(`${url}/session/${value.sessionId}`, { method: 'DELETE', signal })
}

function orFailure(child, result) {
  const failure = Promise.race([once(child, 'error'), once(child, 'exit')])
  return Promise.race([
    result,
    failure.then(([error]) => {
      throw error instanceof Error ? error : new Error(`${child.spawnfile} ended.`)
    }),
  ])
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  return port
}

if (import.meta.filename === process.argv[1]) {
  const { url, close } = await startWebKit(process.argv[2])
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      close()
      process.exit()
    })
  }
  console.log(`WebKit is at ${url}`)
}
