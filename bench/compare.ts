import { median, spread } from './statistics.ts'

export interface Contestant {
  readonly name: string
  /** Does the work once, from fresh instances on, and gives a number that is the same for all. */
  run(): number | Promise<number>
}

export interface Result {
  readonly name: string
  /** Milliseconds of the processor that one run takes: the median of the rounds. */
  readonly time: number
  /** Half of the distance between the quarters, as a share of the median. */
  readonly spread: number
  /** Of each round, in milliseconds. */
  readonly times: readonly number[]
}

export interface CompareOptions {
  readonly rounds?: number
  /** Rounds before, which are not counted. */
  readonly warmUps?: number
  /** Told by the clock on the wall, for what waits instead of working. */
  readonly byTheClock?: boolean
}

/**
 * How long each contestant takes for the same work, in time of the processor, which a busy machine
 * changes little: that of the engine's own threads is in it.
 *
 * They take turns, the first of a round the last of the next, with the garbage collected between, so
 * that what disturbs the machine disturbs all. Contestants that disagree on the result throw.
 */
export async function compare(
  contestants: readonly Contestant[],
  { rounds = 9, warmUps = 3, byTheClock = false }: CompareOptions = {},
): Promise<readonly Result[]> {
  const now = byTheClock ? () => performance.now() : processorTime
  const times = contestants.map((): number[] => [])
  let agreed: number | undefined
  for (let round = -warmUps; round < rounds; round++) {
    for (let turn = 0; turn < contestants.length; turn++) {
      const at = (turn + round + warmUps) % contestants.length
      const { name, run } = contestants[at]!
      globalThis.gc?.({ type: 'minor' })
      const start = now()
      // A promise costs a turn of the loop, which what is synchronous is not to pay for.
      const made = run()
      const result = typeof made === 'number' ? made : await made
      const time = now() - start
      agreed ??= result
      if (result !== agreed) throw new Error(`${name} made ${result} of it, not ${agreed}.`)
      if (round >= 0) times[at]!.push(time)
    }
  }
  return contestants.map(({ name }, at) => {
    const own = times[at]!
    return { name, time: median(own), spread: spread(own), times: own }
  })
}

function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** How often the one fits into the other: the median of the ratios of the rounds. */
export function ratio(other: Result, one: Result): number {
  return median(other.times.map((time, round) => time / (one.times[round] ?? NaN)))
}
