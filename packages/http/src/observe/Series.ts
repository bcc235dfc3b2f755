/**
 * Series of a meter: each name with its labels, kept apart from those of any other service in the process.
 *
 * @module
 */
import * as Context from "effect/Context"
import * as Metric from "effect/Metric"

type Labels = Readonly<Record<string, string>>

/** What grows: by so much, under these labels. */
export interface Counted {
  readonly add: (by: number, labels?: Labels) => void
}

/** What goes up and down. */
export interface Level {
  readonly change: (by: number) => void
  readonly now: () => number
}

const noLabels: Labels = {}

/** Looked up when somebody asks, and changed by nobody. */
const shownBy = <State>(get: () => State): Metric.Metric.Hooks<number, State> => ({
  get,
  update: () => undefined,
  modify: () => undefined
})

export class Series {
  /** In which the series are found. */
  readonly context: Context.Context<never> = Context.make(Metric.MetricRegistry, new Map())

  counter(name: string, description: string): Counted {
    return this.by((attributes) => Metric.counter(name, { description, attributes, incremental: true }))
  }

  histogram(name: string, description: string, boundaries: ReadonlyArray<number>): Counted {
    return this.by((attributes) => Metric.histogram(name, { description, attributes, boundaries }))
  }

  level(name: string, description: string): Level {
    const gauge = Metric.gauge(name, { description })
    gauge.updateUnsafe(0, this.context)
    return {
      change: (by) => gauge.modifyUnsafe(by, this.context),
      now: () => gauge.valueUnsafe(this.context).value
    }
  }

  /** A figure that is looked up when somebody asks. */
  shown(name: string, description: string, now: () => number, labels?: Labels): void {
    const gauge = Metric.gauge(name, { description, ...(labels && { attributes: labels }) })
    Metric.registerUnsafe(
      gauge,
      this.context,
      shownBy(() => ({ value: now() }))
    )
  }

  /** The same of a figure that only grows. */
  total(name: string, description: string, now: () => number): void {
    const counter = Metric.counter(name, { description, incremental: true })
    Metric.registerUnsafe(
      counter,
      this.context,
      shownBy(() => ({ count: now(), incremental: true }))
    )
  }

  /** One series for each set of labels, which is looked up by their values. */
  private by(made: (labels: Labels) => Metric.Metric<number, unknown>): Counted {
    const all = new Map<string, Metric.Metric<number, unknown>>()
    return {
      add: (by, labels = noLabels) => {
        const key = Object.values(labels).join("\n")
        let one = all.get(key)
        if (one === undefined) all.set(key, (one = made(labels)))
        one.updateUnsafe(by, this.context)
      }
    }
  }
}
