/**
 * The contract of the service, for browsers and servers: routes, problems, the OpenAPI document, and a typed client.
 *
 * @module
 */
export {
  client,
  type Client,
  type CommandAnswer,
  type CommandOptions,
  effectClient,
  type EffectClient,
  type FieldsOf,
  type Found,
  type QuestionAnswer
} from "./Client.ts"
export { type AccessRoute, type AccessRouteName, accessRoutes, type KnownBy } from "./accessRoutes.ts"
export type { Scope } from "./groups.ts"
export type { DoneAnswer } from "./furtherClient.ts"
export { type ExportJob, type ImportJob, type JobRoute, type JobRouteName, jobRoutes } from "./jobRoutes.ts"
export type { BatchAnswer, BatchOutcome, ExportAnswer, ExportName } from "./manyClient.ts"
export { type ClientOptions, NoAnswer } from "./wire.ts"
export { type WebhookRoute, type WebhookRouteName, webhookRoutes } from "./webhookRoutes.ts"
export { type Language, languageOf, languages } from "./languages.ts"
export { openApi } from "./openapi.ts"
export { declineRows, type FaultCode, faults, problem, type Problem } from "./Problem.ts"
export type { ProblemDocument } from "./problemText.ts"
export { type Question, type QuestionInput, type QuestionName, questions } from "./questions.ts"
export { type CommandRoute, commandRoutes, fieldsInPath } from "./routes.ts"
