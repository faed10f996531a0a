// A brain as a picture: what lies where, how bright it is, and what flows. Drawn on a canvas, or written as SVG.

import type { Atlas, Channel, SceneInfo } from './api'
import { mapOf, type Map as Anatomy } from './anatomy'
import { ligand as ligandColour, type Theme } from './colour'

type Cell = { key: string; name: string; region: string; channel: number; rest: number; max: number; x: number; y: number }
type Fibre = { from: number; to: number; strength: number; x: number; y: number; seed: number }
type Pool = { region: string; channel: number; rest: number; x: number; y: number }

export type Look = {
  theme: Theme
  colour: string
  /** Ligand whose levels and receptors are shown, if any. */
  layer: string | null
  still: boolean
  marked: string | null
  /** Pixels of the page for one of the map, so that names can be read. */
  zoom?: number
}

const INK = { light: '#2a3244', dark: '#dfe5f2' }
const FLESH = {
  light: { head: '#f1eee7', cortex: '#fbfaf8', below: '#f2efe8', line: '#c9c2b4' },
  dark: { head: '#161d2c', cortex: '#1e2739', below: '#1a2232', line: '#3b475f' },
}

/** A soft disc of a colour, made once: gradients made anew for every disc of every picture cost most of it. */
const discs = new Map<string, HTMLCanvasElement>()
function disc(colour: string): HTMLCanvasElement {
  let made = discs.get(colour)
  if (!made) {
    made = document.createElement('canvas')
    made.width = made.height = 96
    const pen = made.getContext('2d')!
    const light = pen.createRadialGradient(48, 48, 4, 48, 48, 48)
    light.addColorStop(0, colour)
    light.addColorStop(1, colour + '00')
    pen.fillStyle = light
    pen.fillRect(0, 0, 96, 96)
    discs.set(colour, made)
  }
  return made
}
const soft = (pen: CanvasRenderingContext2D, colour: string, x: number, y: number, radius: number) =>
  pen.drawImage(disc(colour), x - radius, y - radius, 2 * radius, 2 * radius)

const clamp = (x: number, low = 0, high = 1) => Math.min(high, Math.max(low, x))
/** Brightness of a population: 0.3 at rest, 1 at double, dark when silent. */
const glow = (rate: number, rest: number) => clamp(0.3 + 0.7 * Math.log2(Math.max(rate, 1e-6) / Math.max(rest, 1e-6)), 0.03, 1)
const fold = (level: number, rest: number) => Math.log2(Math.max(level, 1e-9) / Math.max(rest, 1e-9))

export class Brain {
  map: Anatomy
  cells: Cell[] = []
  fibres: Fibre[] = []
  pools = new Map<string, Pool[]>()
  rings = new Map<string, Pool[]>()
  sources = new Map<string, number>()
  regions: { key: string; name: string; x: number; y: number }[] = []
  mirrored: boolean
  /** What does not move, painted once: the head below, the names above. */
  #still = new Map<string, HTMLCanvasElement>()
  #arcs: Path2D[] | null = null

  constructor(info: SceneInfo, atlas: Atlas, member: number, mirrored: boolean) {
    this.mirrored = mirrored
    const own = info.channels.map((c, i) => [c, i] as [Channel, number]).filter(([c]) => c.member === member)
    const rates = own.filter(([c]) => c.kind === 'rate')
    const keys = [...new Set(own.map(([c]) => c.region).filter((r) => r !== null))]
    this.map = mapOf(info.lineage, keys)
    const at = (region: string): [number, number] => {
      const [x, y] = this.map.at[region] ?? [0, 0]
      return [mirrored ? this.map.width - x : x, y]
    }
    const names = new Map(atlas.regions.map((r) => [r.key, r.name]))
    this.regions = keys.map((key) => ({ key, name: names.get(key) ?? key, x: at(key)[0], y: at(key)[1] }))
    const crowd = new Map<string, number>()
    rates.forEach(([c]) => crowd.set(c.region!, (crowd.get(c.region!) ?? 0) + 1))
    const placed = new Map<string, number>()
    for (const [c, channel] of rates) {
      const region = c.region!
      const [n, i] = [crowd.get(region)!, placed.get(region) ?? 0]
      placed.set(region, i + 1)
      const turn = (i / n) * 2 * Math.PI - Math.PI / 2
      const off = n > 1 ? 8.5 : 0
      const [x, y] = at(region)
      const key = c.name.slice(5)
      this.cells.push({ key, name: c.label, region, channel, rest: c.rest ?? 1, max: c.max ?? 30, x: x + off * Math.cos(turn), y: y + off * Math.sin(turn) })
    }
    const index = new Map(this.cells.map((c, i) => [c.key, i]))
    atlas.projections.forEach((p, k) => {
      const [from, to] = [index.get(p.from), index.get(p.to)]
      if (from === undefined || to === undefined || from === to) return
      const [a, b] = [this.cells[from], this.cells[to]]
      const [dx, dy] = [b.x - a.x, b.y - a.y]
      const bend = 0.18
      this.fibres.push({ from, to, strength: p.strength, x: (a.x + b.x) / 2 - dy * bend, y: (a.y + b.y) / 2 + dx * bend, seed: (k * 0.618) % 1 })
    })
    for (const l of atlas.ligands) {
      const source = l.from === null ? undefined : index.get(l.from)
      if (source !== undefined) this.sources.set(l.key, source)
      const levels = own.filter(([c]) => c.kind === 'level' && c.substance === l.key)
      const pool = ([c, channel]: [Channel, number]) => ({ region: c.region!, channel, rest: c.rest ?? 1, x: at(c.region!)[0], y: at(c.region!)[1] })
      if (levels.length) this.pools.set(l.key, levels.map(pool))
      const binding = new Set(atlas.receptors.filter((r) => r.binds.includes(l.key)).map((r) => r.key))
      const signals = own.filter(([c]) => c.kind === 'signal' && binding.has(c.substance ?? ''))
      if (signals.length) this.rings.set(l.key, signals.map(pool))
    }
  }

