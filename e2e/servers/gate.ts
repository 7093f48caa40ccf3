/** Paces a server: each `open` lets one `pass` through. */
export function gate(): { readonly pass: () => Promise<void>; readonly open: () => void } {
  let openings = 0
  let proceed: (() => void) | undefined
  return {
    pass: () =>
      new Promise(resolve => {
        proceed = resolve
        letThrough()
      }),
    open() {
      openings += 1
      letThrough()
    },
  }

  function letThrough(): void {
    if (!proceed || openings === 0) return
    openings -= 1
    proceed()
    proceed = undefined
  }
}
