// How many pictures a second the explorer draws: node test/frames.mjs SYNTONY [CHROMIUM [RUN]]
// A measurement, not a test: it prints frames per second and the time of the page's thread for two, six and ten brains,
// and, with a run, how long its network takes to open and how it goes while it plays.
// Without a graphics card Chromium paints with the processor, which is the slowest case; the simulation shares it.

import { spawn } from 'node:child_process'
import { chromium } from 'playwright-core'

const [syntony, browser = '/usr/bin/chromium', run] = process.argv.slice(2)
const pages = process.env.EXPLORER_PAGES ? ['--pages', process.env.EXPLORER_PAGES] : []
const server = spawn(syntony, ['serve', ...(run ? [run] : []), '--port', '0', '--json', ...pages], { stdio: ['ignore', 'pipe', 'inherit'] })
process.on('exit', () => server.kill())
const url = await new Promise((found) => {
  let text = ''
  server.stdout.on('data', (part) => {
    text += part
    if (text.includes('}')) found(JSON.parse(text).url)
  })
})
const people = (n) => {
  const names = Array.from({ length: n }, (_, i) => `P${i}`)
  const cast = names.map((name, i) => `[cast.${name}]\nspecies = "human"\nsex = "${i % 2 ? 'M' : 'F'}"\n`).join('')
  const list = JSON.stringify(names)
  return `key = "many"\ntitle = "Many"\nrole = "scenario"\nsummary = "${n} people in one room."\n${cast}[[phase]]\nname = "room"\nkind = "encounter"\nmembers = ${list}\nduration = "10 d"\ntick = "20 s"\n[[group]]\nkey = "many"\nn = 1\n`
}
const program = await chromium.launch({ executablePath: browser, args: ['--no-sandbox'] })
for (const [brains, speed] of [[2, '60×'], [2, 'hour/s'], [6, '60×'], [10, '60×']]) {
  const page = await program.newPage({ viewport: { width: 1360, height: 900 } })
  await page.goto(url)
  const time = page.getByRole('group', { name: 'Time' })
  await time.getByRole('button', { name: 'Play', exact: true }).waitFor()
  if (brains > 2) {
    const id = await page.evaluate(async (text) => {
      const ask = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: 'many.toml', text, seed: 1 }) }
      return (await (await fetch('/api/scenes', ask)).json()).id
    }, people(brains))
    await page.goto(`${url.split('#')[0].split('?')[0]}#live=${id}`)
    await page.reload()
    await page.getByRole('heading', { name: 'Relationship network' }).waitFor()
    const all = page.getByRole('button', { name: 'All', exact: true })
    if (await all.count()) await all.click()
  }
  await time.getByRole('radio', { name: speed }).click()
  await time.getByRole('button', { name: 'Play', exact: true }).click()
  await page.waitForTimeout(1500)
  const trace = process.env.TRACE && brains === 2 ? await page.context().newCDPSession(page) : null
  if (trace) {
    await trace.send('Profiler.enable')
    await trace.send('Profiler.start')
  }
  const metrics = await page.context().newCDPSession(page)
  await metrics.send('Performance.enable')
  const sum = async () => Object.fromEntries((await metrics.send('Performance.getMetrics')).metrics.map((m) => [m.name, m.value]))
  const before = await sum()
  const gaps = await page.evaluate(() => new Promise((done) => {
    const times = []
    const tick = (t) => (times.push(t), times.length < 2 || t - times[0] < 5000 ? requestAnimationFrame(tick) : done(times.slice(1).map((x, i) => x - times[i])))
    requestAnimationFrame(tick)
  }))
  const after = await sum()
  const share = (name) => `${((1000 * (after[name] - before[name])) / gaps.length).toFixed(1)} ms`
  const sorted = [...gaps].sort((a, b) => a - b)
  const canvases = await page.locator('.brain canvas').count()
  console.log(`${brains} brains (${canvases} drawn), ${speed}: ${(1000 / (gaps.reduce((a, b) => a + b) / gaps.length)).toFixed(1)} frames/s, slowest of twenty ${sorted[Math.floor(0.95 * sorted.length)].toFixed(0)} ms; a frame: script ${share('ScriptDuration')}, style ${share('RecalcStyleDuration')}, layout ${share('LayoutDuration')}, all ${share('TaskDuration')}`)
  if (trace) {
    const { profile } = await trace.send('Profiler.stop')
    const own = new Map()
    const step = new Map()
    profile.samples.forEach((s, i) => step.set(s, (step.get(s) ?? 0) + profile.timeDeltas[i]))
    for (const n of profile.nodes) own.set(n.callFrame.functionName || '(anonymous)', (own.get(n.callFrame.functionName || '(anonymous)') ?? 0) + (step.get(n.id) ?? 0))
    console.log([...own].sort((a, b) => b[1] - a[1]).slice(0, 18).map(([f, t]) => `   ${(t / 1000).toFixed(0)} ms ${f}`).join('\n'))
  }
  await page.close()
}
if (run) {
  const page = await program.newPage({ viewport: { width: 1360, height: 900 } })
  await page.goto(url)
  await page.getByRole('group', { name: 'Time' }).waitFor()
  const name = await page.evaluate(async () => (await (await fetch('/api/runs')).json())[0].name)
  const begun = Date.now()
  await page.evaluate((name) => (location.hash = `society/${encodeURIComponent(name)}`), name)
  await page.locator('.picture[data-ready=true]').waitFor({ timeout: 60000 })
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  console.log(`${await page.getByRole('application').getAttribute('aria-label')}\n   open after ${Date.now() - begun} ms`)
  await page.getByRole('group', { name: 'Time' }).getByRole('button', { name: 'Play', exact: true }).click()
  const gaps = await page.evaluate(() => new Promise((done) => {
    const times = []
    const tick = (t) => (times.push(t), times.length < 2 || t - times[0] < 5000 ? requestAnimationFrame(tick) : done(times.slice(1).map((x, i) => x - times[i])))
    requestAnimationFrame(tick)
  }))
  const sorted = [...gaps].sort((a, b) => a - b)
  console.log(`   ${(1000 / (gaps.reduce((a, b) => a + b) / gaps.length)).toFixed(1)} frames/s, slowest of twenty ${sorted[Math.floor(0.95 * sorted.length)].toFixed(0)} ms, at ${await page.locator('.time output').innerText()} after five seconds`)
}
await program.close()
server.kill()
process.exit(0)