  /** Ligands that have levels here. */
  layers(): string[] {
    return [...this.pools.keys()]
  }

  nearest(x: number, y: number): string | null {
    let best: [number, string | null] = [20 * 20, null]
    for (const r of this.regions) {
      const d = (r.x - x) ** 2 + (r.y - y) ** 2
      if (d < best[0]) best = [d, r.key]
    }
    return best[1]
  }

  draw(pen: CanvasRenderingContext2D, values: ArrayLike<number>, seconds: number, look: Look) {
    const { width, height } = this.map
    pen.clearRect(0, 0, width, height)
    pen.drawImage(this.#painted('head', pen, look, (p) => this.#drawHead(p, look)), 0, 0, width, height)
    this.#drawFibres(pen, values, seconds, look)
    if (look.layer) this.#drawLayer(pen, values, seconds, look, look.layer)
    this.#drawCells(pen, values, look)
    pen.drawImage(this.#painted(`names ${look.marked} ${(look.zoom ?? 1).toFixed(1)}`, pen, look, (p) => this.#drawNames(p, look)), 0, 0, width, height)
  }

  /** A layer that stays as it is, at the resolution of the canvas. */
  #painted(name: string, pen: CanvasRenderingContext2D, look: Look, paint: (pen: CanvasRenderingContext2D) => void): HTMLCanvasElement {
    const { width, height } = pen.canvas
    const key = `${name} ${look.theme} ${width}`
    let made = this.#still.get(key)
    if (!made) {
      if (this.#still.size > 8) this.#still.clear()
      made = document.createElement('canvas')
      made.width = width
      made.height = height
      const own = made.getContext('2d')!
      own.scale(width / this.map.width, height / this.map.height)
      paint(own)
      this.#still.set(key, made)
    }
    return made
  }

  #drawHead(pen: CanvasRenderingContext2D, look: Look) {
    const flesh = FLESH[look.theme]
    if (this.mirrored) pen.transform(-1, 0, 0, 1, this.map.width, 0)
    for (const { d, kind } of this.map.shapes) {
      const path = new Path2D(d)
      pen.fillStyle = flesh[kind]
      pen.fill(path)
      pen.strokeStyle = flesh.line
      pen.lineWidth = kind === 'head' ? 0.8 : 1.2
      pen.stroke(path)
    }
    pen.lineWidth = 0.9
    pen.globalAlpha = 0.6
    for (const d of this.map.folds) pen.stroke(new Path2D(d))
  }

  #drawFibres(pen: CanvasRenderingContext2D, values: ArrayLike<number>, seconds: number, look: Look) {
    const ink = INK[look.theme]
    this.#arcs ??= this.fibres.map((f) => {
      const [a, b] = [this.cells[f.from], this.cells[f.to]]
      return new Path2D(`M${a.x} ${a.y}Q${f.x} ${f.y} ${b.x} ${b.y}`)
    })
    for (const [i, f] of this.fibres.entries()) {
      const [a, b] = [this.cells[f.from], this.cells[f.to]]
      const marked = look.marked !== null && (a.region === look.marked || b.region === look.marked)
      const active = glow(values[a.channel], a.rest)
      pen.globalAlpha = marked ? 0.55 : look.marked ? 0.03 : (look.layer ? 0.05 : 0.05 + 0.1 * active)
      pen.strokeStyle = marked ? look.colour : ink
      pen.lineWidth = (0.4 + 0.35 * Math.abs(f.strength)) * (marked ? 1.4 : 1)
      pen.setLineDash(f.strength < 0 ? [3, 3] : [])
      pen.stroke(this.#arcs[i])
      if (look.still || Math.abs(f.strength) < 1 || (look.layer && !marked)) continue
      const t = (seconds * (0.12 + 0.25 * active) + f.seed) % 1
      pen.globalAlpha = Math.sin(Math.PI * t) * (marked ? 0.9 : look.marked ? 0.05 : 0.15 + 0.6 * active * active)
      pen.fillStyle = f.strength < 0 ? ligandColour('gaba', look.theme) : look.colour
      const u = 1 - t
      pen.beginPath()
      pen.arc(u * u * a.x + 2 * u * t * f.x + t * t * b.x, u * u * a.y + 2 * u * t * f.y + t * t * b.y, 1.5, 0, 7)
      pen.fill()
    }
    pen.setLineDash([])
    pen.globalAlpha = 1
  }

  #drawLayer(pen: CanvasRenderingContext2D, values: ArrayLike<number>, seconds: number, look: Look, layer: string) {
    const colour = ligandColour(layer, look.theme)
    const source = this.sources.get(layer)
    for (const [i, pool] of (this.pools.get(layer) ?? []).entries()) {
      const up = fold(values[pool.channel], pool.rest)
      const strength = clamp(0.35 + 0.25 * up, 0.06, 1)
      const radius = 15 + 8 * clamp(up, -0.7, 2.5)
      pen.globalAlpha = strength * 0.75
      soft(pen, colour, pool.x, pool.y, radius)
      if (source === undefined) continue
      const from = this.cells[source]
      if (from.region === pool.region) continue
      const [dx, dy] = [pool.x - from.x, pool.y - from.y]
      const [mx, my] = [(pool.x + from.x) / 2 + dy * 0.22, (pool.y + from.y) / 2 - dx * 0.22]
      pen.globalAlpha = 0.25
      pen.strokeStyle = colour
      pen.lineWidth = 1
      pen.beginPath()
      pen.moveTo(from.x, from.y)
      pen.quadraticCurveTo(mx, my, pool.x, pool.y)
      pen.stroke()
      if (look.still) continue
      const release = glow(values[from.channel], from.rest)
      const count = 1 + Math.round(3 * release)
      pen.fillStyle = colour
      for (let k = 0; k < count; k++) {
        const t = (seconds * (0.1 + 0.2 * release) + k / count + i * 0.37) % 1
        const u = 1 - t
        pen.globalAlpha = 0.9 * Math.sin(Math.PI * t)
        pen.beginPath()
        pen.arc(u * u * from.x + 2 * u * t * mx + t * t * pool.x, u * u * from.y + 2 * u * t * my + t * t * pool.y, 1.8, 0, 7)
        pen.fill()
      }
    }
    // receptors: how far round the ring goes is their signal, half way at rest
    pen.lineWidth = 2
    pen.strokeStyle = colour
    pen.globalAlpha = 0.9
    for (const ring of this.rings.get(layer) ?? []) {
      const part = clamp(0.5 * Math.abs(values[ring.channel] / (ring.rest || 1)), 0.02, 1)
      pen.beginPath()
      pen.arc(ring.x, ring.y, 14, -Math.PI / 2, -Math.PI / 2 + 2 * Math.PI * part)
      pen.stroke()
    }
    pen.globalAlpha = 1
  }

  #drawCells(pen: CanvasRenderingContext2D, values: ArrayLike<number>, look: Look) {
    for (const c of this.cells) {
      const g = glow(values[c.channel], c.rest)
      const faint = look.marked && look.marked !== c.region ? 0.35 : 1
      const halo = 9 + 15 * g
      pen.globalAlpha = (0.1 + 0.6 * g) * faint * (look.layer ? 0.45 : 1)
      soft(pen, look.colour, c.x, c.y, halo)
      pen.globalAlpha = faint * (0.3 + 0.7 * g)
      pen.fillStyle = look.colour
      pen.beginPath()
      pen.arc(c.x, c.y, 3.6 + 2.2 * g, 0, 7)
      pen.fill()
      pen.globalAlpha = faint
      pen.strokeStyle = look.theme === 'dark' ? '#0d1320' : '#ffffff'
      pen.lineWidth = 1
      pen.stroke()
    }
    pen.globalAlpha = 1
  }

  #drawNames(pen: CanvasRenderingContext2D, look: Look) {
    const size = Math.min(24, Math.max(9.5, 11 / (look.zoom ?? 1)))
    pen.font = `600 ${size}px system-ui, sans-serif`
    pen.textAlign = 'center'
    pen.lineJoin = 'round'
    pen.lineWidth = 2.5
    // a name stands above, below or beside its region, where it covers no other; one for which there is no room comes when it is pointed at
    const taken: [number, number, number, number][] = []
    const marked = this.regions.filter((r) => r.key === look.marked)
    for (const r of [...marked, ...this.regions.filter((r) => r.key !== look.marked)]) {
      const text = this.map.short[r.key] ?? r.key
      const half = pen.measureText(text).width / 2
      const places = [[0, -12], [0, 12 + 0.75 * size], [half + 12, 0.35 * size], [-half - 12, 0.35 * size]]
      const box = ([dx, dy]: number[]): [number, number, number, number] => [r.x + dx - half, r.y + dy - 0.8 * size, r.x + dx + half, r.y + dy + 0.15 * size]
      const free = (b: number[]) => b[0] > 0 && b[2] < this.map.width && !taken.some((t) => b[0] < t[2] && t[0] < b[2] && b[1] < t[3] && t[1] < b[3])
      const place = places.find((p) => free(box(p)))
      if (!place) continue
      taken.push(box(place))
      pen.globalAlpha = look.marked && look.marked !== r.key ? 0.3 : 0.9
      pen.strokeStyle = FLESH[look.theme].cortex
      pen.fillStyle = INK[look.theme]
      pen.strokeText(text, r.x + place[0], r.y + place[1])
      pen.fillText(text, r.x + place[0], r.y + place[1])
    }
    pen.globalAlpha = 1
  }

  /** The picture at rest, for papers and talks. */
  svg(values: ArrayLike<number>, look: Look): string {
    const flesh = FLESH[look.theme]
    const flip = this.mirrored ? ` transform="matrix(-1 0 0 1 ${this.map.width} 0)"` : ''
    const n = (x: number) => x.toFixed(1)
    const shapes = this.map.shapes.map((s) => `<path d="${s.d}" fill="${flesh[s.kind]}" stroke="${flesh.line}"/>`).join('')
    const folds = this.map.folds.map((d) => `<path d="${d}" fill="none" stroke="${flesh.line}" stroke-width=".9"/>`).join('')
    const fibres = this.fibres.map((f) => {
      const [a, b] = [this.cells[f.from], this.cells[f.to]]
      const dash = f.strength < 0 ? ' stroke-dasharray="3 3"' : ''
      return `<path d="M${n(a.x)} ${n(a.y)}Q${n(f.x)} ${n(f.y)} ${n(b.x)} ${n(b.y)}" stroke-width="${n(0.4 + 0.35 * Math.abs(f.strength))}"${dash}/>`
    })
    const clouds = look.layer
      ? (this.pools.get(look.layer) ?? []).map((p) => {
          const up = fold(values[p.channel], p.rest)
          const fill = ligandColour(look.layer!, look.theme)
          return `<circle cx="${n(p.x)}" cy="${n(p.y)}" r="${n(14 + 7 * clamp(up, -0.7, 2.5))}" fill="${fill}" opacity="${n(clamp(0.25 + 0.2 * up, 0.05, 0.8))}"/>`
        })
      : []
    const cells = this.cells.map((c) => {
      const g = glow(values[c.channel], c.rest)
      return `<circle cx="${n(c.x)}" cy="${n(c.y)}" r="${n(9 + 15 * g)}" fill="url(#glow)" opacity="${n(0.1 + 0.6 * g)}"/><circle cx="${n(c.x)}" cy="${n(c.y)}" r="${n(3.6 + 2.2 * g)}" fill="${look.colour}"/>`
    })
    const names = this.regions.map((r) => `<text x="${n(r.x)}" y="${n(r.y - 14)}">${this.map.short[r.key] ?? r.key}</text>`)
    return (
      `<svg xmlns="http://www.w3.org/2000/svg" width="${this.map.width}" height="${this.map.height}" viewBox="0 0 ${this.map.width} ${this.map.height}">` +
      `<defs><radialGradient id="glow"><stop offset="0" stop-color="${look.colour}"/><stop offset="1" stop-color="${look.colour}" stop-opacity="0"/></radialGradient></defs>` +
      `<g${flip}>${shapes}${folds}</g><g fill="none" stroke="${INK[look.theme]}" opacity=".15">${fibres.join('')}</g>${clouds.join('')}${cells.join('')}` +
      `<g font-family="system-ui,sans-serif" font-size="9.5" font-weight="600" text-anchor="middle" fill="${INK[look.theme]}">${names.join('')}</g></svg>`
    )
  }
}
