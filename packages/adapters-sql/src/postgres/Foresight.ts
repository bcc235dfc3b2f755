/**
 * Foresight: whether a shard will be found where this process left it, because nobody else writes to it.
 *
 * @module
 */

/** How far a shard has come. */
export interface Reached {
  readonly sequence: number
  readonly recordedAt: number
  /** How many changes the network had seen. */
  readonly network: number
}

/** After so many batches that met nobody a shard is trusted again, however often it was not as foreseen. */
const most = 256

/** Where a shard was left, and whether it is found there again. */
export class Foresight {
  private left: Reached | undefined
  private found = 0
  private after: number

  /** After so many batches in a row before which nobody else had written to the shard, the next one is foreseen. */
  constructor(after: number) {
    this.after = after
  }

  /** Where the shard will be found, if that may be relied on. */
  get reached(): Reached | undefined {
    return this.found >= this.after ? this.left : undefined
  }

  /** The shard was locked, and has come as far as this. */
  meet(sequence: number): void {
    this.found = this.left?.sequence === sequence ? this.found + 1 : 0
  }

  /** The shard was left by a commit of this process. */
  leave({ network, recordedAt, sequence }: Reached): void {
    this.left = { sequence, recordedAt, network }
  }

  /** Where it was left is not known. */
  forget(): void {
    this.left = undefined
    this.found = 0
  }

  /** A batch met what was not foreseen: twice as many have to meet nobody before it is tried again. */
  fail(): void {
    this.forget()
    this.after = Math.max(this.after, Math.min(2 * this.after, most))
  }
}
