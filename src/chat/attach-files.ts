import { atom, type ReadableAtom } from 'nanostores'
import type { FilePart } from '../message.ts'
import { isStreamError, StreamError, thrownMessage } from '../stream-error.ts'
import type { FileSource, PrepareFiles } from './chat.ts'
import { dataUrlOf } from './data-url-of.ts'
import { mediaTypeOf } from './media-type-of.ts'

/**
 * Which files are accepted, and how they are sent. If one is refused, the message fails before
 * anything of it is sent.
 */
export interface AttachFilesOptions {
  /** The most bytes of one file; no limit by default. */
  readonly maxBytes?: number | undefined
  /**
   * The most bytes of a file that is sent inside the message, without `upload`; 1 MiB by default.
   */
  readonly maxDataUrlBytes?: number | undefined
  /**
   * Which files are accepted, written as in the attribute of an `<input>`: `'image/*,.pdf'`, or a
   * list of such. All by default. Addresses are always accepted.
   */
  readonly accept?: string | readonly string[] | undefined
  /**
   * Uploads a file and returns its address. Without it, a file is sent inside the message, as a
   * `data:` URL. A `Blob` is passed as a `File` with the name `file`.
   */
  readonly upload?: ((file: File, context: UploadContext) => Promise<UploadResult>) | undefined
  /** Called as a file is made ready, with a fraction up to 1, which means that it is ready. */
  readonly onProgress?: ((file: Blob, fraction: number) => void) | undefined
}

/** What a chat takes as `files`. */
export interface AttachFiles extends PrepareFiles {
  /**
   * The files of all messages that are being made ready, in their order. The files of a message
   * leave it once the message is sent or given up.
   */
  readonly $uploads: ReadableAtom<readonly Upload[]>
}

/** The progress of a file: a fraction from 0 to 1, which means that it is ready. */
export interface Upload {
  readonly file: Blob
  readonly fraction: number
}

/** What `upload` gets besides the file. */
export interface UploadContext {
  /** Aborts when the message is stopped, and when another of its files fails. */
  readonly signal: AbortSignal
  /** To be called with the fraction that is uploaded, from 0 to 1. */
  readonly onProgress: (fraction: number) => void
}

/** The address of an uploaded file; its type and name are those of the file by default. */
export type UploadResult =
  | string
  | URL
  | {
      readonly url: string | URL
      readonly mediaType?: string | undefined
      readonly filename?: string | undefined
    }

const MIB = 2 ** 20

/**
 * A function for a chat's option `files`: it turns files and addresses into parts of a message, in
 * order.
 *
 * All are checked before any is sent: a file that is too long is `too-large`, with its `limit`; one
 * that is not accepted, or an address that only this page knows, is `unsupported`. Then all are
 * made ready at the same time. If one fails, the others are aborted, and the error names it. An
 * abort rejects at once, with the signal's reason.
 *
 * @example
 * const chat = createChat({ connection, files: attachFiles({ accept: 'image/*' }) })
 * await chat.sendMessage({ text: 'What is this?', files: input.files })
 */
export function attachFiles(options: AttachFilesOptions = {}): AttachFiles {
  const $uploads = atom<readonly Upload[]>([])
  const uploads = new Map<object, Upload>()
  const show = (): void => $uploads.set([...uploads.values()])

  const attach: PrepareFiles = async (files, { signal }) => {
    for (const file of files) refuse(file, options)
    const own = new AbortController()
    const keys: object[] = []
    /** Adds a file to `$uploads`; returns how to set its fraction. */
    const follow = (file: Blob): ((fraction: number) => void) => {
      const key = {}
      keys.push(key)
      const setFraction = (fraction: number): void => {
        uploads.set(key, { file, fraction })
        show()
      }
      setFraction(0)
      return fraction => {
        setFraction(fraction)
        options.onProgress?.(file, fraction)
      }
    }
    let abort!: () => void
    try {
      return await new Promise<readonly FilePart[]>((resolve, reject) => {
        abort = () => {
          own.abort(signal.reason)
          reject(signal.reason)
        }
        signal.addEventListener('abort', abort)
        if (signal.aborted) return abort()
        const parts = files.map(file => partOf(file, options, own.signal, follow))
        Promise.all(parts).then(resolve, reject)
      })
    } catch (error) {
      own.abort(error)
      throw error
    } finally {
      signal.removeEventListener('abort', abort)
      for (const key of keys) uploads.delete(key)
      show()
    }
  }
  return Object.assign(attach, { $uploads })
}

