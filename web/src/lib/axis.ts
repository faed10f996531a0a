// Axes: which values get a tick, and what is written beside it. A label, times the axis' power of ten, is the value to the digit.

/** Ticks at most: a scale gone wrong must not cost the page. */
const TICKS_MAX = 24
const SECOND_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200]
const DAY = 86400

/** 1, 2 or 5 times a power of ten, no less than a size. */
export function stepOf(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  const step = [1, 2, 5, 10].find((m) => m * power >= least * (1 - 1e-9))! * power
  return Number(step.toPrecision(3))
}

/** Multiples of a step within a scale, ends included. */
function multiples(low: number, high: number, step: number): number[] {
  const [first, last] = [Math.ceil(low / step - 1e-6), Math.floor(high / step + 1e-6)]
  const count = last - first + 1
  if (!(count > 0) || count > 10 * TICKS_MAX) return [low, high]
  const every = Math.ceil(count / TICKS_MAX)
  const all = Array.from({ length: Math.ceil(count / every) }, (_, i) => (first + i * every) * step)
  return all.map((v) => (v === 0 ? 0 : Number(v.toPrecision(12))))
}

export function ticks(low: number, high: number, most: number): number[] {
  const step = stepOf(Math.max((high - low) / Math.max(1, most), Number.MIN_VALUE * 1e10))
  const all = multiples(low, high, step)
  // one tick says no scale
  return all.length > 1 ? all : multiples(low, high, stepOf(step / 2.5))
}

/** The power of ten that is written once, beside the unit, for values whose digits would not fit. */
export function powerOf(low: number, high: number): number {
  const size = Math.max(Math.abs(low), Math.abs(high))
  return size === 0 || (size >= 0.01 && size < 1e5) ? 0 : Math.floor(Math.log10(size) + 1e-9)
}

/** Decimals that tell multiples of a step apart. */
const decimals = (step: number) => {
  for (let d = 0; d < 12; d++) if (Math.round(step * 10 ** d) > 0 && Math.abs(step * 10 ** d - Math.round(step * 10 ** d)) < 1e-6 * step * 10 ** d) return d
  return 12
}

const written = (x: number, digits: number) => x.toLocaleString('en', { minimumFractionDigits: 0, maximumFractionDigits: digits, useGrouping: false }).replace(/^-0$/, '0').replace('-', '−')

/** Words beside ticks, in units of ten to a power. */
export function labels(values: number[], power: number): string[] {
  const scaled = values.map((v) => v / 10 ** power)
  const step = scaled.length > 1 ? Math.abs(scaled[1] - scaled[0]) : Math.abs(scaled[0] ?? 1)
  // two ends that are no multiples of anything have the digits that tell them apart
  const digits = Math.min(decimals(Number(step.toPrecision(6))), Math.max(0, 3 - Math.floor(Math.log10(step || 1))))
  return scaled.map((v) => written(v, digits))
}

const SUPER = '⁰¹²³⁴⁵⁶⁷⁸⁹'
/** A unit with the power of ten before it. */
export function unitOf(unit: string, power: number): string {
  if (power === 0) return unit
  const raised = String(Math.abs(power)).split('').map((d) => SUPER[Number(d)]).join('')
  return `×10${power < 0 ? '⁻' : ''}${raised}${unit ? ` ${unit}` : ''}`
}

/** A scale that shows values from one to another with room, and negative ones only where there are some. */
export function room(low: number | null | undefined, high: number | null | undefined, top = Infinity): [number, number] {
  if (low === null || high === null || low === undefined || high === undefined || !Number.isFinite(low) || !Number.isFinite(high)) return [0, 1]
  const size = Math.max(Math.abs(low), Math.abs(high))
  if (size < 1e-300) return [0, 1]
  // what hardly changes is not blown up to look as if it did
  const spread = high - low < 1e-4 * size ? 0.2 * size : high - low
  const middle = (low + high) / 2
  const [from, to] = [Math.min(low, middle - spread / 2) - 0.08 * spread, Math.max(high, middle + spread / 2) + 0.08 * spread]
  // zero belongs to it where it is near
  return [low >= 0 && low < 0.5 * high ? 0 : low >= 0 ? Math.max(0, from) : from, low < 0 && high <= 0 && high > 0.5 * low ? 0 : high <= top ? Math.min(to, top) : to]
}

function timeStep(least: number): number {
  if (least < 1) return stepOf(least)
  const known = SECOND_STEPS.find((s) => s >= least * (1 - 1e-9))
  if (known) return known
  const days = least / DAY
  return DAY * ([1, 2, 5, 7, 14, 30, 60, 90, 180, 365].find((d) => d >= days * (1 - 1e-9)) ?? 365 * stepOf(days / 365))
}
export function timeTicks(low: number, high: number, most: number): number[] {
  const least = Math.max((high - low) / Math.max(1, most), 1e-9)
  const all = multiples(low, high, timeStep(least))
  return all.length > 1 ? all : multiples(low, high, timeStep(least / 3))
}

const UNITS: [string, number][] = [['d', DAY], ['h', 3600], ['min', 60], ['s', 1]]
/** Words beside ticks of time: in the unit that fits the axis, with a decimal where half of it is meant, and in parts where that is not enough. */
export function timeLabels(values: number[]): string[] {
  const size = Math.max(...values.map(Math.abs), 0)
  const [name, unit] = UNITS.find(([, u], i) => size >= [2 * DAY, 2 * 3600, 120, 0][i] && u > 0) ?? UNITS[3]
  const step = values.length > 1 ? Math.abs(values[1] - values[0]) : Math.abs(values[0] || unit)
  const digits = decimals(Number((step / unit).toPrecision(9)))
  const most = unit === 1 ? 6 : 1
  return values.map((t) => (t === 0 ? '0' : digits <= most ? `${written(t / unit, digits)} ${name}` : parts(t, step)))
}

function parts(t: number, step: number): string {
  const least = UNITS.findIndex(([, u]) => u <= step * (1 + 1e-9))
  let rest = Math.abs(t)
  const out: string[] = []
  for (const [i, [name, unit]] of UNITS.entries()) {
    const last = i === (least < 0 ? 3 : least)
    const n = last ? Number((rest / unit).toFixed(6)) : Math.floor(rest / unit + 1e-9)
    rest -= n * unit
    if (n > 0) out.push(`${n} ${name}`)
    if (last) break
  }
  return (t < 0 ? '−' : '') + (out.join(' ') || '0')
}
