// Frames: a JSON header, then 32-bit floats.

export type Act = { n: number; act: string; by: number; to: number | null; at: number; lasts: number }
export type Moment = {
  kind: 'moment'
  t: number
  tick: number
  ended: boolean
  away: string[]
  acts: Act[]
  playing: boolean
  speed: number
  real: number
  error: string
  version: number
  seeking: boolean
}

export function unpack<T>(bytes: ArrayBuffer): { header: T; values: Float32Array<ArrayBuffer> } {
  const length = new DataView(bytes).getUint32(0, true)
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length))) as T
  return { header, values: new Float32Array(bytes, 4 + length) }
}
