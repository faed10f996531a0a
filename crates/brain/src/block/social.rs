//! A tick of what people have beyond other species; nothing happens here for a lineage without it. Equations: [`crate::social`].

use super::{Block, Knob, LaneSlots};
use crate::channel::Channel;
use crate::chemistry::effects::Input;
use crate::named::named;
use crate::plasticity::bond::value;
use crate::senses::{Drives, Senses};
use crate::social::attachment::row as belief;
use crate::social::autonomic::Outlet;
use crate::social::mirror::{DISTRESS, HANDLE, JOY, STRIKE, fidelity};
use crate::social::{CODES, Feature, Social, State};
use syntony_engine::grid;
use syntony_engine::math::{exp, tanh};

/// Rows of the lane state of regulation.
pub(crate) const CAPACITY: usize = 0;
/// Skill in regulation.
pub(crate) const SKILL: usize = 1;
/// Well-being.
pub(crate) const WELLBEING: usize = 2;
/// Safety felt of late.
pub(crate) const CALM: usize = 3;
/// What has been reappraised.
pub(crate) const REFRAME: usize = 4;
/// Descending inhibition of pain.
pub(crate) const DESCENDING: usize = 5;

impl Block {
    /// Affect of the last tick, what is taken from others in this one, and how it is regulated.
    pub(crate) fn relate(&mut self, senses: &Senses) {
        let plan = self.plan.clone();
        let Some(social) = &plan.social else { return };
        let (units, lanes, pairs) = (self.units, self.lanes.lanes(), self.pair_count());
        let edge = |slots: syntony_engine::Slots| self.edges.row(slots.at(0));
        let (bond, preference) = (edge(self.edge_slots.bond), value(&self.edge_slots, &self.edges));
        let (familiarity, attraction) = (edge(self.edge_slots.familiarity), edge(self.edge_slots.attraction));
        let (consolidation, expectation) =
            (edge(self.edge_slots.consolidation), edge(self.edge_slots.expectation));
        let trust = [belief::GOOD, belief::BAD].map(|i| self.edges.row(self.edge_slots.trust.at(i)));
        let (a, work) = (&social.attachment, &mut self.work);
        let w = &mut work.social;
        let x = |f: Feature, c: usize| grid::row(&senses.social, f, pairs)[c];
        w.safety.fill(0.0);
        w.words.fill(0.0);
        w.touched.fill(0.0);
        // what sight evokes is the same whoever is seen
        for lane in 0..lanes {
            let weight = |k: usize, b: usize| evoked(social, &self.lanes, &self.slots, (k, b), lane);
            for b in 0..CODES {
                let own = if b < HANDLE { fidelity(weight, b) } else { weight(b, b) };
                grid::row_mut(&mut w.mirrored, b, lanes)[lane] = own;
            }
        }
        for (alarm, anxiety) in work.alarm.iter_mut().zip(&self.traits.anxiety) {
            *alarm *= a.alarm(*anxiety);
        }
        for (pair, &(from, _)) in plan.cast.pairs.iter().enumerate() {
            for u in 0..units {
                let (c, lane) = (pair * units + u, from * units + u);
                let (anxiety, avoidance) = (self.traits.anxiety[lane], self.traits.avoidance[lane]);
                w.trust[c] = crate::social::attachment::trust(trust[0][c], trust[1][c]);
                w.touched[lane] = (w.touched[lane] + senses.touch[c]).min(1.0);
                let closeness =
                    1.0 - (1.0 - bond[c]) * (1.0 - preference(c).clamp(0.0, 1.0) * consolidation[c]);
                w.closeness[c] = closeness;
                let intake = a.intake(avoidance);
                let near = senses.near[c];
                let held = (1.0 - a.presence_safety) * senses.touch[c].min(near);
                let safe = intake * closeness * w.trust[c] * (a.presence_safety * near + held);
                w.safety[lane] = w.safety[lane].max(safe.min(1.0) * self.changes.of(Knob::Safety));
                w.words[lane] = w.words[lane].max(x(Feature::Responsive, c) * w.trust[c]);
                let salience =
                    1.0 + social.mirror.salience * tanh(grid::row(&work.input, Input::Salience, lanes)[lane]);
                let mirror = self.changes.of(Knob::Mirror);
                w.vicarious[c] = mirror
                    * social.mirror.gain
                    * grid::row(&w.mirrored, DISTRESS, lanes)[lane]
                    * x(Feature::Distress, c)
                    * salience.max(0.0)
                    * (social.mirror.stranger + (1.0 - social.mirror.stranger) * familiarity[c]);
                w.resonance[c] = mirror
                    * social.mirror.gain
                    * grid::row(&w.mirrored, JOY, lanes)[lane]
                    * x(Feature::Joy, c)
                    * salience.max(0.0);
                let mut motor = 0.0;
                for b in HANDLE..CODES {
                    let seen = grid::row(&senses.seen, b, pairs)[c];
                    if seen > 0.0 {
                        motor += seen * grid::row(&w.mirrored, b, lanes)[lane];
                    }
                }
                w.motor[c] = mirror * social.mirror.motor * motor.min(1.0);
                let gain = a.reward_responsive * x(Feature::Responsive, c)
                    + a.reward_disclosure * x(Feature::Disclosure, c)
                    + a.reward_play * x(Feature::Play, c)
                    + a.reward_voice * x(Feature::Voice, c)
                    + a.reward_joy * w.resonance[c];
                w.reward[c] = gain * (1.0 + a.attraction_reward * attraction[c]).max(0.0)
                    - a.cost_hostility * x(Feature::Hostility, c)
                    - a.cost_exclusion * x(Feature::Exclusion, c);
                let contact = senses.touch[c]
                    + a.quality_voice * x(Feature::Voice, c)
                    + a.quality_responsive * x(Feature::Responsive, c);
                w.quality[c] = intake * contact * w.trust[c] * near.min(1.0);
                w.engaged[c] = senses.touch[c]
                    + senses.sexual[c]
                    + x(Feature::Voice, c)
                    + x(Feature::Responsive, c)
                    + x(Feature::Play, c);
                work.alarm[lane] +=
                    (a.exclusion_stranger + expectation[c]) * x(Feature::Exclusion, c) * a.alarm(anxiety);
            }
        }
        for (safety, calm) in w.safety.iter_mut().zip(self.lanes.row(self.slots.person.at(CALM))) {
            *safety = safety.max(*calm);
        }
        let (r, pain) = (&social.regulation, &social.pain);
        let person = |i: usize| self.lanes.row(self.slots.person.at(i));
        let (capacity, skill, reframed) = (person(CAPACITY), person(SKILL), person(REFRAME));
        let (sent, own) = (person(DESCENDING), &self.traits.pain);
        let rest = |r: usize, lane: usize| grid::row(&work.mean, r, lanes)[lane] / plan.circuit.nodes[r].rest;
        let at = social.affect.populations;
        let opioid = grid::row(&work.input, Input::Analgesia, lanes);
        for lane in 0..lanes {
            let setting = self.changes.strategy[lane / units];
            // a new meaning meets what comes in, hiding and accepting what is felt already
            let demand = |s: usize| {
                let n = if s == 0 { w.raw[lane] } else { w.distress[lane] };
                n * (1.0 - w.safety[lane]) / (1.0 + n)
            };
            let effort = |s: usize| {
                let own = match s {
                    _ if setting != [0.0; 3] => 0.0,
                    0 => r.habit,
                    2 => skill[lane],
                    _ => 0.0,
                };
                self.changes.of(Knob::Effort)
                    * self.traits.regulation[lane]
                    * r.strength
                    * (setting[s] + own)
                    * capacity[lane]
                    * demand(s)
            };
            for s in 0..3 {
                grid::row_mut(&mut w.by_strategy, s, lanes)[lane] = effort(s);
            }
            // effort works through the lateral prefrontal cortex: without it there is none
            let lateral = rest(at.lpfc, lane);
            let [reappraise, suppress, accept] = [0, 1, 2].map(|s| effort(s) * lateral.min(r.lateral_max));
            let found = reframed[lane] * lateral.min(r.lateral_max);
            let seeking = r.hold * reappraise + (1.0 - r.hold) * (reappraise - found).max(0.0);
            w.effort[lane] = seeking + suppress + r.accept_effort * accept;
            w.hide[lane] = (r.suppress * suppress).min(1.0);
            let milder = (1.0 - r.reappraise * found).max(r.floor)
                * (1.0 - r.accept * (r.unskilled + skill[lane]) * accept).max(r.floor);
            w.mild[lane] = milder / (1.0 + r.divisive * w.safety[lane]);
            w.threat[lane] = senses.threat[lane] * w.mild[lane];
            let gated = social.repertoire.gate * w.touched[lane];
            w.heat[lane] = senses.heat[lane] * own[lane] * pain.through(gated, sent[lane]);
            let relative = [at.vmpfc, at.bla, at.pag].map(|r| rest(r, lane));
            w.descending[lane] = pain.descending(w.safety[lane], relative, opioid[lane], found);
        }
    }

