import DOMPurify from 'dompurify'
import { Marked, type Token } from 'marked'

/** What a model may write as HTML; all other tags are shown as they are written. */
const BARE_TAG = /^<(?:br\s*\/?|\/?(?:b|del|em|i|ins|kbd|mark|q|s|small|strong|sub|sup|u))>$/i

const marked = new Marked({
  renderer: {
    html: ({ text, raw }) => (BARE_TAG.test(raw.trim()) ? raw : escape(text)),
    // An image would be fetched without being asked for, and tell its address whatever is in it.
    image: ({ href, text }) => `<a href="${escape(href)}">${escape(text || href)}</a>`,
    checkbox: ({ checked }) => `<span class="check">${checked ? '☑' : '☐'}</span> `,
  },
})

/** A block as nodes for the page: nothing in them runs, loads, or leads to anything but a web address. */
export function safeHtml(block: Token): DocumentFragment {
  return DOMPurify.sanitize(marked.parser([block]), {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ['align', 'class', 'href', 'start', 'title'],
    ALLOWED_URI_REGEXP: /^(?:https?:|mailto:)/i,
    // Else they are taken for addresses.
    ADD_URI_SAFE_ATTR: ['align', 'start'],
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  })
}

const TAGS = (
  'a b blockquote br code del em h3 h4 h5 h6 hr i ins kbd li mark ol p pre q s small span strong sub sup ' +
  'table tbody td th thead tr u ul'
).split(' ')

function escape(text: string): string {
  return text.replaceAll(/[&<>"]/g, character => `&#${character.codePointAt(0)};`)
}
