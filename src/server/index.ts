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
export type { FollowResponseOptions } from './follow-response.ts'
export { followRun } from './follow-run.ts'
export { logRun, type Ending, type LogRunOptions, type RunEnd } from './log-run.ts'
export type { LoggedResponseOptions } from './logged-response.ts'
export { memoryLog, type MemoryLogOptions } from './memory-log.ts'
export type { IoRedisClient, NodeRedisClient, RedisClient } from './redis-client.ts'
export { redisLog, type RedisLogOptions } from './redis-log.ts'
export type { StreamResponseOptions, WireName, WireResponseOptions } from './response-options.ts'
export { resumeResponse, type ResumeResponseOptions } from './resume-response.ts'
export {
  isRunLogError,
  runLogError,
  type BeginOptions,
  type LoggedRecord,
  type RunInfo,
  type RunLog,
  type RunLogOptions,
  type RunLogError,
  type RunLogErrorCode,
  type RunRecord,
} from './run-log.ts'
export { toHttpStreamResponse } from './to-http-stream-response.ts'
export { toNodeResponse, type NodeResponse } from './to-node-response.ts'
export {
  toServerSentEventsResponse,
  toServerSentEventsResponse as streamToResponse,
  toServerSentEventsResponse as toStreamResponse,
} from './to-server-sent-events-response.ts'
export { toTextStreamResponse } from './to-text-stream-response.ts'
