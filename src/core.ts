export type {
  Attempt,
  ConnectionAdapter,
  FetchOptions,
  PerAttempt,
  RequestBody,
  ResumeOptions,
  Retry,
  RetryOptions,
} from './adapters/adapter.ts'
export { dextoApprovals, type DextoApprovalsOptions } from './adapters/dexto-approvals.ts'
export { fetchHttpStream } from './adapters/fetch-http-stream.ts'
export { fetchServerSentEvents } from './adapters/fetch-server-sent-events.ts'
export type { Timeouts } from './adapters/timeouts.ts'
export { stream, type StreamOptions, type StreamSource } from './adapters/stream.ts'
export { withFallback, type Fallback, type FallbackOptions } from './adapters/with-fallback.ts'
export type { ApprovalResponse, ChatRequest, ConnectionProgress } from './chat-request.ts'
export {
  attachFiles,
  type AttachFiles,
  type AttachFilesOptions,
  type Upload,
  type UploadContext,
  type UploadResult,
} from './chat/attach-files.ts'
export type {
  Chat,
  ChatOptions,
  ChatStatus,
  Content,
  FileSource,
  FinishInfo,
  PrepareFiles,
  SendOptions,
  ToolAnswer,
} from './chat/chat.ts'
export { createChat } from './chat/create-chat.ts'
export { createChats, type Chats, type ChatsOptions } from './chat/create-chats.ts'
export type { ChatStorage } from './chat/chat-storage.ts'
export { createMessage, type MessageInit } from './chat/create-message.ts'
export { fromUiMessages } from './chat/from-ui-messages.ts'
export {
  engineStorage,
  type PersistentEngine,
  type PersistentEvents,
} from './chat/engine-storage.ts'
export type { PageTool, PageToolContext } from './chat/made-calls.ts'
export { openStream, type OpenStream, type OpenStreamOptions } from './chat/open-stream.ts'
export { persistChat, type PersistedChat, type PersistOptions } from './chat/persist-chat.ts'
export { previewFiles, type FilePreviews } from './chat/preview-files.ts'
export type { Progress } from './chat/progress.ts'
export { smooth, type SmoothOptions } from './chat/smooth.ts'
export type { UiMessage } from './chat/ui-message.ts'
export { keepVersions, selectVersion } from './chat/versions.ts'
export { withTools, type PageTools, type WithToolsOptions } from './chat/with-tools.ts'
export type { Flush, FlushSchedule, WriteSchedule } from './chat/write-schedule.ts'
export type { Decoder } from './decoder.ts'
export type * from './message.ts'
export { applyEvent } from './messages/apply-event.ts'
export { jsonProtocol, type JsonProtocolOptions } from './protocols/json-protocol.ts'
export type { Protocol, ResponseHead, WireRecord } from './protocol.ts'
export { extractReasoning, type ExtractReasoningOptions } from './protocols/extract-reasoning.ts'
export {
  isStreamError,
  StreamError,
  type StreamErrorCode,
  type StreamErrorDetails,
} from './stream-error.ts'
export type { StreamEvent } from './stream-event.ts'
