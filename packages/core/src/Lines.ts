/**
 * The lines in front of the committers: as much as may wait at all, and in which line a client's commands go.
 *
 * @module
 */
import type { Task } from "./batch/decideBatch.ts"
import { systemClient } from "./journal/Operation.ts"
import { Line, remembered } from "./Line.ts"
import { type ClientId, scoped } from "./values/Ids.ts"

/** A task, and what is told how it ended. */
export interface Waiting<Ended> {
  readonly task: Task
  /** Whether it is still to be tried. Absent: it is. */
  readonly isMeant?: (() => boolean) | undefined
  readonly end: (ended: Ended) => void
}

/** Where commands wait: in the line of a shard, among those of one client. */
interface Place {
  readonly shard: number
  readonly among: ClientId
}

/** Where a client's unfinished commands are, and how many they are. */
interface Open extends Place {
  count: number
}

const clientOf = (task: Task): ClientId => ("request" in task ? task.request.client : systemClient)

/** What a task is about: the same card, account or wallet goes to the same shard whoever asks. */
const subjectOf = (task: Task): string => {
  if (!("request" in task)) return task.settle
  const { client, command, references } = task.request
  const { accounts, cards, keys, operations } = references
  return cards[0] ?? accounts[0] ?? operations[0] ?? keys[0] ?? scoped(client, command.key)
}

/** The shard of a text: FNV-1a, which is quick and spreads well. */
const spread = (text: string, shards: number): number => {
  let hash = 0x811c9dc5
  for (let n = 0; n < text.length; n++) hash = Math.imul(hash ^ text.charCodeAt(n), 0x01000193)
  return (hash >>> 0) % shards
}

/** The line that is filled before another one is used, and with how many things it is full. */
interface Home {
  readonly shard: number
  readonly room: number
}

interface LinesOptions {
  readonly shards: number
  /** How much may wait in all of them. */
  readonly capacity: number
  /** How many batches of a shard may be under way. Absent: 1. */
  readonly depth?: ((shard: number) => number) | undefined
  /** Absent: all are used alike. */
  readonly home?: Home | undefined
}

/**
 * One line per shard. A client that waits for nothing goes home while there is room, else to the shard of what it asks
 * about; while it waits for something it stays where that is, so that its commands are committed in the order in which it
 * sent them. Commands that are put together stay together, whoever their clients are.
 */
export class Lines<Ended> {
  readonly all: ReadonlyArray<Line<Waiting<Ended>>>
  private readonly clients = new Map<ClientId, Open>()
  /** How many clients have something unfinished. */
  private open = 0
  private readonly capacity: number
  private readonly home: Home | undefined

  constructor({ capacity, depth, home, shards }: LinesOptions) {
    this.all = Array.from(
      { length: shards },
      (_, shard) => new Line<Waiting<Ended>>(depth && (() => depth(shard)))
    )
    this.capacity = capacity
    this.home = home
  }

  /** How many wait in all lines. */
  get waiting(): number {
    return this.all.reduce((sum, line) => sum + line.length, 0)
  }

  /**
   * Whether so many more may wait. When the room is full, a quarter more is there for clients that have less than their
   * equal part of it: one that floods the lines does not shut the others out.
   */
  hasRoomFor(tasks: ReadonlyArray<Task>): boolean {
    const after = this.waiting + tasks.length
    const [first] = tasks
    if (first === undefined || after <= this.capacity) return true
    const { among, shard } = this.placeOf(tasks, first)
    const own = this.all[shard]?.waitingOf(among) ?? 0
    const clients = this.openOf(among) === undefined ? this.open + 1 : this.open
    const isModest = (own + tasks.length) * clients <= this.capacity
    return isModest && after <= this.capacity + Math.floor(this.capacity / 4)
  }

  /** All of them in one place, one after the other. Each is told once how it ended. */
  put(waiting: ReadonlyArray<Waiting<Ended>>): void {
    const [first] = waiting
    if (first === undefined) return
    const place = this.placeOf(
      waiting.map(({ task }) => task),
      first.task
    )
    const items = waiting.map(({ end, isMeant, task }) => ({
      task,
      isMeant,
      end: this.counted(clientOf(task), place, end)
    }))
    this.all[place.shard]?.put(place.among, ...items)
  }

  /** Where the first of their clients that waits for something has it; else a place of their own. */
  private placeOf(tasks: ReadonlyArray<Task>, first: Task): Place {
    for (const task of tasks) {
      const open = this.openOf(clientOf(task))
      if (open !== undefined) return open
    }
    return { shard: this.shardFor(first), among: clientOf(first) }
  }

  private shardFor(task: Task): number {
    const { all, home } = this
    const isHomely = home !== undefined && (all[home.shard]?.length ?? home.room) < home.room
    return isHomely ? home.shard : spread(subjectOf(task), all.length)
  }

  private openOf(client: ClientId): Open | undefined {
    const open = this.clients.get(client)
    return open === undefined || open.count === 0 ? undefined : open
  }

  /** Counts one more of a client's as unfinished until it ends. */
  private counted(client: ClientId, place: Place, end: Waiting<Ended>["end"]): Waiting<Ended>["end"] {
    const open = this.openOf(client) ?? this.opened(client, place)
    open.count += 1
    let isOpen = true
    return (ended) => {
      if (!isOpen) return
      isOpen = false
      open.count -= 1
      if (open.count === 0) this.open -= 1
      end(ended)
    }
  }

  private opened(client: ClientId, { among, shard }: Place): Open {
    if (this.clients.size >= remembered)
      for (const [known, { count }] of this.clients) if (count === 0) this.clients.delete(known)
    const open = { among, shard, count: 0 }
    this.clients.set(client, open)
    this.open += 1
    return open
  }
}
