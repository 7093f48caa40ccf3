import { expect, test, vi } from 'vitest'
import { StreamError } from '../stream-error.ts'
import { nextTurn } from '../testing/next-turn.ts'
import { createSource } from '../testing/source.ts'
import { attachFiles, type AttachFilesOptions } from './attach-files.ts'
import { createChat } from './create-chat.ts'

const { signal } = new AbortController()
const photo = new File([new Uint8Array(20)], 'photo.png', { type: 'image/png' })
const note = new File(['Hello'], 'note.txt', { type: 'text/plain' })

/** An upload under the test's hand. */
function manualUpload() {
  const open = new Map<string, PromiseWithHands>()
  const upload: NonNullable<AttachFilesOptions['upload']> = (file, context) =>
    new Promise((resolve, reject) => void open.set(file.name, { ...context, resolve, reject }))
  return { upload, open }
}

interface PromiseWithHands {
  readonly signal: AbortSignal
  readonly onProgress: (fraction: number) => void
  readonly resolve: (url: string) => void
  readonly reject: (error: unknown) => void
}

test('files become data: URLs with their type and name, in their order', async () => {
  const parts = await attachFiles()([note, new Blob(['{}'], { type: 'application/json' })], {
    signal,
  })
  expect(parts).toEqual([
    {
      type: 'file',
      mediaType: 'text/plain',
      url: 'data:text/plain;base64,SGVsbG8=',
      filename: 'note.txt',
    },
    { type: 'file', mediaType: 'application/json', url: 'data:application/json;base64,e30=' },
  ])
  expect(JSON.parse(JSON.stringify(parts))).toEqual(parts)
})

test('addresses stay what they are', async () => {
  const addresses = ['/a.png', new URL('https://example.org/b'), 'data:text/csv,a']
  const never = vi.fn<() => Promise<string>>()
  const attach = attachFiles({ upload: never, accept: 'audio/*', maxBytes: 1 })
  expect(await attach(addresses, { signal })).toEqual([
    { type: 'file', mediaType: 'image/png', url: '/a.png' },
    { type: 'file', mediaType: 'application/octet-stream', url: 'https://example.org/b' },
    { type: 'file', mediaType: 'text/csv', url: 'data:text/csv,a' },
  ])
  expect(never).not.toHaveBeenCalled()
})

test('a file of 1 MiB goes inside the message, a longer one does not', async () => {
  const [part] = await attachFiles()([new Blob([new Uint8Array(2 ** 20)])], { signal })
  expect(part?.url).toMatch(/^data:application\/octet-stream;base64,A{100}/)
  const long = new File([new Uint8Array(2 ** 20 + 1)], 'long.bin')
  await expect(attachFiles()([long], { signal })).rejects.toMatchObject({
    code: 'too-large',
    limit: 2 ** 20,
    message: expect.stringMatching(/long\.bin.*upload/),
  })
})

const refused: readonly (readonly [
  what: string,
  options: AttachFilesOptions,
  file: File | string,
  expected: Partial<StreamError>,
])[] = [
  ['over maxBytes', { maxBytes: 19 }, photo, { code: 'too-large', limit: 19 }],
  ['over maxDataUrlBytes', { maxDataUrlBytes: 19 }, photo, { code: 'too-large', limit: 19 }],
  ['of another kind', { accept: 'text/*, .PDF' }, photo, { code: 'unsupported' }],
  ['of another type', { accept: ['image/png'] }, note, { code: 'unsupported' }],
  ['by an address of this page', {}, 'blob:https://a/b', { code: 'unsupported' }],
]

test.each(refused)(
  'a file %s is refused before any file is read',
  async (_, options, file, error) => {
    const onProgress = vi.fn<() => void>()
    const attach = attachFiles({ ...options, onProgress })
    const first = new File(['a'], 'first.pdf', { type: 'image/png' })
    const failed = attach([first, file], { signal })
    await expect(failed).rejects.toMatchObject(error)
    await expect(failed).rejects.toThrow(typeof file === 'string' ? file : file.name)
    expect(onProgress).not.toHaveBeenCalled()
  },
)

