import os, re
ROOT='/tmp/human-atlas'
GO=8
def f(x):
    if isinstance(x,int): return str(x)
    s=f'{x:.4g}'
    return s
def num(v,unit='1',lo=None,hi=None,grade='assumed',note='',source='',extra=''):
    if lo is None:
        lo,hi=sorted((v*0.3,v*2.5))
    assert lo<=v<=hi,(v,lo,hi,note)
    s=f'{{ value = {f(v)}, unit = "{unit}"{extra}, range = [{f(lo)}, {f(hi)}], grade = "{grade}"'
    if source: s+=f', source = "{source}"'
    if note: s+=f', note = "{note}"'
    return s+' }'
def write(path,text):
    p=os.path.join(ROOT,path); os.makedirs(os.path.dirname(p),exist_ok=True)
    open(p,'w').write(text.strip()+'\n')

# ---------- regions
R={
'sts':('superior temporal sulcus',['superior temporal','pSTS']),
's1':('primary somatosensory cortex',['somatosensory cortex']),
'pins':('posterior insula and secondary somatosensory cortex',['posterior insula','S2','dorsal posterior insula']),
'ipl':('inferior parietal lobule',['inferior parietal','supramarginal gyrus']),
'ifg':('inferior frontal gyrus and ventral premotor cortex',['inferior frontal','ventral premotor','premotor','vPMC']),
'm1':('primary motor cortex',['motor cortex']),
'ains':('anterior insula',['insula','aIns','aINS']),
'acc':('anterior midcingulate and dorsal anterior cingulate cortex',['cingulate','anterior cingulate','dACC','aMCC']),
'bla':('basolateral amygdala',['amygdala','lateral amygdala']),
'cea':('central amygdala',[]),
'pag':('periaqueductal grey',['periaqueductal gray','central grey']),
'vmpfc':('ventromedial prefrontal cortex',['PFC','mPFC','medial prefrontal cortex','subgenual cingulate']),
'lpfc':('lateral prefrontal cortex',['dlPFC','vlPFC','lateral prefrontal']),
'hpc':('hippocampus',['CA1','CA2']),
'vta':('ventral tegmental area',[]),
'nacc':('nucleus accumbens',['NAc','nucleus accumbens','accumbens','ventral striatum']),
'vp':('ventral pallidum',['ventral pallidal region']),
'pvn':('paraventricular nucleus of the hypothalamus',['paraventricular nucleus','paraventricular hypothalamus']),
'mea':('medial amygdala',[]),
'bnst':('bed nucleus of the stria terminalis',['BST','bed nucleus']),
'ls':('lateral septum',['septum']),
'drn':('dorsal raphe nucleus',['dorsal raphe']),
'lc':('locus coeruleus',[]),
'hyp':('hypothalamus, anterior and ventromedial (attack and defence)',['hypothalamus','VMH','AHN']),
'arc':('arcuate nucleus',['infundibular nucleus']),
}
R['ains']=(R['ains'][0],['insula','anterior insula'])
R['ifg']=(R['ifg'][0],['inferior frontal','ventral premotor','premotor'])
R['vp']=(R['vp'][0],['ventral pallidal region'])
t='''# Anatomical sites of a human brain: where ligands diffuse and receptors sit.
# volume: tissue that a microinfusion would fill. A human site is hardly ever infused, so one value stands for all; it matters
# for no other thing than a dose into a site.
'''
for k,(n,a) in R.items():
    t+=f'''
[region.{k}]
name = "{n}"
aliases = [{', '.join('"'+x+'"' for x in a)}]
volume = {num(10,'ul',1,100,note='2 ul infused / 0.2 extracellular = 10 ul; rarely done in people')}
'''
write('regions/human.toml',t)

# ---------- populations
ctx=lambda n:(n,'cortex')
C='''rest = { value = 0.294, unit = "1", range = [0.2, 0.35], grade = "fitted", source = "syntony_prototypes", note = "y_p of prototypes B1: just past the maximum of alpha power" }
rate_max = { value = 30, unit = "Hz", range = [15, 60], grade = "assumed", note = "p* = 0.227, so about 6.8 Hz at rest (prototypes B1)" }'''
def nuc(rm,lo,hi,note,grade='assumed',source='',rest=None):
    r=rest or num(0.1,'1',0.05,0.2,'fitted','y_u of prototypes B1','syntony_prototypes')
    return f"rest = {r}\nrate_max = {num(rm,'Hz',lo,hi,grade,note,source)}"
P=[
('sts','superior temporal sulcus, principal cells','sts','c'),
('s1','primary somatosensory cortex, principal cells','s1','c'),
('pins','posterior insula, principal cells','pins','c'),
('ipl','inferior parietal lobule, principal cells','ipl','c'),
('ifg','inferior frontal gyrus, principal cells','ifg','c'),
('m1','primary motor cortex, principal cells','m1','c'),
('ains','anterior insula, principal cells driven by the own body','ains','c'),
('ains_o','anterior insula, principal cells driven by the other','ains','c'),
('acc','anterior cingulate, principal cells driven by own conflict and pain','acc','c'),
('acc_o','anterior cingulate, principal cells driven by the other','acc','c'),
('bla','basolateral amygdala, principal cells','bla',nuc(11,3.3,33,'principal cells about 1 Hz at rest, recalled')),
('cea','central amygdala, output cells','cea',nuc(22,5.5,66,'about 2 Hz at rest, recalled')),
('pag','periaqueductal grey, defensive output cells','pag',nuc(33,11,110,'about 3 Hz at rest')),
('vmpfc','ventromedial prefrontal cortex, principal cells','vmpfc','c'),
('lpfc','lateral prefrontal cortex, principal cells','lpfc','c'),
('hpc','hippocampus, principal cells','hpc','c'),
('vta','ventral tegmental area, dopamine cells','vta',nuc(44,11,110,'tonic 4 Hz gives rate_max = 4/(0.1/1.1); the ceiling p = 0.5 is then a burst of 22 Hz (20 Hz reported in rodents)','derived','ejdrup_2025')),
('nacc_d1','accumbens, D1 medium spiny neurons','nacc',nuc(11,2.2,22,'nearly silent at rest')),
('nacc_d2','accumbens, D2 medium spiny neurons','nacc',nuc(11,2.2,22,'nearly silent at rest')),
('vp','ventral pallidum, output cells that hold approach back','vp',nuc(49,17.5,105,'tonically active, about 14 Hz at p* = 0.286',rest=num(0.4,'1',0.25,0.6,note='tonically active pallidum'))),
('pvn_ot','paraventricular nucleus, oxytocin cells','pvn',nuc(22,11,33,'basal 2 Hz in rats (recalled) gives rate_max = 2/(0.1/1.1); no human record','derived','wakerley_lincoln_1973')),
('pvn_avp','paraventricular nucleus, vasopressin cells','pvn',nuc(22,5.5,66,'about 2 Hz at rest; stands for all vasopressin cells that reach the forebrain')),
('pvn_crh','paraventricular nucleus, CRH cells','pvn',nuc(22,5.5,55,'about 2 Hz at rest')),
('mea','medial amygdala, output cells','mea',nuc(22,5.5,66,'about 2 Hz at rest')),
('bnst','bed nucleus, anterior (CRF) cells','bnst',nuc(22,5.5,66,'about 2 Hz at rest; the CRF and anxiety node')),
('ls','lateral septum, GABA cells','ls',nuc(33,11,110,'about 3 Hz at rest')),
('drn','dorsal raphe, serotonin cells','drn',nuc(22,5.5,44,'about 2 Hz at rest, recalled')),
('lc','locus coeruleus, noradrenaline cells','lc',nuc(22,11,44,'about 2 Hz at rest, recalled')),
('hyp','hypothalamus, attack and defence cells','hyp',nuc(22,5.5,66,'about 2 Hz at rest')),
('arc','arcuate nucleus, proopiomelanocortin cells','arc',nuc(22,5.5,55,'about 2 Hz at rest')),
]
t='''# Populations: nodes of the circuit. rest = output of F at rest (y); the rest rate is y/(1+y) times rate_max.
# Anterior insula and cingulate hold two populations each, so that own and vicarious feeling share a region but not a code.
'''
for k,n,r,s in P:
    t+=f'\n[population.{k}]\nname = "{n}"\nregion = "{r}"\nkind = "{"cortex" if s=="c" else "nucleus"}"\n{C if s=="c" else s}\n'
write('populations/human.toml',t)
POP=[p[0] for p in P]