    /// Who confides in one becomes known sooner.
    pub(crate) fn get_to_know(&mut self, senses: &Senses) {
        let Some(social) = &self.plan.social else { return };
        let pairs = self.pair_count();
        let told = grid::row(&senses.social, Feature::Disclosure, pairs);
        let edge = &mut self.work.edge;
        for (c, x) in told.iter().enumerate() {
            if edge.near[c] > 1e-9 {
                edge.recognition[c] *= 1.0 + social.attachment.disclosure_known * x / edge.near[c];
            }
        }
    }

    /// Affect follows the circuit with some inertia.
    pub(crate) fn feel(&mut self, dt: f64) {
        let (plan, lanes) = (&self.plan, self.lanes.lanes());
        let Some(social) = &plan.social else { return };
        let (p, at) = (&social.affect, social.affect.populations);
        let follow = 1.0 - exp(-dt / p.inertia);
        let work = &mut self.work;
        for lane in 0..lanes {
            let rel = |r: usize| grid::row(&work.mean, r, lanes)[lane] / plan.circuit.nodes[r].rest - 1.0;
            let joy = p.value * (-rel(at.vp)).max(0.0) + p.reward * rel(at.d1).max(0.0);
            let distress = p.bla * rel(at.bla)
                + p.acc * 0.5 * (rel(at.acc) + rel(at.acc_o))
                + p.pag * rel(at.pag)
                + p.ains * 0.5 * (rel(at.ains) + rel(at.ains_o))
                - p.rest;
            let w = &mut work.social;
            w.raw[lane] = distress.clamp(0.0, p.limit);
            let face = p.face * social.repertoire.leak * (1.0 - w.hide[lane]);
            let joy = joy + face * w.joy[lane].min(1.0);
            let distress = distress + face * w.distress[lane].min(1.0);
            w.joy[lane] += follow * (joy.clamp(0.0, p.limit) - w.joy[lane]);
            w.distress[lane] += follow * (distress.clamp(0.0, p.limit) - w.distress[lane]);
        }
        if let (Some(moods), Some(p)) = (&mut self.moods, &plan.mood) {
            moods.step(p, dt, [&work.social.joy, &work.social.distress]);
        }
    }

