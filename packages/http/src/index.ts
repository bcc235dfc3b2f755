/**
 * Telling others over HTTP: webhooks, and what a gateway of messages needs.
 *
 * @module
 */
export { isPublic } from "./isPublic.ts"
export { post, type Posted } from "./post.ts"
export { Webhook, type WebhookOptions } from "./Webhook.ts"
