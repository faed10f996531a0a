//! Features of a comparison's design: who, what was given or changed, with whom, what went before, what is measured. Nothing of what was published.
//!
//! A side of a comparison is a group with a measure. Its features are sums over what was done until the measure's phase ends. Odd features are those of
//! the first side less those of the second, once as they are and once with the class of the measure, since what raises contact may lower distress; even
//! ones say which things differ at all, with lineage, kinds, n. A correlation has no sides: its sign is asked of the two classes of its measures.

use super::super::forecast;
use std::collections::BTreeMap;
use syntony_model::atlas::{Reach, Route};
use syntony_model::protocol::{
    Age, Claim, ClaimKind, Dose, Encounter, Group, ManipulationKind, Measure, MeasureKind, Member, Phase,
    PhaseKind, Rearing, Script, Sex, laboratory,
};
use syntony_model::{Atlas, Protocol};

/// The even feature that every comparison has.
pub const CONSTANT: &str = "constant";
/// Seconds of an hour.
const HOUR: f64 = 3600.0;

/// A comparison as the regression sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    /// Protocol.
    pub protocol: String,
    /// Claim.
    pub claim: String,
    /// Key of the paper.
    pub paper: String,
    /// Laboratory, see [`laboratory`].
    pub laboratory: String,
    /// Outcomes that it can have: 3, or 2 where its direction alone is judged.
    pub outcomes: usize,
    /// Whether the first was published to be above the second; none for no difference.
    pub above: Option<bool>,
    /// What does not change when its sides are swapped.
    pub even: BTreeMap<String, f64>,
    /// What changes sign.
    pub odd: BTreeMap<String, f64>,
}

type Features = BTreeMap<String, f64>;

/// The comparisons of records with a paper, each with its lineage and atlas.
pub fn designs<'a>(protocols: impl Iterator<Item = (&'a str, &'a Protocol, &'a Atlas)>) -> Vec<Design> {
    let mut out = Vec::new();
    for (lineage, protocol, atlas) in protocols {
        let Some(paper) = &protocol.paper else { continue };
        for claim in &protocol.claims {
            let Some((above, outcomes)) = forecast::sides(&claim.kind) else { continue };
            let seen = Seen { protocol, atlas };
            let Some((odd, names)) = seen.odd(claim) else { continue };
            out.push(Design {
                protocol: protocol.key.clone(),
                claim: claim.key.clone(),
                paper: paper.key.clone(),
                laboratory: laboratory::of(&paper.citation),
                outcomes,
                above,
                even: seen.even(claim, lineage, names),
                odd,
            });
        }
    }
    out
}

/// Groups and measures that a comparison sets against each other, with their signs.
fn sides(kind: &ClaimKind) -> Vec<(&str, &str, f64)> {
    match kind {
        ClaimKind::Within { group, first, second, .. } => vec![(group, first, 1.0), (group, second, -1.0)],
        ClaimKind::Between { measure, first, second, .. } => {
            vec![(first, measure, 1.0), (second, measure, -1.0)]
        }
        ClaimKind::Interaction { measure, first, second, .. } => vec![
            (&first.0, measure, 1.0),
            (&first.1, measure, -1.0),
            (&second.0, measure, -1.0),
            (&second.1, measure, 1.0),
        ],
        ClaimKind::Against { group, measure, .. } => vec![(group, measure, 1.0)],
        ClaimKind::Reduces(r) => {
            let arm = sides(&r.arm).into_iter().map(|(group, measure, weight)| (group, measure, -weight));
            sides(&r.control).into_iter().chain(arm).collect()
        }
        _ => Vec::new(),
    }
}

struct Seen<'a> {
    protocol: &'a Protocol,
    atlas: &'a Atlas,
}

