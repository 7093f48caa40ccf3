import type { Connection, Reply } from './redis-client.ts'

/** A Lua script, which Redis runs atomically over keys that share a slot. */
export type Script = (
  keys: readonly string[],
  args: readonly (string | number)[],
) => Promise<readonly Reply[]>

/** Sends the script's source only to a server that does not have it cached. */
export function createScript({ send }: Connection, source: string): Script {
  let hash: Promise<string> | undefined
  return async (keys, args) => {
    const given = [String(keys.length), ...keys, ...args.map(String)]
    const known = await (hash ??= sha1(source))
    try {
      return (await send('EVALSHA', known, ...given)) as readonly Reply[]
    } catch (error) {
      if (!String(error).includes('NOSCRIPT')) throw error
      return (await send('EVAL', source, ...given)) as readonly Reply[]
    }
  }
}

async function sha1(text: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(text))
  return Array.from(new Uint8Array(hash), byte => byte.toString(16).padStart(2, '0')).join('')
}

/** Milliseconds by Redis's clock, the only one that all replicas share. */
const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`

/**
 * KEYS run, records; ARGV mark, owner, lease, life, headers, lost. Returns 1 if the run is this
 * mark's.
 */
export const BEGIN: string = `${NOW}
local mark = redis.call('HGET', KEYS[1], 'mark')
-- A client that lost the reply sends the command again.
if mark then return { mark == ARGV[1] and 1 or 0 } end
redis.call('DEL', KEYS[2])
redis.call('HSET', KEYS[1], 'mark', ARGV[1], 'owner', ARGV[2], 'lease', ARGV[3],
  'headers', ARGV[5], 'lost', ARGV[6], 'last', 0, 'state', 'running', 'until', now + ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return { 1 }
`

/**
 * KEYS run, records; ARGV mark, number of the first record, most records, life, `end` or `` or
 * `renew`, then each record's data and event. Returns the outcome, the last number, and whether the
 * run is to stop.
 */
export const WRITE: string = `${NOW}
local run = redis.call('HMGET', KEYS[1], 'mark', 'state', 'last', 'lease', 'stop')
if not run[1] then return { 'unknown' } end
local last = tonumber(run[3])
local isNew = last < tonumber(ARGV[2])
if run[1] ~= ARGV[1] then return { 'lost' } end
if run[2] ~= 'running' then
  -- Ended by this very command, whose reply was lost.
  if run[2] == 'ended' and ARGV[5] == 'end' then return { 'done', last } end
  return { 'lost' }
end
-- A Redis that took over with less than was written: what is missing cannot be told.
if isNew and last + 1 ~= tonumber(ARGV[2]) then return { 'lost' } end
-- What was written by the same command before, whose reply was lost, is not written again.
if isNew then
  for at = 6, #ARGV, 2 do
    last = last + 1
    local fields = { 'd', ARGV[at] }
    if ARGV[at + 1] ~= '' then fields = { 'd', ARGV[at], 'e', ARGV[at + 1] } end
    redis.call('XADD', KEYS[2], 'MAXLEN', ARGV[3], last .. '-0', unpack(fields))
  end
end
redis.call('HSET', KEYS[1], 'last', last, 'until', now + run[4])
if ARGV[5] == 'end' then
  redis.call('XADD', KEYS[2], last .. '-1', 'x', 'end')
  redis.call('HSET', KEYS[1], 'state', 'ended')
end
-- A run that is written without a pause is not renewed beside that.
if ARGV[5] ~= '' or ARGV[2] == '1' or redis.call('PTTL', KEYS[1]) < ARGV[4] / 2 then
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
  redis.call('PEXPIRE', KEYS[2], ARGV[4])
end
return { 'done', last, run[5] }
`

/** KEYS run, records; ARGV life. Ends a run whose lease is over; returns its state. */
export const REAP: string = `${NOW}
local run = redis.call('HMGET', KEYS[1], 'state', 'until', 'last', 'lost')
if not run[1] then return { 'unknown' } end
if run[1] ~= 'running' or now <= tonumber(run[2]) then return { run[1] } end
local last = tonumber(run[3])
for _, record in ipairs(cjson.decode(run[4])) do
  last = last + 1
  redis.call('XADD', KEYS[2], last .. '-0', 'd', record[1], 'e', record[2])
end
redis.call('XADD', KEYS[2], last .. '-1', 'x', 'end')
redis.call('HSET', KEYS[1], 'state', 'lost', 'last', last)
redis.call('PEXPIRE', KEYS[1], ARGV[1])
redis.call('PEXPIRE', KEYS[2], ARGV[1])
return { 'lost' }
`

/** KEYS run. Marks a running run to be stopped, and returns its owner. */
export const STOP: string = `
local run = redis.call('HMGET', KEYS[1], 'state', 'owner')
if run[1] ~= 'running' then return {} end
redis.call('HSET', KEYS[1], 'stop', 1)
return { run[2] }
`

/** KEYS run, records. Forgets a run; a last entry wakes the readers that wait for its records. */
export const EXPIRE: string = `
local last = redis.call('HGET', KEYS[1], 'last')
if not last then return {} end
redis.call('DEL', KEYS[1])
redis.call('XADD', KEYS[2], 'MAXLEN', 1, last .. '-2', 'x', 'gone')
redis.call('PEXPIRE', KEYS[2], 60000)
return {}
`