    /// Channels that only people have.
    pub(crate) fn fill_social_channels(&mut self, senses: &Senses, active: &[bool]) {
        let plan = self.plan.clone();
        let Some(social) = &plan.social else { return };
        let (units, lanes, columns, pairs) =
            (self.units, self.lanes.lanes(), self.columns(), self.pair_count());
        let work = &mut self.work;
        let (channel, w) = (&mut work.channel, &work.social);
        let mut set = |ch: Channel, column: usize, x: f64| grid::row_mut(channel, ch, columns)[column] = x;
        let mut inner = |lane: usize, column: usize| {
            set(Channel::Safety, column, w.safety[lane]);
            set(Channel::Effort, column, w.effort[lane]);
            set(Channel::Conflict, column, w.distress[lane].min(1.0) * w.hide[lane]);
            set(Channel::Threat, column, w.threat[lane]);
        };
        for lane in 0..lanes {
            inner(lane, lane);
        }
        for (pair, &(from, _)) in plan.cast.pairs.iter().enumerate().filter(|(i, _)| active[*i]) {
            for u in 0..units {
                inner(from * units + u, lanes + pair * units + u);
            }
        }
        // the hand and body area of the motor cortex fires for one's own acts too
        let own = |lane: usize| {
            (HANDLE..CODES).map(|a| grid::row(&senses.done, a, lanes)[lane]).sum::<f64>().min(1.0)
        };
        let wary: Vec<f64> = self.traits.anxiety.iter().map(|x| social.attachment.alarm(*x)).collect();
        let open: Vec<f64> = self.traits.avoidance.iter().map(|x| social.attachment.intake(*x)).collect();
        for lane in 0..lanes {
            grid::row_mut(channel, Channel::Pain, columns)[lane] = w.heat[lane];
            grid::row_mut(channel, Channel::Mirror, columns)[lane] = own(lane);
        }
        for (pair, &(from, _)) in plan.cast.pairs.iter().enumerate().filter(|(i, _)| active[*i]) {
            for u in 0..units {
                let (c, lane) = (pair * units + u, from * units + u);
                let column = lanes + c;
                let near = senses.near[c];
                let given = |x: f64| if near > 1e-9 { x / near } else { 0.0 };
                let mut set = |ch: Channel, x: f64| grid::row_mut(channel, ch, columns)[column] = x;
                for (feature, ch) in [
                    (Feature::Warmth, Channel::Warmth),
                    (Feature::Gaze, Channel::Gaze),
                    (Feature::Voice, Channel::Voice),
                    (Feature::Responsive, Channel::Responsive),
                    (Feature::Disclosure, Channel::Disclosure),
                    (Feature::Play, Channel::Play),
                    (Feature::Hostility, Channel::Hostility),
                    (Feature::Exclusion, Channel::Exclusion),
                    (Feature::Joy, Channel::Joy),
                    (Feature::Distress, Channel::Distress),
                ] {
                    let own = match feature {
                        Feature::Hostility | Feature::Exclusion => wary[lane] * w.mild[lane],
                        Feature::Warmth | Feature::Responsive => open[lane],
                        _ => 1.0,
                    };
                    set(ch, own * given(grid::row(&senses.social, feature, pairs)[c]));
                }
                set(Channel::Vicarious, given(w.vicarious[c]));
                set(Channel::Resonance, given(w.resonance[c]));
                set(Channel::Mirror, given(w.motor[c]) + own(lane));
                set(Channel::Act, given((0..CODES).map(|b| grid::row(&senses.seen, b, pairs)[c]).sum()));
                set(Channel::Pain, given(senses.pain[c]) + w.heat[lane]);
                let known = self.edges.row(self.edge_slots.familiarity.at(0))[c];
                set(Channel::Comfort, open[lane] * w.trust[c] * known * given(senses.touch[c]));
                let worn = self.edges.row(self.edge_slots.habituated.at(0))[c];
                // somebody attractive is wanted before anything was learned
                let attraction = self.edges.row(self.edge_slots.attraction.at(0))[c];
                set(Channel::Pressure, given(grid::row(&senses.social, Feature::Pressure, pairs)[c]));
                // warmth that a bonded partner gives to somebody else here, felt by one who does not feel sure of it
                let aside = grid::row(&senses.social, Feature::Aside, pairs)[c];
                let bond = self.edges.row(self.edge_slots.bond.at(0))[c];
                let unsure = (1.0 - w.trust[c]) * social.attachment.alarm(self.traits.anxiety[lane]);
                let hurt = social.attachment.hurt(self.traits.anxiety[lane], bond, w.trust[c]);
                grid::row_mut(channel, Channel::Exclusion, columns)[column] += hurt * w.mild[lane];
                let rivalry = social.attachment.jealousy * aside * bond * unsure;
                grid::row_mut(channel, Channel::Rivalry, columns)[column] += given(rivalry);
                let wanted = social.attachment.attraction_wanting * attraction;
                grid::row_mut(channel, Channel::Go, columns)[column] += wanted;
                grid::row_mut(channel, Channel::Novelty, columns)[column] *= 1.0 - worn;
            }
        }
    }

