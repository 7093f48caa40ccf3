/** A page of a browser that is driven by WebDriver. */
export interface DrivenPage {
  goto(url: string): Promise<void>
  /** Runs a function in the page, where it can use only its arguments, and returns its result. */
  run<Args extends readonly unknown[], Result>(
    run: (...args: Args) => Result | Promise<Result>,
    ...args: Args
  ): Promise<Result>
  close(): Promise<void>
}

/** Opens a browser through the driver at this address. */
export async function drivePage(driver: string): Promise<DrivenPage> {
  const { sessionId } = (await call('POST', '/session', { capabilities: {} })) as {
    sessionId: string
  }
  const session = `/session/${sessionId}`
  return {
    goto: async url => void (await call('POST', `${session}/url`, { url })),
    async run(run, ...args) {
      // This code must not depend on helpers that the test runner's compiler may add.
      const script = `
        const done = arguments[arguments.length - 1]
        Promise.resolve()
          .then(() => (${run})(...[...arguments].slice(0, -1)))
          .then(value => done({ value }), error => done({ error: String(error) }))
      `
      const result = (await call('POST', `${session}/execute/async`, { script, args })) as {
        error?: string
        value: Awaited<ReturnType<typeof run>>
      }
      if (result.error !== undefined) throw new Error(result.error)
      return result.value
    },
    close: async () => void (await call('DELETE', session)),
  }

  async function call(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${driver}${path}`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
    })
    const { value } = (await response.json()) as { value: { message?: string } }
    if (!response.ok) throw new Error(`WebDriver, ${path}: ${value.message}`)
    return value
  }
}
