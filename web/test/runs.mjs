// A run of every protocol of a folder is made and opened in a browser: node test/runs.mjs SYNTONY PROTOCOLS [CHROMIUM]; of a folder of runs, each is opened.
// One repetition of each study, and of those with more than 16 subjects with two in each group: what is looked at is the page. ONLY=NAME opens some of them.
// Fails on an error of the console, an exception, a task of the page that takes more than 500 ms of processor time, and a tick of an axis that
// is not the value it stands for. A task's time is that of the thread (`tdur` of the browser's trace), not of the clock, so that a busy machine does not count.

import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const [syntony, folder, browser = '/usr/bin/chromium'] = process.argv.slice(2)
const pages = process.env.EXPLORER_PAGES ? ['--pages', process.env.EXPLORER_PAGES] : []
const TASK_MS = 500

const place = mkdtempSync(join(tmpdir(), 'runs-'))
process.on('exit', () => rmSync(place, { recursive: true, force: true }))
const protocols = readdirSync(folder).filter((f) => f.endsWith('.toml') && (!process.env.ONLY || f.includes(process.env.ONLY)))
const begun = Date.now()
async function make() {
  for (let file = protocols.pop(); file; file = protocols.pop()) {
    const text = readFileSync(join(folder, file), 'utf8')
    const subjects = [...text.matchAll(/^n = (\d+)/gm)].reduce((sum, [, n]) => sum + Number(n), 0)
    const own = join(place, file)
    // published effects are those of the paper's n
    // how animals differ can be said of four
    const least = /kind = "(icc|spread|within_between)"/.test(text) ? 4 : 2
    const few = () => text.replace(/^effect = .*\n/gm, '').replace(/\bn = (\d+)/g, (all, n) => (n > least ? `n = ${least}` : all))
    writeFileSync(own, subjects > 16 ? few() : text)
    await new Promise((done, failed) => execFile(syntony, ['run', own, '--replicates', '1', '--threads', '1', '--out', join(place, 'runs', file.slice(0, -5))], { maxBuffer: 1e8 }, (e, _, told) => (e ? failed(new Error(told)) : done())))
  }
}
const runs = protocols.length ? join(place, 'runs') : folder
if (protocols.length) {
  console.log(`${protocols.length} protocols are run`)
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, make))
  console.log(`made in ${Math.round((Date.now() - begun) / 1000)} s`)
}

const server = spawn(syntony, ['serve', runs, '--port', '0', '--json', ...pages], { stdio: ['ignore', 'pipe', 'inherit'] })
process.on('exit', () => server.kill())
const { url } = await new Promise((found, failed) => {
  let text = ''
  server.stdout.on('data', (part) => {
    text += part
    if (text.includes('}')) found(JSON.parse(text))
  })
  server.on('exit', (code) => failed(new Error(`syntony serve ended with ${code}`)))
})
const program = await chromium.launch({ executablePath: browser, args: ['--no-sandbox', '--disable-background-networking'] })
const page = await program.newPage({ viewport: { width: 1400, height: 900 } })
page.setDefaultTimeout(60000)
const wrong = []
page.on('console', (m) => ['error', 'warning'].includes(m.type()) && wrong.push(`console: ${m.text()}`))
page.on('pageerror', (e) => wrong.push(`exception: ${e.message}`))
const wire = await page.context().newCDPSession(page)

/** Longest task of the page's main thread during some work, in ms of its processor time. */
async function longest(work) {
  const events = []
  const take = ({ value }) => events.push(...value)
  wire.on('Tracing.dataCollected', take)
  await wire.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: ['toplevel', '__metadata'], excludedCategories: ['*'] } })
  await work()
  const done = new Promise((end) => wire.once('Tracing.tracingComplete', end))
  await wire.send('Tracing.end')
  await done
  wire.off('Tracing.dataCollected', take)
  const main = new Set(events.filter((e) => e.name === 'thread_name' && e.args?.name === 'CrRendererMain').map((e) => `${e.pid}/${e.tid}`))
  const tasks = events.filter((e) => e.ph === 'X' && main.has(`${e.pid}/${e.tid}`)).map((e) => (e.tdur ?? e.dur ?? 0) / 1000)
  return { tasks: tasks.length, ms: Math.max(0, ...tasks) }
}