    /// Expression, and the states that incline a person to acts.
    pub(crate) fn express(&self, out: &mut Drives) {
        let plan = &self.plan;
        let Some(social) = &plan.social else { return };
        let (units, lanes, columns, pairs) =
            (self.units, self.lanes.lanes(), self.columns(), self.pair_count());
        let w = &self.work.social;
        for lane in 0..lanes {
            let shown = social.repertoire.leak * (1.0 - w.hide[lane]);
            out.joy[lane] = shown * w.joy[lane].min(1.0);
            out.distress[lane] = shown * w.distress[lane].min(1.0);
            for (branch, outlet) in [Outlet::Sympathetic, Outlet::Vagal].into_iter().enumerate() {
                grid::row_mut(&mut out.outflow, branch, lanes)[lane] =
                    shown * self.outflow(outlet, lane).min(social.affect.limit);
            }
        }
        let edge = |slots: syntony_engine::Slots| self.edges.row(slots.at(0));
        let (bond, preference) = (edge(self.edge_slots.bond), value(&self.edge_slots, &self.edges));
        let familiarity = edge(self.edge_slots.familiarity);
        let at = social.affect.populations;
        let (unit, limit) = (social.repertoire.wanting_unit, social.repertoire.state_limit);
        for (pair, &(from, _)) in plan.cast.pairs.iter().enumerate() {
            for u in 0..units {
                let (c, lane) = (pair * units + u, from * units + u);
                let rel = |r: usize| {
                    (grid::row(&self.p, r, columns)[lanes + c] / plan.circuit.nodes[r].rest - 1.0)
                        .clamp(0.0, limit)
                };
                let mut set = |s: State, x: f64| grid::row_mut(&mut out.feelings, s, pairs)[c] = x;
                set(State::Wanting, (out.wanting[c] / unit).clamp(-limit, limit));
                set(State::Need, self.work.need[lane]);
                set(State::Bond, bond[c]);
                set(State::Familiar, familiarity[c]);
                set(State::Trust, 2.0 * w.trust[c] - 1.0);
                set(State::Joy, tanh(w.joy[lane]));
                set(State::Distress, tanh(w.distress[lane]));
                set(State::Anger, tanh(rel(at.hyp)));
                set(State::Concern, w.vicarious[c]);
                set(State::Fear, tanh(rel(at.bla)));
                set(State::Desire, 0.5 * preference(c) * (1.0 + tanh(w.joy[lane] - w.distress[lane])));
                set(State::Capacity, self.lanes.row(self.slots.person.at(CAPACITY))[lane]);
            }
        }
    }

