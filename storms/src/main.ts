/**
 * To be written.
 *
 * @module
 */
console.log("to be written")
