import type { Part } from 'nanowire'
import { dataView } from './data-view.ts'
import { fileView, sourceView } from './link-view.ts'
import { reasoningView, textView } from './text-view.ts'
import { toolView } from './tool-view.ts'

/** A part of a message on the page. */
export interface PartView<Kind extends Part = Part> {
  readonly element: HTMLElement
  show(part: Kind): void
}

/** What shows a part, and every later version of it. */
export function partView(part: Part): PartView {
  const view = viewFor(part)
  view.show(part)
  return view
}

function viewFor(part: Part): PartView {
  switch (part.type) {
    case 'text':
      return textView()
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
