/**
 * Callers by the tokens of an identity provider. It needs jose, which is a dependency of its user.
 *
 * @module
 */
export { type Claims, jwtCallers, type JwtTrust } from "./jwtCallers.ts"