impl Seen<'_> {
    /// Odd features of a claim, and the names of what differs.
    fn odd(&self, claim: &Claim) -> Option<(Features, Vec<String>)> {
        let mut sum = Features::new();
        let mut add = |name: &str, measure: &str, weight: f64| -> Option<()> {
            for (key, value) in self.side(name, measure)? {
                *sum.entry(key).or_default() += weight * value;
            }
            Some(())
        };
        let class = self.class_of(claim)?;
        match &claim.kind {
            ClaimKind::Within { .. }
            | ClaimKind::Between { .. }
            | ClaimKind::Interaction { .. }
            | ClaimKind::Reduces(_) => {
                for (group, measure, weight) in sides(&claim.kind) {
                    add(group, measure, weight)?;
                }
            }
            ClaimKind::Against { group, measure, .. } => {
                add(group, measure, 1.0)?;
                sum.insert("against".into(), 1.0);
            }
            ClaimKind::Correlation { first, second, .. } => {
                let mut classes = [self.class(first)?, self.class(second)?];
                classes.sort_unstable();
                let name = format!("correlation {} {}", classes[0], classes[1]);
                return Some((Features::from([(name, 1.0), ("correlation".into(), 1.0)]), Vec::new()));
            }
            _ => return None,
        }
        sum.retain(|_, v| v.abs() > 1e-12);
        let names = sum.keys().cloned().collect();
        let crossed: Vec<(String, f64)> = sum.iter().map(|(k, v)| (format!("{k} | {class}"), *v)).collect();
        sum.extend(crossed);
        Some((sum, names))
    }

    /// Even features of a claim, of which these things differ.
    fn even(&self, claim: &Claim, lineage: &str, differ: Vec<String>) -> Features {
        let kind = match &claim.kind {
            ClaimKind::Within { .. } => "within",
            ClaimKind::Between { .. } => "between",
            ClaimKind::Interaction { .. } | ClaimKind::Reduces(_) => "interaction",
            ClaimKind::Against { .. } => "against",
            _ => "correlation",
        };
        let n: usize = claim.kind.groups().into_iter().map(|g| self.protocol.n_of(g)).sum();
        let log_n = (n.max(1) as f64 / 20.0).ln();
        let class = self.class_of(claim).unwrap_or("other");
        let one = |name: String| (name, 1.0);
        let mut out = Features::from([one(CONSTANT.into()), ("log n".into(), log_n)]);
        out.extend([format!("lineage {lineage}"), format!("kind {kind}"), format!("class {class}")].map(one));
        if claim.kind.paired() {
            out.insert("paired".into(), 1.0);
        }
        if differ.is_empty() && kind != "correlation" {
            out.insert("nothing differs".into(), 1.0);
        }
        out.extend(differ.into_iter().map(|name| (format!("differs {name}"), 1.0)));
        out
    }

    fn measure(&self, key: &str) -> Option<&Measure> {
        self.protocol.measures.iter().find(|m| m.key == key)
    }

    /// Features of the mean over the groups of a name.
    fn side(&self, name: &str, measure: &str) -> Option<Features> {
        let groups = self.protocol.groups_of(name);
        let mut out = Features::new();
        for &g in &groups {
            for (key, value) in self.group(&self.protocol.groups[g], self.measure(measure)?) {
                *out.entry(key).or_default() += value / groups.len() as f64;
            }
        }
        let sample = self.protocol.samples.iter().find(|s| s.key == name);
        for keep in sample.into_iter().flat_map(|s| &s.keep) {
            let side = f64::from(i8::from(keep.above.is_finite()) - i8::from(keep.below.is_finite()));
            out.insert("kept above".into(), side);
        }
        Some(out)
    }

    /// Features of a group up to the end of what a measure is taken from; parts of a derived measure together.
    fn group(&self, group: &Group, measure: &Measure) -> Features {
        let mut out = Features::new();
        let parts = measure.kind.parts();
        if parts.is_empty() {
            self.own(group, measure, &mut out);
            return out;
        }
        let weight = |i: usize| match measure.kind {
            MeasureKind::Difference(..) | MeasureKind::Quotient(..) if i > 0 => -1.0,
            MeasureKind::Difference(..) | MeasureKind::Quotient(..) => 1.0,
            _ => 1.0 / parts.len() as f64,
        };
        for (i, part) in parts.iter().enumerate() {
            let Some(part) = self.measure(part) else { continue };
            for (key, value) in self.group(group, part) {
                *out.entry(key).or_default() += weight(i) * value;
            }
        }
        out
    }

    fn own(&self, group: &Group, measure: &Measure, out: &mut Features) {
        let Some(phase) = group.phases.iter().find(|p| p.name == measure.phase) else { return };
        let Some(member) = group.cast.iter().find(|m| m.name == measure.member) else { return };
        let mut add = |name: String, value: f64| *out.entry(name).or_default() += value;
        born(member, &mut add);
        for dose in group.doses.iter().filter(|d| d.members.contains(&member.name)) {
            if dose.times_s.iter().any(|t| *t < phase.end_s()) {
                self.dose(dose, &mut add);
            }
        }
        for m in group.manipulations.iter().filter(|m| m.members.contains(&member.name)) {
            if m.window_s.0 < phase.end_s() {
                self.change(&m.kind, &mut add);
            }
        }
        before(group, member, phase, &mut add);
        during(group, member, phase, &mut add);
        if let Some(with) = object(&measure.kind) {
            add(format!("to {}", acquaintance(group, member, with, phase.start_s)), 1.0);
        }
        if measure.window_s.0 > 0.0 {
            add("later window".into(), 1.0);
        }
    }

    /// A dose: its class at the receptor that it binds best, and where it goes; the largest in the protocol counts most.
    fn dose(&self, dose: &Dose, add: &mut impl FnMut(String, f64)) {
        let Some(compound) = self.atlas.compounds.get(&dose.compound) else { return };
        if compound.class == "vehicle" {
            return;
        }
        let name = compound.ligand.as_deref().unwrap_or(&compound.key);
        let bound = self.atlas.receptors.values().filter_map(|r| Some((r, r.binding.get(name)?)));
        let value = |id| self.atlas.params.value(id);
        let best = bound.min_by(|a, b| value(a.1.kd).total_cmp(&value(b.1.kd)));
        let alike =
            |d: &&Dose| d.compound == dose.compound && d.amount.dimension() == dose.amount.dimension();
        let doses = self.protocol.groups.iter().flat_map(|g| &g.doses).filter(alike);
        let most = doses.map(|d| d.amount.internal()).fold(0.0, f64::max);
        let size = if most > 0.0 { 0.75 + 0.25 * dose.amount.internal() / most } else { 1.0 };
        let (class, what) = match best {
            Some((r, binding)) if value(binding.efficacy) > 0.2 => ("agonist", r.key.as_str()),
            Some((r, _)) => ("antagonist", r.key.as_str()),
            None => (compound.class.as_str(), "of something else"),
        };
        let place = match dose.route {
            Route::Icv => "ventricle",
            Route::Site => region(dose.site.as_deref().unwrap_or_default()),
            Route::Intranasal => "nose",
            _ => "body",
        };
        add(format!("{class} {what}"), size);
        add(format!("{class} at {place}"), size);
    }

    /// What is changed in the brain.
    fn change(&self, kind: &ManipulationKind, add: &mut impl FnMut(String, f64)) {
        let (what, at, up) = match kind {
            ManipulationKind::Express { receptor, region, factor, .. } => {
                (receptor, region.as_deref(), *factor > 1.0)
            }
            ManipulationKind::Release { ligand, region, factor } => {
                (ligand, region.as_deref(), *factor > 1.0)
            }
            ManipulationKind::Drive { target, amount } => (target, Some(target.as_str()), *amount > 0.0),
            ManipulationKind::Project { to, factor, .. } => (to, Some(to.as_str()), *factor > 1.0),
            ManipulationKind::Process { process, factor } => (process, None, *factor > 1.0),
        };
        let sign = if up { 1.0 } else { -1.0 };
        add(format!("changed {what}"), sign);
        add(format!("changed at {}", at.map_or("everywhere", region)), sign);
    }

    /// What a claim is about, whichever side comes first.
    fn class_of(&self, claim: &Claim) -> Option<&'static str> {
        let classes: Vec<_> = claim.kind.measures().into_iter().map(|m| self.class(m)).collect();
        if classes.iter().any(|c| *c != classes[0]) { Some("different things") } else { classes[0] }
    }

    /// What a measure is about, so that effects of one sign can be told from those of the other.
    fn class(&self, key: &str) -> Option<&'static str> {
        let measure = self.measure(key)?;
        Some(match &measure.kind {
            MeasureKind::Attacks(_) => "aggression",
            MeasureKind::ActCount(act, _) | MeasureKind::ActShare(act, _) | MeasureKind::Latency(act, _) => {
                acts(act)
            }
            MeasureKind::Contact(_) | MeasureKind::Chamber(_) | MeasureKind::Share(..) => "affiliation",
            MeasureKind::Presses(_) | MeasureKind::PlaceShare(_) => "affiliation",
            MeasureKind::Floating => "distress",
            MeasureKind::OpenArmShare | MeasureKind::OpenArmEntries => "calm",
            MeasureKind::State(v, _) | MeasureKind::Reading(_, v, _) => variable(v),
            MeasureKind::Plasma(hormone) if hormone.contains("oxytocin") => "peptide",
            MeasureKind::Plasma(_) | MeasureKind::Body(..) => "distress",
            MeasureKind::Microdialysis(..) | MeasureKind::Binding(..) => "chemistry",
            MeasureKind::Power { .. } | MeasureKind::Evoked { .. } => "cortex",
            MeasureKind::Bold(region) => variable(&format!("rate:{region}")),
            MeasureKind::Resonance { .. }
            | MeasureKind::Integration { .. }
            | MeasureKind::Coupling(..)
            | MeasureKind::Feedback { .. }
            | MeasureKind::Decoding { .. }
            | MeasureKind::Synchrony { .. } => "synchrony",
            MeasureKind::Sum(_)
            | MeasureKind::Mean(_)
            | MeasureKind::Difference(..)
            | MeasureKind::Quotient(..) => {
                return measure.kind.parts().first().and_then(|p| self.class(p));
            }
        })
    }
}

