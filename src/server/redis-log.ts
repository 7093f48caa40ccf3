import { createMark, numberOf, recordId } from './record-id.ts'
import { connectionOf, type RedisClient } from './redis-client.ts'
import { entriesOf, idAt, placeOf, type Entry } from './redis-entry.ts'
import { BEGIN, createScript, EXPIRE, REAP, STOP, WRITE } from './redis-script.ts'
import { createTail, post, type Tail } from './redis-tail.ts'
import {
  MOST_AT_ONCE,
  runLogError,
  type BeginOptions,
  type LoggedRecord,
  type RunInfo,
  type RunLog,
  type RunLogOptions,
  type RunRecord,
  withDefaults,
} from './run-log.ts'

/** Where in Redis a `redisLog` keeps its runs, how much of them, and for how long. */
export interface RedisLogOptions extends RunLogOptions {
  /** The prefix of all keys; `nanowire:` by default. */
  readonly prefix?: string | undefined
  /**
   * The number of Redis Cluster slots over which runs are spread by their ids; 1 by default, for a
   * single server. Each replica holds one more connection per slot whose runs it reads or writes.
   * Must be the same on all replicas.
   */
  readonly shards?: number | undefined
}

/** A run that this process writes. */
interface Written extends Pick<BeginOptions, 'alias' | 'onStop'> {
  readonly mark: string
  last: number
  isStopped: boolean
  aliasKeptAt: number
}

interface Head extends RunInfo {
  readonly mark: string
  readonly last: number
}

/**
 * A log in Redis 6.2 or later, which all replicas share. Each run is a stream and a hash in one
 * slot. Takes a client of `ioredis` or `redis`, and duplicates it once per shard for blocking
 * reads.
 */
