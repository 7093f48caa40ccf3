import { onTestFinished } from 'vitest'

/** The errors that nobody catches until the test ends; otherwise they fail the run. */
export function uncaughtErrors(): readonly unknown[] {
  const errors: unknown[] = []
  const collect = (error: unknown): void => {
    errors.push(error)
  }
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    const others = process.listeners(event as 'uncaughtException')
    process.removeAllListeners(event)
    process.on(event, collect)
    onTestFinished(() => {
      process.removeAllListeners(event)
      for (const other of others) process.on(event, other)
    })
  }
  return errors
}
