// Numbers and times for people.

export function number(x: number | null | undefined, digits = 3): string {
  if (x === null || x === undefined || !Number.isFinite(x)) return '–'
  const size = Math.abs(x)
  if (size !== 0 && (size < 0.001 || size >= 1e5)) return x.toExponential(digits - 1)
  const text = x.toPrecision(digits)
  return text.includes('e') ? String(Number(text)) : text.replace('-', '−')
}

/** A duration in the unit that fits, with a decimal where it is needed: 90 s and 100 s are not the same. */
export function span(seconds: number): string {
  const s = Math.abs(seconds)
  const tenth = (x: number) => String(Math.round(x * 10) / 10)
  if (s < 120) return `${tenth(s)} s`
  if (s < 7200) return `${tenth(s / 60)} min`
  if (s < 129600) return `${tenth(s / 3600)} h`
  return `${tenth(s / 86400)} d`
}

/** A time of a scene, such as `day 3, 14:05:10`. */
export function clock(seconds: number): string {
  const s = Math.max(0, Math.round(seconds))
  const two = (n: number) => String(n).padStart(2, '0')
  const day = Math.floor(s / 86400)
  return `day ${day + 1}, ${two(Math.floor((s % 86400) / 3600))}:${two(Math.floor((s % 3600) / 60))}:${two(s % 60)}`
}

export function pace(speed: number): string {
  if (speed >= 86400) return `${number(speed / 86400, 2)} d/s`
  if (speed >= 3600) return `${number(speed / 3600, 2)} h/s`
  return `${number(speed, 3)}×`
}

/** A part of an address as it was meant; damaged ones stay as they are. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
export const plain = (text: string) => text.replaceAll('_', ' ')