test.each(['image/*', '.png', '*/*', 'text/plain,IMAGE/PNG', ['.jpg', ' .PNG'], '', []])(
  'a picture is accepted by %j',
  async accept => {
    expect(await attachFiles({ accept })([photo], { signal })).toHaveLength(1)
  },
)

test('$uploads has the progress of each file until its message is sent or given up', async () => {
  const { upload, open } = manualUpload()
  const attach = attachFiles({ upload })
  const rows = (): readonly unknown[] =>
    attach.$uploads.get().map(({ file, fraction }) => [(file as File).name, fraction])
  const sent = attach([photo, '/a.png', note], { signal })
  expect(rows()).toEqual([
    ['photo.png', 0],
    ['note.txt', 0],
  ])
  const { onProgress, resolve } = open.get('photo.png')!
  onProgress(0.5)
  open.get('note.txt')!.resolve('/files/2')
  await nextTurn()
  expect(rows()).toEqual([
    ['photo.png', 0.5],
    ['note.txt', 1],
  ])

  const controller = new AbortController()
  const stopped = attach([photo, photo], { signal: controller.signal })
  expect(rows()).toHaveLength(4)
  controller.abort()
  await expect(stopped).rejects.toThrow()
  open.get('photo.png')!.onProgress(0.9)
  expect(rows()).toHaveLength(2)

  const failed = attach([note], { signal })
  open.get('note.txt')!.reject(new Error('Gone'))
  await expect(failed).rejects.toThrow('Gone')
  expect(rows()).toHaveLength(2)
  resolve('/files/1')
  await sent
  expect(rows()).toEqual([])
})

test('files are uploaded at the same time, and stay in their order', async () => {
  const { upload, open } = manualUpload()
  const parts = attachFiles({ upload, maxDataUrlBytes: 1 })([photo, note], { signal })
  expect([...open.keys()]).toEqual(['photo.png', 'note.txt'])
  open.get('note.txt')!.resolve('/files/2')
  await nextTurn()
  open.get('photo.png')!.resolve('/files/1')
  expect(await parts).toEqual([
    { type: 'file', mediaType: 'image/png', url: '/files/1', filename: 'photo.png' },
    { type: 'file', mediaType: 'text/plain', url: '/files/2', filename: 'note.txt' },
  ])
  expect(open.get('photo.png')!.signal.aborted).toBe(false)
})

test('an upload may give a URL, and another type and name', async () => {
  const given = [
    new URL('https://example.org/a'),
    { url: '/b', mediaType: 'image/webp', filename: 'b.webp' },
    { url: new URL('https://example.org/c') },
  ]
  const attach = attachFiles({ upload: async () => given.shift()! })
  expect(await attach([photo, photo, new Blob(['c'])], { signal })).toEqual([
    { type: 'file', mediaType: 'image/png', url: 'https://example.org/a', filename: 'photo.png' },
    { type: 'file', mediaType: 'image/webp', url: '/b', filename: 'b.webp' },
    { type: 'file', mediaType: 'application/octet-stream', url: 'https://example.org/c' },
  ])
})

test('a blob is uploaded as a file', async () => {
  const blob = new Blob(['c'], { type: 'text/csv' })
  const upload = vi.fn<NonNullable<AttachFilesOptions['upload']>>(async () => '/c')
  await attachFiles({ upload })([blob, photo], { signal })
  const [[made] = [], [same] = []] = upload.mock.calls
  expect(made).toBeInstanceOf(File)
  expect(made).toMatchObject({ name: 'file', type: 'text/csv', size: 1 })
  expect(same).toBe(photo)
})

test('an upload that fails tells which, and aborts the others', async () => {
  const { upload, open } = manualUpload()
  const parts = attachFiles({ upload })([photo, note], { signal })
  const cause = new Error('Out of space.')
  open.get('note.txt')!.reject(cause)
  await expect(parts).rejects.toMatchObject({
    code: 'server',
    message: 'The file note.txt was not sent: Out of space. Try again.',
    cause,
  })
  expect(open.get('photo.png')!.signal.aborted).toBe(true)
})