# ---------- projections. (source, strength, transmitter, note, lo, hi)
T='anatomy, recalled; ordinal judgement'
J='not in the projection table; added by judgement'
G='glutamate'
def rng(v):
    return {3:(2,3),2:(1,3),1:(0.3,2),-1:(-2,-0.3),-2:(-3,-1),-3:(-3,-2)}[v]
PR={
'sts':[('ifg',1,G,T+'; table 2, lowered for a weak top-down path',0.3,3),('bla',1,G,J+' (amygdala feedback to temporal cortex)')],
's1':[('m1',2,G,T+'; premotor to S1 in the table'),('ipl',2,G,T)],
'pins':[('s1',2,'glutamate via S2',T+'; S1 to S2 in the table, S2 lies in this node'),('ains',1,G,J+' (insular reciprocity)')],
'ipl':[('sts',3,G,T),('ifg',2,G,T),('m1',2,G,T+'; premotor to IPL in the table')],
'ifg':[('ipl',3,G,J+' (the forward step of the mirror chain, prototypes B8)'),('m1',2,G,T+'; premotor to IFG in the table'),('sts',1,G,T+'; fusiform face area to IFG in the table')],
'm1':[('ifg',3,G,T+'; IFG to premotor in the table'),('ipl',2,G,T+'; table 3 to premotor cortex, as one step',1,3),('s1',2,G,T+'; S1 to premotor in the table'),('acc',1,G,T+'; table 2 to premotor cortex, as one step',0.3,3)],
'ains':[('pins',3,G,T),('acc',3,G,T),('bla',2,G,J+' (amygdala to insula, established)'),('ains_o',1,G,J+'; the two populations of the region share little',0,2),('lpfc',-1,'glutamate via interneurons',J+'; table gives vlPFC to insula +2, net restraint in regulation (prototypes B4)',-2,1)],
'ains_o':[('acc_o',3,G,T+'; as between the own-driven populations'),('ains',1,G,J+'; the two populations of the region share little',0,2),('sts',1,G,J+' (superior temporal to anterior insula)'),('ifg',1,G,J+'; from mirrored expression to feeling'),('bla',1,G,J+' (amygdala to insula)'),('lpfc',-1,'glutamate via interneurons',J+'; net restraint in regulation',-2,1)],
'acc':[('ains',3,G,T),('bla',2,G,T),('acc_o',1,G,J+'; the two populations of the region share little',0,2),('vmpfc',0.3,G,'table 2; at 2 a safe other would raise the response to conflict, so the net is set small',-1,2),('lpfc',-1,'glutamate via interneurons','table gives dlPFC to ACC +2; net restraint in regulation',-2,2)],
'acc_o':[('ains_o',3,G,T+'; as between the own-driven populations'),('acc',1,G,J+'; the two populations of the region share little',0,2),('lpfc',-1,'glutamate via interneurons',J+'; net restraint in regulation',-2,1)],
'bla':[('sts',1,G,T+'; table 2, lowered since being seen or spoken to is no alarm',0.3,3),('ains',1,G,T+'; table 3, lowered to keep the loop with the insula tame',0.3,3),('acc',1,G,T+'; table 2',0.3,3),('hpc',1,G,T+'; table 2',0.3,3),('vmpfc',-3,'glutamate via interneurons','table +3, monosynaptic; net sign negative through intercalated and local interneurons; a safe other lowers the response to threat only if this is strong (prototypes B4)',-3,1),('lpfc',-1,'glutamate via vmPFC and interneurons','table gives vlPFC to BLA +1; net restraint in reappraisal',-2,1),('lc',0.5,'noradrenaline','modulatory in the table; treated as fast drive',0,2)],
'cea':[('bla',3,G,T),('ains',1,G,T+'; table 2',0.3,3),('vmpfc',-2,'glutamate via intercalated GABA cells','table -1 through intercalated cells; stronger so that a safe other shows (prototypes B4)',-3,0)],
'mea':[('sts',1,G,J+' (sight of the other instead of its odour)'),('bla',1,G,T)],
'bnst':[('ains',1,G,T),('bla',2,G,T),('cea',-1,'GABA, CRF','table -3 (GABA); CRF in the same fibres excites, so the net is set weaker',-3,1),('mea',-1,'GABA','table -3 (GABA, AVP), weakened for the CRF cells',-3,1)],
'ls':[('hpc',3,G,T)],
'pag':[('acc',1,G,T+'; table 2',0.3,3),('vmpfc',-2,'glutamate via interneurons','table gives an excitatory tract; net restraint of defence (prototypes B7.9)',-3,1),('cea',2,'GABA via local GABA cells','the tract is GABA (-3 in the table) but ends on interneurons; the node is defensive output, which it disinhibits',-3,3),('bnst',-1,'GABA',T),('hyp',2,G,J+' (attack output)')],
'hyp':[('mea',1,'GABA and glutamate',T+'; mixed sign in the table',-1,2),('bla',1,G,J+' (amygdala to hypothalamus in anger)'),('ls',-2,'GABA','table -3; restraint of attack',-3,-1),('vmpfc',-1,'via interneurons',J+'; prefrontal restraint of reactive aggression',-2,0),('vp',-0.3,'GABA','table -2 to the hypothalamus as a whole; attack cells are a small part',-2,0)],
'vta':[('acc',1,G,T),('vmpfc',2,G,T,1,3,'xiao_2018'),('cea',-1,'GABA',T),('bnst',1,'GABA and glutamate','mixed sign in the table; GABA fibres end mostly on VTA GABA cells',-2,2),('ls',1,'GABA via hypothalamus','mixed sign in the table; disinhibition taken',-2,2),('nacc_d1',-0.3,'GABA','table -3; many fibres end on VTA GABA cells, which are not a node, so the net is set small',-3,1),('vp',-2,'GABA',T)],
'nacc_d1':[('vmpfc',3,G,J+'; the table gives no vmPFC to accumbens, known and strong'),('hpc',2,G,T+'; table 3, shared with D2 cells',1,3),('bla',1,G,'table 3, of both valences; the share of reward is taken, so that threat has no value',0.3,3),('ains',1,G,T+'; table 2, shared with D2 cells',0.3,3),('acc',1,G,T+'; table 2, shared with D2 cells',0.3,3),('vp',-1,'GABA',T)],
'nacc_d2':[('vmpfc',1,G,J+'; D2 share'),('hpc',1,G,T+'; D2 share'),('bla',2,G,'table 3, of both valences; the share of threat is taken',0.3,3),('ains',1,G,T+'; D2 share'),('acc',1,G,T+'; D2 share'),('vp',-1,'GABA',T)],
'vp':[('nacc_d1',-3,'GABA, substance P, dynorphin',T),('nacc_d2',3,'GABA, enkephalin','table -3; the pallidal relay that the D2 path silences is folded into this edge, so the net on output cells is positive',1,3),('bla',1,G,T),('vmpfc',0.3,G,'table 1; spread over relay and output cells, whose effects cancel',0,2)],
'pvn_ot':[('pins',1,'via parabrachial nucleus or NTS',J+' (touch to oxytocin, path not resolved)',0,2),('mea',1,G,J+' (prototypes used 0.1 of the touch weight)',0,2,'syntony_prototypes'),('lc',0.3,'noradrenaline',J+'; stress releases oxytocin in the PVN of rats, little is seen in people',0,2)],
'pvn_avp':[('mea',1,G,'table gives MeA to BNST to AVP cells; as one step',0.3,3),('bnst',1,'mixed',J,-1,2),('lc',1,'noradrenaline',J,0,2)],
'pvn_crh':[('vmpfc',-2,'glutamate via BNST GABA','table -1; stronger so that a trusted other near buffers stress',-3,0),('hpc',-1,'via subiculum and BNST GABA',T+'; restraint of the stress axis',-2,0),('cea',1,'mostly via BNST','mixed sign in the table; net drive of the stress axis',-1,2),('bnst',1,'mixed','table -2 (posterior BNST); anterior BNST excites CRH cells in stress; net +1 is debated',-2,2),('lc',1,'noradrenaline','modulatory in the table; treated as fast drive',0,2)],
'vmpfc':[('hpc',3,G,T),('lpfc',2,G,T),('sts',1,G,T),('bla',1,G,'table 3; lowered, since value falls under threat although the tract excites',-1,3),('acc',1,G,J+' (cingulate reciprocity)')],
'lpfc':[('acc',2,G,T),('ipl',1,G,J+' (frontoparietal)')],
'hpc':[('vmpfc',1,G,T),('bla',1,G,T+'; table 2',0.3,3),('sts',1,'glutamate via entorhinal cortex',J)],
'drn':[('acc',1,G,T),('vmpfc',-1,'glutamate via GABA cells','ends on GABA and 5-HT cells; net often inhibitory, so 2 in the table was lowered',-2,1),('pag',1,G,T)],
'lc':[('acc',1,G,T),('vmpfc',0.3,G,'table 1; at 1 a safe other would arouse, so the net is set small',-1,1),('cea',1,'CRF and GABA','mixed sign in the table; net alarm by CRF',-1,2),('pvn_crh',1,'CRF',J,0,2)],
'arc':[('mea',1,G,J,0,2),('pvn_ot',1,'oxytocin',J+'; touch and sex engage endorphin cells',0,2)],
}
t='''# Fast projections: one table per target, one key per source, signed ordinal strength. Fibres that act by a transmitter with a
# concentration of its own (dopamine, peptides, serotonin, noradrenaline) are the fibre maps of the species instead, but for a few
# noradrenaline edges that are treated as fast drive. Thalamus, habenula and visual cortex are left out.
'''
npro=0
for k in POP:
    assert k in PR,k
    t+=f'\n[projection.{k}]\n'
    for e in PR[k]:
        s,v,tr,note,*r=e
        src=r.pop() if r and isinstance(r[-1],str) else ''
        lo,hi=r if r else rng(v)
        assert s in POP
        t+=f'{s} = '+num(v,'1',lo,hi,note=note,source=src,extra=f', transmitter = "{tr}"')+'\n'
        npro+=1
