/**
 * Telling others over HTTP: webhooks, and what a gateway of messages needs.
 *
 * @module
 */
export { isPublic } from "./isPublic.ts"
export { post, type Posted } from "./post.ts"
export { EndpointInput, readEndpointInput } from "./webhooks/EndpointInput.ts"
export { apiVersion } from "./webhooks/payload.ts"
export { type EndpointShown, shownEndpoint, shownLetter, shownTally } from "./webhooks/shown.ts"
export { type Arrived, type Payload, verifyWebhook, WebhookRefused } from "./webhooks/verifyWebhook.ts"
export { Webhook, type WebhookOptions } from "./webhooks/Webhook.ts"
export {
  EndpointChanged,
  type EndpointLetters,
  EndpointUnknown,
  EventUnknown,
  type Introduced,
  type Pinged,
  TooManyEndpoints,
  Webhooks,
  type WebhooksOptions
} from "./webhooks/Webhooks.ts"
