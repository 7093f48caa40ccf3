export type { AnswerSource, AnswerStream } from './answer-source.ts'
export type { RefusedRequest } from './bad-request.ts'
export {
  chatRequest,
  type AskedChat,
  type AskedMessage,
  type AskedPart,
  type ChatRequestOptions,
} from './chat-request.ts'
export type { IncomingRequest } from './read-body.ts'
export type { StreamResponseOptions, WireName, WireResponseOptions } from './response-options.ts'
export { toHttpStreamResponse } from './to-http-stream-response.ts'
export { toNodeResponse, type NodeResponse } from './to-node-response.ts'
export {
  toServerSentEventsResponse,
  toServerSentEventsResponse as streamToResponse,
  toServerSentEventsResponse as toStreamResponse,
} from './to-server-sent-events-response.ts'
export { toTextStreamResponse } from './to-text-stream-response.ts'
