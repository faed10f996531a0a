// A claim beside what came out, as a run keeps it.

export type Verdict = {
  claim: string
  text: string
  kind: string
  groups: string[]
  measures: string[]
  published: string
  published_value: number | null
  published_interval: [number, number] | null
  simulated: string
  simulated_value: number | null
  simulated_interval: [number, number] | null
  effect_size: number | null
  criterion: string
  share: number
  replicates: number
  verdict: string
  reason: string
  verified: boolean
}