/// Who somebody is.
fn born(member: &Member, add: &mut impl FnMut(String, f64)) {
    add(format!("species {}", member.species), 1.0);
    add("female".into(), f64::from(u8::from(member.sex == Sex::F)));
    let reared = match member.rearing {
        Rearing::Biparental => 0.0,
        Rearing::MotherSister | Rearing::MotherOnly => 0.5,
        Rearing::Deprived => 1.0,
    };
    add("less care".into(), reared);
    add("young".into(), f64::from(u8::from(member.age != Age::Adult)));
    let body = &member.state;
    add("gonadectomised".into(), f64::from(u8::from(body.gonadectomised)));
    add("adrenalectomised".into(), f64::from(u8::from(body.adrenalectomised)));
    add("contraception".into(), f64::from(u8::from(body.contraception)));
    add("estradiol".into(), body.estradiol - 1.0);
    add("testosterone".into(), body.testosterone - 1.0);
    add("day length".into(), (body.day_length_h - 14.0) / 4.0);
    add("anxiety".into(), member.anxiety.unwrap_or(0.0));
    add("avoidance".into(), member.avoidance.unwrap_or(0.0));
    for (receptor, _, factor) in &member.density {
        add(format!("changed {receptor}"), if *factor > 1.0 { 1.0 } else { -1.0 });
    }
}

