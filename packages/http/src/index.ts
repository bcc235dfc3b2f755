/**
 * The ledger over HTTP: the service, who may call it, where it is mounted; webhooks, and what a gateway of messages needs.
 *
 * @module
 */
export { Access, type Admitted, type Call } from "./Access.ts"
export type { Caller, CallerKind, Channel, Rows } from "./Caller.ts"
export type { Answer, Asked } from "./Exchange.ts"
export { Http, type HttpOptions } from "./Http.ts"
export {
  type BesideOptions,
  type HolderStoreLayer,
  type Ledger,
  ledgerLayer,
  type StoreLayer
} from "./ledger.ts"
export { nodeMount, type NodeMount, type NodeMountOptions } from "./mount/node.ts"
export type { Patience } from "./mount/patience.ts"
export { ConfigurationInvalid, openHttp, type Opened, type OpenOptions } from "./mount/open.ts"
export { serve, type ServeOptions, type Serving } from "./mount/serve.ts"
export { webMount, type WebMount, type WebMountOptions } from "./mount/web.ts"
export { Jobs, type JobsOptions } from "./jobs/Jobs.ts"
export type { SandboxOptions } from "./sandbox/Sandbox.ts"
export { type StaticKey, StaticKeys } from "./StaticKeys.ts"
export { isPublic } from "./isPublic.ts"
export { post, type Posted } from "./post.ts"
export { EndpointInput } from "./api/EndpointInput.ts"
export { readEndpointInput } from "./webhooks/readEndpointInput.ts"
export { apiVersion } from "./api/apiVersion.ts"
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
