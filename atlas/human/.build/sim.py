import tomllib,glob,math
def L(d):
    o={}
    for f in sorted(glob.glob('/tmp/human-atlas/'+d+'/*.toml')):
        t=tomllib.load(open(f,'rb'))
        for k,v in t.items():
            if isinstance(v,dict): o.setdefault(k,{}).update(v)
            else: o.setdefault(k,[]).extend(v)
    return o
pops=L('populations')['population']; pr=L('projections')['projection']; pe=L('percepts')['percept']; pc=L('processes')['process']
val=lambda x:x['value']
names=list(pops); act=lambda y:y/(1+y); lo=lambda y:math.log(y/(1-y)); lg=lambda x:1/(1+math.exp(-x))
rest={k:act(val(p['rest'])) for k,p in pops.items()}; th={k:-lo(val(p['rest'])) for k,p in pops.items()}
c=pc['circuit']; G,cc=val(c['coupling']),val(c['coupling_offset'])
W={t:[(s,val(x)*G/(sum(abs(val(y)) for y in pr[t].values())+cc)) for s,x in pr[t].items()] for t in names}
wpp,wpn,wnp,wnn,kap=[val(c[k]) for k in('w_pp','w_pn','w_np','w_nn','kappa')]
nr=act(val(c['interneuron_rest'])); thn=-lo(val(c['interneuron_rest']))
def run(ch,h={},g={},sweeps=3000,start=None):
    p=dict(start or rest); n={k:nr for k in names}
    for it in range(sweeps):
        d=0
        for k in names:
            x=sum(w*(p[s]-rest[s]) for s,w in W[k])+sum(a*val(pe[q][k]) for q,a in ch.items() if k in pe[q])+h.get(k,0)
            gg=g.get(k,1)
            if pops[k]['kind']=='cortex':
                bp=-(wpp*rest[k]-wpn*nr); bn=-(wnp*rest[k]-wnn*nr)-thn
                fp=lg(gg*(wpp*p[k]-wpn*n[k]+bp+x)-th[k]); fn=lg(wnp*p[k]-wnn*n[k]+bn+kap*x)
                qp,qn=1+fp,1+fn; dp=gg*fp*(1-fp)/qp**2; dn=fn*(1-fn)/qn**2
                rp,rn=fp/qp-p[k],fn/qn-n[k]
                a11,a12,a21,a22=1-dp*wpp,dp*wpn,-dn*wnp,1+dn*wnn
                i=1/(a11*a22-a12*a21); sp=(a22*rp-a12*rn)*i; sn=(a11*rn-a21*rp)*i
                sp=max(-.1,min(.1,sp)); sn=max(-.1,min(.1,sn))
                d=max(d,abs(sp)); p[k]=max(1e-6,min(.5,p[k]+sp)); n[k]=max(1e-6,min(.5,n[k]+sn))
            else:
                q=act(lg(gg*x-th[k])); d=max(d,abs(q-p[k])); p[k]=q
        if d<1e-10: break
    return p,it+1
A={k:val(v) for k,v in pc['affect'].items() if isinstance(v,dict)}
def show(name,ch,base=None,**kw):
    p,it=run(ch,**kw)
    r={k:p[k]/rest[k] for k in names}
    value=1-r['vp']; pos=A['value']*value+A['reward']*max(0,r['nacc_d1']-1)
    dev=lambda k:max(0,p[k]-rest[k])
    neg=A['bla']*dev('bla')+A['acc']*dev('acc')+A['pag']*dev('pag')+A['ains']*dev('ains')
    print(f"{name:26s} it{it:4d} value {value:5.2f} pos {pos:5.2f} neg(dev) {neg:5.2f} |",' '.join(f'{k}:{r[k]:.2f}' for k in 'bla cea pag ains ains_o acc acc_o vmpfc lpfc nacc_d1 nacc_d2 vp vta pvn_ot pvn_avp pvn_crh bnst lc hyp drn sts pins m1 ifg'.split()))
    return p
if __name__=='__main__':
    show('rest',{})
    for q in pe: show(q,{q:1})
    print()
    show('threat alone',{'threat':1})
    show('threat + stranger hand',{'threat':1,'touch':.2,'warmth':.5})
    for s in(.25,.5,.8): show(f'threat + hand, safety {s}',{'threat':1,'touch':.2,'warmth':.5,'safety':s})
    show('threat + effort',{'threat':1,'effort':.6})
    show('threat reappraised',{'threat':.75,'effort':.6})
    show('threat + conflict',{'threat':1,'conflict':.5,'effort':.6})
    show('talk with friend',{'gaze':.4,'voice':.5,'act':.4,'responsive':.3,'familiarity':.9,'go':.05,'mirror':.2})
    show('hug partner',{'touch':.5,'warmth':.8,'responsive':.3,'familiarity':1,'go':.1,'safety':.6})
    for g in(.05,.1,.3,.6,1): show(f'go {g}',{'go':g,'familiarity':1})
    show('sex',{'touch':.8,'warmth':.9,'sexual':1,'gaze':.4,'familiarity':1,'go':.3,'safety':.6})
    show('quarrel',{'hostility':.6,'voice':1,'gaze':.4,'familiarity':1})
    show('other in pain',{'vicarious':.5,'distress':.8,'gaze':.3,'act':.3})
    show('tsst',{'threat':.7,'stress':1,'strain':1,'gaze':.5})
    show('tsst partner near',{'threat':.7,'stress':1,'strain':1,'gaze':.5,'safety':.5})
    show('everything+',{q:1 for q in pe if q not in('safety','disappointment')})
    a,_=run({q:1 for q in('threat','pain','hostility','stress','strain','alarm','exclusion')})
    b,it=run({},start=a); print('returns to rest',max(abs(b[k]-rest[k]) for k in names),it)
