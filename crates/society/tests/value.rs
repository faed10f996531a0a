//! What value, receptors and transmission must do whatever the numbers are: checks that need no experiment, and each of which can fail.
//!
//! One brain senses a partner (and a second one) as told here; nobody chooses, so nothing is drawn but the animals themselves.

mod common;

use common::{atlas, compile, pair};
use std::sync::Arc;
use syntony_brain::block::Knob;
use syntony_brain::chemistry::doses::{Compartment, Delivery, Part};
use syntony_brain::{Block, Drives, Plan, Senses, Variable};
use syntony_engine::Key;
use syntony_model::Atlas;

/// Animals of a group.
const UNITS: usize = 16;
/// A tick, s.
const TICK: f64 = 240.0;

/// What is sensed of one other: nearness, touch, sexual stimulation, pain.
#[derive(Clone, Copy)]
struct Sensed(f64, f64, f64, f64);
const MATING: Sensed = Sensed(1.0, 0.6, 0.5, 0.0);
const TOUCH: Sensed = Sensed(1.0, 0.6, 0.0, 0.0);
const AWAY: Sensed = Sensed(0.0, 0.0, 0.0, 0.0);

struct Brain {
    block: Block,
    senses: Senses,
}

impl Brain {
    /// Subjects of this sex, with a partner and a stranger; the group's line may give compounds.
    fn of(atlas: &Atlas, sex: &str, group: &str) -> Brain {
        let other = if sex == "F" { "M" } else { "F" };
        let plan: Arc<Plan> = compile(atlas, &pair(sex, other, 1.0, false, group)).plan.clone();
        let ids = (0..UNITS as u64).map(|id| Key::new(5, id));
        let keys: Vec<Key> = plan.names.iter().flat_map(|n| ids.clone().map(|k| k.named(*n))).collect();
        let block = Block::new(plan.clone(), UNITS, keys.clone(), keys, vec![]);
        let senses = block.no_senses();
        Brain { block, senses }
    }

    fn at(&self, other: &str) -> usize {
        let plan = &self.block.plan;
        plan.pair(0, plan.member(other).unwrap()).unwrap()
    }

    /// Lives for some hours with the partner and the stranger as told.
    fn lives(&mut self, hours: f64, partner: Sensed, stranger: Sensed) -> &mut Self {
        let mut active = vec![false; self.block.plan.pairs()];
        for (name, s) in [("partner", partner), ("stranger", stranger)] {
            let pair = self.at(name);
            active[pair] = s.0 > 0.0;
            for u in pair * UNITS..(pair + 1) * UNITS {
                (self.senses.near[u], self.senses.touch[u]) = (s.0, s.1);
                (self.senses.sexual[u], self.senses.pain[u]) = (s.2, s.3);
            }
        }
        for _ in 0..(hours * 3600.0 / TICK).round() as usize {
            self.block.step(&self.senses, &active, TICK);
        }
        self
    }

    /// Injects so many nmol into the ventricles.
    fn given(&mut self, compound: &str, nmol: f64) -> &mut Self {
        let c = self.block.plan.doses.compounds.iter().position(|c| c.key == compound).unwrap();
        self.block.bolus(Delivery { compound: c, to: Compartment::Body(Part::Csf), amount: nmol }, 0);
        self
    }

    /// Density of a receptor everywhere, or in one region, times a factor.
    fn density(&mut self, receptor: &str, region: Option<&str>, factor: f64) -> &mut Self {
        let plan = self.block.plan.clone();
        for (s, site) in plan.receptors.sites.iter().enumerate() {
            if site.receptor == receptor && region.is_none_or(|r| plan.regions[site.region] == r) {
                self.block.changes.density[s * plan.members()] = factor;
            }
        }
        self
    }

    /// Mean of a variable of the subjects.
    fn mean(&self, variable: &str) -> f64 {
        let v = Variable::resolve(variable, 0, &self.block).unwrap_or_else(|| panic!("{variable}"));
        (0..UNITS).map(|u| v.read(&self.block, 0, u)).sum::<f64>() / UNITS as f64
    }
}

