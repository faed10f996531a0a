// Colours that the colour-blind can tell apart (after Okabe and Ito), for light and dark.

export type Theme = 'light' | 'dark'

const MEMBERS = {
  light: ['#0067a8', '#b84a00', '#00785a', '#9a3f77', '#7a5c00', '#4b4f9e', '#a3123a', '#2f6f8f', '#4d6b12', '#5b5b66'],
  dark: ['#6cc0f0', '#f59a52', '#4fd0a8', '#e6a0cb', '#e2c044', '#a9aef5', '#ff8f9f', '#9fd8e6', '#b4d16a', '#c9ccd6'],
}
/** What tells two apart for whom colours do not: a stroke in curves, a shape in networks. */
const DASHES: (number[] | undefined)[] = [undefined, [8, 3], [2, 3], [8, 3, 2, 3], [12, 4], [5, 2], [1, 4], [10, 3, 1, 3, 1, 3], [4, 6], [14, 3, 4, 3]]
const SHAPES = ['circle', 'square', 'triangle', 'diamond', 'pentagon', 'hexagon', 'star', 'cross', 'wedge', 'octagon'] as const

export const member = (i: number, theme: Theme) => MEMBERS[theme][i % 10]
export const memberDash = (i: number) => DASHES[i % 10]

/** The outline of a member's shape, about a radius around a point. */
export function memberShape(i: number, x: number, y: number, r: number): string {
  const ring = (n: number, turn: number, inner = 1) =>
    Array.from({ length: inner === 1 ? n : 2 * n }, (_, k) => {
      const at = turn + (2 * Math.PI * k) / (inner === 1 ? n : 2 * n)
      const far = inner !== 1 && k % 2 ? r * inner : r
      return `${k ? 'L' : 'M'}${(x + far * Math.cos(at)).toFixed(1)} ${(y + far * Math.sin(at)).toFixed(1)}`
    }).join('') + 'Z'
  const up = -Math.PI / 2
  const shape = SHAPES[i % 10]
  if (shape === 'square') return ring(4, Math.PI / 4)
  if (shape === 'triangle') return ring(3, up)
  if (shape === 'diamond') return ring(4, up)
  if (shape === 'pentagon') return ring(5, up)
  if (shape === 'hexagon') return ring(6, 0)
  if (shape === 'star') return ring(5, up, 0.55)
  if (shape === 'cross') return ring(4, up, 0.6)
  if (shape === 'wedge') return ring(3, -up)
  if (shape === 'octagon') return ring(8, up)
  return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`
}

const LIGANDS: Record<string, [string, string]> = {
  oxytocin: ['#00785a', '#4fd0a8'],
  vasopressin: ['#9a3f77', '#e6a0cb'],
  dopamine: ['#b07800', '#f2c14e'],
  endorphin: ['#2f6fc4', '#8fb8ff'],
  crf: ['#b8321c', '#ff8a75'],
  corticosterone: ['#b8321c', '#ff8a75'],
  serotonin: ['#5b4fb3', '#b3a8ff'],
  noradrenaline: ['#c2306b', '#ff92bd'],
  dynorphin: ['#6b6350', '#c9bfa5'],
  glutamate: ['#8a6d1f', '#e0c98a'],
  gaba: ['#3d6f86', '#8fc4d9'],
}

export const ligand = (key: string, theme: Theme) => (LIGANDS[key] ?? ['#555b6b', '#b6bccb'])[theme === 'dark' ? 1 : 0]
