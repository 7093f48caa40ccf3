import { memo, StrictMode, useEffect, type ComponentType, type JSX } from 'react'
import { createRoot } from 'react-dom/client'
import { countRender, markStatus, watchText } from '../bench-page.ts'

/** What every page shows of a message. */
export function Article({
  id,
  role,
  text,
}: {
  id: string
  role: string
  text: string
}): JSX.Element {
  countRender(id)
  return <article data-role={role}>{text}</article>
}

/** A row that is rendered again only when its message is another one, as the peers' docs advise. */
export function memoRow<Message extends object>(
  show: (message: Message) => JSX.Element,
): ComponentType<{ message: Message }> {
  return memo(({ message }: { message: Message }) => show(message))
}

export function Status({ status }: { status: string }): JSX.Element {
  useEffect(() => markStatus(status), [status])
  return <output>{status}</output>
}

export function showPage(Page: ComponentType): void {
  const root = document.querySelector<HTMLElement>('#root')!
  watchText(root)
  createRoot(root).render(
    <StrictMode>
      <Page />
    </StrictMode>,
  )
}