const SECONDS = { s: 1, min: 60, h: 3600, d: 86400 }
const number = (text) => Number(text.replace('−', '-'))
function seconds(text) {
  const words = text.replace('−', '').split(' ')
  let sum = 0
  for (let i = 0; i < words.length; i += 2) sum += Number(words[i]) * (words.length === 1 ? 1 : SECONDS[words[i + 1]])
  return text.startsWith('−') ? -sum : sum
}
/** What is wrong with the axes of the plots that are drawn. */
async function axes() {
  const plots = await page.locator('.plot[data-y]').evaluateAll((all) => all.map((p) => ({ title: p.closest('section').getAttribute('aria-label'), power: Number(p.dataset.power), x: JSON.parse(p.dataset.x), y: JSON.parse(p.dataset.y) })))
  const told = []
  for (const { title, power, x, y } of plots) {
    const [width, length] = [Math.abs(y.at(-1)[0] - y[0][0]), Math.abs(x.at(-1)[0] - x[0][0])]
    if (y.length < 2 || !(width > 0)) told.push(`${title}: ${y.length} ticks`)
    for (const [value, word] of y) if (!(Math.abs(number(word) * 10 ** power - value) <= 1e-6 * Math.max(width, 1e-300))) told.push(`${title}: ${value} is labelled ${word} × 10^${power}`)
    for (const [value, word] of x) if (!(Math.abs(seconds(word) - value) <= 1e-6 * Math.max(1, length))) told.push(`${title}: ${value} s is labelled ${word}`)
  }
  return { count: plots.length, told }
}

await page.goto(url)
const names = (await page.evaluate(async () => (await (await fetch('/api/runs')).json()).map((r) => r.name))).filter((name) => !process.env.ONLY || name.includes(process.env.ONLY))
await page.goto(`${url.split('?')[0]}#runs`)
let [failed, plots] = [0, 0]
let slowest = ['', 0]
for (const name of names) {
  const open = () => longest(async () => {
    await page.evaluate((to) => (location.hash = to), `runs/${encodeURIComponent(name)}`)
    await page.getByRole('heading', { name: 'Numbers behind it' }).waitFor()
    // down the whole page, as somebody would who reads it
    await page.evaluate(async () => {
      const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))
      const waits = () => [...document.querySelectorAll('.plot:not([data-y])')].some((p) => {
        const { top, bottom } = p.getBoundingClientRect()
        return p.closest('section.chart') && top < innerHeight && bottom > 0
      }) || [...document.querySelectorAll('.curves p.quiet')].some((p) => p.textContent.endsWith(' …') && p.getBoundingClientRect().top < innerHeight)
      for (let y = 0; y < document.documentElement.scrollHeight; y += 800) {
        scrollTo(0, y)
        await frame()
        for (let i = 0; i < 400 && (await frame(), waits()); i++) await new Promise((done) => setTimeout(done, 20))
      }
    })
  })
  let { tasks, ms } = await open().catch((e) => (wrong.push(String(e).split('\n')[0]), { tasks: 1, ms: 0 }))
  if (ms > TASK_MS) {
    // once more, as the machine may have swapped
    await page.evaluate(() => (location.hash = 'runs'))
    ms = Math.min(ms, (await open()).ms)
  }
  const { count, told } = await axes()
  plots += count
  if (ms > slowest[1]) slowest = [name, ms]
  if (!tasks) wrong.push('no task was seen: the trace is empty')
  if (ms > TASK_MS) wrong.push(`a task of ${ms.toFixed(0)} ms`)
  wrong.push(...told.slice(0, 3))
  if (wrong.length) {
    failed++
    console.log(`FAIL  ${name}\n      ${wrong.splice(0).slice(0, 6).join('\n      ')}`)
  }
  await page.evaluate(() => (location.hash = 'runs'))
}
await program.close()
server.kill()
console.log(`${names.length - failed} of ${names.length} runs open without a fault in ${Math.round((Date.now() - begun) / 1000)} s, ${plots} plots, longest task ${slowest[1].toFixed(0)} ms (${slowest[0]})`)
process.exit(failed || !names.length ? 1 : 0)
