// A run as the server tells of it.

import type { Verdict } from './verdict'

export type Span = { name: string; kind: string; start_s: number; end_s: number }
export type GroupInfo = { key: string; label: string; n: number; cast: string[]; phases: Span[]; doses: Span[] }
export type RunEntry = { group: string; variable: string; label: string; unit: string; kind: string; animals: number; samples: number }
export type RunSeries = { time: number[]; mean: number[]; low: number[]; high: number[]; animals: number[][] }
export type Param = { path: string; value: number; unit: string; range: [number, number] | null; grade: string; source: string; note: string; overridden: string | null }
export type Cited = { key: string; citation: string; bibtex: string; protocol: boolean; equations: string[]; parameters: string[] }
export type RunAct = { animal: number; onset_s: number; duration_s: number; actor: string; act: string; target: string; group: number }
export type Glance = {
  manifest: { title: string; summary: string; citation: string; role?: string; protocol: string; seed: number; replicates: number; syntony: string; result_hash: string; notes: string[]; set: string[]; status: string }
  groups: GroupInfo[]
  measures: { key: string; label: string; unit: string; phase: string }[]
  verdicts: Verdict[]
  parameters: Param[]
  sources: Cited[]
  series: RunEntry[]
}
