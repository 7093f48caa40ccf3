import {
  anotherOf,
  connectionOf,
  type Connection,
  type RedisClient,
  type Reply,
} from './redis-client.ts'
import { entriesOf, streamsOf, type Entry } from './redis-entry.ts'

/** Follows any number of streams that share a slot, over one blocking connection. */
export interface Tail {
  /**
   * Calls `onEntries` with the entries added to the stream after this id (if the stream is watched
   * already, after those it has had), until the function that it returns is called.
   */
  watch(key: string, after: string, onEntries: (entries: readonly Entry[]) => void): () => void
  /** Begins to read the mailbox, even if no stream is watched. */
  start(): void
  close(): void
}

interface Watched {
  after: string
  readonly listeners: Set<(entries: readonly Entry[]) => void>
}

/** How long a read blocks at most, so that a stream whose wake-up was lost is still read. */
const LONGEST_WAIT = 5_000
/** How late the reply to a blocking read may be before the connection is taken for dead. */
const LONGEST_SILENCE = 10_000
const WAIT_AFTER_FAILURE = 250
/** A mailbox expires after this, so that those of replicas that are gone do not stay in Redis. */
const MAILBOX_LIFE = 3_600_000

/**
 * Reads with `XREAD BLOCK` on a connection of its own, opened by `start` or the first `watch`. A
 * read that blocks cannot take in a new stream, so an entry in the `mailbox` ends it.
 */
export function createTail(
  client: RedisClient,
  mailbox: string,
  onMail: (entry: Entry) => void,
): Tail {
  const { send } = connectionOf(client)
  const streams = new Map<string, Watched>()
  let connection: Connection | undefined
  let isStarted = false
  let isClosed = false
  let isWaiting = false
  let isWaking = false

  const wake = (): void => {
    if (!isWaiting || isWaking) return
    isWaking = true
    post(send, mailbox, 'wake', '').catch(() => {})
  }

  const deliver = (reply: Reply): void => {
    for (const [key, entries] of streamsOf(reply)) {
      const stream = streams.get(key)
      const come = entriesOf(entries)
      if (!stream || come.length === 0) continue
      stream.after = come.at(-1)!.id
      for (const listener of stream.listeners) listener(come)
    }
  }

  const wait = async (): Promise<void> => {
    connection ??= await anotherOf(client)
    if (isClosed) return
    const afters = Array.from(streams.values(), ({ after }) => after)
    const given = ['COUNT', '1000', 'BLOCK', String(LONGEST_WAIT), 'STREAMS', ...streams.keys()]
    isWaiting = true
    isWaking = false
    deliver(await inTime(connection.send('XREAD', ...given, ...afters)))
  }

  const run = async (): Promise<void> => {
    while (!isClosed) {
      try {
        await wait()
      } catch {
        connection?.close()
        connection = undefined
        await new Promise(resolve => setTimeout(resolve, WAIT_AFTER_FAILURE))
      } finally {
        isWaiting = false
      }
    }
    connection?.close()
  }

  const start = (): void => {
    if (isStarted) return
    isStarted = true
    streams.set(mailbox, { after: '0-0', listeners: new Set([entries => entries.forEach(onMail)]) })
    void run()
  }

  return {
    watch(key, after, listener) {
      const known = streams.get(key)
      const stream = known ?? { after, listeners: new Set() }
      stream.listeners.add(listener)
      if (!known) {
        streams.set(key, stream)
        wake()
      }
      start()
      return () => {
        stream.listeners.delete(listener)
        if (stream.listeners.size === 0 && streams.get(key) === stream) streams.delete(key)
      }
    },
    start,
    close() {
      isClosed = true
      connection?.close()
    },
  }
}

/** Posts an entry to the mailbox of a log, on this replica or another. */
export async function post(
  send: Connection['send'],
  mailbox: string,
  field: string,
  value: string,
): Promise<void> {
  await Promise.all([
    send('XADD', mailbox, 'MAXLEN', '1000', '*', field, value),
    send('PEXPIRE', mailbox, String(MAILBOX_LIFE)),
  ])
}

/** Without a timeout, a connection that died silently would be waited for without end. */
function inTime(reply: Promise<Reply>): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const late = (): void => reject(new Error('Redis has not replied in time.'))
    const timer = setTimeout(late, LONGEST_WAIT + LONGEST_SILENCE)
    reply.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