write('projections/human.toml',t)

# ---------- percepts
PE=[
('odour',[('mea',0.3)],'small in people'),
('novelty',[('bla',0.3),('vta',0.15)],''),
('familiarity',[('hpc',1.5)],''),
('touch',[('pins',2),('s1',1),('pvn_ot',2),('nacc_d1',0.3)],'touch weighted by the C-tactile tuning; its pleasantness is small'),
('warmth',[('pins',1),('pvn_ot',0.6)],''),
('sexual',[('pvn_ot',3),('pvn_avp',1.5),('mea',1.5),('nacc_d1',1)],''),
('pain',[('pins',1.5),('s1',1.5),('pag',1),('acc',2),('ains',2)],'own pain'),
('reward',[('vta',0.37)],'positive prediction error'),
('disappointment',[('vta',-0.6)],'negative prediction error'),
('go',[('nacc_d1',GO)],'learned value of the other'),
('rejection',[('nacc_d2',2)],''),
('rivalry',[('bla',0.7),('ains',1),('hyp',1)],'warmth that goes to a third person'),
('alarm',[('acc',2),('ains',1.5),('pag',0.7),('bnst',1.5),('pvn_crh',0.2)],'absence of an attachment figure'),
('stress',[('lc',1.5),('pvn_ot',0.5)],'stressor now'),
('strain',[('pvn_crh',1),('bnst',0.5),('cea',0.5)],'stress now and remembered'),
('need',[('vta',0.3),('drn',0.3)],'deficit of contact'),
('gaze',[('sts',1.5),('bla',0.1)],''),
('voice',[('sts',1.5)],''),
('act',[('sts',2)],'biological motion of the other'),
('responsive',[('sts',0.5),('vmpfc',1),('pvn_ot',0.5),('vta',0.15),('nacc_d1',0.5)],'being understood, validated, cared for'),
('disclosure',[('sts',0.5),('vmpfc',0.7),('pvn_ot',0.4),('vta',0.1)],'the other tells of itself'),
('play',[('sts',0.5),('vmpfc',0.7),('pvn_ot',0.4),('vta',0.2),('nacc_d1',0.7)],'laughter and play'),
('hostility',[('bla',0.9),('acc',1.5),('pag',0.7),('hyp',1.2)],''),
('exclusion',[('acc',2),('ains',1.5),('bla',0.5)],''),
('joy',[('sts',0.5)],'seen; the feeling itself comes by resonance'),
('distress',[('sts',0.5),('bla',0.2)],'seen; the feeling itself comes by vicarious'),
('mirror',[('ifg',2.5),('ipl',1.5),('m1',1.5)],'motor resonance: W times what is seen'),
('vicarious',[('ains_o',3),('acc_o',2.5),('bla',0.3)],'mirrored distress of the other'),
('resonance',[('ains_o',0.5),('nacc_d1',0.8),('vta',0.15)],'mirrored joy of the other'),
('safety',[('vmpfc',5),('bnst',-1)],'a bonded, trusted other is near'),
('effort',[('lpfc',3)],'regulation'),
('conflict',[('acc',1.5),('pins',1.5),('bla',0.4)],'expression held back'),
('threat',[('bla',1.2),('cea',0.7),('ains',1.5),('acc',1.5),('lc',0.7),('bnst',0.7)],'film, shock cue, judgement'),
]
t='# What percepts and inner states drive, in logit units at full strength of the channel.\n'
for c,l,note in PE:
    t+=f'\n[percept.{c}]'+(f'  # {note}' if note else '')+'\n'
    for p,w in l:
        assert p in POP
        t+=f'{p} = '+num(w,'1')+'\n'
write('percepts/human.toml',t)

# ---------- ligands
def lig(key,name,cls,by,rows):
    t=f'[ligand.{key}]\nname = "{name}"\nclass = "{cls}"\n'+(f'released_by = "{by}"\n' if by else '')
    for k,v in rows: t+=f'{k} = {v}\n'
    write(f'ligands/{key}.toml',t)
mm=lambda v:f'{{ value = {v}, unit = "g/mol", grade = "derived", source = "periodic", note = "from the formula" }}'
lig('oxytocin','oxytocin','peptide','pvn_ot',[('molar_mass',mm(1007.2)),
 ('half_life',num(20,'min',5,30,'derived','rat CSF 19 min taken for human tissue; guinea pig 28 min','mens_1983')),
 ('half_life_nucleus',num(2,'min',2,15,note='as in voles: in the releasing nucleus peptide also leaves towards tissue that releases none')),
 ('basal',num(0.05,'nM',0.005,0.5,note='terminal-field level at rest; human lumbar CSF holds about 0.01 nM (recalled), tissue is not measured')),
 ('release_exponent',num(1.8,'1',1.3,2.2,'derived','power law through the tonic secretion of the spike-secretion model of rats, 1-12 Hz','maicas_royo_2018'))])
lig('vasopressin','arginine vasopressin','peptide','pvn_avp',[('molar_mass',mm(1084.2)),
 ('half_life',num(26,'min',20,30,'derived','rat CSF; guinea pig 24 min; taken for human tissue','mens_1983')),
 ('basal',num(0.05,'nM',0.005,0.5,note='taken like oxytocin')),
 ('release_exponent',num(1.8,'1',1.3,3,note='taken like oxytocin; pituitary vasopressin cells have a steeper law',source='macgregor_leng_2013'))])
lig('dopamine','dopamine','monoamine','vta',[('molar_mass',mm(153.2)),
 ('half_life',num(1,'s',0.05,5,note='uptake takes 0.1 s in rodents; quasi-steady at the slow clock',source='ejdrup_2025')),
 ('basal',num(10,'nM',5,90,note='tonic striatal level of a rodent model; no human value',source='ejdrup_2025')),
 ('release_exponent',num(1,'1',0.8,1.3,note='linear in mean rate'))])
lig('crf','corticotropin-releasing factor','peptide','bnst',[('molar_mass',mm(4757.5)),
 ('half_life',num(30,'min',10,60,note='brain tissue; prototypes used 30 min',source='syntony_prototypes')),
 ('basal',num(0.5,'nM',0.01,1,note='well below the affinity of CRFR1')),
 ('release_exponent',num(2,'1',1,2.2,note='peptide, milder than oxytocin'))])
lig('corticosterone','cortisol (glucocorticoid)','steroid','',[
 ('molar_mass',mm(362.5)),
 ('half_life',num(66,'min',60,90,note='human plasma, recalled; the stress axis uses its own value')),
 ('basal',num(10,'nM',3,25,note='free plasma and brain level by day; total about 200-300 nM, about 5 percent free (recalled)')),
 ('free_fraction',num(0.05,'1',0.03,0.1,note='share of plasma cortisol that is not bound, recalled'))])
