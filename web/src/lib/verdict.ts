// A claim beside what came out, as a run keeps it.

export type Verdict = {
  claim: string
  text: string
  kind: string
  groups: string[]
  measures: string[]
  /** Absent for a hypothesis. */
  published?: string
  /** What a design of somebody's own expects; absent for what was published. */
  hypothesis?: string
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
  /** How n, doses and so on of the paper are known, each with a grade. */
  known?: Record<string, string | null>
}

/** The verdict as people read it: a claim that holds in half to four fifths of the repetitions has a mixed one. */
export const word = (verdict: string) => (verdict === 'weak' ? 'mixed' : verdict)

/** Whether claims are those of a design of somebody's own: nobody has published what would come out of it. */
export const hypotheses = (verdicts: Verdict[], role: string | undefined, citation: string | undefined) => verdicts.some((v) => v.hypothesis) || role === 'scenario' || !citation

const GRADES: Record<string, string> = { abstract: 'read in the abstract', memory: 'from memory', assumed: 'assumed' }
/** What of a claim was not read in the full text of the paper. */
export function doubts(v: Verdict): string {
  const graded = Object.entries(v.known ?? {}).filter(([, grade]) => grade && grade in GRADES)
  if (graded.length) return graded.map(([what, grade]) => `${what.replaceAll('_', ' ')} ${GRADES[grade!]}`).join(', ')
  return v.verified || v.known ? '' : 'from memory, to be verified'
}
