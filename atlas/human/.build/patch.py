s=open('gen.py').read()
def rep(a,b,n=1):
    global s
    assert s.count(a)>=1,a
    s=s.replace(a,b)
# sources that the bibliography does not have
for k in('gobrogge_2009','resendez_2012','tovote_2016'): rep(",'%s')"%k, ",'')" if k!='tovote_2016' else ")")
# percepts
i=s.index("PE=["); j=s.index("t='# What percepts")
s=s[:i]+'''PE=[
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
'''+s[j:]
rep("ROOT='/tmp/human-atlas'","ROOT='/tmp/human-atlas'\nGO=8")
# circuit
rep("('ains',2,G,T+'; table 3',1,3),('acc',1,G,T+'; table 2',0.3,3),('hpc',1,G,T+'; table 2',0.3,3),('vmpfc',-3","('ains',1,G,T+'; table 3, lowered to keep the loop with the insula tame',0.3,3),('acc',1,G,T+'; table 2',0.3,3),('hpc',1,G,T+'; table 2',0.3,3),('vmpfc',-3")
rep("('sts',2,G,T),('ains',1,G,T+'; table 3, low","('sts',1,G,T+'; table 2, lowered since being seen or spoken to is no alarm',0.3,3),('ains',1,G,T+'; table 3, low")
rep("('lc',1,'noradrenaline','modulatory in the table; treated as fast drive',0,2)],\n'cea'","('lc',0.5,'noradrenaline','modulatory in the table; treated as fast drive',0,2)],\n'cea'")
rep("('vmpfc',-1,'glutamate via BNST GABA',T+'; net restraint of the stress axis',-2,0)","('vmpfc',-2,'glutamate via BNST GABA','table -1; stronger so that a trusted other near buffers stress',-3,0)")
# acts
def act(k,base=None,**kw):
    global s
    i=s.index("\n('%s'"%k, s.index("\nA=[")); j=s.index('\n',i+1); line=s[i:j]; import re
    if base is not None: line=re.sub(r",(-?[\d.]+)\),'(?=[^']*'\)?,?$)", lambda m: f",{base}),'", line)
    for a,b in kw.items():
        st=line.rindex("'",0,line.rindex("'"))
        app=line[st:]
        if re.search(r'\b%s:'%a,app): app=re.sub(r'\b%s:-?[\d.]+'%a,f'{a}:{b}',app)
        else: app=app.replace("')",f" {a}:{b}')")
        line=line[:st]+app
    s=s[:i]+line+s[j:]
act('sex',-12,desire=7,bond=4); act('kiss',-8.5,desire=4)
act('criticise',-3.2,joy=-1,capacity=-0.5); act('defend',-3.6,joy=-1)
act('support',-4.5,concern=5); act('hug',-4.8,concern=3); act('handhold',-5.5,concern=3); act('stroke',-6,concern=3)
for k in('listen','stonewall','withdraw','exclude'):
    i=s.index("\n('%s'"%k, s.index("\nA=[")); j=s.index('\n',i+1); s=s[:i]+s[i:j].replace("'sight'","'voice'")+s[j:]
# processes
for k in('reward_responsive','reward_disclosure','reward_play','cost_hostility','cost_exclusion'):
    i=s.index("('%s'"%k); j=s.index('\n',i); s=s[:i]+s[j+1:]
rep("proc('talk',","""proc('reward','what contact is worth besides touch and sex, and what of it fills the need',[
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
proc('talk',""")
rep("('strength',1,'1',0.2,3,'effort per unit of demand'),","('strength',1,'1',0.2,3,'effort per unit of demand'),\n('habit',0.3,'1',0,1,'reappraisal that nobody asked for, relative to instructed'),")
rep("('neg_rest',0,'1',0,0.5,'negative feeling that is not regulated'),","""('neg_rest',0,'1',0,0.5,'negative feeling that is not felt'),
('closeness_familiar',0.3,'1',0,1,'with the next two: a known, liked and trusted other is at 1'),
('closeness_preference',0.4,'1',0,1),('closeness_trust',0.3,'1',0,1),
('wellbeing_need',0.5,'1',0,2,'loss of well-being per unmet need'),
('wellbeing_load',0.3,'1',0,2,'loss of well-being per allostatic load'),
('wellbeing_time',7,'d',1,60,'days over which well-being is averaged'),""")
rep("('reward',0.5,'1',0.1,2,'D1 cells of the accumbens'),","('reward',0.3,'1',0.05,2,'D1 cells of the accumbens, which rise fivefold at most'),")
open('gen.py','w').write(s)
