// What the server tells, and how it is asked.

export type Group = { key: string; label: string }
export type OfferedScene = { key: string; title: string; summary: string; groups: Group[]; lineage: string; text: string }
export type Sight = { channel: string; above: number | null; below: number | null; says: string; not: string | null }
export type TourStep = { title: string; until_s: number; seconds: number; layer: string; words: string; sees: Sight[] }
export type Tour = {
  scene: string
  title: string
  lead: string
  who: string
  with: string
  story: string
  step: TourStep[]
  strip: { title: string; unit: string; top: number | null; lines: { channel: string; label: string }[] }[]
  again: { label: string; protocol: string; group: string; deeds: TimedDeed[] }[]
  text: string
}
export type Hello = { version: string; scenes: OfferedScene[]; lineages: string[]; runs: string | null; tours: Record<string, Tour> }
export type Problem = { place: { file: string; line: number; column: number }; what: string; hint: string | null }
export type Channel = {
  name: string
  label: string
  unit: string
  kind: 'rate' | 'level' | 'signal' | 'state' | 'tie' | 'sense'
  member: number
  other: number | null
  region: string | null
  substance: string | null
  rest: number | null
  max: number | null
  kept: boolean
}
export type Member = { name: string; species: string; sex: string }
export type Deed =
  | { kind: 'act'; by: string; to: string; act: string; for_s: number }
  | { kind: 'dose'; member: string; compound: string; route: string; site: string | null; amount: string }
  | { kind: 'change'; member: string; how: string; target: string }
  | { kind: 'leave' | 'back'; member: string }
export type TimedDeed = Deed & { at_s: number }
export type SceneInfo = {
  lineage: string
  title: string
  summary: string
  key: string
  name: string
  base: string
  text: string
  group: string
  seed: number
  start: number
  end: number
  members: Member[]
  phases: { name: string; start: number; end: number; members: string[] }[]
  acts: { key: string; mutual: boolean }[]
  deeds: TimedDeed[]
  channels: Channel[]
  version: number
}
export type Dose = { compound: string; name: string; class: string; route: string; amount: string; protocol: string; title: string; source: string }
export type Atlas = {
  lineage: string
  regions: { key: string; name: string }[]
  populations: { key: string; name: string; region: string }[]
  projections: { from: string; to: string; strength: number; transmitter: string }[]
  ligands: { key: string; name: string; class: string; from: string | null }[]
  receptors: { key: string; name: string; gene: string; binds: string[] }[]
  acts: { key: string; name: string; mutual: boolean; reach: string }[]
  fibres: { ligand: string; region: string }[]
  doses: Dose[]
}
export type Numbers = {
  name: string
  numbers: {
    path: string
    value: number
    unit: string
    range: [number, number] | null
    grade: string
    source: string
    note: string
    place: string
  }[]
  papers: Record<string, { citation: string; bibtex: string }>
}

/** A refusal with the words of the server. */
export class Refused extends Error {
  problems: Problem[]
  /** A session that may be looked at where there is none to have. */
  open: { id: string; title: string } | null
  constructor(status: number, body: { error?: string; problems?: Problem[]; open?: { id: string; title: string } }) {
    super(body.error ?? body.problems?.map((p) => p.what).join('; ') ?? `the server answered ${status}`)
    this.problems = body.problems ?? []
    this.open = body.open ?? null
  }
}

async function answer(response: Response): Promise<Response> {
  if (response.ok) return response
  const text = await response.text()
  let body = {}
  try {
    body = JSON.parse(text)
  } catch {
    body = { error: text }
  }
  throw new Refused(response.status, body)
}

export async function get<T>(path: string): Promise<T> {
  return (await answer(await fetch(`/api/${path}`))).json()
}

export async function getBytes(path: string): Promise<ArrayBuffer> {
  return (await answer(await fetch(`/api/${path}`))).arrayBuffer()
}

export async function post<T>(path: string, body: unknown): Promise<T> {
  const headers = { 'content-type': 'application/json' }
  return (await answer(await fetch(`/api/${path}`, { method: 'POST', headers, body: JSON.stringify(body) }))).json()
}

const atlases = new Map<string, Promise<Atlas>>()
/** The atlas of a lineage, asked for once. */
export function atlas(lineage: string): Promise<Atlas> {
  let found = atlases.get(lineage)
  if (!found) {
    found = get<Atlas>(`atlas/${lineage}`)
    atlases.set(lineage, found)
    // what failed once is asked for again
    found.catch(() => atlases.delete(lineage))
  }
  return found
}
