// A little Markdown, as the project's own pages use it, into HTML. Everything is escaped first.

import { escaped } from './save'

function inline(text: string): string {
  return escaped(text)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
    .replace(/(^|[\s(])\*([^*\s][^*]*)\*/g, '$1<em>$2</em>')
    .replace(/\[([^\]]+)\]\(([^)\s]+)\)/g, '$1')
}

export function marks(text: string): string {
  const out: string[] = []
  const lines = text.split('\n')
  for (let i = 0; i < lines.length; ) {
    const line = lines[i]
    const head = line.match(/^(#{1,4}) (.*)/)
    if (!line.trim()) i++
    else if (head) {
      const level = Math.min(5, head[1].length + 1)
      out.push(`<h${level}>${inline(head[2])}</h${level}>`)
      i++
    } else if (line.startsWith('```')) {
      const end = lines.findIndex((l, k) => k > i && l.startsWith('```'))
      const stop = end < 0 ? lines.length : end
      out.push(`<pre tabindex="0"><code>${escaped(lines.slice(i + 1, stop).join('\n'))}</code></pre>`)
      i = stop + 1
    } else if (line.startsWith('|')) {
      const rows: string[][] = []
      for (; i < lines.length && lines[i].startsWith('|'); i++) {
        rows.push(lines[i].replace(/^\||\|\s*$/g, '').split('|').map((c) => c.trim()))
      }
      const body = rows.filter((r) => !r.every((c) => /^:?-+:?$/.test(c)))
      const cells = (r: string[], tag: string) => r.map((c) => `<${tag}>${inline(c)}</${tag}>`).join('')
      out.push(
        `<div class="wide" tabindex="0" role="region" aria-label="table"><table><thead><tr>${cells(body[0] ?? [], 'th')}</tr></thead><tbody>${body.slice(1).map((r) => `<tr>${cells(r, 'td')}</tr>`).join('')}</tbody></table></div>`,
      )
    } else if (/^[-*] /.test(line)) {
      const items: string[] = []
      for (; i < lines.length && (/^[-*] /.test(lines[i]) || /^ {2}/.test(lines[i])); i++) {
        if (/^[-*] /.test(lines[i])) items.push(lines[i].slice(2))
        else items[items.length - 1] += ' ' + lines[i].trim()
      }
      out.push(`<ul>${items.map((t) => `<li>${inline(t)}</li>`).join('')}</ul>`)
    } else {
      const part: string[] = []
      for (; i < lines.length && lines[i].trim() && !/^(#|\||```|[-*] )/.test(lines[i]); i++) part.push(lines[i])
      if (part.length) out.push(`<p>${inline(part.join(' '))}</p>`)
      else i++
    }
  }
  return out.join('\n')
}
