import { $isPaused } from './wire-state.ts'

let open: (() => void)[] = []

/** Resolves when a read may pass: at once, unless the panel is paused. */
export function passGate(): Promise<void> | undefined {
  if (!$isPaused.get()) return undefined
  return new Promise(resolve => open.push(resolve))
}

/** Lets the waiting reads pass, one per answer; later ones wait again while the panel is paused. */
export function letPass(): boolean {
  const waiting = open
  open = []
  for (const pass of waiting) pass()
  return waiting.length > 0
}

/** From now on, lets the waiting reads pass when a pause ends. */
export function followPause(): void {
  $isPaused.subscribe(isPaused => {
    if (!isPaused) letPass()
  })
}
