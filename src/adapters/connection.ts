import { fetchEventSource } from '@microsoft/fetch-event-source'
import type { ChatRequest } from '../chat-request.ts'
import { networkError, StreamError } from '../stream-error.ts'
import { isContent, type StreamEvent } from '../stream-event.ts'
import type { ConnectionAdapter, FetchOptions, PerAttempt } from './adapter.ts'
import { createCursor, type Cursor } from './cursor.ts'
import { onWake, pause } from './pause.ts'
import { isResumable, repeatWait, resumeOptions } from './repeat-wait.ts'
import { responseError } from './response-error.ts'
import { sendRequest } from './send-request.ts'
import { watchTime, type Timeouts, type Watch } from './timeouts.ts'
import { valueFor } from './value-for.ts'

/** As in nanostores: a bundler inlines the value, and drops the code for development. */
declare const process: { readonly env: { readonly NODE_ENV?: string } }

/** The statuses of servers that have nothing to resume. */
const NOTHING_TO_RESUME: readonly number[] = [204, 404, 409]
const LONGEST_CONNECT = 30_000
const MOST_BYTES = 2 ** 28
/** How long a resumable connection may be silent once the network or the page is back. */
const LONGEST_SILENCE = 5_000

/** Reads an open response with the options of its attempt. */
export type ReadResponse = (
  response: Response,
  options: FetchOptions,
  request: ChatRequest,
  cursor: Cursor,
) => AsyncIterable<readonly StreamEvent[]>

/** An open response, handed from the library that opened it to the generator that reads it. */
interface Turn {
  readonly response: Response
  readonly done: () => void
  readonly failed: (error: unknown) => void
}

/**
 * An adapter that makes an HTTP request and reads its response: the life of one connection, and of
 * those that resume it.
 *
 * `@microsoft/fetch-event-source` drives it (request, open, retry, abort), but the body is read
 * here, at the pace of the reader: a slow reader slows the network.
 */
