import { runSuite, type Asked } from './suite.ts'

// One script for a page, Node, and workers of every kind, which answer on the port that they are
// given.

Object.assign(globalThis, { runSuite })

interface Letter extends MessageEvent<Asked> {
  /** In a service worker, which is put to sleep unless it waits for something. */
  waitUntil?(work: Promise<unknown>): void
}

function answer(letter: Letter): void {
  const [port] = letter.ports
  const work = runSuite(letter.data).then(
    findings => port?.postMessage({ findings }),
    error => port?.postMessage({ error: `${error}` }),
  )
  letter.waitUntil?.(work)
}

const isPage = 'document' in globalThis
if (!isPage) globalThis.addEventListener?.('message', answer)
globalThis.addEventListener?.('connect', event => {
  const [port] = (event as MessageEvent).ports
  port!.addEventListener('message', answer)
  port!.start()
})
