import type { Part, Role } from 'nanowire'
import { dataView } from './data-view.ts'
import { fileView } from './file-view.ts'
import { markdownView } from './markdown/markdown-view.ts'
import { reasoningView } from './reasoning-view.ts'
import { sourceView } from './source-view.ts'
import { plainView } from './text-view.ts'
import { toolView } from './tool-view.ts'

/** A part of a message on the page. */
export interface PartView<Kind extends Part = Part> {
  readonly element: HTMLElement
  /** `isOver`: its message has been stopped, or has failed, and nothing more comes of it. */
  show(part: Kind, isOver?: boolean): void
}

/** What shows a part, and every later version of it. What a user has typed is no Markdown. */
export function partView(part: Part, role: Role, isOver: boolean): PartView {
  const view = viewFor(part, role)
  view.show(part, isOver)
  return view
}

function viewFor(part: Part, role: Role): PartView {
  switch (part.type) {
    case 'text':
      return role === 'user' ? plainView() : markdownView()
    case 'reasoning':
      return reasoningView()
    case 'tool-call':
      return toolView()
    case 'source':
      return sourceView()
    case 'file':
      return fileView()
    case 'data':
      return dataView()
  }
}
