// What a variable is called in words, with the names of the atlas.

import type { Atlas } from './api'
import { capital, plain } from './words'

const STATES: Record<string, string> = {
  joy: 'Positive affect (joy)',
  distress: 'Negative affect (distress)',
  valence: 'Affective valence',
  arousal: 'Arousal',
  effort: 'Effort of emotion regulation',
  safety: 'Felt safety',
  capacity: 'Regulatory capacity',
  wellbeing: 'Well-being',
  mirror: 'Mirror system: fidelity of what is seen to what is done',
  need: 'Social need (craving)',
  passivity: 'Passive coping',
  contact: 'Contact satiety',
}
const TIES: Record<string, string> = {
  bond: 'Pair bond',
  preference: 'Partner preference',
  familiarity: 'Familiarity',
  trust: 'Trust',
  closeness: 'Closeness',
  resonance: 'Empathic positive affect',
  vicarious: 'Empathic distress',
  attraction: 'Attraction',
  realised: 'Acceptance of the loss',
}
export const tieName = (tie: string) => TIES[tie] ?? capital(plain(tie))
/** Separation and, in people, exclusion: one signal of the model answers both. */
export const alarmName = (lineage: string) => (lineage === 'human' ? 'Separation or exclusion distress' : 'Separation distress')

const short = (name: string) => name.replace(/ \([^)]*\)/, '')

export function titleOf(variable: string, lineage: string, atlas: Atlas | null, fallback = variable): string {
  const [word, what = ''] = variable.split(':')
  const [key, place = ''] = what.split('@')
  const region = atlas?.regions.find((r) => r.key === place)?.name ?? plain(place)
  if (word === 'rate') {
    const population = atlas?.populations.find((p) => p.key === key)
    return population ? `Firing rate, ${population.name}` : capital(plain(fallback))
  }
  if (word === 'level') return `${capital(short(atlas?.ligands.find((l) => l.key === key)?.name ?? plain(key)))} in the ${short(region)}`
  if (word === 'signal' || word === 'binding') return `${capital(atlas?.receptors.find((r) => r.key === key)?.name ?? key)} ${word === 'signal' ? 'signalling' : 'binding'} in the ${short(region)}`
  if (word === 'corticosterone') return lineage === 'human' ? 'Cortisol in plasma' : 'Corticosterone in plasma'
  if (word === 'alarm') return alarmName(lineage)
  if (word === 'contact' && what) return `Side-by-side contact with ${plain(what)}`
  if (what) return `${tieName(word)}, subject → ${plain(what)}`
  return STATES[word] ?? capital(plain(fallback))
}

/** A unit for people: `1` is none, `fold` is over rest, times that pass are a rate. */
export const unitName = (unit: string) => (unit === '1' ? '' : unit === 'fold' ? 'fold of rest' : unit)
