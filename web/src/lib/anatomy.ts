// Where regions lie in a sagittal map: schematic, the front to the right. Positions tell where to look, not millimetres.

export type Map = {
  width: number
  height: number
  /** Filled shapes: hindmost first. */
  shapes: { d: string; kind: 'head' | 'cortex' | 'below' }[]
  /** Fine lines. */
  folds: string[]
  at: Record<string, [number, number]>
  /** Short names for labels. */
  short: Record<string, string>
}

const human: Map = {
  width: 440,
  height: 400,
  shapes: [
    {
      kind: 'head',
      d: 'M148 396 C150 372 140 352 112 338 C58 310 22 252 22 184 C22 86 100 12 214 12 C318 12 392 72 398 158 C399 176 395 186 400 200 C406 216 424 236 428 248 C430 256 422 260 412 262 C410 270 414 276 408 282 C414 288 410 296 404 300 C408 316 400 332 376 334 C348 336 326 332 316 344 C308 356 310 378 314 396 Z',
    },
    { kind: 'below', d: 'M214 232 C208 262 206 290 188 352 C184 368 184 380 184 394 L222 394 C224 360 232 318 242 290 C248 270 250 252 248 236 Z' },
    { kind: 'below', d: 'M92 236 C72 252 76 292 112 304 C150 315 190 300 196 268 C198 250 184 238 160 234 C138 230 112 226 92 236 Z' },
    {
      kind: 'cortex',
      d: 'M378 168 C382 100 322 40 222 36 C128 32 58 82 48 158 C44 190 56 216 84 224 C112 232 140 228 166 236 C196 248 212 300 272 300 C316 299 340 270 326 242 C320 228 328 220 344 215 C364 208 376 196 378 168 Z',
    },
  ],
  folds: [
    'M318 226 C280 200 240 190 176 178',
    'M236 38 C226 70 240 96 222 130',
    'M130 150 C140 96 268 84 300 148 C304 160 296 168 286 164',
    'M106 62 C112 92 128 104 126 132',
    'M60 176 C84 168 100 178 122 166',
    'M322 68 C308 84 312 104 298 116',
    'M104 250 C130 246 160 252 188 264 M96 268 C126 262 156 270 184 284 M108 288 C130 284 148 288 164 298',
  ],
  at: {
    lpfc: [328, 100],
    vmpfc: [354, 184],
    acc: [288, 106],
    m1: [240, 66],
    s1: [192, 62],
    ipl: [132, 86],
    ifg: [330, 144],
    sts: [134, 196],
    ains: [292, 170],
    pins: [204, 142],
    ls: [250, 138],
    bnst: [254, 190],
    nacc: [316, 206],
    vp: [282, 222],
    bla: [308, 266],
    cea: [274, 268],
    mea: [290, 294],
    hpc: [178, 222],
    pvn: [214, 188],
    hyp: [228, 232],
    arc: [246, 262],
    vta: [214, 288],
    pag: [182, 262],
    drn: [196, 316],
    lc: [180, 348],
  },
  short: { lpfc: 'lPFC', vmpfc: 'vmPFC', acc: 'ACC', m1: 'M1', s1: 'S1', ipl: 'IPL', ifg: 'IFG', sts: 'STS', ains: 'aIns', pins: 'pIns', ls: 'LS', bnst: 'BNST', nacc: 'NAcc', vp: 'VP', bla: 'BLA', cea: 'CeA', mea: 'MeA', hpc: 'Hpc', pvn: 'PVN', hyp: 'Hyp', arc: 'Arc', vta: 'VTA', pag: 'PAG', drn: 'DRN', lc: 'LC' },
}

const vole: Map = {
  width: 440,
  height: 300,
  shapes: [
    {
      kind: 'head',
      d: 'M20 190 C14 110 60 44 150 30 C168 8 206 6 214 34 C290 44 370 96 414 150 C430 166 432 182 416 190 C396 200 372 206 348 218 C300 244 220 262 150 262 C90 262 26 250 20 190 Z',
    },
    { kind: 'below', d: 'M30 186 C60 184 96 196 124 206 C180 226 250 228 300 214 C318 208 330 196 332 184 L120 168 C90 166 52 168 30 172 Z' },
    { kind: 'below', d: 'M58 168 C40 150 44 112 76 102 C104 94 128 108 130 134 C130 156 112 172 92 174 C78 176 66 174 58 168 Z' },
    {
      kind: 'cortex',
      d: 'M130 112 C150 78 210 64 262 78 C306 90 338 120 348 148 C356 172 342 192 312 200 C270 210 214 206 180 194 C150 184 130 160 130 112 Z',
    },
    { kind: 'cortex', d: 'M346 150 C362 142 388 146 398 160 C404 172 394 182 376 184 C360 186 346 182 344 168 Z' },
  ],
  folds: [
    'M152 130 C176 104 222 104 240 128',
    'M66 150 C78 132 100 126 118 132 M62 134 C78 116 100 112 122 122',
    'M180 150 C210 132 270 128 312 146',
  ],
  at: {
    ob: [374, 166],
    pl: [326, 134],
    acc: [284, 106],
    ains: [336, 160],
    s1: [236, 92],
    cpu: [266, 138],
    nacc_core: [302, 156],
    nacc_shell: [322, 190],
    nacc_caudal_shell: [284, 184],
    vp: [302, 212],
    ls: [248, 126],
    bnst: [250, 164],
    md: [208, 144],
    hpc: [182, 120],
    pvn: [230, 176],
    ah: [248, 200],
    arc: [210, 206],
    mea: [226, 220],
    cea: [262, 222],
    bla: [336, 224],
    vta: [180, 196],
    pag: [152, 158],
    drn: [138, 182],
    lc: [106, 184],
  },
  short: { ob: 'OB', pl: 'PL', acc: 'ACC', ains: 'AI', s1: 'S1', cpu: 'CPu', nacc_core: 'NAc core', nacc_shell: 'shell', nacc_caudal_shell: 'cSh', vp: 'VP', ls: 'LS', bnst: 'BNST', md: 'MD', hpc: 'Hpc', pvn: 'PVN', ah: 'AH', arc: 'Arc', mea: 'MeA', cea: 'CeA', bla: 'BLA', vta: 'VTA', pag: 'PAG', drn: 'DRN', lc: 'LC' },
}

const maps: Record<string, Map> = { human, vole }

/** The map of a lineage; regions without a place stand in a row below. */
export function mapOf(lineage: string, regions: string[]): Map {
  const map = maps[lineage] ?? human
  const lost = regions.filter((r) => !map.at[r])
  if (!lost.length) return map
  const at = { ...map.at }
  lost.forEach((r, i) => (at[r] = [30 + i * 30, map.height - 14]))
  return { ...map, at }
}
