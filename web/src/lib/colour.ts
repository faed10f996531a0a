// Colours that the colour-blind can tell apart (after Okabe and Ito), for light and dark.

export type Theme = 'light' | 'dark'

const MEMBERS = {
  light: ['#0067a8', '#b84a00', '#00785a', '#9a3f77', '#7a5c00', '#4b4f9e'],
  dark: ['#6cc0f0', '#f59a52', '#4fd0a8', '#e6a0cb', '#e2c044', '#a9aef5'],
}

export const member = (i: number, theme: Theme) => MEMBERS[theme][i % 6]

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