test('an upload’s own StreamError keeps its code', async () => {
  const attach = attachFiles({
    upload: () => Promise.reject(new StreamError('timeout', 'Too slow')),
  })
  await expect(attach([photo], { signal })).rejects.toMatchObject({ code: 'timeout' })
})

test('an upload that gives no address has failed', async () => {
  const attach = attachFiles({ upload: async () => '' })
  await expect(attach([photo], { signal })).rejects.toThrow('photo.png')
})

test('an abort reaches the uploads, and does not wait for those that ignore it', async () => {
  const { upload, open } = manualUpload()
  const controller = new AbortController()
  const parts = attachFiles({ upload })([photo, note], { signal: controller.signal })
  const reason = new Error('Stopped')
  controller.abort(reason)
  expect([...open.values()].map(({ signal: { aborted } }) => aborted)).toEqual([true, true])
  await expect(parts).rejects.toBe(reason)
})

test('nothing is uploaded once the signal has aborted', async () => {
  const upload = vi.fn<() => Promise<string>>()
  const parts = attachFiles({ upload })([photo], { signal: AbortSignal.abort('Stopped') })
  await expect(parts).rejects.toBe('Stopped')
  expect(upload).not.toHaveBeenCalled()
})

test('progress is reported up to 1, which means that the file is ready', async () => {
  const { upload, open } = manualUpload()
  const log: string[] = []
  const attach = attachFiles({
    upload,
    onProgress: (file, fraction) => log.push(`${(file as File).name} ${fraction}`),
  })
  const parts = attach([photo, note], { signal })
  open.get('photo.png')!.onProgress(0)
  open.get('photo.png')!.onProgress(0.5)
  open.get('note.txt')!.onProgress(1)
  open.get('note.txt')!.resolve('/2')
  await nextTurn()
  open.get('photo.png')!.resolve('/1')
  await parts
  open.get('photo.png')!.onProgress(0.7)
  expect(log).toEqual(['photo.png 0', 'photo.png 0.5', 'note.txt 1', 'photo.png 1'])
})

test.each(['ready', 'failed'])('no listener is left once the files are %s', async how => {
  const { signal: own } = new AbortController()
  const [add, remove] = [vi.spyOn(own, 'addEventListener'), vi.spyOn(own, 'removeEventListener')]
  const upload = async (): Promise<string> => (how === 'ready' ? '/1' : '')
  await attachFiles({ upload })([photo], { signal: own }).catch(() => {})
  expect(add).toHaveBeenCalledOnce()
  expect(remove.mock.calls).toEqual(add.mock.calls)
})

test('no progress is reported after an abort', async () => {
  const { upload, open } = manualUpload()
  const onProgress = vi.fn<() => void>()
  const controller = new AbortController()
  const parts = attachFiles({ upload, onProgress })([photo], controller)
  controller.abort('Stopped')
  await expect(parts).rejects.toBe('Stopped')
  open.get('photo.png')!.onProgress(0.5)
  open.get('photo.png')!.resolve('/1')
  await nextTurn()
  expect(onProgress).not.toHaveBeenCalled()
})

test('a chat sends attached files, and reports refused ones', async () => {
  const { connection, next } = createSource()
  const chat = createChat({ connection, files: attachFiles({ maxBytes: 10 }) })
  const sent = chat.sendMessage({ text: 'Read this', files: [note] })
  const { request, end } = await next()
  expect(request.messages[0]?.parts).toMatchObject([
    { type: 'file', url: 'data:text/plain;base64,SGVsbG8=' },
    { type: 'text', text: 'Read this' },
  ])
  end()
  await sent
  await chat.sendMessage({ text: 'And this', files: photo })
  expect(chat.$error.get()).toMatchObject({ code: 'too-large', limit: 10 })
})

test('a stop ends the uploads of a message', async () => {
  const { upload, open } = manualUpload()
  const chat = createChat({ connection: createSource().connection, files: attachFiles({ upload }) })
  const sent = chat.sendMessage({ files: [photo] })
  await nextTurn()
  chat.stop()
  await sent
  expect(open.get('photo.png')!.signal.aborted).toBe(true)
  expect(chat.$status.get()).toBe('ready')
})
