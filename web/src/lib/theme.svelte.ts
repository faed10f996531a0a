// Light or dark: as the system has it, unless somebody chose.

import type { Theme } from './colour'

const dark = matchMedia('(prefers-color-scheme: dark)')
const calm = matchMedia('(prefers-reduced-motion: reduce)')

class Look {
  theme = $state<Theme>(dark.matches ? 'dark' : 'light')
  still = $state(calm.matches)
  #chosen = false
  constructor() {
    const kept = localStorage.getItem('theme')
    if (kept === 'light' || kept === 'dark') {
      this.theme = kept
      this.#chosen = true
    }
    dark.addEventListener('change', () => {
      if (!this.#chosen) this.set(dark.matches ? 'dark' : 'light', false)
    })
    calm.addEventListener('change', () => (this.still = calm.matches))
    this.set(this.theme, false)
  }
  set(theme: Theme, keep = true) {
    this.theme = theme
    document.documentElement.dataset.theme = theme
    if (keep) {
      this.#chosen = true
      localStorage.setItem('theme', theme)
    }
  }
}

export const look = new Look()