#[test]
fn keeps_a_knock_down_graded() {
    let atlas = atlas();
    for (sex, receptor) in [("F", "otr"), ("M", "v1ar")] {
        let learned = |factor: f64| {
            let mut brain = Brain::of(&atlas, sex, "");
            brain.density(receptor, None, factor).lives(24.0, MATING, AWAY).mean("preference:partner")
        };
        let values = [1.0, 0.6, 0.4, 0.25, 0.1].map(learned);
        assert!(values.windows(2).all(|w| w[1] < w[0]), "{sex} {receptor}: {values:?}");
        let left = values[2] / values[0];
        assert!((0.25..0.97).contains(&left), "{sex}: at 0.4 of its density {left} is left of {values:?}");
    }
}

#[test]
fn keeps_answers_to_doses_graded_and_bounded() {
    let atlas = atlas();
    let group =
        r#"dose = [{ compound = "oxytocin", route = "icv", amount = "1 ng", at = "start of cohabitation" }]"#;
    let learned = |nmol: f64| {
        Brain::of(&atlas, "F", group)
            .given("oxytocin", nmol)
            .lives(3.0, TOUCH, AWAY)
            .mean("preference:partner")
    };
    let values = [0.0, 0.0003, 0.003, 0.03, 0.3, 30.0].map(learned);
    assert!(values.windows(2).all(|w| w[1] > w[0] - 1e-9), "{values:?}");
    assert!(values[4] > 1.3 * values[0], "{values:?}");
    assert!(
        values[5] < 2.0 * values[4],
        "a hundred times the dose does not do a hundred times as much: {values:?}"
    );
}

#[test]
fn keeps_value_signed() {
    let atlas = atlas();
    let hurt = |pain: f64| {
        let mut brain = Brain::of(&atlas, "F", "");
        let with = Sensed(1.0, 0.6, 0.3, pain);
        brain.lives(24.0, with, AWAY);
        let learned = brain.mean("preference:partner");
        (learned, brain.lives(24.0, MATING, AWAY).mean("preference:partner"))
    };
    let values = [0.0, 0.1, 0.3, 0.8].map(hurt);
    assert!(values.windows(2).all(|w| w[1].0 < w[0].0), "graded: {values:?}");
    assert!(values[3].0 < -0.05, "who hurts is disliked: {values:?}");
    assert!(
        values.iter().all(|(before, after)| before.max(0.0) < *after || *before > 0.3),
        "reward restores it: {values:?}"
    );
}

#[test]
fn keeps_two_partners_competing() {
    let atlas = atlas();
    let share = |hours: f64| {
        let mut brain = Brain::of(&atlas, "F", "");
        brain.lives(24.0, MATING, AWAY).lives(hours, AWAY, MATING);
        let (first, second) = (brain.mean("preference:partner"), brain.mean("preference:stranger"));
        first / (first + second)
    };
    let shares = [0.5, 6.0, 12.0, 24.0, 72.0].map(share);
    assert!(
        shares.windows(2).all(|w| w[1] < w[0] + 0.01),
        "falls to where both are worth what they give: {shares:?}"
    );
    assert!(shares[4] < shares[0] - 0.2, "{shares:?}");
    assert!(shares.windows(2).all(|w| w[0] - w[1] < 0.45), "no jump: {shares:?}");
    let alone = Brain::of(&atlas, "F", "")
        .lives(24.0, MATING, AWAY)
        .lives(24.0, AWAY, AWAY)
        .mean("preference:partner");
    let with = Brain::of(&atlas, "F", "")
        .lives(24.0, MATING, AWAY)
        .lives(24.0, AWAY, MATING)
        .mean("preference:partner");
    assert!(with < alone, "what is learned of another weakens what was learned: {with} {alone}");
}