    /// A person's readout by its word, if there is such a thing here.
    pub(crate) fn person(&self, word: Readout, lane: usize) -> f64 {
        let (w, lanes) = (&self.work.social, self.lanes.lanes());
        let row = |i: usize| self.lanes.row(self.slots.person.at(i))[lane];
        match word {
            Readout::Joy => w.joy[lane],
            Readout::Distress => w.distress[lane],
            Readout::Pain => w.heat[lane],
            Readout::PainInhibition => row(DESCENDING),
            Readout::Valence => tanh(w.joy[lane] - w.distress[lane]),
            Readout::Arousal => {
                let lc = self.plan.social.as_ref().map_or(0, |s| s.affect.populations.lc);
                grid::row(&self.work.mean, lc, lanes)[lane] / self.plan.circuit.nodes[lc].rest - 1.0
            }
            Readout::Sympathetic => self.outflow(Outlet::Sympathetic, lane),
            Readout::Vagal => self.outflow(Outlet::Vagal, lane),
            Readout::Effort => w.effort[lane],
            Readout::Shown => (1.0 - w.hide[lane]) * w.distress[lane].min(1.0),
            Readout::Safety => w.safety[lane],
            Readout::Capacity => row(CAPACITY),
            Readout::Skill => row(SKILL),
            Readout::Wellbeing => row(WELLBEING),
            Readout::Mirror => {
                let weight = |k: usize, b: usize| self.evoked((k, b), lane);
                (0..CODES).map(|b| fidelity(weight, b)).sum::<f64>() / CODES as f64
            }
            Readout::HandMirror => fidelity(|k, b| self.evoked((k, b), lane), HANDLE),
            Readout::Counter => {
                let weight = |k: usize, b: usize| self.evoked((k, b), lane);
                weight(STRIKE, HANDLE) / (0..CODES).map(|k| weight(k, HANDLE)).sum::<f64>().max(1e-9)
            }
        }
    }