/// Members that a phase brings together; nobody where each is alone.
fn company(kind: &PhaseKind) -> &[String] {
    match kind {
        PhaseKind::Together { members, .. } => members,
        PhaseKind::Encounter(e) => &e.members,
        _ => &[],
    }
}

/// What went before a phase: time together, mating, time since, strain, acts.
fn before(group: &Group, member: &Member, phase: &Phase, add: &mut impl FnMut(String, f64)) {
    let (mut together, mut last) = (0.0, None);
    for earlier in group.phases.iter().filter(|p| p.start_s < phase.start_s) {
        let own = company(&earlier.kind);
        if own.contains(&member.name) && own.len() > 1 {
            together += earlier.duration_s;
            last = Some(earlier.end_s());
        }
        match &earlier.kind {
            PhaseKind::Together { members, mating: true, .. } if members.contains(&member.name) => {
                add("mating before".into(), 1.0)
            }
            PhaseKind::Encounter(e) if own.contains(&member.name) => met(e, member, "before", add),
            PhaseKind::Stress { members, .. } if members.contains(&member.name) => {
                add("strain before".into(), 1.0)
            }
            PhaseKind::Alone { members } if members.contains(&member.name) => {
                add("alone before".into(), (1.0 + earlier.duration_s / HOUR).ln() / 5.0)
            }
            _ => {}
        }
    }
    add("together before".into(), (1.0 + together / HOUR).ln() / 5.0);
    let away = group.absences.iter().filter(|a| a.window_s.0 < phase.end_s()).count();
    add("somebody away".into(), away as f64);
    if let Some(last) = last {
        add("since together".into(), (1.0 + (phase.start_s - last).max(0.0) / HOUR).ln() / 5.0);
    }
    let bonds: f64 = member.bonds.iter().map(|(_, _, quality)| quality).sum();
    add("bonds".into(), bonds);
}

