import { onTestFinished } from 'vitest'
import type { PeerServer } from '../servers/serve.ts'

/** Starts the server, until the test ends. */
export async function start(starting: Promise<PeerServer>): Promise<PeerServer> {
  const server = await starting
  onTestFinished(server.close)
  return server
}
