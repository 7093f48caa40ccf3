import {
  attachFiles,
  createChat,
  fetchHttpStream,
  fetchServerSentEvents,
  keepVersions,
  stream,
  withTools,
  type Attempt,
  type Chat,
  type ChatRequest,
  type ConnectionAdapter,
} from 'nanowire'
import { keptId } from './keep-conversation.ts'
import { takeFault } from './lab/next-fault.ts'
import { $ownServer, connectOwn } from './lab/own-server.ts'
import { tapped } from './lab/tap.ts'
import { beginCount, countApplied } from './lab/watch-stores.ts'
import { beginTrace } from './lab/wire-state.ts'
import { ask, mockIsReady } from './mock-switch.ts'
import { needsApproval, pageTools } from './page-tools.ts'
import { protocols } from './protocols.ts'
import { $settings, scriptQuery, type Settings } from './settings.ts'

/** Low limits for the scripted server, so that they can be tried. */
const limits = { maxRecordLength: 20_000, timeouts: { stall: 3_000 } }

/** The conversation. Each run uses the connection that is chosen when it begins. */
export const chat: Chat = createChat({
  ...($settings.get().resume && { id: keptId(), onStop: stopRun }),
  connection: withTools({ connect }, pageTools, { needsApproval }),
  files: attachFiles({ maxDataUrlBytes: 4_000_000 }),
  versions: keepVersions,
  onChunk: countApplied,
})

function connect(request: ChatRequest): ReturnType<ConnectionAdapter['connect']> {
  beginTrace()
  beginCount()
  return chosenConnection().connect(request)
}

function chosenConnection(): ConnectionAdapter {
  const server = $ownServer.get()
  if (server) return connectOwn(server)
  const settings = $settings.get()
  return connectionFor({ ...settings, fault: takeFault() ?? settings.fault })
}

function connectionFor(settings: Settings): ConnectionAdapter {
  const { protocol } = protocols[settings.protocol]
  const isScripted = settings.url === ''
  const options = {
    fetch: tapped(isScripted ? ask : globalThis.fetch, protocol),
    ...(isScripted && { maxRecordLength: limits.maxRecordLength }),
    ...(settings.fault === 'stall' && { timeouts: limits.timeouts }),
    ...(protocol && { protocol }),
    ...(settings.resume && { resume: { url: runOf } }),
  }
  const url = async ({ attempt }: Pick<Attempt, 'attempt'>): Promise<string> => {
    await mockIsReady()
    return endpoint(settings, attempt)
  }
  switch (settings.adapter) {
    case 'sse':
      return fetchServerSentEvents(url, options)
    case 'http':
      return fetchHttpStream(url, options)
    case 'custom':
      return stream(async (messages, _data, signal) => {
        const body = JSON.stringify({ messages })
        return options.fetch(await url({ attempt: 1 }), { method: 'POST', body, signal })
      }, options)
  }
}

/** The URL from which the back end sends the rest of an answer. */
function runOf({ request }: Attempt): string {
  return `${$settings.get().url}/${request.chatId}`
}

/** An answer that outlives its connection has to be stopped by a request. */
function stopRun({ runId }: { readonly runId: string }): void {
  void fetch(`${$settings.get().url}/${runId}`, { method: 'DELETE', keepalive: true })
}

function endpoint(settings: Settings, attempt: number): string {
  if (settings.url !== '') return settings.url
  const query = scriptQuery(settings)
  query.set('attempt', `${attempt}`)
  return `${new URL(`api/chat?${query}`, document.baseURI)}`
}