    /// What the sight of one category evokes of another, (done, seen).
    fn evoked(&self, of: (usize, usize), lane: usize) -> f64 {
        let social = self.plan.social.as_ref();
        social.map_or(0.0, |social| evoked(social, &self.lanes, &self.slots, of, lane))
    }

    /// Joy of the one from whom a pair column goes out.
    fn joy_of(&self, c: usize) -> f64 {
        let (from, _) = self.plan.cast.pairs[c / self.units];
        grid::row(&self.work.social.joy, from, self.units)[c % self.units]
    }

    /// What one person has of another, by its word.
    pub(crate) fn relation(&self, word: Relation, c: usize) -> f64 {
        let w = &self.work.social;
        let edge = |slots: syntony_engine::Slots| self.edges.row(slots.at(0))[c];
        match (word, &self.plan.social) {
            (Relation::Trust, _) => w.trust[c],
            (Relation::Vicarious, _) => w.vicarious[c],
            (Relation::Resonance, _) => w.resonance[c],
            (Relation::Closeness, Some(s)) => {
                s.affect.closeness_familiar * edge(self.edge_slots.familiarity)
                    + s.affect.closeness_preference * value(&self.edge_slots, &self.edges)(c)
                    + s.affect.closeness_trust * w.trust[c]
                    + s.affect.closeness_joy * self.work.edge.near[c] * self.joy_of(c)
            }
            (Relation::Attraction, Some(_)) => edge(self.edge_slots.attraction),
            (Relation::Realised, Some(_)) => edge(self.edge_slots.realised),
            (Relation::Closeness | Relation::Attraction | Relation::Realised, None) => 0.0,
        }
    }
}

/// See [`crate::social::mirror`].
fn evoked(
    social: &Social,
    lanes: &syntony_engine::State,
    slots: &LaneSlots,
    (a, b): (usize, usize),
    lane: usize,
) -> f64 {
    let trained = |a: usize| lanes.row(slots.trained.at(a * CODES + b))[lane];
    let all = (0..CODES).map(trained).sum();
    social.mirror.evoked(lanes.row(slots.mirror.at(a * CODES + b))[lane], trained(a), all)
}

named! {
    /// What can be read of a person.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    #[allow(missing_docs)] // the words say it; equations in [`crate::social`]
    pub enum Readout {
        Joy = "joy",
        Distress = "distress",
        Pain = "pain",
        PainInhibition = "pain_inhibition",
        Valence = "valence",
        Arousal = "arousal",
        Sympathetic = "sympathetic",
        Vagal = "vagal",
        Effort = "effort",
        Shown = "shown",
        Safety = "safety",
        Capacity = "capacity",
        Skill = "skill",
        Wellbeing = "wellbeing",
        Mirror = "mirror",
        HandMirror = "hand_mirror",
        Counter = "counter_mirror",
    }
}

named! {
    /// What can be read of one person towards another.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    #[allow(missing_docs)]
    pub enum Relation {
        Trust = "trust",
        Vicarious = "vicarious",
        Resonance = "resonance",
        Closeness = "closeness",
        Attraction = "attraction",
        Realised = "realised",
    }
}