p=os.path.join(ROOT,'ligands/corticosterone.toml'); s=open(p).read()
open(p,'w').write('# The key is that of the glucocorticoid that the shared receptors bind; in people it is cortisol.\n'+s)
lig('endorphin','beta-endorphin','opioid','arc',[('molar_mass',mm(3465)),
 ('half_life',num(30,'min',10,90,note='brain tissue')),
 ('basal',num(0.2,'nM',0.02,2,note='about a sixth of the receptors occupied at rest')),
 ('release_exponent',num(1.5,'1',1,2.2,note='peptide, milder than oxytocin'))])
lig('dynorphin','dynorphin A','opioid','nacc_d1',[('molar_mass',mm(2147.5)),
 ('half_life',num(10,'min',2,30,note='rapid peptidase removal, recalled')),
 ('basal',num(0.02,'nM',0.002,0.2,note='about a sixth of the receptors occupied at rest')),
 ('release_exponent',num(1.5,'1',1,2.2,note='peptide'))])
lig('serotonin','serotonin','monoamine','drn',[('molar_mass',mm(176.2)),
 ('half_life',num(1,'s',0.1,10,note='uptake within seconds; quasi-steady at the slow clock')),
 ('basal',num(1,'nM',0.2,10,note='extracellular level from rodent dialysis, recalled')),
 ('release_exponent',num(1,'1',0.8,1.3,note='linear in mean rate'))])
lig('noradrenaline','noradrenaline','monoamine','lc',[('molar_mass',mm(169.2)),
 ('half_life',num(1,'s',0.1,10,note='uptake within seconds; quasi-steady at the slow clock')),
 ('basal',num(5,'nM',0.5,30,note='extracellular level, recalled')),
 ('release_exponent',num(1,'1',0.8,1.3,note='linear in mean rate'))])
lig('gaba','GABA','amino acid','',[('molar_mass',mm(103.1)),
 ('half_life',num(1,'s',0.01,10,note='constant: no population releases it as a pool')),
 ('basal',num(5,'uM',1,20,note='time average at synapses, an effective level that leaves a third of GABA-A occupied at rest'))])
lig('glutamate','glutamate','amino acid','',[('molar_mass',mm(147.1)),
 ('half_life',num(1,'s',0.01,10,note='constant: no population releases it as a pool')),
 ('basal',num(250,'uM',50,1000,note='time average at synapses, an effective level that leaves a third of AMPA receptors occupied at rest'))])

# ---------- effects
EF=[
('otr','pvn','gain:pvn_crh',-1,-3,-0.1,'oxytocin in the PVN restrains CRH neurons; direction from voles, size assumed','smith_wang_2014'),
('otr','cea','excitability:cea',-0.5,-3,0,'oxytocin excites GABA cells that silence central amygdala output in rats; size assumed','knobloch_2012'),
('otr','bla','mirror.salience',0.5,0,2,'oxytocin scales how much the face of the other counts; no gain on the amygdala itself, and no effect on trust',''),
('otr','nacc','bond.hedonic',0.5,0,2,'oxytocin changes the gain of social reward instead of releasing dopamine',''),
('otr','nacc','action.passivity',-0.15,-3,0,'oxytocin in the accumbens against passive coping; direction from voles','bosch_2016'),
('otr','hpc','bond.recognition',0.4,0,2,'recognition by oxytocin in the hippocampus; direction from rodents',''),
('v1ar','ls','bond.recognition',0.4,0,2,'recognition by vasopressin in the septum; direction from rodents',''),
('v1ar','hyp','excitability:hyp',2,0,20,'vasopressin in the hypothalamus and aggression; direction from voles, far weaker in people',''),
('crfr2','nacc','release:oxytocin',-0.8,-2,0,'CRFR2 on oxytocin terminals lowers release; direction from voles','bosch_2016'),
('crfr2','nacc','action.passivity',2,0.3,10,'CRFR2 and passive coping; direction from voles','bosch_2009'),
('crfr1','bla','excitability:bla',0.5,0,2,'CRF excites the basolateral amygdala',''),
('crfr1','bnst','action.anxiety',0.3,0,2,'CRF in the bed nucleus and sustained anxiety',''),
('mor','nacc','bond.hedonic',0.8,0,3,'mu receptors carry liking; naltrexone lowers felt connection','resendez_2013'),
('mor','vta','excitability:vta',0.8,0,3,'disinhibition of dopamine cells by opioids',''),
('mor','acc','gain:acc',-0.3,-1,0,'opioid tone lowers pain and social pain',''),
('mor','ains','gain:ains',-0.3,-1,0,'opioid tone lowers pain and social pain',''),
('mor','pag','gain:pag',-0.3,-1,0,'opioid tone lowers defence and distress',''),
('kor','nacc','release:dopamine',-0.3,-1,0,'kappa receptors on dopamine terminals',''),
('kor','nacc','bond.rivalry',0.3,0,2,'kappa receptors and rejection of strangers; direction from voles',''),
('gaba_a','vta','excitability:vta',-2,-5,0,'ambient inhibition of dopamine cells',''),
('ampar','vta','excitability:vta',2,0,5,'ambient excitation of dopamine cells',''),
('gr','pvn','excitability:pvn_crh',-0.5,-2,0,'fast feedback of cortisol',''),
('htr1a','drn','excitability:drn',-1,-3,0,'autoreceptor',''),
]
t='''# What the signal S of an occupied receptor does at its region, per unit of S - S_ref.
# There is no uniform prosocial gain of oxytocin: it weighs what is seen, rewards what is felt, restrains the stress axis.
'''
for r,g,ta,a,lo,hi,note,src in EF:
    assert g in R
    t+=f'\n[[effect]]\nreceptor = "{r}"\nregion = "{g}"\ntarget = "{ta}"\namount = {num(a,"1",lo,hi,note=note,source=src)}\n'
write('effects/human.toml',t)

# ---------- species
D={}
def dens(rec,s,note,src='',cap=None):
    D[rec]=[(k,float(v) if '.' in v else int(v),note,src) for k,v in (x.split(':') for x in s.split())]
rel='human pattern, recalled; relative to the densest of these sites'
dens('otr','nacc:0.8 vmpfc:0.5 vp:0.9 bla:0.5 cea:0.5 pvn:1 acc:0.6 ains:0.4 hpc:0.3 ls:0.4 vta:0.2 drn:0.2 pag:0.3','human OXTR expression (pallidum 0.88, accumbens 0.82, cingulate 0.63 of the greatest) and rodent anatomy; recalled')
dens('v1ar','vp:0.6 ls:0.8 bnst:0.5 hyp:0.5 mea:0.5 cea:0.3','no human map with numbers; primate and rodent pattern, recalled')
dens('d1r','nacc:1 vp:0.1 bla:0.15 cea:0.3 mea:0.1 ls:0.1 vmpfc:0.2 lpfc:0.2 acc:0.2 ains:0.2 hpc:0.1',rel)
dens('d2r','nacc:1 vta:0.3 vp:0.3 bla:0.3 cea:0.3 mea:0.2 bnst:0.2 ls:0.15 hpc:0.1 ains:0.25 acc:0.15 vmpfc:0.1 lpfc:0.08','PET (FLB 457): amygdala and insula about 2, cortex 0.5-1.7, striatum 4.5-8.4; recalled')
dens('mor','nacc:1 vp:0.8 acc:0.72 ains:0.68 bla:0.7 cea:0.7 mea:0.5 pag:0.6 vta:0.4 bnst:0.4 hyp:0.5 arc:0.4 lc:0.6 drn:0.4 pins:0.6 vmpfc:0.6 lpfc:0.5 s1:0.3 sts:0.4 hpc:0.3 ls:0.3 pvn:0.2','PET (carfentanil), accumbens 2.1, cingulate 1.5, amygdala 1.5, insula 1.4; small nuclei assumed')
dens('kor','nacc:0.8 vp:0.6 bla:0.6 cea:0.5 mea:0.5 bnst:0.6 pvn:0.5 vta:0.4 pag:0.4 ains:0.7 vmpfc:0.6 acc:0.6 hyp:0.4 arc:0.5 drn:0.3 lc:0.2',rel)
dens('crfr1','bla:0.5 cea:0.3 mea:0.3 bnst:0.5 vta:0.3 pag:0.2 lc:0.3 hpc:0.3 ls:0.3 pvn:0.1 arc:0.3 nacc:0.1 vmpfc:0.7 lpfc:0.7 acc:0.7 ains:0.7 s1:0.7',rel)
dens('crfr2','nacc:0.5 bnst:0.6 ls:0.5 drn:0.6 bla:0.2 cea:0.2 mea:0.3 pag:0.2 hpc:0.2 pvn:0.2 hyp:0.3 acc:0.2 ains:0.2 vmpfc:0.2','more sparse in people than in voles; recalled')
dens('gr','hpc:1 pvn:1 vmpfc:0.7 lpfc:0.7 acc:0.6 ains:0.5 bla:0.5 cea:0.7 mea:0.5 bnst:0.5 drn:0.6 lc:0.8 nacc:0.4 arc:0.6 vta:0.4 ls:0.5 pag:0.3 hyp:0.4',rel)
dens('mr','hpc:1 ls:0.7 mea:0.4 cea:0.3 bla:0.4 vmpfc:0.4 lpfc:0.3 acc:0.3 bnst:0.3 pvn:0.2',rel)
dens('htr1a','drn:1 hpc:0.9 ls:0.8 vmpfc:0.6 ains:0.7 acc:0.6 bla:0.5 cea:0.4 mea:0.4 sts:0.6 lpfc:0.4 hyp:0.3 pvn:0.3 bnst:0.4 pag:0.2 lc:0.1 vta:0.1',rel)
dens('htr1b','vp:1 vta:0.6 nacc:0.7 hpc:0.2 drn:0.3 ls:0.3 bnst:0.3 vmpfc:0.3 acc:0.3 pag:0.3',rel)
dens('adra1','vmpfc:0.6 lpfc:0.6 acc:0.6 ains:0.6 s1:0.6 bla:0.6 cea:0.3 bnst:0.4 pvn:0.7 drn:0.7 hpc:0.4 vta:0.2 lc:0.3 ls:0.3',rel)
dens('v1br','hpc:0.5 pvn:0.2 mea:0.1',rel)
allr=' '.join(f'{k}:1' for k in R)
FB={}
def fib(l,s,note,src=''):
    FB[l]=[(k,float(v) if '.' in v else int(v),note,src) for k,v in (x.split(':') for x in s.split())]
