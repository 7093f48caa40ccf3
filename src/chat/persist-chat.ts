import { task } from 'nanostores'
import type { Message } from '../message.ts'
import type { ChatStorage } from './chat-storage.ts'
import type { Chat } from './chat.ts'
import { mergeConversations } from './merge-conversations.ts'
import { report } from './report.ts'
import {
  readConversation,
  writeConversation,
  type ReadConversation,
  type StoredConversation,
} from './stored-conversation.ts'

/** Where a conversation is kept, and what to call if that fails. */
export interface PersistOptions {
  /** The conversation's key in the storage; `nanowire:` followed by the chat's id by default. */
  readonly key?: string | undefined
  /**
   * Called if the storage fails, with its own error as the `cause`, and if what was stored is
   * ignored. The chat itself continues.
   */
  readonly onError?: ((error: Error, during: 'restore' | 'save') => void) | undefined
}

/** A chat that is kept in a storage. */
export interface PersistedChat {
  /**
   * Resolves once what was stored is in the chat, or could not be read. It is `true` if
   * `chat.resume()` has something to continue: an answer that was under way, or had not begun, when
   * the page was left, or one that had failed; not one that the user had stopped. Never rejects.
   */
  readonly ready: Promise<boolean>
  /** Stops keeping the chat; resolves once everything due is written. What is stored stays. */
  stop(): Promise<void>
}

/** Milliseconds without a change of `$input`, until it is stored. */
const DRAFT_PAUSE = 500

/**
 * Keeps a chat's messages and its `$input` in a storage, over reloads and in sync between tabs.
 * Texts that wait in `$queue` come back as part of the input, for the user to send.
 *
 * Give the chat an `id`, or pass a `key`: an id that is new with each load is never found again.
 * What is stored replaces the messages that the chat was made with, at once if the storage is
 * synchronous.
 *
 * It writes when a question is asked, when its answer has ended, and when the page is hidden or
 * left, never for a token. An answer under way is stored as `stopped`; if `ready` is `true`,
 * `chat.resume()` continues it. Tabs keep each other's turns, under Web Locks if the browser has
 * them, and `clear()` empties all of them. A write that fails changes nothing in the chat, and the
 * next one writes all.
 */
