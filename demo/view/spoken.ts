/** A piece of Markdown as it is read out: the words without the marks; code is only mentioned. */
export function spoken(markdown: string): string {
  return markdown
    .replaceAll(/^[ \t>]*(?:\x60{3}|~~~).*$/gm, '')
    .replaceAll(/^[ \t]*\|?[ \t]*:?-{2,}[-:| \t]*$/gm, '')
    .replaceAll(/^[ \t]*(?:>[ \t]*)*(?:(?:#{1,6}|[-*+])[ \t]+)?/gm, '')
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/(\*\*|__|~~|\x60+)/g, '')
    .replaceAll(/(^|[^\w*])\*(?=\S)|(?<=\S)\*(?![\w*])/g, '$1')
    .replaceAll(/[ \t]*\|[ \t]*/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
}