rp='rodent and primate pattern, recalled; ordinal judgement'
fib('oxytocin','nacc:1 pvn:5 cea:1 vta:1 bnst:1 mea:1 pag:1 ls:0.5 hpc:0.5 drn:0.5 lc:0.5 acc:0.5 ains:0.5 bla:0.5 vmpfc:0.5 vp:0.5 s1:0.2 hyp:0.5 arc:0.5','level of rodent fibre maps, few human data')
fib('vasopressin','vp:1 ls:1.5 bnst:1 mea:1 hyp:0.7 pvn:0.5 pag:0.4 drn:0.4 lc:0.4 hpc:0.2 cea:0.3 vmpfc:0.1','level of rodent fibre maps, few human data')
fib('dopamine','nacc:1 vta:0.3 cea:0.4 bnst:0.4 bla:0.3 vp:0.3 ls:0.2 vmpfc:0.2 lpfc:0.15 acc:0.3 ains:0.2 m1:0.3 mea:0.1 hpc:0.1',rp)
fib('serotonin','nacc:1 vp:0.8 vmpfc:1 lpfc:0.8 acc:1 ains:1 bla:1 cea:1 mea:1 bnst:1 hpc:1 ls:1 hyp:1 drn:1 vta:0.5 pag:0.5 s1:0.5 sts:0.7 pvn:0.5 lc:0.5 arc:0.5',rp)
fib('crf','bnst:1 cea:0.8 vta:0.5 nacc:0.5 pvn:0.5 drn:0.5 lc:0.5 ls:0.3 bla:0.3 mea:0.3 pag:0.4 hyp:0.3 arc:0.3 hpc:0.1 vmpfc:0.1 acc:0.1',rp)
fib('endorphin','arc:1 pag:0.8 pvn:0.8 hyp:0.8 bnst:0.6 mea:0.6 vta:0.5 nacc:0.4 ls:0.4 cea:0.4 drn:0.4 lc:0.4 vp:0.3 bla:0.3 acc:0.2 ains:0.2 vmpfc:0.1','rodent and primate pattern, recalled; cortical opioid tone is mostly enkephalin, for which this stands')
fib('dynorphin','nacc:1 vp:1 vta:0.8 bla:0.3 cea:0.3',rp)
fib('noradrenaline','vmpfc:1 lpfc:1 acc:1 ains:1 bla:1 hpc:1 s1:0.8 sts:0.8 m1:0.8 bnst:0.8 cea:0.7 ls:0.6 mea:0.5 pvn:0.5 drn:0.5 vta:0.5 pag:0.5 lc:1 nacc:0.3 hyp:0.5 arc:0.5',rp)
B=[
('body_mass',num(70,'kg',45,110,note='adult of either sex')),
('csf_volume',num(150,'ml',100,250,note='ventricles and subarachnoid space, recalled')),
('csf_half_life',num(240,'min',120,420,note='0.35 ml/min renew 150 ml in about 7 h; peptides carry their own half-life')),
('plasma_volume',num(3,'l',2.4,3.6,note='about 43 ml/kg, recalled')),
('extravascular_volume',num(12,'l',3,18,note='extracellular fluid outside plasma, which peptides reach; recalled')),
('brain_volume',num(1350,'ml',1100,1600,note='adult, recalled')),
('extracellular_fraction',num(0.21,'1',0.15,0.25,'measured','share of tissue volume that is extracellular','sykova_nicholson_2008')),
('absorption_half_life_ip',num(10,'min',3,30,note='hardly used in people')),
('absorption_half_life_sc',num(20,'min',8,60,note='uptake from under the skin')),
('absorption_half_life_oral',num(40,'min',15,120,note='uptake from the gut')),
('absorption_half_life_intranasal',num(8,'min',4,20,'derived','set so that plasma peaks about 15 min after the spray','striepens_2013')),
]
t='''# People. density: 1 = the densest site of that receptor. Human maps are mRNA or PET, not binding at a cell, so every entry is a judgement.

[species.human]
name = "human (Homo sapiens)"
castable = true

[species.human.body]
'''+'\n'.join(f'{k} = {v}' for k,v in B)+'\n'
ndens=0
for rec,l in D.items():
    t+=f'\n[species.human.density.{rec}]\n'
    for k,v,note,src in l:
        assert k in R
        t+=f'{k} = '+num(v,'1',v*0.3,max(v,min(v*2.5,2)),note=note,source=src)+'\n'; ndens+=1
for rec in ('gaba_a','ampar','gaba_b'):
    t+=f'\n[species.human.density.{rec}]\n'
    for k in R: t+=f'{k} = '+num(1,'1',0.5,1.5,note='present everywhere; no regional scaling')+'\n'; ndens+=1
nfib=0
for l,rows in FB.items():
    t+=f'\n[species.human.fibre.{l}]\n'
    for k,v,note,src in rows:
        assert k in R
        if (l,k)==('oxytocin','pvn'):
            t+=f'{k} = '+num(v,'1',1,30,note='dendritic pool in the nucleus, times a terminal field; as in voles (6.9), a little lower')+'\n'
        else: t+=f'{k} = '+num(v,'1',note=note,source=src)+'\n'
        nfib+=1
write('species/human.toml',t)

