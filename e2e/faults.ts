interface Told {
  readonly told: string
  /**
   * WebKitGTK reports a broken connection as the end of the body, which is then found to be
   * truncated.
   */
  readonly toldInWebKit?: string
  readonly keepsText: boolean
}

/** Each fault of the scripted server, and what the page calls it. */
export const faults: Readonly<Record<string, Told>> = {
  'not-found': { told: 'http 404', keepsText: false },
  'server-error': { told: 'http 500', keepsText: false },
  'login-page': { told: 'content-type', keepsText: false },
  malformed: { told: 'malformed', keepsText: true },
  'error-event': { told: 'server', keepsText: true },
  cut: { told: 'network', toldInWebKit: 'truncated', keepsText: true },
  'no-terminator': { told: 'truncated', keepsText: true },
  'too-long': { told: 'too-large', keepsText: true },
}
