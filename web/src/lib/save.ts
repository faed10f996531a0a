// Files out of the page: pictures, tables, texts.

export function save(name: string, content: BlobPart, type: string) {
  const url = URL.createObjectURL(new Blob([content], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

export const saveSvg = (name: string, svg: string) => save(`${name}.svg`, svg, 'image/svg+xml')

export async function savePng(name: string, svg: string, scale = 2) {
  const image = new Image()
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))
  await new Promise((done, fail) => {
    image.onload = done
    image.onerror = fail
    image.src = url
  })
  const canvas = document.createElement('canvas')
  canvas.width = image.width * scale
  canvas.height = image.height * scale
  const pen = canvas.getContext('2d')!
  pen.scale(scale, scale)
  pen.drawImage(image, 0, 0)
  URL.revokeObjectURL(url)
  canvas.toBlob((blob) => blob && save(`${name}.png`, blob, 'image/png'), 'image/png')
}

const quoted = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** Rows of words and numbers. */
export function saveTable(name: string, head: string[], rows: (string | number)[][]) {
  const lines = [head, ...rows].map((row) => row.map((cell) => quoted(String(cell))).join(','))
  save(`${name}.csv`, lines.join('\n') + '\n', 'text/csv')
}

export function saveCsv(name: string, head: string[], columns: ArrayLike<number>[]) {
  const lines = [head.map(quoted).join(',')]
  for (let i = 0; i < (columns[0]?.length ?? 0); i++) lines.push(columns.map((c) => c[i] ?? '').join(','))
  save(`${name}.csv`, lines.join('\n') + '\n', 'text/csv')
}

export const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}

/** Text as a short part of an address, and back. */
export async function packText(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'))
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer())
  let out = ''
  bytes.forEach((b) => (out += String.fromCharCode(b)))
  return btoa(out).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

export async function unpackText(packed: string): Promise<string> {
  const bytes = Uint8Array.from(atob(packed.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
  return new Response(stream).text()
}
