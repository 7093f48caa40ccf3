import type { PeerServer } from './serve.ts'

/** Starts a server that is closed when the test ends. */
export type StartServer = (serving: Promise<PeerServer>) => Promise<PeerServer>

/** A fixture of Playwright's that starts servers, and closes them when the test has ended. */
export async function startsServers(
  // oxlint-disable-next-line no-empty-pattern -- Playwright insists on a pattern here.
  {}: object,
  use: (start: StartServer) => Promise<void>,
): Promise<void> {
  const started: PeerServer[] = []
  await use(async serving => {
    const server = await serving
    started.push(server)
    return server
  })
  await Promise.all(started.map(server => server.close()))
}
