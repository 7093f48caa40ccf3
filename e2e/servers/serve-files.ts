import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { serve, type PeerServer } from './serve.ts'

export interface FilesOptions {
  /** The folder's path on the server; `/` by default. */
  readonly base?: string
  /** Compresses responses, as most hosts do. */
  readonly compress?: boolean
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
}

/** The media type of a file, by its extension; plain text if that is unknown. */
export function typeOfFile(name: string): string {
  return TYPES[name.split('.').at(-1)!] ?? 'text/plain'
}

/** A static file server for a folder. */
export async function serveFiles(folder: string, options: FilesOptions = {}): Promise<PeerServer> {
  const { base = '/', compress = false } = options
  return serve(async ({ url = '', method }, response) => {
    const [path = ''] = url.split('?')
    const name = path.slice(base.length) || 'index.html'
    const isHere = method === 'GET' && path.startsWith(base)
    const file = isHere && (await readFile(`${folder}/${name}`).catch(() => undefined))
    if (!file) return response.writeHead(404).end()
    const type = { 'content-type': typeOfFile(name) }
    if (!compress) return response.writeHead(200, type).end(file)
    response.writeHead(200, { ...type, 'content-encoding': 'gzip' })
    return response.end(await promisify(gzip)(file))
  })
}
