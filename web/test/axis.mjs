// Ticks of axes stand for the values they are beside: node test/axis.mjs
import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
const vite = await createServer({ root, configFile: false, logLevel: 'error', server: { middlewareMode: true, watch: null, ws: false }, optimizeDeps: { noDiscovery: true } })
const { ticks, labels, powerOf, unitOf, room, timeTicks, timeLabels } = await vite.ssrLoadModule('/src/lib/axis.ts')
const { span } = await vite.ssrLoadModule('/src/lib/words.ts')
let failed = 0
let checked = 0
const is = (got, wanted, what) => {
  checked++
  if (JSON.stringify(got) === JSON.stringify(wanted)) return
  failed++
  console.log(`FAIL  ${what}: ${JSON.stringify(got)}, expected ${JSON.stringify(wanted)}`)
}
const near = (a, b, size) => Math.abs(a - b) <= 1e-9 * size + 1e-300
const SECONDS = { s: 1, min: 60, h: 3600, d: 86400 }
const number = (text) => Number(text.replace('−', '-'))
const seconds = (text) => {
  if (text === '0') return 0
  const sign = text.startsWith('−') ? -1 : 1
  const words = text.replace('−', '').split(' ')
  let sum = 0
  for (let i = 0; i < words.length; i += 2) sum += Number(words[i]) * SECONDS[words[i + 1]]
  return sign * sum
}

// what was wrong once
is(labels([0, 50, 100], 0), ['0', '50', '100'], 'whole numbers keep their zeros')
is(labels([0, 40, 80, 120], 0), ['0', '40', '80', '120'], '120')
is(labels([0, 500, 1000], 0), ['0', '500', '1000'], '1000')
is(labels([0, 1e-4, 2e-4], powerOf(0, 2e-4)), ['0', '1', '2'], '1e-4 in units of the axis')
is(unitOf('nM', powerOf(0, 2e-4)), '×10⁻⁴ nM', 'the power stands beside the unit')
is(labels([-0.5, 0, 0.5], 0), ['−0.5', '0', '0.5'], 'a decimal')
is(timeLabels([0, 30, 60, 90]), ['0', '30 s', '60 s', '90 s'], '90 s')
is(timeLabels([0, 100]), ['0', '100 s'], '100 s')
is(timeLabels([0, 90, 180]), ['0', '1.5 min', '3 min'], '1.5 min')
is(timeLabels([864000, 867600, 871200]), ['10 d', '10 d 1 h', '10 d 2 h'], 'hours of a later day')
is([span(90), span(100), span(119)], ['90 s', '100 s', '119 s'], 'durations below two minutes')
is([span(150), span(5400), span(129600)], ['2.5 min', '90 min', '1.5 d'], 'durations')

// no scale is empty, shows a negative number for what has none, or has more ticks than fit
for (const [low, high] of [[null, null], [0, 0], [5, 5], [-3, -3], [1, 1 + 1e-13], [0, 1e-310], [0, 5], [90, 100], [NaN, 1], [0, Infinity], [-1e-4, 2e-4]]) {
  const [from, to] = room(low, high)
  is(to > from && (!(low >= 0) || from >= 0) && Number.isFinite(to - from), true, `a scale for ${low} to ${high}, not ${from} to ${to}`)
}
is(room(0.2, 50)[0], 0, 'minutes have no negative axis')
is(room(0, 0.99, 1), [0, 1], 'a share goes no further than all')
is(room(0, 100)[0], 0, 'zero at the end of the axis')

// a label is the value, at every size and place
let state = 12345
const next = () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648
for (let i = 0; i < 20000; i++) {
  const [size, place] = [10 ** (24 * next() - 12), next() < 0.5 ? 0 : (next() - 0.5) * 10 ** (6 * next())]
  const [low, high] = room(size * place, size * (place + next()))
  const power = powerOf(low, high)
  const values = ticks(low, high, 4)
  const words = labels(values, power)
  checked++
  const right = values.every((v, k) => near(number(words[k]) * 10 ** power, v, Math.max(Math.abs(low), Math.abs(high))))
  // two ends that are written instead of multiples are rounded
  if (values.length > 25 || values.length < 2 || (values.length > 2 && (!right || new Set(words).size < words.length || words.some((w) => w.length > 9)))) {
    failed++
    console.log(`FAIL  ${low} to ${high}: ${values.map((v, k) => `${v} is "${words[k]}"`).join(', ')} ×10^${power}`)
    if (failed > 20) break
  }
  const [from, length] = [next() < 0.6 ? 0 : (next() - 0.2) * 3e7, 10 ** (10 * next() - 2)]
  const times = timeTicks(from, from + length, 4)
  const said = timeLabels(times)
  checked++
  if (times.length > 25 || (times.length > 2 && (new Set(said).size < said.length || !times.every((t, k) => Math.abs(seconds(said[k]) - t) <= 1e-6 * Math.max(1, length))))) {
    failed++
    console.log(`FAIL  ${from} to ${from + length}: ${times.map((t, k) => `${t} is "${said[k]}"`).join(', ')}`)
    if (failed > 20) break
  }
}
await vite.close()
console.log(failed ? `${failed} of ${checked} axes are wrong` : `all ${checked} axes stand for their values`)
process.exit(failed ? 1 : 0)
