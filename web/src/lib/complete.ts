// Completion in a protocol: which keys and words may stand where the cursor is, as the schema has it.

type Schema = {
  $ref?: string
  $defs?: Record<string, Schema>
  definitions?: Record<string, Schema>
  properties?: Record<string, Schema>
  additionalProperties?: Schema | boolean
  items?: Schema
  enum?: string[]
  const?: string
  oneOf?: Schema[]
  anyOf?: Schema[]
  allOf?: Schema[]
  if?: Schema
  then?: Schema
  description?: string
  required?: string[]
  type?: string
}
export type Offer = { text: string; about: string; key: boolean }

export class Completion {
  #root: Schema
  constructor(schema: unknown) {
    this.#root = schema as Schema
  }

  #real(s: Schema | undefined): Schema | undefined {
    if (!s?.$ref) return s
    let at: unknown = this.#root
    for (const part of s.$ref.replace(/^#\//, '').split('/')) at = (at as Record<string, unknown>)?.[part]
    return this.#real(at as Schema)
  }

  /** All properties that a table may have, whichever of its kinds it is. */
  properties(s: Schema | undefined): Record<string, Schema> {
    const real = this.#real(s)
    if (!real) return {}
    const out: Record<string, Schema> = {}
    for (const part of [...(real.oneOf ?? []), ...(real.anyOf ?? []), ...(real.allOf ?? []), ...(real.then ? [real.then] : [])]) {
      for (const [key, value] of Object.entries(this.properties(part))) {
        if (!out[key] || out[key].enum === undefined) out[key] = value
      }
    }
    for (const [key, value] of Object.entries(real.properties ?? {})) if (typeof value === 'object') out[key] = { ...out[key], ...value }
    return out
  }

  words(s: Schema | undefined): { text: string; about: string }[] {
    const real = this.#real(s)
    if (!real) return []
    const own = real.enum ?? (real.const !== undefined ? [real.const] : [])
    return [
      ...own.map((text) => ({ text: String(text), about: real.description ?? '' })),
      ...[...(real.oneOf ?? []), ...(real.anyOf ?? [])].flatMap((p) => this.words(p)),
    ]
  }

  /** The schema of the table with a header such as `group.cast.subject`. */
  table(path: string[]): Schema | undefined {
    let at: Schema | undefined = this.#root
    for (const part of path) {
      const real = this.#real(at)
      const own: Schema | undefined = this.properties(real)[part]
      const more = real?.additionalProperties
      at = this.#real(own ?? (typeof more === 'object' ? more : undefined))
      if (at?.items) at = this.#real(at.items)
    }
    return at
  }

  /** What may stand at the end of `before`. */
  offers(before: string): { offers: Offer[]; from: number } {
    const line = before.slice(before.lastIndexOf('\n') + 1)
    const headers = [...before.matchAll(/^\s*\[\[?([\w."-]+)\]\]?\s*$/gm)]
    const path = headers.length ? headers[headers.length - 1][1].split('.') : []
    const header = line.match(/^\s*\[\[?([\w.]*)$/)
    if (header) {
      const lists = line.includes('[[')
      const found = Object.entries(this.properties(this.#root)).filter(([k, v]) => k.startsWith(header[1]) && (this.#real(v)?.type === (lists ? 'array' : 'object') || this.#real(v)?.items !== undefined === lists))
      return { offers: found.map(([k, v]) => ({ text: lists ? `${k}]]` : `${k}.`, about: v.description ?? '', key: true })), from: before.length - header[1].length }
    }
    const value = line.match(/^\s*([\w-]+)\s*=\s*("?)([\w-]*)$/)
    if (value) {
      const [, key, quote, begun] = value
      const words = this.words(this.properties(this.table(path))[key])
      const offers = words.filter((w) => w.text.startsWith(begun)).map((w) => ({ text: quote ? `${w.text}"` : `"${w.text}"`, about: w.about, key: false }))
      return { offers, from: before.length - begun.length }
    }
    const key = line.match(/^\s*([\w-]*)$/)
    if (key) {
      const found = Object.entries(this.properties(this.table(path))).filter(([k]) => k.startsWith(key[1]) && k !== key[1])
      return { offers: found.map(([k, v]) => ({ text: `${k} = `, about: v.description ?? '', key: true })), from: before.length - key[1].length }
    }
    return { offers: [], from: before.length }
  }
}