# ---------- acts: key, name, mutual, reach, code, senses, (cost, bout, bout unit, base), appeal
def d(s): return [(k,float(v)) for k,v in (x.split(':') for x in s.split())]
A=[
('gaze','looking at the face',0,'sight',4,'gaze:0.8',(0.02,4,'s',-0.8),'wanting:0.5 bond:0.5 trust:0.5 joy:0.5 concern:0.5 desire:0.5 anger:-0.5 fear:-1 reciprocity:0.5'),
('smile','smile',0,'sight',0,'gaze:0.5 responsive:0.2 play:0.1',(0.02,4,'s',-1.2),'wanting:0.5 familiar:0.3 bond:0.5 trust:0.5 joy:2 distress:-1.5 anger:-2 fear:-0.5 reciprocity:1'),
('cry_face','distress face, frown or tears',0,'sight',1,'gaze:0.3',(0.05,20,'s',-5),'need:0.5 bond:0.5 trust:0.7 familiar:0.5 distress:4 concern:1 joy:-2 capacity:-0.5'),
('stroke','stroking of the skin',0,'touch',3,'touch:0.6 velocity:3:cm/s:1:10 temperature:32:degC:30:34 warmth:0.4 responsive:0.2',(0.05,2,'min',-6),'wanting:1 need:1 bond:2.5 familiar:1 trust:1 joy:0.3 concern:3 desire:1 anger:-3 fear:-1 reciprocity:0.7 capacity:0.3'),
('handhold','holding hands',1,'touch',3,'touch:0.2 warmth:0.5 responsive:0.2',(0.02,5,'min',-5.5),'wanting:1 need:1 bond:2.2 familiar:0.7 trust:1 distress:0.7 concern:3 fear:1 anger:-2.5 reciprocity:0.7'),
('hug','hug',1,'touch',5,'touch:0.5 warmth:0.8 responsive:0.3',(0.05,10,'s',-4.8),'wanting:1 need:1.5 bond:1.5 familiar:1.5 trust:1 joy:0.7 distress:0.7 concern:3 anger:-3 reciprocity:0.7'),
('massage','massage',0,'touch',2,'touch:0.8 velocity:5:cm/s:1:20 temperature:32:degC:30:34 warmth:0.5 responsive:0.3',(0.3,10,'min',-7.5),'wanting:0.7 need:0.3 bond:2 familiar:0.7 trust:1 concern:1.5 desire:0.7 anger:-3 distress:-0.5 reciprocity:0.7 capacity:1'),
('kiss','kiss on the mouth',1,'touch',5,'touch:0.3 warmth:0.4 sexual:0.25 responsive:0.2',(0.03,8,'s',-8.5),'wanting:1.2 need:0.7 bond:3 familiar:0.7 trust:1 joy:0.5 desire:4 anger:-3 fear:-1.5 reciprocity:0.7'),
('sex','sex',1,'touch',5,'touch:0.8 warmth:0.9 sexual:1 gaze:0.4 responsive:0.3',(0.3,20,'min',-12),'wanting:1 need:0.5 bond:4 familiar:1.5 trust:1 joy:0.3 desire:7 distress:-1.5 anger:-3 concern:-0.3 fear:-2.5 reciprocity:0.5 capacity:0.3'),
('talk','small talk',0,'voice',4,'voice:1 gaze:0.4 responsive:0.1',(0.05,1,'min',-0.6),'wanting:0.5 need:0.5 familiar:0.3 trust:0.3 joy:0.5 distress:-0.7 anger:-1 fear:-0.7 reciprocity:0.4'),
('disclose','telling of oneself',0,'voice',4,'voice:1 gaze:0.5 disclosure:1',(0.1,1,'min',-4),'wanting:0.7 need:1 bond:0.7 familiar:0.7 trust:2 distress:1.5 joy:0.3 anger:-1 fear:-1.2 reciprocity:1'),
('support','comfort and help in words',0,'voice',4,'voice:1 gaze:0.5 responsive:1',(0.25,1,'min',-4.5),'wanting:0.5 bond:1 familiar:0.5 trust:0.7 concern:5 distress:-1 anger:-2.5 fear:-0.5 reciprocity:0.7 capacity:1'),
('validate','saying that it makes sense',0,'voice',4,'voice:0.8 gaze:0.6 responsive:1',(0.2,30,'s',-4),'wanting:0.5 bond:0.7 familiar:0.3 trust:1 concern:2 joy:0.3 distress:-1 anger:-2.5 reciprocity:1 capacity:1'),
('ask','question',0,'voice',4,'voice:0.8 gaze:0.6 responsive:0.5',(0.08,15,'s',-1.8),'wanting:0.7 familiar:-0.2 trust:0.4 concern:1 joy:0.3 distress:-0.7 anger:-1.2 fear:-0.5 reciprocity:0.5 capacity:0.5'),
('joke','joke and laughter',0,'voice',0,'voice:0.8 gaze:0.4 play:1',(0.08,15,'s',-3),'wanting:0.5 familiar:0.7 bond:0.3 trust:0.5 joy:2.5 distress:-1.5 concern:-0.7 anger:-2 fear:-1 reciprocity:0.7'),
('criticise','criticism',0,'voice',6,'voice:1 gaze:0.4 hostility:0.7',(0.1,20,'s',-3.2),'anger:4 distress:1 need:0.3 familiar:0.5 trust:-1.5 joy:-1 concern:-1 fear:-0.5 reciprocity:-1 capacity:-0.5'),
('defend','defending oneself',0,'voice',6,'voice:1 gaze:0.3 hostility:0.3',(0.1,20,'s',-3.6),'anger:2.5 fear:1.5 distress:0.7 trust:-1 joy:-1 concern:-0.7 reciprocity:-1.5 capacity:-0.7'),
('stonewall','silence, shutting off',0,'voice',7,'hostility:0.3 exclusion:0.4',(0.1,2,'min',-4.5),'anger:2 fear:1 distress:1.5 wanting:-0.7 trust:-1.2 joy:-1.5 concern:-1 reciprocity:-0.7 capacity:-1.2'),
('repair','apology, repair attempt',0,'voice',4,'voice:1 gaze:0.6 responsive:0.8 disclosure:0.3',(0.25,30,'s',-4.5),'wanting:0.5 bond:1.2 trust:1 concern:2 distress:0.5 anger:-2 fear:-0.3 reciprocity:-0.3 capacity:1'),
('listen','attentive listening',0,'voice',4,'gaze:0.8 responsive:0.5',(0.1,1,'min',-0.7),'wanting:0.4 familiar:0.2 bond:0.3 trust:0.4 concern:1 distress:-1 anger:-1.5 fear:-0.3 reciprocity:0.5 capacity:0.7'),
('imitate','imitation of gesture or face',0,'sight',2,'gaze:0.6 responsive:0.2 play:0.4',(0.08,20,'s',-4),'wanting:0.5 trust:0.3 joy:1 distress:-0.7 anger:-1.5 fear:-0.7 reciprocity:0.7'),
('play','play, dance, game',1,'sight',2,'gaze:0.5 voice:0.5 play:1',(0.15,10,'min',-3.8),'wanting:0.6 need:0.3 familiar:0.7 bond:0.3 trust:0.5 joy:2 distress:-1.5 concern:-0.5 anger:-2 fear:-1 reciprocity:0.7 capacity:0.4'),
('joint_task','working together',1,'sight',2,'gaze:0.4 voice:0.3 responsive:0.2',(0.15,10,'min',-1.8),'wanting:0.3 familiar:0.3 trust:0.5 joy:0.2 distress:-0.7 anger:-1.2 fear:-0.3 reciprocity:0.3 capacity:0.7'),
('withdraw','turning away, leaving',0,'voice',7,'exclusion:0.3',(0.02,5,'min',-2.8),'wanting:-1.2 need:-0.7 bond:-0.3 distress:0.7 anger:1 fear:1.5 trust:-1 joy:-1 concern:-1 reciprocity:-0.5 capacity:-0.8'),
('exclude','leaving somebody out',0,'voice',7,'exclusion:1',(0.05,2,'min',-6),'anger:2 fear:0.5 wanting:-1 bond:-2 trust:-1.5 joy:-0.5 concern:-1.5 reciprocity:-0.7 capacity:-0.3'),
('attack','blow or shove',0,'touch',6,'pain:1 touch:0.2 hostility:1',(0.4,5,'s',-6),'anger:3.5 fear:1 distress:0.3 bond:-0.7 trust:-2 joy:-1.5 concern:-2 reciprocity:-1 capacity:-2'),
]
ST='wanting need bond familiar trust joy distress anger concern fear desire reciprocity capacity'.split()
SE='touch warmth sexual pain gaze voice responsive disclosure play hostility exclusion velocity temperature'.split()
t='''# Acts of people: what the other senses of them, what they cost, how long a bout lasts and when they appeal.
# reach: what is needed between the two (touch, sight, voice). code: motor category as it is seen, 0 smile, 1 distress face,
# 2 work or play with the hands, 3 stroke or hold gently, 4 speak or listen, 5 hug, kiss, approach, 6 strike or harsh, 7 turn away.
# senses: share of the strongest natural input, for the one who receives it (for both, when mutual). In stroke and massage `touch` is
# the share of the skin, which is multiplied by the C-tactile tuning at `velocity` and `temperature`.
# numbers: cost 0-1 (effort), bout (typical length), base (logit). appeal: logit units per unit of state. States are 0-1; wanting is in
# logit units / 4; reciprocity is positive when the other was warm just now and negative when it was hostile.
'''
for k,n,mut,reach,code,se,(cost,bout,bu,base),ap in A:
    t+=f'\n[act.{k}]\nname = "{n}"\nmutual = {"true" if mut else "false"}\nreach = "{reach}"\ncode = {code}\n[act.{k}.senses]\n'
    for x in se.split():
        q=x.split(':'); assert q[0] in SE
        v=float(q[1]); v=int(v) if v==int(v) else v
        if len(q)>2: t+=f'{q[0]} = '+num(v,q[2],float(q[3]),float(q[4]))+'\n'
        else: t+=f'{q[0]} = '+num(v,'1',v*0.5,max(v,min(1.2,max(v*2,v))))+'\n'
    t+=f'[act.{k}.numbers]\ncost = {num(cost,"1",cost*0.3,min(1,cost*3))}\nbout = {num(bout,bu,bout*0.3,bout*3)}\nbase = {num(base,"1",base-2,base+2)}\n[act.{k}.appeal]\n'
    for s,v in d(ap):
        assert s in ST
        v=int(v) if v==int(v) else v
        t+=f'{s} = '+num(v,'1',min(0,2*v),max(0,2*v))+'\n'
