import type { ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import { build, type Rolldown } from 'vite'
import { serve, type PeerServer } from '../../e2e/servers/serve.ts'
import { sources } from '../../vite.config.ts'
import { agUiWire, aiSdkWire, type Wire } from '../conformance/wires.ts'

export interface Pace {
  readonly tokens: number
  readonly perSecond: number
}

/** Quiet before the first byte, so that nothing else is under way when it comes. */
const QUIET = 500
const WIRES: Readonly<Record<string, Wire>> = {
  '/api/ai-sdk': aiSdkWire,
  '/api/ag-ui': agUiWire,
}

const STYLE = `body { margin: 0; font: 16px sans-serif }
main { display: flex; flex-direction: column-reverse; height: 100vh; overflow: auto }
article { margin: 8px; white-space: pre-wrap }`

/** Builds the pages as they would be published, and serves them and their answers. */
export async function servePages(names: readonly string[], pace: Pace): Promise<PeerServer> {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const scripts = new Map<string, string>()
  // As pages are built, whatever the one who builds is run with.
  process.env.NODE_ENV = 'production'
  for (const name of names) scripts.set(`/${name}.js`, await script(root, name))
  return serve((request, response) => {
    const { pathname } = new URL(request.url!, 'http://localhost')
    const wire = WIRES[pathname]
    const code = scripts.get(pathname)
    if (wire) answer(response, wire, pace)
    else if (code) response.writeHead(200, { 'content-type': 'text/javascript' }).end(code)
    else {
      const [, name = ''] = pathname.split('/')
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        .end(
          `<!doctype html><title>${name}</title><style>${STYLE}</style><div id="root"></div><script type="module" src="/${name}.js"></script>`,
        )
    }
  })
}

async function script(root: string, name: string): Promise<string> {
  const { output } = (await build({
    ...sources,
    // One React for the page and for nanowire.
    resolve: { ...sources.resolve, dedupe: ['react', 'react-dom'] },
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      modulePreload: false,
      rolldownOptions: {
        input: `${root}browser/peers/${name}.tsx`,
        output: { codeSplitting: false },
      },
    },
  })) as Rolldown.RolldownOutput
  return output[0].code
}

/** Writes the tokens at their pace: those that are due, whenever the timer comes. */
function answer(response: ServerResponse, wire: Wire, { tokens, perSecond }: Pace): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.flushHeaders()
  const write = (records: readonly string[]): unknown =>
    response.write(records.map(data => `data: ${data}\n\n`).join(''))
  let written = 0
  const writeDue = (due: number): void => {
    const pieces: string[] = []
    for (; written < Math.min(due, tokens); written++)
      pieces.push(wire.piece(` word${written % 90}`))
    if (pieces.length > 0) write(pieces)
  }
  const begin = (): void => {
    // The first text comes with the first byte.
    write([...wire.begin, wire.piece('First')])
    const start = performance.now()
    const timer = setInterval(() => {
      writeDue(((performance.now() - start) / 1000) * perSecond)
      if (written < tokens && !response.destroyed) return
      clearInterval(timer)
      write(wire.end)
      response.end()
    }, 4)
  }
  setTimeout(begin, QUIET)
}
