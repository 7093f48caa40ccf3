import { attach } from './attachments.ts'
import { byId } from './element.ts'

/** Takes files for the next message: chosen, pasted into the field, or dropped on the conversation. */
export function takeFiles(): void {
  const choose = byId('files', HTMLInputElement)
  const stage = byId('stage', HTMLElement)
  let depth = 0

  byId('attach', HTMLButtonElement).addEventListener('click', () => choose.click())
  choose.addEventListener('change', () => {
    attach(choose.files ?? [])
    // So that the same file can be chosen again.
    choose.value = ''
  })
  byId('message', HTMLTextAreaElement).addEventListener('paste', event => {
    const { files = [] } = event.clipboardData ?? {}
    if (files.length === 0) return
    event.preventDefault()
    attach(files)
  })

  stage.addEventListener('dragenter', event => hover(event, 1))
  stage.addEventListener('dragleave', event => hover(event, -1))
  stage.addEventListener('dragover', event => {
    if (hasFiles(event)) event.preventDefault()
  })
  stage.addEventListener('drop', event => {
    if (!hasFiles(event)) return
    event.preventDefault()
    attach(event.dataTransfer!.files)
    depth = 0
    stage.classList.remove('dropping')
  })

  /** While dragging, each element is entered before the previous one is left. */
  function hover(event: DragEvent, by: number): void {
    if (!hasFiles(event)) return
    depth = Math.max(0, depth + by)
    stage.classList.toggle('dropping', depth > 0)
  }
}

function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') ?? false
}
