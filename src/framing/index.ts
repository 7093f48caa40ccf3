export type { Decoder } from '../decoder.ts'
export { jsonLines } from './json-lines.ts'
export { plainText } from './plain-text.ts'
export type { FramingOptions } from './record-limit.ts'
export {
  serverSentEvents,
  type ServerSentEvent,
  type ServerSentEventsDecoder,
  type ServerSentEventsOptions,
} from './server-sent-events.ts'
export { utf8Lines } from './utf8-lines.ts'
