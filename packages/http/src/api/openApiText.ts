/**
 * The OpenAPI document as text: as it is committed and as it is sent.
 *
 * @module
 */
import { openApi } from "./openapi.ts"

let made: string | undefined

/** Made once. */
export const openApiText = (): string => (made ??= `${JSON.stringify(openApi(), null, 1)}\n`)