/// What goes on in a phase.
fn during(group: &Group, member: &Member, phase: &Phase, add: &mut impl FnMut(String, f64)) {
    match &phase.kind {
        PhaseKind::Encounter(e) => {
            met(e, member, "now", add);
            let reach = match e.reach {
                Reach::Picture => 0.25,
                Reach::Voice => 0.5,
                Reach::Sight => 0.75,
                Reach::Touch => 1.0,
            };
            for other in e.members.iter().filter(|m| **m != member.name) {
                add(format!("with {}", acquaintance(group, member, other, phase.start_s)), reach);
            }
        }
        PhaseKind::Together { members, mating, .. } => {
            for other in members.iter().filter(|m| **m != member.name) {
                add(format!("with {}", acquaintance(group, member, other, phase.start_s)), 1.0);
            }
            add("mating now".into(), f64::from(u8::from(*mating)));
        }
        PhaseKind::Intruder { resident, intruder } => {
            let other = if *resident == member.name { intruder } else { resident };
            add(format!("with {}", acquaintance(group, member, other, phase.start_s)), 1.0);
        }
        PhaseKind::Stress { .. } => add("strain now".into(), 1.0),
        PhaseKind::Alone { .. } => add("alone now".into(), 1.0),
        _ => {}
    }
    let length = phase.end_s() - phase.start_s;
    add("longer".into(), (1.0 + length / HOUR).ln() / 5.0);
    for act in group.acts.iter().filter(|a| a.window_s.0 < phase.end_s()) {
        script(&act.script, member, "now", add);
    }
}

/// An encounter: strain, threat, pain, regulation and what was told to be done.
fn met(e: &Encounter, member: &Member, when: &str, add: &mut impl FnMut(String, f64)) {
    if e.stressed.is_empty() || e.stressed.contains(&member.name) {
        let strain = f64::from(u8::from(e.stressor.is_some()));
        for (name, size) in [("strain", strain), ("threat", e.threat), ("pain", e.pain)] {
            add(format!("{name} {when}"), size);
        }
    }
    for (who, how, effort) in &e.regulate {
        if *who == member.name {
            add(format!("{how:?} {when}"), *effort);
        }
    }
    e.script.iter().for_each(|s| script(s, member, when, add));
}

fn script(s: &Script, member: &Member, when: &str, add: &mut impl FnMut(String, f64)) {
    let kind = match s.act.as_str() {
        "handhold" | "stroke" | "massage" | "hug" | "kiss" | "huddle" | "mate" | "sex" => "touch",
        "support" | "validate" | "disclose" | "listen" | "repair" | "smile" | "joke" | "gaze" => "support",
        "criticise" | "exclude" | "attack" | "withdraw" | "defend" => "hostility",
        _ => "joint act",
    };
    let side = match (s.to == member.name, s.by == member.name) {
        (true, _) => "to",
        (_, true) => "by",
        _ => return,
    };
    add(format!("{kind} {side} {when}"), s.share);
}

/// Whom a measure is about, where it is about somebody; `empty` for nobody.
fn object(kind: &MeasureKind) -> Option<&str> {
    match kind {
        MeasureKind::Contact(with) | MeasureKind::Share(with, _) => Some(with),
        MeasureKind::Chamber(with) => with.as_deref(),
        MeasureKind::Latency(_, with) | MeasureKind::ActCount(_, with) | MeasureKind::ActShare(_, with) => {
            Some(with)
        }
        MeasureKind::Attacks(with) | MeasureKind::Presses(with) => Some(with),
        MeasureKind::State(v, _) | MeasureKind::Reading(_, v, _) => {
            let (word, of) = v.split_once(':')?;
            matches!(variable(word), "affiliation").then_some(of)
        }
        _ => None,
    }
}

