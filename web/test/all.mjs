// The explorer in a real browser, against the binary as it is shipped: node test/all.mjs SYNTONY RUNS [CHROMIUM] [PICTURES]
// Every step says what it shows. Any error of the console, any request elsewhere, any serious finding of axe fails.

import axe from 'axe-core'
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { chromium } from 'playwright-core'

const [syntony, runs, browser = '/usr/bin/chromium', pictures] = process.argv.slice(2)
// pages from a folder instead of those in the binary, for who works on them
const pages = process.env.EXPLORER_PAGES ? ['--pages', process.env.EXPLORER_PAGES] : []
if (pictures) mkdirSync(pictures, { recursive: true })

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
const origin = new URL(url).origin
const program = await chromium.launch({ executablePath: browser, args: ['--no-sandbox', '--disable-background-networking'] })

const wrong = []
let failed = 0
let steps = 0
async function step(name, work) {
  steps++
  try {
    await work()
    if (wrong.length) throw new Error(wrong.splice(0).join('\n'))
    console.log(`ok    ${name}`)
  } catch (e) {
    failed++
    wrong.length = 0
    console.log(`FAIL  ${name}\n      ${String(e.stack ?? e).split('\n').slice(0, 6).join('\n      ')}`)
  }
}
const is = (truth, what) => {
  if (!truth) throw new Error(`expected ${what}`)
}

async function visit(options = {}) {
  const context = await program.newContext({ viewport: { width: 1360, height: 900 }, acceptDownloads: true, ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(30000)
  page.on('console', (m) => ['error', 'warning'].includes(m.type()) && wrong.push(`console: ${m.text()}`))
  page.on('pageerror', (e) => wrong.push(`page: ${e.message}`))
  page.on('request', (r) => {
    if (!r.url().startsWith(origin) && !/^(data|blob):/.test(r.url())) wrong.push(`request elsewhere: ${r.url()}`)
  })
  await page.goto(url)
  await play(page).waitFor()
  return page
}
const play = (p) => p.getByRole('group', { name: 'Time' }).getByRole('button', { name: 'Play', exact: true })
const pause = (p) => p.getByRole('group', { name: 'Time' }).getByRole('button', { name: 'Pause', exact: true })
const clock = (p) => p.locator('output.clock').first().innerText()
const until = (p, words) => p.waitForFunction((w) => document.querySelector('output.clock')?.textContent !== w, words)
const go = async (p, view) => {
  await p.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: view }).click()
}
const ties = (p, n = 0) => p.locator('.between').nth(n).locator('table').first().innerText()
const shot = async (p, name) => pictures && p.screenshot({ path: `${pictures}/${name}.png` })
async function accessible(p, view) {
  await p.evaluate(axe.source)
  // what is still on its way in has no contrast yet
  await p.waitForTimeout(700)
  await p.evaluate(() => Promise.allSettled(document.getAnimations().map((a) => a.finished)))
  const { violations } = await p.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }))
  const serious = violations.filter((v) => ['serious', 'critical'].includes(v.impact))
  is(!serious.length, `no serious finding in ${view}: ${serious.map((v) => `${v.id} ${v.nodes[0].target} ${v.nodes[0].failureSummary}`).join('; ')}`)
}