export function redisLog(client: RedisClient, options: RedisLogOptions = {}): RunLog {
  const { prefix = 'nanowire:', shards = 1 } = options
  const { ttl, lease, maxRecords } = withDefaults(options)
  const life = Math.max(ttl, lease * 2)
  const connection = connectionOf(client)
  const { send } = connection
  const begin = createScript(connection, BEGIN)
  const write = createScript(connection, WRITE)
  const reap = createScript(connection, REAP)
  const stop = createScript(connection, STOP)
  const expire = createScript(connection, EXPIRE)
  const owner = createMark() + createMark()
  const written = new Map<string, Written>()
  const tails = new Map<number, Tail>()

  const shardOf = (name: string): number => hashOf(name) % shards
  const keyOf = (kind: string, name: string): string =>
    `${prefix}{${shardOf(name)}}:${kind}:${name}`
  const keysOf = (runId: string): [string, string] => [keyOf('run', runId), keyOf('records', runId)]
  const mailboxOf = (shard: number, of: string): string => `${prefix}{${shard}}:mail:${of}`

  const stopped = (runId: string | undefined): void => {
    const run = written.get(runId ?? '')
    if (!run || run.isStopped) return
    run.isStopped = true
    run.onStop?.()
  }
  const tailOf = (shard: number): Tail => {
    let tail = tails.get(shard)
    if (!tail) {
      const onMail = ({ fields }: Entry): void => stopped(fields.get('stop'))
      tails.set(shard, (tail = createTail(client, mailboxOf(shard, owner), onMail)))
    }
    return tail
  }

  /** Keeps the alias for as long as the run, without a command for each append. */
  const keepAlias = async (run: Written, how: string): Promise<void> => {
    if (run.alias === undefined || (how === '' && Date.now() - run.aliasKeptAt < life / 2)) return
    await send('PEXPIRE', keyOf('alias', run.alias), `${life}`)
    run.aliasKeptAt = Date.now()
  }

  const put = async (
    runId: string,
    records: readonly RunRecord[],
    how: '' | 'renew' | 'end',
  ): Promise<string> => {
    const run = written.get(runId)
    if (!run) throw runLogError('lost', runId)
    // First, for if it failed after the write, a retry would write the records twice.
    await keepAlias(run, how)
    const said = records.flatMap(({ data, event = '' }) => [data, event])
    const [state, last, isStopped] = await write(keysOf(runId), [
      run.mark,
      run.last + 1,
      maxRecords,
      life,
      how,
      ...said,
    ])
    if (state !== 'done') {
      written.delete(runId)
      throw runLogError(state as 'unknown' | 'lost', runId)
    }
    run.last = Math.max(run.last, Number(last))
    if (isStopped) stopped(runId)
    return recordId(run.last, run.mark)
  }

  const headOf = async (runId: string): Promise<Head | undefined> => {
    const reply = await send('HMGET', keyOf('run', runId), 'mark', 'state', 'last', 'headers')
    const [mark, state, said, headers] = reply as (string | null)[]
    if (!mark) return undefined
    const last = Number(said)
    return {
      runId,
      mark,
      last,
      isRunning: state === 'running',
      headers: JSON.parse(headers ?? '{}') as Head['headers'],
      lastId: last > 0 ? recordId(last, mark) : undefined,
    }
  }
  const named = async (name: string): Promise<Head | undefined> => {
    const head = await headOf(name)
    if (head) return head
    const runId = await send('GET', keyOf('alias', name))
    return runId === null ? undefined : headOf(String(runId))
  }

  async function* read(
    runId: string,
    afterId?: string,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): AsyncGenerator<readonly LoggedRecord[], void, undefined> {
    const head = await headOf(runId)
    if (!head) throw runLogError('unknown', runId)
    const { mark, last, isRunning } = head
    const after = afterId === undefined ? 0 : numberOf(afterId, mark)
    if (after === undefined || after > last) throw runLogError('beyond', runId)
    const key = keyOf('records', runId)

    let told = after * 4
    let newest = last * 4 + (isRunning ? 0 : 1)
    let come: ((entries: readonly Entry[]) => void) | undefined
    const unwatch = isRunning
      ? tailOf(shardOf(runId)).watch(key, idAt(newest), entries => {
          newest = Math.max(newest, placeOf(entries.at(-1)!.id))
          // If its consumer is slow, this reader is not waiting now, and asks for them later.
          come?.(entries)
        })
      : () => {}
    const leave = (): void => come?.([])
    signal?.addEventListener('abort', leave)
    try {
      // Records may have been added after HMGET, before a tail already under way was watched.
      let isBehind = true
      while (!signal?.aborted) {
        const due = newest
        const isAsking: boolean = isBehind || told < due
        const entries: readonly Entry[] = isAsking
          ? entriesOf(await send('XRANGE', key, `(${idAt(told)}`, '+', 'COUNT', `${MOST_AT_ONCE}`))
          : await new Promise<readonly Entry[]>(resolve => (come = resolve))
        come = undefined
        const fresh = entries.filter(({ id }) => placeOf(id) > told)
        if (isAsking && fresh.length === 0 && told < due) throw runLogError('unknown', runId)
        isBehind = isAsking && entries.length === MOST_AT_ONCE
        const batch: LoggedRecord[] = []
        for (const { id, fields } of fresh) {
          const place = placeOf(id)
          const number = Math.floor(place / 4)
          const ending = fields.get('x')
          if (ending === 'gone') throw runLogError('unknown', runId)
          if (number - (ending ? 0 : 1) !== Math.floor(told / 4))
            throw runLogError('trimmed', runId)
          told = place
          const event = fields.get('e')
          if (!ending) {
            const data = fields.get('d') ?? ''
            batch.push({ id: recordId(number, mark), data, ...(event && { event }) })
          } else {
            if (batch.length > 0) yield batch
            return
          }
        }
        if (batch.length > 0) yield batch
      }
    } finally {
      unwatch()
      signal?.removeEventListener('abort', leave)
    }
  }

  return {
    lease,
    async begin(runId, { alias, headers = {}, lost = [], onStop } = {}) {
      const mark = createMark()
      const ending = lost.map(({ data, event = '' }) => [data, event])
      const given = [mark, owner, lease, life, JSON.stringify(headers), JSON.stringify(ending)]
      const [isBegun] = await begin(keysOf(runId), given)
      if (isBegun !== 1) throw runLogError('taken', runId)
      const aliasKeptAt = Date.now()
      written.set(runId, { mark, last: 0, isStopped: false, aliasKeptAt, alias, onStop })
      if (onStop) tailOf(shardOf(runId)).start()
      if (alias !== undefined) await send('SET', keyOf('alias', alias), runId, 'PX', `${life}`)
    },
    append: (runId, records) => put(runId, records, ''),
    async renew(runId) {
      await put(runId, [], 'renew')
    },
    async finish(runId, records = []) {
      await put(runId, records, 'end')
      written.delete(runId)
    },
    async stop(name) {
      const head = await named(name)
      if (!head?.isRunning) return false
      const [whose] = await stop([keyOf('run', head.runId)], [])
      if (!whose) return false
      const shard = shardOf(head.runId)
      await post(send, mailboxOf(shard, String(whose)), 'stop', head.runId)
      return true
    },
    async find(name) {
      const head = await named(name)
      if (!head) return undefined
      const { runId, isRunning, headers, lastId } = head
      return { runId, isRunning, headers, lastId }
    },
    read,
    async reap(runId) {
      const [state] = await reap(keysOf(runId), [life])
      if (state === 'unknown') throw runLogError('unknown', runId)
    },
    async expire(runId) {
      await expire(keysOf(runId), [])
    },
    async close() {
      for (const tail of tails.values()) tail.close()
    },
  }
}

/** FNV-1a, so that every replica computes the same shard. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  }
  return hash >>> 0
}