export function connection(
  url: PerAttempt<string | URL>,
  options: PerAttempt<FetchOptions>,
  accept: string,
  read: ReadResponse,
): ConnectionAdapter {
  return { connect }

  async function* connect(
    request: ChatRequest,
  ): AsyncGenerator<readonly StreamEvent[], void, undefined> {
    if (request.signal.aborted) return
    // The library never removes its abort listener, so it gets a signal that ends with this run.
    const controller = new AbortController()
    const abort = (): void => {
      controller.abort()
      current.abort()
    }
    request.signal.addEventListener('abort', abort)

    const startedAt = Date.now()
    const cursor = createCursor()
    let attempt = 0
    let bytes = 0
    /** Failures since the last new record; how many records there were then. */
    let failures = 0
    let records = 0
    let lastError: unknown
    let wait: number | undefined
    let isFinal = false
    /** The 401 for which `onUnauthorized` was called, once. */
    let refreshed: StreamError | undefined
    let used: FetchOptions | undefined
    let watch: Watch | undefined
    /** Ends the attempt under way. */
    let current = controller
    const expire = (error: StreamError): void => current.abort(error)
    const watchOver = (limits: Timeouts): void => {
      watch?.pause()
      watch = watchTime(limits, expire)
      watch.start('total', startedAt)
      watch.start('connect')
    }

    let meet: (turn: Turn) => void
    const nextTurn = (): Promise<Turn> =>
      new Promise(resolve => {
        meet = resolve
      })
    let turns = nextTurn()

    const isResuming = (): boolean => bytes > 0 || request.trigger === 'resume'

    const send = async (): Promise<Response> => {
      const { signal } = (current = new AbortController())
      if (wait !== undefined) {
        watchOver({ ...used?.timeouts, connect: 0 })
        // Whatever the hook throws must not be retried, even the error that it was given.
        isFinal = true
        isFinal = (await used?.retry?.onRetry?.({ request, attempt, lastError, wait })) === false
        if (isFinal) throw lastError
        await pause(wait, signal, (lastError as StreamError).code !== 'http')
        signal.throwIfAborted()
      }
      const given = { request, attempt: ++attempt, lastError }
      request.onProgress?.({ attempt })
      const own = (used = await valueFor(options, given))
      signal.throwIfAborted()
      if (!own?.protocol && process.env.NODE_ENV !== 'production') throw noProtocol()
      if (request.trigger === 'resume' && !resumeOptions(own).url) throw notResumable()
      return new Promise((resolve, reject) => {
        // The request may ignore the signal: leave at once, and close a response that comes late.
        const leave = (): void => reject(signal.reason)
        signal.addEventListener('abort', leave)
        watchOver({ ...own.timeouts, connect: own.timeouts?.connect ?? LONGEST_CONNECT })
        sendRequest(url, own, given, accept, signal, {
          isResuming: isResuming(),
          lastEventId: cursor.id,
        })
          .then(response => {
            if (signal.aborted) response.body?.cancel().catch(() => {})
            else resolve(response)
          }, reject)
          // Node's fetch keeps the signal, and with it everything that the listener refers to.
          .finally(() => signal.removeEventListener('abort', leave))
      })
    }

    const open = async (response: Response): Promise<void> => {
      watch?.stop('connect')
      request.onResponse?.(response)
      const { ok, status } = response
      if (isResuming() && NOTHING_TO_RESUME.includes(status)) {
        isFinal = true
        if (bytes > 0) throw lastError
      } else if (ok) {
        await new Promise<void>((done, failed) => meet({ response, done, failed }))
      } else {
        const error = await responseError(response)
        if (status === 401 && used?.onUnauthorized && !refreshed) {
          await used.onUnauthorized({ request, attempt, lastError: error })
          refreshed = error
        }
        throw error
      }
    }

    /** Lets the library call `send` again, or throws a failure that is to be reported. */
    const repeat = (error: Partial<StreamError> = {}): number => {
      watch?.pause()
      lastError = error
      if (cursor.records > records) failures = 0
      records = cursor.records
      wait = error === refreshed ? 0 : repeatWait(error, ++failures, used, bytes > 0 && cursor)
      if (isFinal || wait === undefined) throw error
      // The wait is in `send`, since it ends early when the network comes back.
      return 0
    }

    async function* readTurn(
      response: Response,
      given: FetchOptions,
      time: Watch,
    ): AsyncGenerator<readonly StreamEvent[], void, undefined> {
      const observed: ChatRequest = {
        ...request,
        signal: current.signal,
        onProgress(progress) {
          bytes += progress.bytes ?? 0
          const { maxBytes = MOST_BYTES } = given
          if (bytes > maxBytes) throw tooLong(maxBytes)
          time.start('idle')
          request.onProgress?.(progress)
        },
      }
      let isHeld = false
      let probe: ReturnType<typeof setTimeout> | undefined
      // A connection that died silently would otherwise last until its timeout, if it has one.
      const unlisten = onWake(() => {
        if (!isResumable(given, cursor)) return
        const before = bytes
        clearTimeout(probe)
        probe = setTimeout(
          () => bytes === before && !isHeld && expire(networkError('silence')),
          LONGEST_SILENCE,
        )
      })
      try {
        if (bytes > 0 && !cursor.id) yield [{ type: 'reset', scope: 'run' } as const]
        time.start('idle')
        time.start('stall')
        for await (const events of read(response, given, observed, cursor)) {
          isHeld = true
          time.pause()
          if (events.some(isContent)) time.start('stall')
          yield events
          time.resume()
          isHeld = false
        }
        current.signal.throwIfAborted()
      } finally {
        clearTimeout(probe)
        unlisten()
        time.pause()
      }
    }

    try {
      const life = fetchEventSource('', {
        signal: controller.signal,
        openWhenHidden: true,
        fetch: send,
        onopen: open,
        onerror: repeat,
      })
      for (;;) {
        const turn = await Promise.race([turns, life])
        if (!turn) return
        turns = nextTurn()
        try {
          yield* readTurn(turn.response, used!, watch!)
          turn.done()
        } catch (error) {
          turn.failed(error)
        }
      }
    } finally {
      request.signal.removeEventListener('abort', abort)
      abort()
      watch?.pause()
    }
  }
}

function tooLong(limit: number): StreamError {
  const message = `The answer is longer than ${limit} bytes. Raise maxBytes if that is right.`
  return new StreamError('too-large', message, { limit })
}

function noProtocol(): StreamError {
  const message =
    'This connection has no protocol. Name one, such as aiSdk of nanowire/protocols/ai-sdk, or import the connection from nanowire, which detects it.'
  return new StreamError('unsupported', message)
}

function notResumable(): StreamError {
  const message = 'This connection knows no address to resume from. Give its option resume a url.'
  return new StreamError('unsupported', message)
}
