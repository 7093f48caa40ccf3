import { $isPaused } from './wire-state.ts'

let open: (() => void)[] = []

/** Settles when a read may pass: at once, unless the panel is paused. */
export function passGate(): Promise<void> | undefined {
  if (!$isPaused.get()) return undefined
  return new Promise(resolve => open.push(resolve))
}

/** Lets the reads pass that wait, one of each answer; those after them wait if the panel is paused. */
export function letPass(): boolean {
  const waiting = open
  open = []
  for (const pass of waiting) pass()
  return waiting.length > 0
}

/** Lets what waits go on from now on whenever the pause ends. */
export function followPause(): void {
  $isPaused.subscribe(isPaused => {
    if (!isPaused) letPass()
  })
}
