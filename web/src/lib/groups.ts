// Groups in a network of ties: who hangs together by ties that go both ways.

export type Tie = { from: number; to: number; value: number }

/** Members joined by mutual ties of at least a strength, largest group first; who is alone is left out. Time grows with the ties. */
export function groups(members: number, ties: Tie[], least: number): number[][] {
  const strong = new Set(ties.filter((t) => t.value >= least).map((t) => t.from * members + t.to))
  const beside: number[][] = Array.from({ length: members }, () => [])
  for (const tie of strong) {
    const [from, to] = [Math.floor(tie / members), tie % members]
    if (strong.has(to * members + from)) beside[from].push(to)
  }
  const seen = new Uint8Array(members)
  const out: number[][] = []
  for (let i = 0; i < members; i++) {
    if (seen[i]) continue
    const group = [i]
    seen[i] = 1
    for (const a of group) {
      for (const b of beside[a]) {
        if (!seen[b]) {
          seen[b] = 1
          group.push(b)
        }
      }
    }
    if (group.length > 1) out.push(group.sort((a, b) => a - b))
  }
  return out.sort((a, b) => b.length - a.length)
}