export function persistChat(
  chat: Pick<
    Chat,
    'id' | '$messages' | '$status' | '$isLoading' | '$input' | '$queue' | 'setMessages'
  >,
  storage: ChatStorage,
  { key = `nanowire:${chat.id}`, onError }: PersistOptions = {},
): PersistedChat {
  const { $messages, $status, $isLoading, $input, $queue } = chat
  const draftKey = `${key}:draft`
  const initial = new Set($messages.get())
  const ends: (() => void)[] = []
  let stopped = false
  let isCut = false
  let announce = (): void => {}

  // What this tab and the storage last had in common: messages, the chat's list, and the text.
  let base: ReadonlyMap<string, Message> = new Map()
  let removed: readonly string[] = []
  let underWay: string | undefined
  let syncedMessages: readonly Message[] | undefined = $messages.get()
  let syncedText: string | undefined
  let isInStep = false

  let draft = ''
  let draftTimer: ReturnType<typeof setTimeout> | undefined
  let isDue = false
  let saving: Promise<void> | undefined
  let ignored: string | undefined

  /** Does what may fail, sync or async; a failure only goes to `onError`. */
  const attempt = (during: 'restore' | 'save', work: () => unknown): unknown => {
    const fail = (cause: unknown): void =>
      report(() => onError?.(new Error(FAILURES[during], { cause }), during))
    try {
      const result = work()
      return isPromise(result) ? result.then(undefined, fail) : result
    } catch (error) {
      return fail(error)
    }
  }

  const read = (text: string, during: 'restore' | 'save'): ReadConversation => {
    const found = readConversation(text)
    if ('problem' in found && text !== ignored) {
      ignored = text
      onError?.(new Error(found.problem), during)
    }
    return found
  }

  const restore = (found: unknown): void => {
    if (stopped) return
    const stored = typeof found === 'string' ? read(found, 'restore') : undefined
    isInStep = !(stored && 'problem' in stored && stored.isLater)
    if (!stored || 'problem' in stored) return
    syncedText = found as string
    const { messages } = stored.conversation
    underWay = stored.conversation.underWay
    const last = messages.at(-1)
    isCut =
      last !== undefined &&
      (last.id === underWay || last.status === (last.role === 'user' ? 'complete' : 'error'))
    // Of the chat's messages, only those sent since are merged.
    const sent = $messages.get().filter(message => !initial.has(message))
    const all = mergeConversations(sent, base, stored.conversation)
    base = byId(messages)
    removed = all.removed
    const isNew = sent.length > 0
    syncedMessages = isNew ? undefined : messages
    chat.setMessages(isNew ? all.messages : messages)
  }

  const restoreDraft = (found: unknown): void => {
    if (stopped || typeof found !== 'string' || $input.get() !== '') return
    draft = found
    $input.set(found)
  }

  /** Merges the stored messages with the chat's, and writes the result if it differs. */
  const exchange = (): unknown =>
    after(storage.get(key), found => {
      const text = typeof found === 'string' ? found : undefined
      const mine = $messages.get()
      const isKnown = isInStep && text === syncedText
      if (isKnown && mine === syncedMessages) return undefined
      // An empty storage that had messages before was cleared by somebody.
      let theirs: StoredConversation = { messages: [], removed: [...base.keys()] }
      if (isKnown) theirs = { messages: [...base.values()], removed, underWay }
      else if (text !== undefined) {
        const stored = read(text, 'save')
        if ('conversation' in stored) theirs = stored.conversation
        else if (stored.isLater) return undefined
        else theirs = { messages: [], removed }
      }
      const merged = mergeConversations(mine, base, theirs)
      // If nobody else has changed anything, the order is this tab's too.
      const messages = isKnown || isSame(merged.messages, mine) ? mine : merged.messages
      // An answer under way in another tab is marked so until that tab, or this one, changes it.
      const cut = messages.find(({ id }) => id === theirs.underWay)
      const stillUnderWay =
        cut && (cut === base.get(cut.id) || theirs.messages.includes(cut)) ? cut.id : undefined
      const next =
        messages.length > 0
          ? writeConversation({ ...merged, messages, underWay: stillUnderWay })
          : undefined

      const settle = (): void => {
        // Messages that come during an answer would split it from its question: show them later.
        isInStep = messages === mine || (!$isLoading.get() && $messages.get() === mine)
        const shown = isInStep ? messages : mine
        base = byId(shown)
        removed = next === undefined ? [] : merged.removed
        underWay = stillUnderWay
        syncedMessages = shown
        syncedText = next
        if (shown !== mine) chat.setMessages(shown)
      }
      if (next === text) return settle()
      return after(next === undefined ? remove(storage, key) : storage.set(key, next), () => {
        settle()
        announce()
      })
    })

  const saveDue = async (): Promise<void> => {
    // One write for all changes of a tick.
    await Promise.resolve()
    while (isDue) {
      await locked(key, () => {
        isDue = false
        return attempt('save', exchange)
      })
    }
    saving = undefined
  }
  const save = (): void => {
    isDue = true
    saving ??= task(saveDue)
  }
  const saveIfIdle = (): void => {
    if (!$isLoading.get()) save()
  }
  const saveDraft = (): void => {
    clearTimeout(draftTimer)
    draftTimer = undefined
    const waiting = $queue.get().map(({ content }) => content)
    const text = [...waiting, $input.get()].filter(Boolean).join('\n\n')
    if (text === draft) return
    draft = text
    attempt('save', () => (text === '' ? remove(storage, draftKey) : storage.set(draftKey, text)))
  }

  const watch = (isSync: boolean): void => {
    if (stopped) return
    ends.push(
      $messages.listen(saveIfIdle),
      $status.listen(status => {
        if (status !== 'streaming') save()
      }),
      $queue.listen(saveDraft),
      $input.listen(() => {
        clearTimeout(draftTimer)
        draftTimer = setTimeout(saveDraft, DRAFT_PAUSE)
      }),
      whenHidden(() => {
        saveDraft()
        // A page being left cannot wait for a lock. A synchronous storage needs none.
        if (isSync) attempt('save', exchange)
        else save()
      }, saveIfIdle),
    )
    if (storage.subscribe) ends.push(storage.subscribe(key, saveIfIdle))
    else if (isPage() && typeof BroadcastChannel !== 'undefined') {
      const channel = new BroadcastChannel(key)
      channel.addEventListener('message', saveIfIdle)
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has none
      announce = () => channel.postMessage('changed')
      ends.push(() => {
        announce = () => {}
        channel.close()
      })
    }
    if ($messages.get() !== syncedMessages) save()
    if ($input.get() !== draft) draftTimer = setTimeout(saveDraft, DRAFT_PAUSE)
  }

  const restored = [
    attempt('restore', () => after(storage.get(key), restore)),
    attempt('restore', () => after(storage.get(draftKey), restoreDraft)),
  ]
  const isSync = !restored.some(isPromise)
  if (isSync) watch(true)

  return {
    ready: task(async () => {
      if (isSync) return isCut
      await Promise.all(restored)
      watch(false)
      return isCut
    }),
    async stop() {
      stopped = true
      for (const end of ends.splice(0)) end()
      if (draftTimer !== undefined) saveDraft()
      await saving
    },
  }
}

const FAILURES = {
  restore: 'The stored conversation could not be read. The storage may be blocked.',
  save: 'The conversation could not be saved: the storage may be full or blocked. It is still in the page.',
} as const

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function'
}

/** Calls `next` with a value, at once or when its promise resolves. */
function after(value: unknown, next: (value: unknown) => unknown): unknown {
  return isPromise(value) ? value.then(next) : next(value)
}

function remove(storage: ChatStorage, key: string): unknown {
  return 'del' in storage ? storage.del(key) : storage.delete(key)
}

function byId(messages: readonly Message[]): ReadonlyMap<string, Message> {
  return new Map(messages.map(message => [message.id, message]))
}

function isSame(some: readonly Message[], others: readonly Message[]): boolean {
  return some.length === others.length && some.every((message, index) => message === others[index])
}

/** Does the work under a Web Lock of this name, if the browser has them. */
async function locked(name: string, work: () => unknown): Promise<void> {
  if (typeof navigator === 'undefined' || !navigator.locks) await work()
  else {
    // Refused in a page of an opaque origin.
    await navigator.locks.request(name, work).catch(work)
  }
}

function isPage(): boolean {
  return typeof document !== 'undefined' || 'WorkerGlobalScope' in globalThis
}

/**
 * Calls back when the page is hidden or left, and when it is shown again; returns how to end it.
 */
function whenHidden(hidden: () => void, shown: () => void): () => void {
  if (typeof document === 'undefined') return () => {}
  const change = (): void => (document.visibilityState === 'hidden' ? hidden() : shown())
  document.addEventListener('visibilitychange', change)
  globalThis.addEventListener?.('pagehide', hidden)
  return () => {
    document.removeEventListener('visibilitychange', change)
    globalThis.removeEventListener?.('pagehide', hidden)
  }
}
