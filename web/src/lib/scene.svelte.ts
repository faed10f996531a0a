// A scene on the server as this page sees it: the newest moment, the course so far, and orders to it.

import { get, getBytes, post, type Deed, type Problem, type SceneInfo, type TimedDeed } from './api'
import { unpack, type Act, type Moment } from './packed'

export type Wanted = { name?: string; text: string; group?: string; seed: number; deeds?: TimedDeed[]; at?: number }

/** Courses longer than this are thinned. */
const COURSE_MAX = 4000

export class Scene {
  id: string
  info = $state.raw<SceneInfo | null>(null)
  moment = $state.raw<Moment | null>(null)
  /** Newest values of all channels. */
  values = new Float32Array()
  connected = $state(false)
  lost = $state('')
  problems = $state.raw<Problem[]>([])
  /** Counts changes of the course, for who draws it. */
  drawn = $state(0)
  /** Acts in their order, newest last. */
  acts = $state.raw<Act[]>([])
  times: number[] = []
  /** One list per kept channel. */
  rows: number[][] = []
  kept: number[] = []
  #socket: WebSocket | null = null
  #closed = false
  #version = -1
  #tries = 0
  #minGap = 0
  #lastDrawn = 0
  /** Orders given before the wire was there. */
  #waiting: string[] = []

  /** Whether it is somebody else's, and only looked at. */
  only: boolean

  private constructor(id: string, only: boolean) {
    this.id = id
    this.only = only
  }

  static async begin(wanted: Wanted): Promise<Scene> {
    const { id } = await post<{ id: string }>('scenes', wanted)
    return Scene.join(id)
  }

  static async join(id: string, only = false): Promise<Scene> {
    const scene = new Scene(id, only)
    await scene.#learn()
    scene.#connect()
    return scene
  }

  async fork(): Promise<Scene> {
    const { id } = await post<{ id: string }>(`scenes/${this.id}/fork`, {})
    return Scene.join(id)
  }

  close() {
    this.#closed = true
    const socket = this.#socket
    // a wire that is not there yet cannot be closed without a complaint
    if (socket?.readyState === WebSocket.CONNECTING) socket.onopen = () => socket.close()
    else socket?.close()
  }

  /** Asks for what is not of the moment. */
  async #learn() {
    const info = await get<SceneInfo>(`scenes/${this.id}`)
    const { header, values } = unpack<{ samples: number; kept: number[] }>(await getBytes(`scenes/${this.id}/course`))
    // an older answer may come after a newer one
    if (info.version < this.#version) return
    const { samples, kept } = header
    this.times = Array.from(values.subarray(0, samples))
    this.kept = kept
    this.rows = kept.map((_, k) => {
      const row = new Array<number>(samples)
      for (let i = 0; i < samples; i++) row[i] = values[samples + i * kept.length + k]
      return row
    })
    this.#version = info.version
    this.info = info
    this.drawn++
  }

  #connect() {
    const protocol = location.protocol === 'https:' ? 'wss' : 'ws'
    const socket = new WebSocket(`${protocol}://${location.host}/api/scenes/${this.id}/live${this.only ? '?only=true' : ''}`)
    socket.binaryType = 'arraybuffer'
    this.#socket = socket
    socket.onopen = () => {
      this.connected = true
      this.#tries = 0
      this.lost = ''
      this.#waiting.splice(0).forEach((order) => socket.send(order))
    }
    socket.onmessage = (event) => {
      if (typeof event.data === 'string') this.#refused(JSON.parse(event.data))
      else this.#take(event.data as ArrayBuffer)
    }
    socket.onclose = () => {
      this.connected = false
      if (this.#closed) return
      this.lost = 'The connection to the scene was lost; trying again.'
      const wait = Math.min(5000, 250 * 2 ** this.#tries++)
      setTimeout(() => void this.#again(), wait)
    }
  }

  async #again() {
    if (this.#closed) return
    try {
      await this.#learn()
      this.#connect()
    } catch (e) {
      if (this.#tries > 8 || /no such scene/.test(String(e))) {
        this.lost = 'This scene is over on the server. Begin it again to go on.'
      } else {
        setTimeout(() => void this.#again(), Math.min(5000, 250 * 2 ** this.#tries++))
      }
    }
  }

  #refused(message: { problems?: Problem[]; error?: string }) {
    const place = { file: '', line: 0, column: 0 }
    this.problems = message.problems ?? [{ place, what: message.error ?? 'refused', hint: null }]
  }

  #take(bytes: ArrayBuffer) {
    const { header, values } = unpack<Moment>(bytes)
    this.values = values
    this.moment = header
    const known = this.acts.at(-1)?.n ?? -1
    const back = header.acts.length > 0 && header.acts[header.acts.length - 1].n < known
    const fresh = back ? header.acts : header.acts.filter((a) => a.n > known)
    if (back || fresh.length) this.acts = [...(back ? [] : this.acts), ...fresh].slice(-64)
    const last = this.times.at(-1) ?? -Infinity
    if (header.t > last + this.#minGap) {
      this.times.push(header.t)
      this.kept.forEach((channel, k) => this.rows[k].push(values[channel]))
      if (this.times.length > COURSE_MAX) this.#thin()
      const now = performance.now()
      if (now - this.#lastDrawn > 60) {
        this.#lastDrawn = now
        this.drawn++
      }
    }
    if (header.version !== this.#version) {
      this.#version = header.version
      void this.#learn().catch(() => {})
    }
  }

  #thin() {
    const every = <T>(list: T[]) => list.filter((_, i) => i % 2 === 0)
    this.times = every(this.times)
    this.rows = this.rows.map(every)
    this.#minGap = (this.times[this.times.length - 1] - this.times[0]) / COURSE_MAX
  }

  order(order: Record<string, unknown>) {
    const text = JSON.stringify(order)
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(text)
    else if (this.#waiting.length < 20) this.#waiting.push(text)
  }
  play() {
    this.order({ do: 'play' })
  }
  pause() {
    this.order({ do: 'pause' })
  }
  step() {
    this.order({ do: 'step' })
  }
  speed(x: number) {
    this.order({ do: 'speed', x })
  }
  seek(t: number) {
    this.order({ do: 'seek', t })
  }
  deed(deed: Deed) {
    this.problems = []
    this.order({ do: 'deed', deed })
  }

  /** Index of a channel. */
  find(member: number, name: string): number {
    return this.info?.channels.findIndex((c) => c.member === member && c.name === name) ?? -1
  }
  /** Newest value of a channel. */
  value(member: number, name: string): number {
    return this.values[this.find(member, name)] ?? NaN
  }
  /** Course of a channel. */
  course(channel: number): number[] {
    const k = this.kept.indexOf(channel)
    return k < 0 ? [] : this.rows[k]
  }
}
