//! A tick of what drives both autonomic branches, and what is read of them. Equations: [`crate::social::autonomic`].

use super::Block;
use crate::channel::Channel;
use crate::senses::Senses;
use crate::social::Feature;
use crate::social::autonomic::{Arousing, Organ, Outlet};
use syntony_engine::grid;

impl Block {
    /// Where this tick leads the branches.
    pub(super) fn arouse(&mut self, senses: &Senses) {
        let plan = &self.plan;
        let Some(social) = &plan.social else { return };
        let (units, lanes, pairs) = (self.units, self.lanes.lanes(), self.pair_count());
        let (columns, p) = (self.columns(), &social.autonomic);
        let attraction = self.edges.row(self.edge_slots.attraction.at(0));
        let work = &mut self.work;
        let w = &mut work.social;
        let (at, cea) = (social.affect.populations, plan.action.populations.cea);
        for (lane, into) in w.arousing.iter_mut().enumerate() {
            let x = |r: usize| grid::row(&work.mean, r, lanes)[lane] / plan.circuit.nodes[r].rest - 1.0;
            let withheld = p.withheld * self.traits.avoidance[lane].max(0.0);
            *into = Arousing {
                lc: x(at.lc),
                hyp: x(at.hyp),
                bla: x(at.bla),
                cea: x(cea),
                vmpfc: x(at.vmpfc),
                pain: w.heat[lane],
                challenge: senses.stress[lane] * w.mild[lane],
                effort: w.effort[lane],
                safety: w.safety[lane],
                touch: 0.0,
                novelty: 0.0,
                hidden: w.hide[lane] * w.distress[lane].min(1.0) + withheld * work.alarm[lane],
                linked: [0.0; 2],
            };
        }
        for (pair, &(from, _)) in plan.cast.pairs.iter().enumerate() {
            for u in 0..units {
                let (c, lane) = (pair * units + u, from * units + u);
                let attended = work.attention[lanes + c];
                if attended <= 0.0 {
                    continue;
                }
                let feature = |f: Feature| grid::row(&senses.social, f, pairs)[c];
                let hostility = feature(Feature::Hostility);
                let into = &mut w.arousing[lane];
                into.pain += senses.pain[c];
                into.touch += senses.touch[c];
                into.novelty += attended * grid::row(&work.channel, Channel::Novelty, columns)[lanes + c];
                into.hidden += p.withheld * self.traits.avoidance[lane].max(0.0) * hostility;
                let together = p.link_base
                    + p.link_distress * feature(Feature::Distress)
                    + p.link_hostility * hostility
                    + p.link_attraction * attraction[c].max(0.0)
                    + p.link_closeness * w.closeness[c];
                for (k, weight) in [p.link_sympathetic * together, p.link_vagal].into_iter().enumerate() {
                    into.linked[k] += weight * attended * grid::row(&senses.outflow, k, pairs)[c];
                }
            }
        }
        for (lane, x) in w.arousing.iter_mut().enumerate() {
            (x.pain, x.touch, x.hidden) = (x.pain.min(1.0), x.touch.min(1.0), x.hidden.min(1.0));
            for (outlet, to) in p.led(x).into_iter().enumerate() {
                grid::row_mut(&mut w.led, outlet, lanes)[lane] = to;
            }
        }
    }

    /// Outflow of a lane by an outlet.
    pub(super) fn outflow(&self, outlet: Outlet, lane: usize) -> f64 {
        self.lanes.row(self.slots.outflow.at(outlet.into()))[lane]
    }

    /// An organ of a lane over its value at rest, as the mean person's would be; 1 where there is no such thing.
    pub(crate) fn organ(&self, organ: Organ, lane: usize) -> f64 {
        let of = |outlet| self.outflow(outlet, lane);
        self.plan.social.as_ref().map_or(1.0, |s| s.autonomic.organ(organ, of))
    }
}
