/** The content type and the heartbeat of a body of server-sent events. */
export const EVENT_STREAM = {
  contentType: 'text/event-stream',
  comment: ': alive\n\n',
} as const
