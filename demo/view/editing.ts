import { atom, type WritableAtom } from 'nanostores'

/** The id of the question that is being edited, if any: only one at a time. */
export const $editing: WritableAtom<string | undefined> = atom(undefined)