#[test]
fn keeps_value_below_its_bounds() {
    let atlas = atlas();
    for sex in ["F", "M"] {
        let mut brain = Brain::of(&atlas, sex, "");
        brain.lives(24.0 * 14.0, MATING, AWAY);
        let v = Variable::resolve("preference:partner", 0, &brain.block).unwrap();
        let each: Vec<f64> = (0..UNITS).map(|u| v.read(&brain.block, 0, u)).collect();
        let (low, high) = each.iter().fold((f64::MAX, f64::MIN), |(l, h), x| (l.min(*x), h.max(*x)));
        assert!(high - low > 0.01, "animals differ after two weeks: {each:?}");
        assert!(each.iter().all(|x| (0.05..1.5).contains(x)), "{each:?}");
    }
}

#[test]
fn keeps_forgetting_slower_after_two_weeks_together() {
    let atlas = atlas();
    let left = |hours: f64| {
        let mut brain = Brain::of(&atlas, "F", "");
        let learned = brain.lives(hours, MATING, AWAY).mean("preference:partner");
        // a day, in which what was not captured goes
        let kept = brain.lives(24.0, AWAY, AWAY).mean("preference:partner");
        (brain.lives(24.0 * 14.0, AWAY, AWAY).mean("preference:partner") / kept, learned)
    };
    let (day, fortnight) = (left(24.0).0, left(24.0 * 14.0).0);
    assert!(day > 0.3 && day < 0.9, "{day}");
    assert!(1.0 - fortnight < 0.5 * (1.0 - day), "{day} {fortnight}");
}

#[test]
fn keeps_the_sexes_apart_by_steroids_and_fibres_alone() {
    let atlas = atlas();
    for sex in ["F", "M"] {
        let group = r#"dose = [
            { compound = "oxytocin", route = "icv", amount = "1 ng", at = "start of cohabitation" },
            { compound = "vasopressin", route = "icv", amount = "1 ng", at = "start of cohabitation" }]"#;
        let raised = |peptide: &str| {
            let learned = |nmol: f64| {
                Brain::of(&atlas, sex, group)
                    .given(peptide, nmol)
                    .lives(4.0, TOUCH, AWAY)
                    .mean("preference:partner")
            };
            learned(0.1) - learned(0.0)
        };
        let (ot, avp) = (raised("oxytocin"), raised("vasopressin"));
        assert!(ot > 0.0 && avp > 0.0, "{sex}: {ot} {avp}");
        assert!(ot / avp > 0.1 && avp / ot > 0.1, "neither peptide is inert in a sex, {sex}: {ot} {avp}");
    }
}

#[test]
fn keeps_transmission_by_channels() {
    // without AMPA receptors of the shell a learned cue moves it less, and an animal that learned nothing shows little of it
    let mut atlas = atlas();
    atlas.set("process.coupling.ampa", "0.9").unwrap();
    let shown = |learned: bool, factor: f64| {
        let mut brain = Brain::of(&atlas, "F", "");
        if learned {
            brain.lives(24.0, MATING, AWAY);
        }
        let before = brain.lives(0.1, AWAY, TOUCH).mean("rate:vp_out");
        brain.density("ampar", Some("nacc_shell"), factor);
        brain.lives(0.5, TOUCH, AWAY).mean("rate:vp_out") - before
    };
    let (whole, blocked) = (shown(true, 1.0), shown(true, 0.0));
    assert!(whole < -0.3, "the cue of the partner silences the pallidum: {whole}");
    assert!(blocked > 0.6 * whole, "{whole} {blocked}");
}

