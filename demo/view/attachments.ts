import { atom, type ReadableAtom } from 'nanostores'

export interface Attachment {
  readonly id: number
  readonly file: File
}

const $list = atom<readonly Attachment[]>([])
let count = 0

/** The files that go with the next message, in the order in which they came. */
export const $attachments: ReadableAtom<readonly Attachment[]> = $list

export function attach(files: Iterable<File>): void {
  const added = [...files].map(file => ({ id: ++count, file }))
  if (added.length > 0) $list.set([...$list.get(), ...added])
}

export function detach(id: number): void {
  $list.set($list.get().filter(one => one.id !== id))
}

/** Returns the files and clears the list. */
export function takeAttachments(): readonly File[] {
  const files = $list.get().map(({ file }) => file)
  if (files.length > 0) $list.set([])
  return files
}
