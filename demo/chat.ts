import {
  attachFiles,
  createChat,
  fetchHttpStream,
  fetchServerSentEvents,
  keepVersions,
  stream,
  withTools,
  type Chat,
  type ConnectionAdapter,
} from 'nanowire'
import { mockIsReady } from './mock-switch.ts'
import { needsApproval, pageTools } from './page-tools.ts'
import { protocols } from './protocols.ts'
import { $settings, type Settings } from './settings.ts'

/** The longest record of the script that the page reads: small, so that the limit can be tried. */
const scripted = { maxRecordLength: 20_000 }

/** The conversation. Each run asks the connection that is chosen when it begins. */
export const chat: Chat = createChat({
  connection: withTools(
    { connect: request => connectionFor($settings.get()).connect(request) },
    pageTools,
    { needsApproval },
  ),
  files: attachFiles({ maxDataUrlBytes: 4_000_000 }),
  versions: keepVersions,
})

function connectionFor(settings: Settings): ConnectionAdapter {
  const { protocol } = protocols[settings.protocol]
  const options = { ...(settings.url === '' && scripted), ...(protocol && { protocol }) }
  const url = async (): Promise<string> => {
    await mockIsReady()
    return endpoint(settings)
  }
  switch (settings.adapter) {
    case 'sse':
      return fetchServerSentEvents(url, options)
    case 'http':
      return fetchHttpStream(url, options)
    case 'custom':
      return stream(
        async (messages, _data, signal) =>
          fetch(await url(), { method: 'POST', body: JSON.stringify({ messages }), signal }),
        options,
      )
  }
}

function endpoint({ url, wire, fault, pace }: Settings): string {
  if (url !== '') return url
  return `/api/chat?${new URLSearchParams({ wire, fault, pace: `${pace}` })}`
}
