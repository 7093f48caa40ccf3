import type { Reporter } from 'vitest/node'

declare module 'vitest' {
  interface TaskMeta {
    /** What the proof found, in a line that is printed last. */
    figure?: string
  }
}

/** Prints what each proof found, after all else that the run has to say. */
export function figureReporter(): Reporter {
  return {
    onTestRunEnd(modules) {
      for (const module of modules) {
        for (const test of module.children.allTests()) {
          const { figure } = test.meta()
          if (figure !== undefined) process.stdout.write(`${figure}\n`)
        }
      }
    },
  }
}
