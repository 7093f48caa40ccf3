/** What a body of server-sent events is called, and what fills a silence in it. */
export const EVENT_STREAM = {
  contentType: 'text/event-stream',
  comment: ': alive\n\n',
} as const
