/** Says a line of what was proved, past the test runner, which would frame it. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** A number as people read it. */
export function count(number: number): string {
  return Math.round(number).toLocaleString('en')
}