write('acts/human.toml',t)

# ---------- processes
def proc(key,about,rows):
    t=f'# {about}\n[process.{key}]\nabout = "{about}"\n'
    for r in rows:
        k,v,u,lo,hi,*rest=r
        note=rest[0] if rest else ''; grade=rest[1] if len(rest)>1 else 'assumed'; src=rest[2] if len(rest)>2 else ''
        t+=f'{k} = '+num(v,u,lo,hi,grade,note,src)+'\n'
    write(f'processes/{key}.toml',t)
proc('bond','formation, consolidation and loss of preference and bond',[
('tag_rate',0.4,'1/h',0.05,2,'slower than in voles: an evening does not bind'),
('tag_decay',12,'h',4,48,'a night between two meetings leaves half'),
('gate_scale',0.29,'1',0.1,1,'sets the unit of the gate, as in voles; degenerate with tag_rate'),
('gate_d2_exponent',2,'1',1,5,'milder than the fit to drug studies in voles'),
('gate_d1_half',0.225,'1',0.05,0.5,'as in voles'),
('oxytocin_scale',0.12,'1',0.03,0.6,'vole value times 0.8 x 0.5, the receptor densities of accumbens and vmPFC'),
('oxytocin_female',1,'1',0.5,2,'sets the scale of both sexes'),
('oxytocin_male',0.7,'1',0,1.5,'no sharp sex difference is known in people'),
('vasopressin_female',0.1,'1',0,0.5),
('vasopressin_male',0.2,'1',0,1),
('threshold',0.25,'1',0.05,0.6,'degenerate with tag_rate'),
('hill',2,'1',1,5),
('preference_rate',0.02,'1/h',0.002,0.2,'weeks of evenings'),
('preference_decay',60,'d',14,365,'life of a preference apart when it has not been consolidated'),
('consolidation_time',21,'d',5,120,'time together'),
('bond_rate',0.03,'1/h',0.003,0.5,'weeks to months of shared evenings'),
('bond_reward',0.3,'1',0.05,1.4,'reward above which contact binds; small talk stays below it'),
('bond_decay',400,'d',60,2000,'a bond outlasts years of absence'),
('maturation_time',60,'d',14,730,'time together'),
('familiarity_time',20,'h',3,100,'time together in which a person becomes known'),
('forgetting_time',1000,'d',180,10000),
('expectation_time',3,'d',0.5,14,'time together in which presence comes to be expected'),
('reward_touch',0.6,'1',0.2,1.5),
('reward_sexual',1,'1',0.5,2,'sets the unit of reward'),
('reward_relief',0.3,'1',0,1),
('cost_pain',2,'1',0.5,5),
('rejection_same',0.5,'1',0,1,'kept from voles; in people by attraction rather than by sex'),
('d1_upregulation',0.4,'1',0,1,'direction from voles','assumed','aragona_2006'),
('dynorphin_upregulation',0.5,'1',0,2,'direction from voles','assumed','resendez_2016'),
('crf_upregulation',0.5,'1',0,3,'direction from voles','assumed','bosch_2009'),
('yearning_time',90,'d',20,365,'absence is believed slowly; grief lasts months'),
])
proc('need','need for contact, alarm of absence, passive coping, load',[
('fill_time',3,'h',0.5,12,'an evening of good contact fills it'),
('decay_time',12,'h',4,48,'craving after 8-10 h alone, recalled'),
('set_point',0.6,'1',0.3,0.9,'people differ; the mean of a day with some contact'),
('set_point_time',14,'d',3,90,'long isolation lowers what is sought'),
('exponent',1.333,'1',1.1,3,'n/m = 4/3; both recalled','assumed','keramati_gutkin_2014'),
('alarm_gain',1,'1',0.2,2,'sets the unit of alarm'),
('passivity_time',7,'d',2,30,'protest first, then giving up'),
('load_threshold',0.3,'1',0.1,1),
('load_time',30,'d',7,365),
('load_recovery',60,'d',14,365),
('presence_time',2,'d',0.5,14,'absence is felt over days: a working day is no loss'),
])
proc('hpa','the stress axis',[
('crh_half_life',4,'min',2,10,'human model','derived','vinther_2011'),
('acth_half_life',20,'min',10,25,'human model','derived','vinther_2011'),
('cort_half_life',76,'min',60,90,'human model; plasma 66 min recalled','derived','vinther_2011'),
('feedback',0.5,'1',0.2,0.9,'','derived','vinther_2011'),
('hill',3,'1',1,5,'','derived','vinther_2011'),
('drive',HPA_DRIVE:=3,'1',0.3,8,'CRH drive per relative activity of its neurons; a 15 min public speech should raise cortisol about twofold'),
('memory_on',10,'min',3,60),
('memory_off',20,'min',10,120,'plasma recovers 40-60 min after the end, recalled'),
('memory_weight',0.5,'1',0.1,1),
('sensitivity',0.5,'1',0,4,'adrenal response under lasting sympathetic drive; far below the vole'),
('sensitivity_time',5,'d',1,21),
])
proc('action','dispositions read from the circuit',[
('base',0,'1',-3,2,'inclination to contact; the acts have bases of their own'),
('base_male',0,'1',-1,1,'no difference assumed'),
('value_slope',4,'1',1,15),
('maturation',1,'1',0,2),
('need',0.7,'1',0,2,'craving after hours alone'),
('consent_floor',0.3,'1',0,1,'readiness for talk with a stranger; touch has its own bases'),
('attack_max',0.001,'1/s',0.0001,0.05,'people rarely strike'),
('attack_slope',5,'1',2,15),
('attack_threshold',3.5,'1',1.5,5),
('anxiety_crh',0.3,'1',0.05,2),
('anxiety_cea',0.4,'1',0.1,2),
('sociability',0.3,'1',0,5,'one species: only differences between people count'),
])
proc('cohort','how people of a cohort differ',[
('density_sd',0.25,'1',0.1,0.8,'gene variants explain little of it'),
('density_sd_other',0.15,'1',0.05,0.4),
('affiliation_sd',0.5,'1',0,1.5,'extraversion and the like'),
('novelty_sd',0.5,'1',0,1.5),
('session_sd',0.3,'1',0,1.5),
('hormone_sd',0.35,'1',0.1,0.8,'basal cortisol and ACTH differ widely between people'),
('release_sd',0.2,'1',0.05,0.6,'peptide release between people'),
])
proc('choice','rates of free moving and of the arena',[
('huddle_start',0.1,'1/min',0.02,2,'start of closeness at wanting 0'),
('huddle_stop',0.1,'1/min',0.02,2,'end of closeness at wanting 0'),
('cross',0.2,'1/min',0.02,5,'change of room at wanting 0'),
])
proc('circuit','neural masses of the social circuit and how strongly they are coupled',[
('coupling',9,'1',0,16,'global coupling G; rest and alpha rhythm stay stable from 0 to 16 in trial runs'),
('coupling_offset',4,'1',1,8,'c in the normalisation G / (sum of ordinals + c)'),
('interneuron_rest',0.16,'1',0.1,0.25,'output of F of interneurons at rest'),
('w_pp',13.5,'1',8,20,'with the next three: cortex just below the onset of a 10 Hz rhythm'),
('w_pn',26,'1',15,40),('w_np',38,'1',20,40),('w_nn',36,'1',15,40),
('kappa',0.3,'1',0,0.6,'share of inter-areal and sensory drive that also reaches interneurons'),
('sweeps',3,'1',2,12,'numerical: relaxation sweeps per tick, warm-started'),
])
proc('dose','how given compounds reach receptors',[('tissue_fraction',0.2,'1',0.15,0.25,'extracellular share of tissue volume','derived','ejdrup_2025')])
proc('mating','course of sex of a pair',[
('latency',3,'d',0.2,30,'median; people choose by acts, this is the imposed course'),
('latency_sd',1,'1',0.3,1.5),
('latency_max',30,'d',5,365),
('decay',6,'h',1,48,'refractory wane'),
('late',0.02,'1',0,0.2),
('contact_loss',0.5,'1',0,1),
('bout_rate',0.1,'1/h',0.01,2),
])
proc('operant','work for access, as by presses or clicks',[('press_rate',5,'1/min',0.5,60),('effort',0.7,'1',0.1,2)])
proc('place','value of places',[('rate',0.5,'1/h',0.1,5),('dopamine_value',0.5,'1',0.1,2),('social_value',0.5,'1',0.1,2),('slope',3,'1',1,8)])
proc('receptor','receptor expression',[('expression_time',24,'h',6,96,'time in which expression follows an enzyme inhibitor')])
proc('scene','homes, ticks, attacks',[
('cage_factor',1.5,'1',1,10,'a home brings people together more than an open place'),
('attack_pain',20,'s',2,120),
('attack_delay',1,'min',0,30),
('investigate',0.3,'1/min',0.05,3),
('tick',4,'min',1,10,'numerical'),
('tick_long',20,'min',4,60,'numerical'),
('tick_short',30,'s',5,60,'numerical'),
('settle_time',7,'d',1,14,'numerical: housing changes slowly afterwards'),
])
proc('stress','intensity of stressors',[
('restraint',1,'1',0.1,1.5),('swim',1,'1',0.1,1.5),('shaker',0.7,'1',0.1,1.5),
('shock',1,'1',0.1,1.5),('novelty',0.2,'1',0.05,1.5),('handling',0.1,'1',0.05,1.5),
('tsst',1,'1',0.5,1.5,'speech and sums before judges; sets the unit in people'),
('cold_pressor',0.5,'1',0.2,1,'hand in ice water'),
('conflict',0.4,'1',0.1,1,'discussion of a quarrel'),
('exam',0.6,'1',0.2,1.2,'exam'),
])
proc('test','tests of one person',[
('float_base',-1.1,'1',-3,1,'giving up at an unsolvable task takes the place of floating'),
('float_slope',4,'1',0.5,10),('float_rate',2,'1/min',0.2,30),
('arm_base',0,'1',-2,1,'approach against avoidance; takes the place of open arms'),
('arm_slope',1.5,'1',0.1,3),('arm_rate',4,'1/min',0.5,20),
('swim_stress',0.8,'1',0.3,1.5),('maze_stress',0.3,'1',0.1,1),('place_rate',1,'1/min',0.2,10),
])
proc('assay','errors of assays',[('microdialysis_cv',0.2,'1',0.05,0.5),('plasma_cv',0.15,'1',0.05,0.4,'extracted assays; unextracted ones are worse')])
proc('mirror','seeing comes to move what doing moves, and the face of the other the own feeling',[
('eta',0.1,'1/s',0.02,0.5,'learning of W; half an hour of seeing oneself act builds a code','fitted','syntony_prototypes'),
('tau',30,'d',3,300,'life of W without practice'),
('w0',0.25,'1',0,0.5,'upper end of the unspecific W at birth','assumed','syntony_prototypes'),
('self_seen',0.7,'1',0.3,1,'share of own acts that are seen','assumed','syntony_prototypes'),
('gain',0.6,'1',0.1,2,'from mirrored expression to feeling; 0.3-0.6 gives about half of the own feeling'),
('salience',1,'1',0,3,'weight of attention to the other; oxytocin in the amygdala acts on it'),
('act_rate',0.4,'1/s',0.05,2,'acts in waking life','assumed','syntony_prototypes'),
])
proc('affect','how feeling is read from the circuit',[
('value',1,'1',0.3,3,'pallidal value'),
('reward',0.3,'1',0.05,2,'D1 cells of the accumbens, which rise fivefold at most'),
('bla',1,'1',0.2,3),('acc',1,'1',0.2,3),('pag',0.7,'1',0.1,3),('ains',0.5,'1',0.1,3),
('neg_rest',0,'1',0,0.5,'negative feeling that is not felt'),
('closeness_familiar',0.3,'1',0,1,'with the next two: a known, liked and trusted other is at 1'),
('closeness_preference',0.4,'1',0,1),('closeness_trust',0.3,'1',0,1),
('wellbeing_need',0.5,'1',0,2,'loss of well-being per unmet need'),
('wellbeing_load',0.3,'1',0,2,'loss of well-being per allostatic load'),
('wellbeing_time',7,'d',1,60,'days over which well-being is averaged'),
])
proc('regulation','effort, its capacity and practice',[
('strength',1,'1',0.2,3,'effort per unit of demand'),
('habit',0.3,'1',0,1,'reappraisal that nobody asked for, relative to instructed'),
('reappraise',0.5,'1',0.2,0.8,'fall of felt threat at full effort; prototypes used 0.5','assumed','syntony_prototypes'),
('suppress',0.8,'1',0.3,1,'share of expression that is hidden at full effort'),
('accept',0.3,'1',0,0.7,'fall of felt threat at full effort and skill'),
('rest_time',8,'h',2,24,'a night restores it'),
('cost',0.3,'1/h',0.05,1,'loss of capacity per full effort'),
('chronic',0.01,'1/h',0.001,0.1,'loss of capacity per fold of cortisol above rest'),
('practice_time',20,'h',5,200,'practice that builds skill'),
('forget_time',120,'d',20,1000),
])
proc('belief','what one person expects of another: Beta counts of answered and missed bids',[
('rate_good',1,'1/h',0.1,5,'counts per hour of full responsiveness'),
('rate_bad',2,'1/h',0.1,10,'bad weighs more than good'),
('decay',60,'d',5,365,'counts fade to the prior'),
('prior_good',4,'1',1,40),
('prior_bad',2,'1',0.5,20,'with prior_good: two of three bids are expected to be answered'),
])
proc('attachment','two traits: anxiety and avoidance',[
('anxiety_sd',0.5,'1',0,1.5,'SD between people'),
('avoidance_sd',0.5,'1',0,1.5,'SD between people'),
('anxiety_alarm',0.5,'1',0,2,'gain of alarm and exclusion per unit of anxiety'),
('avoidance_comfort',0.4,'1',0,1,'loss of safety and comfort per unit of avoidance'),
])
proc('touch','tuning of C-tactile fibres',[
('best_velocity',3,'cm/s',1,10,'peak of firing and of pleasantness','measured','loken_2009'),
('velocity_width',0.6,'1',0.4,0.9,'SD in decades of velocity'),
('best_temperature',32,'degC',30,34,'skin temperature of the strongest response, recalled'),
('temperature_width',5,'K',3,10,'SD; 6 K assumed elsewhere'),
])
proc('reward','what contact is worth besides touch and sex, and what of it fills the need',[
('responsive',0.5,'1',0,1.5,'being understood, validated and cared for; full sexual stimulation is 1'),
('disclosure',0.2,'1',0,1,'being confided in'),
('play',0.4,'1',0,1.5,'laughter and play'),
('joy',0.3,'1',0,1,'the joy of the other as mirrored'),
('voice',0.05,'1',0,0.5,'talk as such'),
('hostility',1,'1',0.2,3,'cost of harsh words'),
('exclusion',0.7,'1',0.1,3,'cost of being left out'),
('quality_voice',0.5,'1',0,1,'talk that fills the need, where touch is 1'),
('quality_responsive',1,'1',0,2,'being answered that fills the need, where touch is 1'),
('jealousy',1,'1',0,3,'rivalry per warmth of a bonded partner to somebody else here'),
])
proc('talk','how people take turns and attend',[
('attention',1,'1',0.3,2,'sets the unit of attention'),
('bout',1,'min',0.1,5,'shortest time over which talk is drawn'),
('leak',1,'1',0.2,2,'share of felt affect that shows in face and voice when nothing is hidden'),
('missed',0.1,'1',0,0.5,'share of bids that are missed for want of attention'),
('temperature',1,'1',0.3,3,'of the softmax over acts'),
])
print('projections',npro,'density',ndens,'fibre',nfib,'effects',len(EF),'percept channels',len(PE),'percepts',sum(len(l) for _,l,_ in PE),'acts',len(A),'pops',len(P),'regions',len(R))
