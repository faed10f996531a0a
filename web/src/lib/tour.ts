// What is said in a tour: sentences whose conditions the running scene has met, with the value of then.

import type { Channel, Sight, Tour } from './api'

/** A moment as a tour keeps it: time and the values of the channels it looks at. */
export type Sample = { t: number; values: number[] }
export type Said = { step: number; text: string; value: number; channel: Channel; met: boolean }

/** Channels that a tour looks at, each once. */
export const watched = (tour: Tour): string[] => [
  ...new Set([...tour.step.flatMap((s) => s.sees.map((x) => x.channel)), ...tour.strip.flatMap((s) => s.lines.map((l) => l.channel))]),
]

/** The step that a time belongs to. */
export const stepAt = (tour: Tour, t: number): number => {
  const at = tour.step.findIndex((s) => t < s.until_s)
  return at < 0 ? tour.step.length - 1 : at
}

export const begins = (tour: Tour, step: number) => (step > 0 ? tour.step[step - 1].until_s : 0)

/** Share of the picture that lies before a time: every step is as wide as it takes on the screen. */
export function share(tour: Tour, t: number): number {
  const all = tour.step.reduce((sum, s) => sum + s.seconds, 0)
  let before = 0
  for (const [i, s] of tour.step.entries()) {
    const from = begins(tour, i)
    if (t < s.until_s) return (before + (s.seconds * Math.max(0, t - from)) / (s.until_s - from)) / all
    before += s.seconds
  }
  return 1
}

/** What has come true up to a time. */
export function told(tour: Tour, samples: Sample[], names: string[], now: number, channel: (name: string) => Channel | undefined): Said[] {
  const out: Said[] = []
  const over = now >= tour.step[tour.step.length - 1].until_s - 1
  tour.step.forEach((step, i) => {
    const from = begins(tour, i)
    if (now < from) return
    const one = (sight: Sight) => {
      const k = names.indexOf(sight.channel)
      const of = channel(sight.channel)
      if (k < 0 || !of) return
      let high = false
      let last: Sample | null = null
      for (const sample of samples) {
        if (sample.t > now) break
        const v = sample.values[k]
        high ||= sight.below !== null && v > sight.below
        if (sample.t > step.until_s) break
        last = sample
        const met = (sight.above !== null && v >= sight.above) || (sight.below !== null && high && v <= sight.below)
        if (met && sample.t >= from) {
          out.push({ step: i, text: sight.says, value: v, channel: of, met: true })
          return
        }
      }
      if (sight.not && last && (now >= step.until_s || over)) out.push({ step: i, text: sight.not, value: last.values[k], channel: of, met: false })
    }
    step.sees.forEach(one)
  })
  return out
}
