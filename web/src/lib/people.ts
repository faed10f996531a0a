// Many people of a run and their ties: where everybody is drawn, what is drawn, who is at a point. Units of a group never meet, so each is laid out alone.

import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY, type SimulationNodeDatum } from 'd3-force'
import { member as memberColour, memberShape, type Theme } from './colour'
import { escaped } from './save'

export type People = {
  kinds: string[]
  members: string[]
  cast: string[]
  pairs: [number, number][]
  time: number[]
  units: number
  shown: number
  phases: { name: string; start_s: number; end_s: number }[]
}
/** Places of all people, `[2 × person]`, and how large and how many side by side the units are. */
export type Layout = { at: Float32Array; width: number; height: number; cell: number; columns: number }
export type View = { scale: number; x: number; y: number }

/** For each pair the place of the opposite one, or −1. */
export function opposite(pairs: [number, number][]): Int32Array {
  const place = new Map(pairs.map(([a, b], p) => [`${a} ${b}`, p]))
  return Int32Array.from(pairs, ([a, b]) => place.get(`${b} ${a}`) ?? -1)
}

/** Who has strong ties both ways stands close; the same ties give the same places. */
export function layout(people: People, ties: Float32Array, aspect: number): Layout {
  const [n, pairs, back] = [people.members.length, people.pairs, opposite(people.pairs)]
  const at = new Float32Array(2 * n * people.shown)
  let reach = 12
  for (let unit = 0; unit < people.shown; unit++) {
    const nodes: SimulationNodeDatum[] = Array.from({ length: n }, () => ({}))
    const mutual = (p: number) => Math.min(ties[unit * pairs.length + p] || 0, ties[unit * pairs.length + back[p]] || 0)
    const links = pairs.flatMap(([a, b], p) => (a < b && back[p] >= 0 ? [{ source: a, target: b, mutual: Math.max(0, Math.min(1, mutual(p))) }] : []))
    const apart = forceLink<SimulationNodeDatum, (typeof links)[number]>(links).distance((l) => 20 + 16 * (1 - l.mutual)).strength((l) => 0.3 + 0.4 * l.mutual)
    const simulation = forceSimulation(nodes).force('link', apart).force('collide', forceCollide(8)).force('x', forceX(0).strength(0.05)).force('y', forceY(0).strength(0.05)).stop()
    if (n > 8) simulation.force('charge', forceManyBody().strength(-20))
    simulation.alphaDecay(0.05).tick(90)
    nodes.forEach((node, i) => {
      at[2 * (unit * n + i)] = node.x!
      at[2 * (unit * n + i) + 1] = node.y!
      reach = Math.max(reach, Math.hypot(node.x!, node.y!))
    })
  }
  const cell = 2 * reach + 18
  const columns = Math.max(1, Math.min(people.shown, Math.round(Math.sqrt(people.shown * aspect))))
  for (let i = 0; i < n * people.shown; i++) {
    const unit = Math.floor(i / n)
    at[2 * i] += cell * ((unit % columns) + 0.5)
    at[2 * i + 1] += cell * (Math.floor(unit / columns) + 0.5)
  }
  return { at, cell, columns, width: cell * columns, height: cell * Math.ceil(people.shown / columns) }
}

/** All of it in a picture of a size. */
export function whole(l: Layout, width: number, height: number): View {
  const scale = Math.min(width / l.width, height / l.height, 4)
  return { scale, x: (width - scale * l.width) / 2, y: (height - scale * l.height) / 2 }
}

/** Who is nearest to a point of the picture, within so many pixels; −1 for nobody. */
export function nearest(l: Layout, members: number, view: View, x: number, y: number, within: number): number {
  const [wx, wy] = [(x - view.x) / view.scale, (y - view.y) / view.scale]
  const [column, row] = [Math.floor(wx / l.cell), Math.floor(wy / l.cell)]
  const unit = row * l.columns + column
  if (column < 0 || column >= l.columns || unit < 0 || unit * members * 2 >= l.at.length) return -1
  let [best, far] = [-1, (within / view.scale) ** 2]
  for (let i = unit * members; i < (unit + 1) * members; i++) {
    const d = (l.at[2 * i] - wx) ** 2 + (l.at[2 * i + 1] - wy) ** 2
    if (d < far) [best, far] = [i, d]
  }
  return best
}

const STEPS = 8
/** Magnification from which names are written. */
const NAMED = 1.5
export type Look = { theme: Theme; least: number; who: number; held: number; grouped: Uint8Array }
type Pen = { line: (d: Float32Array, width: number, opacity: number, colour: string) => void; shape: (member: number, at: number[], r: number, fill: string, filled: boolean, opacity: number) => void; ring: (x: number, y: number, r: number, colour: string) => void; word: (x: number, y: number, text: string, colour: string) => void }

