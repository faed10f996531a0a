// Groups in a network of ties: who hangs together by ties that go both ways.

export type Tie = { from: number; to: number; value: number }

/** Members joined by mutual ties of at least a strength, largest group first; who is alone is left out. */
export function groups(members: number, ties: Tie[], least: number): number[][] {
  const value = new Map(ties.map((t) => [`${t.from}-${t.to}`, t.value]))
  const both = (a: number, b: number) => Math.min(value.get(`${a}-${b}`) ?? 0, value.get(`${b}-${a}`) ?? 0) >= least
  const seen = new Set<number>()
  const out: number[][] = []
  for (let i = 0; i < members; i++) {
    if (seen.has(i)) continue
    const group = [i]
    seen.add(i)
    for (const a of group) {
      for (let b = 0; b < members; b++) {
        if (!seen.has(b) && both(a, b)) {
          seen.add(b)
          group.push(b)
        }
      }
    }
    if (group.length > 1) out.push(group.sort((a, b) => a - b))
  }
  return out.sort((a, b) => b.length - a.length)
}