#[test]
fn keeps_distress_of_others_felt() {
    let atlas = atlas();
    let rate = |stressed: f64, with: Sensed, known_h: f64, prepare: &dyn Fn(&mut Brain)| {
        let mut brain = Brain::of(&atlas, "F", "");
        brain.lives(known_h, TOUCH, AWAY);
        prepare(&mut brain);
        let partner = brain.block.plan.member("partner").unwrap();
        brain.senses.stress[partner * UNITS..(partner + 1) * UNITS].fill(stressed);
        brain.lives(1.0, with, AWAY).mean("rate:pvn_crh")
    };
    let untouched = Sensed(1.0, 0.0, 0.0, 0.0);
    let lesioned = |brain: &mut Brain| {
        let cells = brain.block.plan.population("acc").unwrap();
        let members = brain.block.plan.members();
        brain.block.changes.drive[cells * members] = -60.0;
    };
    let raised = |with, known, prepare: &dyn Fn(&mut Brain)| {
        rate(1.0, with, known, prepare) - rate(0.0, with, known, prepare)
    };
    let (known, unknown) = (raised(untouched, 12.0, &|_| ()), raised(untouched, 0.0, &|_| ()));
    assert!(known > 0.05, "the distress of a known other is caught: {known}");
    assert!(unknown > 0.0 && unknown < known, "more of it from whom it knows: {unknown} {known}");
    assert!(raised(AWAY, 12.0, &|_| ()).abs() < 1e-6, "nothing comes through a wall");
    let without = raised(untouched, 12.0, &lesioned);
    assert!(without < known, "the cingulate carries part of it: {without} {known}");
}

#[test]
fn keeps_receptors_that_an_animal_brings_along() {
    // a site at which only constant transmitters bind is computed once, and again when its receptors are those of an imprint
    let atlas = atlas();
    let mut brain = Brain::of(&atlas, "F", "");
    let before = brain.lives(0.1, AWAY, AWAY).mean("signal:gaba_b@bla");
    let mut imprint = brain.block.imprint(0, 0);
    let density = imprint.traits.get_mut("density[gaba_b@bla]").unwrap();
    let own = *density;
    *density = 3.0;
    brain.block.recall(0, &imprint);
    let after = brain.lives(0.1, AWAY, AWAY).mean("signal:gaba_b@bla");
    let first = brain.block.traits.density.clone();
    assert!(own > 0.0 && first.contains(&3.0));
    assert!(after > 1.5 * before, "{before} {after}");
}

#[test]
fn keeps_no_receptor_without_effect() {
    let atlas = atlas();
    let brain = Brain::of(&atlas, "F", "");
    let plan = &brain.block.plan;
    for (s, site) in plan.receptors.sites.iter().enumerate().filter(|(_, site)| site.density[0] > 0.0) {
        let name = format!("{}@{}", site.receptor, plan.regions[site.region]);
        let coupled = plan.coupling.coupled.iter().find(|c| c.site == s);
        let by_class = coupled.is_some_and(|c| !c.cells.is_empty() && c.amount != 0.0 || c.terminals != 0.0);
        let said = plan.effects.iter().any(|e| e.site == s && e.amount != 0.0);
        assert!(by_class || said || plan.coupling.channel_of[s].is_some(), "{name} does nothing");
    }
}

#[test]
fn keeps_receptors_on_cells_that_exist() {
    let lineages = ["vole", "human"].map(|l| Atlas::embedded(l).unwrap_or_else(|p| panic!("{p}")));
    for receptor in lineages.iter().flat_map(|a| a.receptors.values()) {
        for (region, cells) in &receptor.cells {
            for cell in cells {
                let there = |a: &Atlas| a.populations.iter().any(|p| p.key == *cell && p.region == *region);
                assert!(lineages.iter().any(there), "{}: no population `{cell}` in {region}", receptor.key);
            }
        }
    }
}

impl Brain {
    /// Means of what the subjects are disposed to towards another: to attack, to be with, to work for.
    fn disposed(&mut self, other: &str) -> [f64; 3] {
        let mut out =
            Drives::new(self.block.plan.pairs() * UNITS, self.block.plan.members() * UNITS, 0, false);
        self.block.drives(&mut out);
        let at = self.at(other) * UNITS;
        [&out.attack, &out.wanting, &out.work]
            .map(|all| all[at..at + UNITS].iter().sum::<f64>() / UNITS as f64)
    }
}