/// What somebody is to a member by then: bonded, kin, known, strange, or no one.
fn acquaintance(group: &Group, member: &Member, other: &str, by_s: f64) -> &'static str {
    if !group.cast.iter().any(|m| m.name == other) {
        return "nobody";
    }
    if member.kin.iter().any(|k| k == other) {
        return "kin";
    }
    let both = |p: &&Phase| {
        let own = company(&p.kind);
        p.start_s < by_s && own.contains(&member.name) && own.iter().any(|m| m == other)
    };
    let lived: f64 = group.phases.iter().filter(both).map(|p| p.duration_s).sum();
    if member.bonds.iter().any(|b| b.0 == other) || lived > 6.0 * HOUR {
        "partner"
    } else if member.familiar_with.iter().any(|f| f == other) || lived > 0.0 {
        "known one"
    } else {
        "stranger"
    }
}

/// Part of the brain that a region or population belongs to.
fn region(key: &str) -> &'static str {
    let part = |names: &[&str]| names.iter().any(|n| key.starts_with(n));
    match () {
        () if part(&["nacc", "cpu", "vp", "striatum", "caudate", "putamen"]) => "striatum",
        () if part(&["pvn", "son", "ah", "hyp", "mpoa", "vmh"]) => "hypothalamus",
        () if part(&["bla", "cea", "mea", "bnst", "ls", "amy"]) => "amygdala and septum",
        () if part(&["vta", "drn", "pag", "lc", "sn", "nts"]) => "midbrain",
        () => "cortex",
    }
}

fn acts(act: &str) -> &'static str {
    match act {
        "attack" | "defend" | "criticise" | "withdraw" | "exclude" => "aggression",
        "cry_face" => "distress",
        _ => "affiliation",
    }
}

/// What a state variable is about.
fn variable(name: &str) -> &'static str {
    let (word, of) = name.split_once(':').unwrap_or((name, ""));
    match word {
        "distress" | "alarm" | "need" | "load" | "passivity" | "arousal" | "sympathetic" | "cortisol"
        | "corticosterone" | "acth" | "crh" => "distress",
        "rate" if ["nacc", "vta", "vp"].iter().any(|p| of.starts_with(p)) => "reward",
        "rate" if ["bla", "cea", "ains", "acc", "pag", "hyp", "pvn"].iter().any(|p| of.starts_with(p)) => {
            "threat"
        }
        "rate" | "mirror" | "hand_mirror" | "counter_mirror" => "cortex",
        "level" | "signal" | "binding" | "density" | "release" => "chemistry",
        _ => "affiliation",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_designs_blind_to_what_was_published_and_odd_in_their_sides() {
        let atlas = Atlas::embedded("vole").unwrap_or_else(|p| panic!("{p}"));
        let tiny = include_str!("../../../cli/tests/tiny.toml");
        let source = "source = { title = \"T\", authors = [\"Own A\"], year = 2024 }";
        let tiny = tiny.replace("role = \"scenario\"", &format!("role = \"development\"\n{source}"));
        let of = |text: &str| {
            let protocol = Protocol::read("tiny.toml", text, &atlas).unwrap_or_else(|p| panic!("{p}"));
            designs([("vole", &protocol, &atlas)].into_iter())
        };
        let plain = of(&tiny);
        assert!(plain.iter().any(|d| d.odd.keys().any(|k| k.starts_with("agonist"))), "{plain:#?}");
        let turned = of(&tiny.replace("expect = \"greater\"", "expect = \"less\""));
        for (a, b) in plain.iter().zip(&turned) {
            assert_eq!((&a.odd, &a.even), (&b.odd, &b.even), "{}", a.claim);
        }
        let swapped = of(&tiny
            .replace("first = \"ot\"\nsecond = \"csf\"", "first = \"csf\"\nsecond = \"ot\"")
            .replace(
                "first = \"partner\"\nsecond = \"stranger\"",
                "first = \"stranger\"\nsecond = \"partner\"",
            ));
        for (a, b) in plain.iter().zip(&swapped) {
            let negated: Features = b.odd.iter().map(|(k, v)| (k.clone(), -v)).collect();
            assert!(a.odd == negated || a.odd == b.odd, "{}: {:?} {:?}", a.claim, a.odd, b.odd);
            assert_eq!(a.even, b.even, "{}", a.claim);
        }
        assert_ne!(plain, swapped);
    }
}
