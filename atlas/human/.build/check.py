import tomllib,glob,re,sys
root='/tmp/human-atlas/'; common='/work/main/atlas/common/'; vole='/work/main/atlas/vole/'
def load(fs):
    out={}
    def merge(a,b,p=''):
        for k,v in b.items():
            if k in a:
                if isinstance(a[k],list): a[k]+=v
                elif isinstance(v,dict) and 'value' not in v and 'value' not in a[k]: merge(a[k],v,p+'.'+k)
                else: print('TWICE',p,k)
            else: a[k]=v
    for f in fs: merge(out,tomllib.load(open(f,'rb')))
    return out
hf=sorted(glob.glob(root+'*/*.toml')); h=load(hf); c=load(sorted(glob.glob(common+'*/*.toml'))); v=load(sorted(glob.glob(vole+'*/*.toml')))
bib=set(re.findall(r'@\w+\{([^,]+),',open(common+'sources.bib').read()))
bad=0; n=0; grades={}
def E(*a):
    global bad; bad+=1; print('BAD',*a)
def walk(t,p):
    global n
    if isinstance(t,list):
        for i,x in enumerate(t): walk(x,f'{p}[{i}]')
    elif isinstance(t,dict):
        if 'value' in t and 'unit' in t:
            n+=1; g=t['grade']; grades[g]=grades.get(g,0)+1
            if set(t)-{'value','unit','range','grade','source','note','transmitter'}: E(p,'extra keys',t)
            if g not in('measured','derived','fitted','assumed'): E(p,g)
            if g in('measured','derived') and not t.get('source'): E(p,'no source')
            if g in('fitted','assumed') and 'range' not in t: E(p,'no range')
            if 'range' in t and not t['range'][0]<=t['value']<=t['range'][1]: E(p,'range',t)
            if t.get('source') and t['source'] not in bib: E(p,'source',t['source'])
        else:
            for k,x in t.items(): walk(x,p+'.'+k)
walk(h,'')
reg=set(h['region']); pop=set(h['population']); lig=set(h['ligand']); rec=set(c['receptor'])
for k,x in h['population'].items():
    if x['region'] not in reg: E(k)
for t,s in h['projection'].items():
    if t not in pop: E(t)
    for k,x in s.items():
        if k not in pop or not -3<=x['value']<=3 or x['value']==0 or 'transmitter' not in x: E('proj',t,k,x)
CH='odour novelty familiarity touch sexual pain reward disappointment go rejection rivalry alarm stress strain need gaze voice responsive disclosure play hostility exclusion joy distress warmth mirror vicarious resonance safety effort conflict threat act'.split()
for k,s in h['percept'].items():
    if k not in CH: E('channel',k)
    for p in s:
        if p not in pop: E(k,p)
print('channels missing',set(CH)-set(h['percept']))
for k,x in h['ligand'].items():
    if x.get('released_by') and x['released_by'] not in pop: E(k)
print('ligands differ from vole:',lig^set(v['ligand']))
for k,x in c['receptor'].items():
    for b in x.get('binding',{}):
        if b not in lig and b not in c['compound']: E('binding',k,b)
for e in h['effect']:
    if e['receptor'] not in rec or e['region'] not in reg: E(e)
    t=e['target']
    if ':' in t:
        a,b=t.split(':')
        if b not in (lig if a=='release' else pop): E(t)
    elif t.split('.')[0] not in h['process']: E(t)
    s=h['species']['human']
    if e['region'] not in s['density'].get(e['receptor'],{}): E('no density for effect',e['receptor'],e['region'])
    binders=[b for b in c['receptor'][e['receptor']]['binding'] if b in lig]
    ok=[b for b in binders if e['region'] in s['fibre'].get(b,{}) or 'released_by' not in h['ligand'][b]]
    if not ok: E('no ligand reaches',e['receptor'],e['region'],binders)
    if t.startswith('release:') and e['region'] not in s['fibre'][t[8:]]: E('no pool',t,e['region'])
s=h['species']['human']
for m,ks in(('density',rec),('fibre',lig)):
    for k,x in s[m].items():
        if k not in ks: E(m,k)
        for r in x:
            if r not in reg: E(m,k,r)
print('receptors w/o density',rec-set(s['density']),'vs vole',set(v['species']['vole']['density'])-set(s['density']),set(v['species']['vole']['fibre'])^set(s['fibre']),set(v['species']['vole']['body'])^set(s['body']))
for k,x in v['process'].items():
    y=h['process'].get(k,{})
    if set(x)-set(y): E('process lacks',k,set(x)-set(y))
    if set(y)-set(x): print('extra in',k,set(y)-set(x))
    for q in x:
        if q!='about' and q in y:
            u,w=x[q]['unit'],y[q]['unit']
            if u!=w: print('  unit',k,q,u,w)
print('new processes',set(h['process'])-set(v['process']))
al={}
for k in reg: al[k]=k
for k,x in h['region'].items():
    for a in x['aliases']:
        o=al.setdefault(a.lower(),k)
        if o!=k: E('alias',a,k,o)
codes={}
for k,x in h['act'].items():
    codes.setdefault(x['code'],[]).append(k)
    if x['reach'] not in('touch','sight','voice'): E(k)
    if set(x)-{'name','mutual','reach','code','senses','numbers','appeal'}: E(k)
print('codes',codes)
txt=''.join(open(f).read() for f in hf)
print('long lines',[(f[len(root):],i+1) for f in hf for i,l in enumerate(open(f)) if len(l)>330][:10], 'non-ascii',[c for c in set(txt) if ord(c)>127])
print('files',len(hf),'numbers',n,grades,'bad',bad)
