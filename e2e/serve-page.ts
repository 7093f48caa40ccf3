import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { build, type Rolldown } from 'vite'
import { sources } from '../vite.config.ts'
import { typeOfFile } from './servers/serve-files.ts'
import { serve, type PeerServer } from './servers/serve.ts'

export interface PageOptions {
  /** Sent with every response. */
  readonly headers?: Readonly<Record<string, string>>
  /** Handles requests below `/api/`. */
  readonly api?: (request: IncomingMessage, response: ServerResponse) => void
}

/** Builds a folder's page as for production, and serves it. */
export async function servePage(root: string, options: PageOptions = {}): Promise<PeerServer> {
  const { output } = (await build({
    ...sources,
    configFile: false,
    logLevel: 'error',
    root,
    build: { write: false, target: 'es2022' },
  })) as Rolldown.RolldownOutput
  const files = new Map<string, string | Uint8Array>()
  for (const file of output) {
    files.set(`/${file.fileName}`, file.type === 'chunk' ? file.code : file.source)
  }
  return serve(async (request, response) => {
    const { pathname } = new URL(request.url!, 'http://localhost')
    for (const [name, value] of Object.entries(options.headers ?? {})) {
      response.setHeader(name, value)
    }
    if (options.api && pathname.startsWith('/api/')) return options.api(request, response)
    const path = pathname === '/' ? '/index.html' : pathname
    const published = readFile(join(root, 'public', path)).catch(() => undefined)
    const content = files.get(path) ?? (await published)
    if (content === undefined) response.writeHead(404).end()
    else response.writeHead(200, { 'content-type': typeOfFile(path) }).end(content)
  })
}