/** Draws everybody with a pen: halves of lines for the two ways of a tie, thicker as it is stronger. Ties below the least are left out. */
function draw(people: People, l: Layout, ties: Float32Array, look: Look, view: View, pen: Pen) {
  const [n, pairs] = [people.members.length, people.pairs]
  const ink = look.theme === 'dark' ? '#e7eaf2' : '#1d2433'
  const [accent, quiet] = look.theme === 'dark' ? ['#6cc0f0', '#7d8aa6'] : ['#0067a8', '#8c93a3']
  const X = (i: number) => l.at[2 * i] * view.scale + view.x
  const Y = (i: number) => l.at[2 * i + 1] * view.scale + view.y
  const unit = look.who < 0 ? -1 : Math.floor(look.who / n)
  const faint = look.who < 0 ? 1 : 0.3
  const r = Math.max(1.6, Math.min(11, 7 * view.scale))
  const bins: number[][] = Array.from({ length: 2 * STEPS }, () => [])
  for (let u = 0; u < people.shown; u++) {
    for (let p = 0; p < pairs.length; p++) {
      const value = ties[u * pairs.length + p]
      if (!(value >= look.least)) continue
      const [a, b] = [u * n + pairs[p][0], u * n + pairs[p][1]]
      const own = u === unit && (a === look.who || b === look.who)
      const bin = Math.min(STEPS - 1, Math.floor(value * STEPS)) + (own ? STEPS : 0)
      const [x, y] = [X(a), Y(a)]
      bins[bin].push(x, y, (x + X(b)) / 2, (y + Y(b)) / 2)
    }
  }
  bins.forEach((d, k) => {
    const strong = ((k % STEPS) + 0.5) / STEPS
    if (d.length) pen.line(new Float32Array(d), Math.max(0.6, Math.min(5, (1 + 5 * strong) * view.scale)), (0.25 + 0.65 * strong) * (k < STEPS ? faint : 1), k < STEPS ? quiet : accent)
  })
  for (let m = 0; m < n; m++) {
    for (const filled of [true, false]) {
      const far: number[] = []
      const near: number[] = []
      for (let u = 0; u < people.shown; u++) {
        const i = u * n + m
        if (!!look.grouped[i] === filled) (u === unit ? near : far).push(X(i), Y(i))
      }
      const colour = memberColour(m, look.theme)
      if (far.length) pen.shape(m, far, r, colour, filled, faint)
      if (near.length) pen.shape(m, near, r, colour, filled, 1)
    }
  }
  for (const i of [look.held, look.who]) if (i >= 0) pen.ring(X(i), Y(i), r + 4, ink)
  // names where there is room for them
  if (view.scale >= NAMED) for (let i = 0; i < n * people.shown; i++) pen.word(X(i), Y(i) + r + 12, people.members[i % n], ink)
}

export function paint(canvas: HTMLCanvasElement, people: People, l: Layout, ties: Float32Array, look: Look, view: View) {
  const [ratio, pen] = [devicePixelRatio || 1, canvas.getContext('2d')!]
  pen.setTransform(ratio, 0, 0, ratio, 0, 0)
  pen.clearRect(0, 0, canvas.width, canvas.height)
  pen.lineCap = 'butt'
  const [w, h] = [canvas.width / ratio, canvas.height / ratio]
  draw(people, l, ties, look, view, {
    line(d, width, opacity, colour) {
      pen.globalAlpha = opacity
      pen.strokeStyle = colour
      pen.lineWidth = width
      pen.beginPath()
      for (let i = 0; i < d.length; i += 4) {
        pen.moveTo(d[i], d[i + 1])
        pen.lineTo(d[i + 2], d[i + 3])
      }
      pen.stroke()
    },
    shape(member, at, r, fill, filled, opacity) {
      pen.globalAlpha = opacity
      pen.fillStyle = pen.strokeStyle = fill
      pen.lineWidth = Math.min(1.6, r / 2)
      const one = new Path2D(memberShape(member, 0, 0, r))
      const all = new Path2D()
      for (let i = 0; i < at.length; i += 2) {
        if (at[i] > -r && at[i] < w + r && at[i + 1] > -r && at[i + 1] < h + r) all.addPath(one, { e: at[i], f: at[i + 1] })
      }
      if (filled) pen.fill(all)
      else pen.stroke(all)
    },
    ring(x, y, r, colour) {
      pen.globalAlpha = 1
      pen.strokeStyle = colour
      pen.lineWidth = 2
      pen.beginPath()
      pen.arc(x, y, r, 0, 2 * Math.PI)
      pen.stroke()
    },
    word(x, y, text, colour) {
      if (x < -40 || y < 0 || x > w + 40 || y > h + 12) return
      pen.fillStyle = colour
      pen.font = '11px system-ui, sans-serif'
      pen.textAlign = 'center'
      pen.fillText(text, x, y)
    },
  })
  pen.globalAlpha = 1
}

export function svg(people: People, l: Layout, ties: Float32Array, look: Look, view: View, width: number, height: number): string {
  const out: string[] = []
  const f = (x: number) => x.toFixed(1)
  draw(people, l, ties, look, view, {
    line(d, w, opacity, colour) {
      let path = ''
      for (let i = 0; i < d.length; i += 4) path += `M${f(d[i])} ${f(d[i + 1])}L${f(d[i + 2])} ${f(d[i + 3])}`
      out.push(`<path d="${path}" fill="none" stroke="${colour}" stroke-width="${f(w)}" stroke-opacity="${opacity.toFixed(2)}"/>`)
    },
    shape(member, at, r, fill, filled, opacity) {
      let path = ''
      for (let i = 0; i < at.length; i += 2) path += memberShape(member, at[i], at[i + 1], r)
      out.push(`<path d="${path}" opacity="${opacity}" ${filled ? `fill="${fill}"` : `fill="none" stroke="${fill}"`}/>`)
    },
    ring(x, y, r, colour) {
      out.push(`<circle cx="${f(x)}" cy="${f(y)}" r="${f(r)}" fill="none" stroke="${colour}" stroke-width="2"/>`)
    },
    word(x, y, text, colour) {
      if (x > -40 && y > 0 && x < width + 40 && y < height + 12) out.push(`<text x="${f(x)}" y="${f(y)}" fill="${colour}" font-size="11" font-family="system-ui,sans-serif" text-anchor="middle">${escaped(text)}</text>`)
    },
  })
  const ground = look.theme === 'dark' ? '#0f1420' : '#fbfaf7'
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><rect width="${width}" height="${height}" fill="${ground}"/>${out.join('')}</svg>`
}
