/** Prints a line directly, since the test runner would decorate it. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** A number formatted for reading. */
export function count(number: number): string {
  return Math.round(number).toLocaleString('en')
}
