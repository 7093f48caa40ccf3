import { parseArgs } from 'node:util'
import { redisCommand } from '../../src/testing/redis-server.ts'
import { proveDurable } from './durable.ts'
import { count, say } from './say.ts'

/**
 * Proves as many runs as the command line asks for, on this built replica; returns whether all
 * held.
 */
export async function main(script: string): Promise<boolean> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '100' },
      seed: { type: 'string', default: '1' },
    },
  })
  const redis = redisCommand()
  if (!redis) {
    say('No Redis starts here. Install redis-server, or name one in REDIS_SERVER.')
    return false
  }
  const [runs, seed] = [Number(values.runs), Number(values.seed)]
  const started = performance.now()
  const counts = await proveDurable({
    runs,
    seed,
    script,
    redis,
    atOnce: 100,
    onRun: done => void (done % 100 === 0 && say(`${count(done)} runs have ended`)),
  })
  const { whole, lost, cuts, reloads, tabs, retaken, kills, characters, wrong } = counts
  for (const line of wrong) say(line)
  const seconds = (performance.now() - started) / 1000
  say(
    `${count(cuts)} cuts, ${count(reloads)} reloads, ${count(tabs)} second tabs, ${count(retaken)} given up and taken up again, ` +
      `${count(kills)} kills, ` +
      `${count(characters)} characters in ${seconds.toFixed(0)} s, seed ${seed}`,
  )
  say(
    `${count(runs)} runs: ${count(whole)} whole, ${count(lost)} ended in the error of a killed producer ` +
      `with all it had produced, ${count(wrong.length)} wrong`,
  )
  return wrong.length === 0 && whole + lost === runs
}
