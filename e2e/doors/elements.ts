/** Creates an element with its children, without a framework. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const created = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) created.setAttribute(name, value)
  created.append(...children)
  return created
}

export function button(label: string, press?: () => void): HTMLButtonElement {
  const created = element('button', {}, label)
  if (press) created.addEventListener('click', press)
  return created
}
