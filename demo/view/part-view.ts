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
  /** `isOver`: the message was stopped or has failed, so nothing more comes. */
  show(part: Kind, isOver?: boolean): void
}

/** Creates the view of a part and of its later versions. A user's text is not Markdown. */
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