#[test]
fn keeps_attacks_on_strangers_by_dynorphin() {
    // dopamine at D1 cells, their dynorphin and kappa receptors are one chain: taking away either end calms a bonded animal
    let atlas = atlas();
    for sex in ["F", "M"] {
        let attacks = |prepare: &dyn Fn(&mut Brain)| {
            let mut brain = Brain::of(&atlas, sex, "");
            brain.lives(24.0 * 14.0, MATING, AWAY);
            prepare(&mut brain);
            brain.lives(1.0, AWAY, Sensed(1.0, 0.2, 0.0, 0.0)).disposed("stranger")[0]
        };
        let intact = attacks(&|_| ());
        for receptor in ["d1r", "kor"] {
            let blocked = attacks(&|brain| {
                brain.density(receptor, Some("nacc_shell"), 0.05);
            });
            assert!(blocked < 0.7 * intact, "{sex} without {receptor}: {blocked} of {intact}");
        }
    }
}

#[test]
fn keeps_stress_aversive_sooner_in_females() {
    let atlas = atlas();
    let best = ["F", "M"].map(|sex| {
        let learned = |stress: f64| {
            let mut brain = Brain::of(&atlas, sex, "");
            brain.senses.stress[..UNITS].fill(stress);
            brain.lives(12.0, TOUCH, AWAY).mean("preference:partner")
        };
        // as strong as restraint or a swim at most: what is stronger releases so much oxytocin that value rises again
        let values = [0.0, 0.1, 0.2, 0.4, 0.7, 1.0].map(learned);
        let best = (0..6).max_by(|a, b| values[*a].total_cmp(&values[*b])).unwrap();
        assert!(sex == "M" || values[5] < 0.9 * values[best], "{sex}: an inverted U: {values:?}");
        best
    });
    assert!(best[0] <= best[1], "the top lies lower in females: {best:?}");
}

#[test]
fn keeps_dopamine_by_what_a_cue_is_worth() {
    let atlas = atlas();
    let dopamine = |partner: Sensed, stranger: Sensed| {
        let mut brain = Brain::of(&atlas, "F", "");
        brain.lives(72.0, MATING, AWAY).lives(0.5, AWAY, AWAY);
        // the cue alone: what follows it is neither a surprise nor a disappointment
        brain.block.changes.knobs[Knob::PredictionError as usize] = 0.0;
        brain.lives(0.2, partner, stranger).mean("level:dopamine@nacc_shell")
    };
    let seen = Sensed(1.0, 0.0, 0.0, 0.0);
    let (partner, stranger) = (dopamine(seen, AWAY), dopamine(AWAY, seen));
    assert!(
        partner > stranger,
        "nothing about the partner is unpredicted, but she is worth more: {partner} {stranger}"
    );
}

#[test]
fn keeps_work_by_dopamine_of_the_core_and_contact_without_it() {
    let atlas = atlas();
    let disposed = |factor: f64| {
        let mut brain = Brain::of(&atlas, "F", "");
        brain.lives(72.0, MATING, AWAY);
        brain.density("d2r", Some("nacc_core"), factor).density("d1r", Some("nacc_core"), factor);
        brain.lives(0.5, TOUCH, AWAY).disposed("partner")
    };
    let ([_, contact, work], [_, contact_less, work_less]) = (disposed(1.0), disposed(0.3));
    assert!(work_less < work - 0.1, "{work_less} {work}");
    assert!((contact_less - contact).abs() < 0.15 * contact.abs().max(1.0), "{contact_less} {contact}");
}

#[test]
fn keeps_receptors_of_terminals_to_the_ligands_that_they_name() {
    // D2 receptors sit on dopamine terminals, not on those of oxytocin
    let atlas = atlas();
    let levels = |factor: f64| {
        let mut brain = Brain::of(&atlas, "F", "");
        brain.density("d2r", Some("nacc_shell"), factor).lives(1.0, AWAY, AWAY);
        ["dopamine", "oxytocin"].map(|ligand| brain.mean(&format!("level:{ligand}@nacc_shell")))
    };
    let ([dopamine, oxytocin], [dopamine_more, oxytocin_more]) = (levels(1.0), levels(3.0));
    assert!(dopamine_more < 0.95 * dopamine, "{dopamine_more} {dopamine}");
    assert!((oxytocin_more / oxytocin - 1.0).abs() < 0.01, "{oxytocin_more} {oxytocin}");
}