const page = await visit()
await step('a scene plays', async () => {
  const before = await clock(page)
  await play(page).click()
  await until(page, before)
})
await step('somebody touches', async () => {
  await page.getByRole('button', { name: 'Touch', exact: true }).click()
  await page.locator('.marks rect.act').waitFor({ state: 'attached' })
  await page.locator('.pill').first().waitFor()
})
await step('a dose is given, with the paper it is from', async () => {
  await page.getByLabel('Compound').selectOption({ index: 1 })
  await page.getByText('amount as in').waitFor()
  await page.getByRole('button', { name: 'to Ada' }).click()
  await page.locator('.marks rect.dose').waitFor({ state: 'attached' })
})
await step('a population is lesioned and goes dark', async () => {
  await page.getByLabel('Which population').selectOption('vta')
  await page.getByRole('button', { name: 'in Ada' }).click()
  await page.locator('.marks rect.change').waitFor({ state: 'attached' })
})
await step('a number says where it comes from', async () => {
  await page.locator('.between .source button').first().hover()
  await page.getByRole('tooltip').getByText('process.bond').first().waitFor()
  await shot(page, 'source')
  await page.mouse.move(5, 5)
  await page.getByRole('tooltip').waitFor({ state: 'detached' })
  await page.locator('.senses').getByRole('button', { name: 'touch' }).hover()
  await page.getByRole('tooltip').getByText('Ada senses').waitFor()
  await page.getByRole('tooltip').locator('.grade').first().waitFor()
  await page.mouse.move(5, 5)
})
await step('time stands still, steps and goes back', async () => {
  await pause(page).click()
  await play(page).waitFor()
  await page.waitForTimeout(150)
  const before = await clock(page)
  await page.getByRole('button', { name: 'Step', exact: true }).click()
  await until(page, before)
  await page.getByRole('button', { name: 'Rewind' }).click()
  await page.waitForFunction(() => document.querySelector('output.clock')?.textContent === 'day 1, 00:00:00')
})
await step('the same time comes again with the same ties', async () => {
  await page.getByRole('radio', { name: 'hour/s' }).click()
  await play(page).click()
  await page.waitForTimeout(1500)
  await pause(page).click()
  await play(page).waitFor()
  await page.waitForTimeout(300)
  const [time, then] = [await clock(page), await ties(page)]
  await page.getByRole('button', { name: 'Rewind' }).click()
  await page.waitForFunction(() => document.querySelector('output.clock')?.textContent === 'day 1, 00:00:00')
  const id = page.url().split('live=')[1]
  const [, day, h, m, s] = time.match(/day (\d+), (\d+):(\d+):(\d+)/).map(Number)
  const at = (day - 1) * 86400 + h * 3600 + m * 60 + s
  await page.evaluate(([id, at]) => new Promise((done) => {
    const wire = new WebSocket(`ws://${location.host}/api/scenes/${id}/live`)
    wire.onopen = () => {
      wire.send(JSON.stringify({ do: 'seek', t: at }))
      setTimeout(() => (wire.close(), done()), 300)
    }
  }), [id, at])
  await page.waitForFunction((t) => document.querySelector('output.clock')?.textContent === t, time)
  await page.waitForTimeout(150)
  is((await ties(page)) === then, `the ties of then:\n${then}\nnot\n${await ties(page)}`)
})
await step('a branch goes another way, and both are seen', async () => {
  await page.getByRole('button', { name: 'Branch: what if' }).click()
  await page.getByRole('heading', { name: /^Counterfactual/ }).waitFor()
  await page.getByRole('button', { name: 'Ben leaves' }).nth(1).click()
  await page.getByRole('button', { name: 'Ben comes back' }).waitFor()
  await page.getByRole('radio', { name: 'day/s' }).click()
  await play(page).click()
  await page.waitForTimeout(3500)
  await pause(page).click()
  is((await ties(page, 0)) !== (await ties(page, 1)), 'other ties in the other future')
  await shot(page, 'fork')
  await page.getByRole('button', { name: 'Close the branch' }).click()
})
await step('pictures and curves are exported', async () => {
  const file = async (button) => {
    const [download] = await Promise.all([page.waitForEvent('download'), button.click()])
    return [download.suggestedFilename(), readFileSync(await download.path())]
  }
  const [name, svg] = await file(page.getByRole('button', { name: 'Save the brain of Ada as SVG' }))
  is(name === 'brain_Ada.svg' && svg.toString().startsWith('<svg'), 'an SVG of the brain')
  const [, png] = await file(page.getByRole('button', { name: 'Save the brain of Ada as PNG' }))
  is(png.subarray(1, 4).toString() === 'PNG' && png.length > 20000, 'a PNG of the brain')
  const [, csv] = await file(page.getByRole('button', { name: 'Save Positive affect (joy) as CSV' }))
  is(csv.toString().startsWith('time_s,Ada,Ben\n') && csv.toString().split('\n').length > 20, 'a table of joy')
  const [, toml] = await file(page.getByRole('button', { name: 'Save protocol' }))
  is(toml.toString().includes('[[manipulation]]') && toml.toString().includes('[[act]]'), 'a protocol with what was done')
})
await step('two tabs do not disturb each other', async () => {
  const before = await clock(page)
  const second = await visit()
  is(second.url() !== page.url(), 'another scene')
  await play(second).click()
  await second.waitForTimeout(800)
  is((await clock(page)) === before, 'a first scene that stands still')
  await second.context().close()
})
await step('a wire that breaks is mended', async () => {
  const p = await program.newContext().then((c) => c.newPage())
  let cut = null
  let wires = 0
  await p.routeWebSocket(/\/live$/, (ws) => {
    wires++
    const there = ws.connectToServer()
    cut = () => {
      void there.close()
      void ws.close({ code: 1011 })
    }
  })
  await p.goto(url)
  await play(p).click()
  await p.waitForTimeout(500)
  cut()
  for (let i = 0; i < 50 && wires < 2; i++) await p.waitForTimeout(100)
  is(wires === 2, `a second wire, not ${wires}`)
  const before = await clock(p)
  await until(p, before)
  await p.context().close()
})
await step('who floods is slowed and nothing falls', async () => {
  const answers = await page.evaluate((id) => new Promise((done) => {
    const wire = new WebSocket(`ws://${location.host}/api/scenes/${id}/live`)
    let refused = 0
    wire.onmessage = (m) => typeof m.data === 'string' && refused++
    wire.onopen = () => {
      for (let i = 0; i < 400; i++) wire.send(i % 2 ? '{"do":"nonsense"}' : '\u0000{')
      setTimeout(() => (wire.close(), done(refused)), 1500)
    }
  }), page.url().split('live=')[1])
  is(answers > 10 && answers < 250, `some answers and not 400, but ${answers}`)
  is((await page.evaluate(() => fetch('/api/hello').then((r) => r.status))) === 200, 'a server that stands')
})
await step('many scenes make room for each other, not for one that is looked at', async () => {
  const made = await page.evaluate(async () => {
    const { scenes } = await (await fetch('/api/hello')).json()
    const ask = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: 'bond.toml', text: scenes.find((s) => s.key === 'bond').text, seed: 1 }) }
    const ids = []
    for (let i = 0; i < 20; i++) ids.push((await (await fetch('/api/scenes', ask)).json()).id)
    return Promise.all([ids[0], ids[19]].map((id) => fetch(`/api/scenes/${id}`).then((r) => r.status)))
  })
  wrong.splice(0) // the console tells of the 404 that is wanted
  is(made[0] === 404 && made[1] === 200, `the first gone, the last there, not ${made}`)
  const before = await clock(page)
  await page.getByRole('button', { name: 'Step', exact: true }).click()
  await until(page, before)
})
await step('nonsense on the wire is refused in words, and a flood is slowed', async () => {
  const { refused, ticks, seconds } = await page.evaluate(async () => {
    const { scenes } = await (await fetch('/api/hello')).json()
    const ask = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: 'couple.toml', text: scenes[0].text, seed: 1 }) }
    const { id } = await (await fetch('/api/scenes', ask)).json()
    const wire = new WebSocket(`ws://${location.host}/api/scenes/${id}/live`)
    wire.binaryType = 'arraybuffer'
    let [refused, ticks] = [0, 0]
    wire.onmessage = ({ data }) => {
      if (typeof data === 'string') refused++
      else ticks = JSON.parse(new TextDecoder().decode(new Uint8Array(data, 4, new DataView(data).getUint32(0, true)))).tick
    }
    await new Promise((done) => (wire.onopen = done))
    const nonsense = ['', '[]', 'null', '{"do":"fly"}', '{"do":"seek","t":"x"}', '{"do":"deed","deed":{"kind":"leave","member":"Nobody"}}', '\u0000{']
    for (const order of nonsense) wire.send(order)
    wire.send('{"do":"speed","x":1e999}')
    while (refused < nonsense.length) await new Promise((done) => setTimeout(done, 20))
    const begun = performance.now()
    for (let i = 0; i < 1000; i++) wire.send('{"do":"step"}')
    await new Promise((done) => setTimeout(done, 1500))
    const seconds = (performance.now() - begun) / 1000
    wire.close()
    return { refused, ticks, seconds }
  })
  is(refused >= 7, 'a refusal of each')
  is(ticks > 0 && ticks <= 60 + 60 * seconds + 60, `sixty steps and sixty a second, not ${ticks} in ${seconds} s`)
})
await step('who comes when every session is in use is told so, and looks on', async () => {
  const wires = await page.evaluateHandle(async () => {
    const { scenes } = await (await fetch('/api/hello')).json()
    const ask = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: 'couple.toml', text: scenes[0].text, seed: 1 }) }
    const all = []
    for (let i = 0; i < 16; i++) {
      const response = await fetch('/api/scenes', ask)
      if (!response.ok) break
      const wire = new WebSocket(`ws://${location.host}/api/scenes/${(await response.json()).id}/live`)
      await new Promise((done) => (wire.onopen = done))
      all.push(wire)
    }
    return all
  })
  wrong.splice(0) // the console tells of the 503 that is wanted
  const guest = await program.newContext().then((c) => c.newPage())
  await guest.goto(url)
  await guest.getByText(/^This server has 16 open sessions/).waitFor()
  await guest.locator('.brain canvas').first().waitFor()
  is((await guest.getByText('The scene is being set').count()) === 0, 'no scene that is set for ever')
  is((await guest.getByRole('button', { name: 'Touch', exact: true }).count()) === 0, 'nothing to do in a session of others')
  await wires.evaluate((all) => all.forEach((wire) => wire.close()))
  await guest.waitForTimeout(500)
  await guest.getByRole('button', { name: 'Try for a session of your own' }).click()
  await guest.getByRole('button', { name: 'Touch', exact: true }).waitFor()
  await guest.context().close()
})
await step('keys alone are enough', async () => {
  await page.getByRole('radio', { name: '60×' }).focus()
  await page.locator('h1 a').focus()
  await page.keyboard.press('Tab')
  const before = await clock(page)
  await page.locator('#main').focus()
  await page.keyboard.press('1')
  await page.keyboard.press('2')
  await page.keyboard.press(' ')
  await until(page, before)
  await page.keyboard.press(' ')
  await play(page).waitFor()
  const brain = page.getByRole('application').first()
  await brain.focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await page.locator('.brain .card').first().waitFor()
  await page.keyboard.press('Escape')
  for (let i = 0; i < 12; i++) await page.keyboard.press('Tab')
  is(await page.evaluate(() => document.activeElement !== document.body), 'a focus that goes on')
})
await step('the scene is accessible', () => accessible(page, 'the scene'))
await step('five brains are seen at once', async () => {
  const p = await visit()
  await p.getByRole('combobox', { name: 'Scene' }).selectOption('friends')
  await p.getByRole('button', { name: 'All', exact: true }).click()
  await p.locator('.everybody canvas').nth(4).waitFor()
  is((await p.locator('.brain canvas').count()) === 5, 'a map of each of five')
  await play(p).click()
  await until(p, 'day 1, 00:00:00')
  await accessible(p, 'all brains')
  await shot(p, 'everybody')
  await p.getByRole('button', { name: 'All', exact: true }).click()
  await p.locator('.between').waitFor()
  await p.context().close()
})
await step('who comes for the first time sees a bond form and break, with one click', async () => {
  const p = await visit()
  await p.getByRole('link', { name: 'Watch: a bond forms and breaks' }).click()
  const said = (words) => p.locator('.seen').getByText(words).waitFor({ timeout: 120000 })
  await said('She is bonded to him')
  await p.locator('.seen .source button').first().hover()
  await p.getByRole('tooltip').getByText('process.bond').first().waitFor()
  await p.mouse.move(5, 5)
  await said('She misses him')
  await accessible(p, 'a tour')
  await said('The bond is broken')
  await p.getByRole('button', { name: 'Play again' }).waitFor({ timeout: 60000 })
  await shot(p, 'tour')
  await p.getByRole('button', { name: 'The same with her oxytocin receptors blocked' }).click()
  await said('There was no bond to break')
  is((await p.getByText('She is bonded to him').count()) === 0, 'no bond without oxytocin receptors')
  await p.getByRole('button', { name: 'Play again' }).waitFor({ timeout: 60000 })
  await shot(p, 'tour_blocked')
  await accessible(p, 'a tour that is over')
  await p.getByRole('button', { name: 'Do something yourself' }).click()
  await p.getByRole('button', { name: 'Rewind' }).click()
  await p.waitForFunction(() => document.querySelector('output.clock')?.textContent === 'day 1, 00:00:00')
  await p.locator('.marks rect.dose').waitFor({ state: 'attached' })
  await go(p, 'Scene')
  is((await p.getByRole('link', { name: /^Watch: / }).count()) === 0, 'no hint for who has seen it')
  await p.context().close()
})
await step('people in a network', async () => {
  await go(page, 'Society')
  await page.getByRole('group', { name: /Network of trust/ }).waitFor()
  await play(page).click()
  await page.waitForTimeout(3000)
  await pause(page).click()
  is((await page.locator('figure path.tie').count()) === 20, 'twenty ties of five')
  await page.getByText('group 1').waitFor()
  await page.getByRole('slider', { name: /Groups from/ }).fill('0.95')
  await page.getByText('no two are tied both ways').waitFor()
  await page.getByRole('button', { name: /^Kai, / }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'trust of Kai towards each' }).waitFor()
  const shapes = await page.locator('.who path:last-of-type').evaluateAll((all) => all.map((p) => p.getAttribute('d').replace(/[^MLaZ]/g, '') + p.getAttribute('fill')))
  is(new Set(shapes).size === 5, 'five colours and shapes')
  await shot(page, 'society')
  await accessible(page, 'society')
})
await step('everybody of a run and their ties, moment by moment', async () => {
  const p = await visit()
  await go(p, 'Society')
  const scene = p.getByRole('combobox', { name: 'Scene' })
  await scene.locator('optgroup[label=Runs] option').first().waitFor({ state: 'attached' })
  await scene.selectOption({ label: 'A short stay together, then a choice' })
  await p.getByRole('combobox', { name: 'Group' }).selectOption({ label: 'oxytocin (n = 4)' })
  const picture = p.locator('.picture[data-ready=true]')
  await p.getByText('12 of 12 in 4 units of 3').waitFor()
  await picture.waitFor()
  // a low bar binds some at the end; before they met nobody is tied
  await p.getByRole('combobox', { name: 'Tie' }).selectOption('familiarity')
  await p.getByRole('slider', { name: 'At least' }).fill('0.1')
  const loners = () => p.locator('.side tbody tr').last().innerText()
  await p.waitForFunction(() => !/\t12$/.test(document.querySelector('.side tbody tr:last-child').innerText))
  const after = await loners()
  await p.getByRole('slider', { name: 'Moment of the run' }).fill('0')
  await p.waitForFunction((was) => document.querySelector('.side tbody tr:last-child').innerText !== was, after)
  await p.getByRole('group', { name: 'Time' }).getByRole('button', { name: 'Play' }).click()
  await p.waitForFunction(() => Number(document.querySelector('.time input').value) > 4)
  await p.getByRole('group', { name: 'Time' }).getByRole('button', { name: 'Pause' }).click()
  await p.getByRole('application', { name: /^Network of familiarity/ }).focus()
  for (const key of ['ArrowRight', 'ArrowRight', 'Enter', '+', '+']) await p.keyboard.press(key)
  await p.locator('.card').getByText('partner 1').waitFor()
  await p.getByText('familiarity of partner 1 towards each').waitFor()
  await picture.waitFor()
  const file = async (kind) => {
    const [download] = await Promise.all([p.waitForEvent('download'), p.getByRole('button', { name: `Save the ties as ${kind}` }).click()])
    return readFileSync(await download.path())
  }
  const rows = (await file('CSV')).toString().trim().split('\n')
  is(rows[0] === 'unit,from,to,tie,time_s,value' && rows.length === 1 + 4 * 4, `four ties of each of four, not ${rows.length - 1}`)
  is((await file('SVG')).toString().includes('>partner</text>'), 'a picture with names')
  is((await file('PNG')).subarray(1, 4).toString() === 'PNG', 'a PNG')
  await shot(p, 'society_run')
  await accessible(p, 'ties of a run')
  await p.setViewportSize({ width: 390, height: 800 })
  await p.waitForTimeout(300)
  is((await p.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 1, 'ties of a run within the width of a telephone')
  await shot(p, 'phone_society_run')
  await p.context().close()
})
await step('a run opens, its curves share a cursor, its numbers have sources', async () => {
  await go(page, 'Runs')
  await page.getByRole('searchbox').fill('')
  await page.locator('.runs a').first().click()
  await page.getByRole('heading', { name: /Claims of the paper|Hypotheses/ }).first().waitFor()
  await page.locator('.uplot').first().waitFor()
  await page.locator('.u-over').first().hover({ position: { x: 120, y: 30 } })
  await page.locator('.now .source button').first().hover()
  await page.getByRole('tooltip').locator('code').first().waitFor()
  await page.mouse.move(5, 5)
  is((await page.locator('table tbody tr').count()) > 10, 'claims and numbers')
  for (const [kind, begin] of [['CSV', 'what,name,kind or actor,target,from_s,to_s\nphase,'], ['SVG', '<svg']]) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: `Save the timeline as ${kind}` }).click()])
    is(readFileSync(await download.path()).toString().startsWith(begin), `a timeline as ${kind}`)
  }
  const [png] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save the timeline as PNG' }).click()])
  is(readFileSync(await png.path()).subarray(1, 4).toString() === 'PNG', 'a timeline as PNG')
  await shot(page, 'run')
  await page.waitForTimeout(300)
  await accessible(page, 'a run')
})
await step('an error is told as the command line tells it, and mended', async () => {
  await go(page, 'Editor')
  const text = page.getByRole('textbox', { name: /Protocol as text/ })
  await page.getByLabel('Open', { exact: false }).selectOption('couple')
  await page.getByText('✓ 1 group').waitFor()
  const good = await text.inputValue()
  await text.fill(good.replace('kind = "encounter"', 'kind = "encouter"'))
  await page.locator('.problems').getByText("did you mean 'encounter'?").waitFor()
  is(await page.getByRole('button', { name: 'Play it' }).isDisabled(), 'nothing to play')
  await shot(page, 'editor')
  await accessible(page, 'the editor')
  await text.fill(good)
  await page.getByText('✓ 1 group').waitFor()
})
await step('completion knows keys and words', async () => {
  const text = page.getByRole('textbox', { name: /Protocol as text/ })
  await text.press('Control+End')
  await text.pressSequentially('\n[[dose]]\nrou')
  await page.getByRole('option', { name: /^route = / }).waitFor()
  await text.press('Enter')
  await text.pressSequentially('"intra')
  await page.getByRole('option', { name: /intranasal/ }).waitFor()
  await text.press('Enter')
  is((await text.inputValue()).endsWith('[[dose]]\nroute = "intranasal"'), `a finished word, not ${(await text.inputValue()).slice(-40)}`)
})
await step('the form writes the text, and a link holds it', async () => {
  const text = page.getByRole('textbox', { name: /Protocol as text/ })
  await text.fill((await text.inputValue()).replace(/\n\[\[dose\]\][^]*$/, ''))
  await page.getByRole('button', { name: 'Form' }).click()
  await page.locator('#title').fill('A couple at the sea')
  await page.locator('#title').press('Tab')
  is((await text.inputValue()).includes('title = "A couple at the sea"'), 'the title in the text')
  await page.getByText('✓ 1 group').waitFor()
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.getByRole('button', { name: 'Share link' }).click()
  await page.getByText('The link is copied').waitFor()
  const link = await page.evaluate(() => navigator.clipboard.readText())
  const other = await page.context().newPage()
  await other.goto(link)
  await other.getByText('✓ 1 group').waitFor()
  is((await other.getByRole('textbox', { name: /Protocol as text/ }).inputValue()).includes('at the sea'), 'the shared text')
  await other.close()
  await page.getByRole('button', { name: 'Play it' }).click()
  await play(page).waitFor()
})
await step('stories say what is established and what is debated', async () => {
  await go(page, 'Learn')
  await page.getByRole('heading', { name: 'Established' }).waitFor()
  await page.getByRole('navigation', { name: 'Stories' }).getByRole('link').nth(8).click()
  await page.getByText('Gottman').first().waitFor()
  await page.getByLabel('What it shows').getByText('syntony run says_').first().waitFor()
  await accessible(page, 'learn')
  await shot(page, 'learn')
  await page.getByRole('button', { name: /^Play: / }).first().click()
  await play(page).waitFor()
})
await step('evidence is shown with its failures', async () => {
  await go(page, 'Evidence')
  await page.getByRole('heading', { name: 'First scores' }).waitFor()
  await page.getByRole('heading', { name: 'Do probabilities mean what they say?' }).waitFor()
  await accessible(page, 'scores at a glance')
  await shot(page, 'scores')
  await page.getByRole('button', { name: 'by topic' }).click()
  is((await page.getByRole('region', { name: 'Scores', exact: true }).getByRole('row').count()) > 20, 'a row for each topic')
  // effects are gone through with the keyboard
  await page.locator('circle.effect').first().focus()
  const first = await page.locator('p.picked b').textContent()
  for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowRight')
  is((await page.locator('p.picked').textContent()).includes('published'), 'the effect in words')
  is(first, 'the first effect in words')
  await page.getByRole('button', { name: 'Overview' }).click()
  await page.getByRole('heading', { name: 'By topic' }).waitFor()
  await accessible(page, 'evidence')
  await shot(page, 'evidence')
})
await step('a vole pair, in the dark', async () => {
  const dark = await visit({ colorScheme: 'dark' })
  await dark.getByRole('combobox', { name: 'Scene' }).selectOption('voles')
  await dark.getByText('prairie, F').waitFor()
  await dark.getByRole('radio', { name: 'hour/s' }).click()
  await play(dark).click()
  await dark.waitForTimeout(4000)
  await pause(dark).click()
  await shot(dark, 'voles_dark')
  await accessible(dark, 'the scene in the dark')
  for (const view of ['Watch', 'Society', 'Runs', 'Editor', 'Learn', 'Evidence']) {
    await go(dark, view)
    await dark.waitForTimeout(500)
    await accessible(dark, `${view} in the dark`)
  }
  await dark.context().close()
})
await step('a telephone shows all of it, without motion', async () => {
  const phone = await visit({ viewport: { width: 390, height: 800 }, hasTouch: true, reducedMotion: 'reduce' })
  await play(phone).click()
  await phone.waitForTimeout(1500)
  for (const view of ['Watch', 'Scene', 'Society', 'Runs', 'Editor', 'Learn', 'Evidence']) {
    await go(phone, view)
    await phone.waitForTimeout(500)
    const over = await phone.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    is(over <= 1, `${view} within its width, not ${over} px beyond`)
    await shot(phone, `phone_${view.toLowerCase()}`)
  }
  await phone.context().close()
})

await program.close()
server.kill()
console.log(failed ? `${failed} of ${steps} steps failed` : `all ${steps} steps hold`)
process.exit(failed ? 1 : 0)