/** Throws if the source cannot be sent. */
function refuse(source: FileSource, options: AttachFilesOptions): void {
  const { accept, upload, maxBytes = Infinity, maxDataUrlBytes = MIB } = options
  if (!isFile(source)) {
    if (!/^blob:/i.test(String(source))) return
    throw new StreamError(
      'unsupported',
      `The address ${source} is known to this page alone. Send the file itself.`,
    )
  }
  const name = nameOf(source) ?? 'without a name'
  if (!isAccepted(source, accept)) {
    throw new StreamError(
      'unsupported',
      `The file ${name} is ${mediaTypeOf(source)}, which is not accepted. Choose one of ${accept}.`,
    )
  }
  if (source.size > maxBytes) {
    throw new StreamError(
      'too-large',
      `The file ${name} is longer than ${maxBytes} bytes. Choose a shorter one, or raise maxBytes.`,
      { limit: maxBytes },
    )
  }
  if (!upload && source.size > maxDataUrlBytes) {
    throw new StreamError(
      'too-large',
      `The file ${name} is longer than ${maxDataUrlBytes} bytes, too long to be sent inside a message. Pass upload to attachFiles, or raise maxDataUrlBytes.`,
      { limit: maxDataUrlBytes },
    )
  }
}

function isAccepted(file: Blob, accept: AttachFilesOptions['accept'] = ''): boolean {
  const type = mediaTypeOf(file)
  const name = nameOf(file)?.toLowerCase() ?? ''
  const kinds = String(accept)
    .toLowerCase()
    .split(',')
    .map(kind => kind.trim())
    .filter(Boolean)
  const isKind = (kind: string): boolean =>
    kind.startsWith('.')
      ? name.endsWith(kind)
      : kind === '*/*' ||
        kind === type ||
        (kind.endsWith('/*') && type.startsWith(kind.slice(0, -1)))
  return kinds.length === 0 || kinds.some(isKind)
}

async function partOf(
  source: FileSource,
  { upload }: AttachFilesOptions,
  signal: AbortSignal,
  follow: (file: Blob) => (fraction: number) => void,
): Promise<FilePart> {
  const mediaType = mediaTypeOf(source)
  if (!isFile(source)) return { type: 'file', mediaType, url: String(source) }
  const filename = nameOf(source)
  const onProgress = follow(source)
  let isReady = false
  const progress = (fraction: number): void => {
    if (isReady || signal.aborted) return
    isReady = fraction === 1
    onProgress(fraction)
  }
  let made: UploadResult
  try {
    made = upload
      ? await upload(fileOf(source, mediaType), { signal, onProgress: progress })
      : await dataUrlOf(source, mediaType, signal)
    if (!made) throw new Error('upload gave no address')
  } catch (cause) {
    throw new StreamError(
      isStreamError(cause) ? cause.code : 'server',
      `The file ${filename ?? 'without a name'} was not sent: ${thrownMessage(cause).replace(/\.$/, '')}. Try again.`,
      { cause },
    )
  }
  progress(1)
  const given = typeof made === 'string' || 'href' in made ? { url: made } : made
  const name = given.filename ?? filename
  return {
    type: 'file',
    mediaType: given.mediaType ?? mediaType,
    url: String(given.url),
    ...(name !== undefined && { filename: name }),
  }
}

/** Whether this is a file; `instanceof` would miss one of another window. */
function isFile(source: FileSource): source is Blob {
  return typeof source === 'object' && 'arrayBuffer' in source
}

function fileOf(file: Blob, type: string): File {
  return 'name' in file ? (file as File) : new File([file], 'file', { type })
}

function nameOf(file: Blob): string | undefined {
  return 'name' in file ? String(file.name) || undefined : undefined
}
