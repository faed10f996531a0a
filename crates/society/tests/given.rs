//! What is given arrives: vectors with their course, hormones and peptides in blood.

mod common;

use common::{atlas, compile, pair, society};
use syntony_brain::{Block, Variable};
use syntony_engine::math::exp;
use syntony_observe::Witness;
use syntony_observe::bout::Bout;
use syntony_society::scene::shows;

/// Values of some variables of the subject over time.
struct Course(Vec<Variable>, Vec<(f64, Vec<f64>)>);

impl Witness for Course {
    fn bout(&mut self, _: &Bout) {}
    fn tick(&mut self, time_s: f64, _: f64, _: &[usize], block: &Block) {
        self.1.push((time_s, self.0.iter().map(|v| v.read(block, 0, 0)).collect()));
    }
}

fn course(hours: f64, group: &str, names: &[&str]) -> Vec<(f64, Vec<f64>)> {
    let run = compile(&atlas(), &pair("F", "M", hours, false, group));
    let mut society = society(&run, 1, &[0]);
    let find =
        |name: &&str| Variable::resolve(name, 0, &society.block).unwrap_or_else(|| panic!("no {name}"));
    let mut course = Course(names.iter().map(find).collect(), Vec::new());
    society.run(&mut course, &|| false).unwrap_or_else(|e| panic!("{e}"));
    course.1
}

const DAY: f64 = 86_400.0;

#[test]
fn exact_a_vector_changes_a_receptor_with_its_course_and_only_where_it_is() {
    // injected, volume of the region, amount, half, onset: all of the atlas
    for (vector, receptor, site, other, amount) in [
        ("shrna_otr", "otr", "nacc_shell", "pl", -0.75),
        ("shrna_v1ar", "v1ar", "vp", "ls", -0.75),
        ("aav_otr", "otr", "nacc_shell", "pl", 1.9),
        ("aav_v1ar", "v1ar", "vp", "ls", 6.25),
        ("aav_control", "otr", "nacc_shell", "pl", 0.0),
    ] {
        let dose = format!(
            "dose = [{{ compound = \"{vector}\", route = \"site\", site = \"{site}\", amount = \"1 ul/side\", at = \"start of cohabitation\" }}]"
        );
        let expression = |at: &str| format!("binding:{receptor}@{at}");
        let with = course(21.0 * 24.0, &dose, &[&expression(site), &expression(other)]);
        let without = course(21.0 * 24.0, "", &[&expression(site), &expression(other)]);
        for day in [1.0, 5.0, 10.0, 20.0] {
            let at = |all: &[(f64, Vec<f64>)], k: usize| {
                let found = all.iter().find(|(t, _)| *t >= day * DAY).expect("a tick");
                (found.0, found.1[k])
            };
            let (t, there) = at(&with, 0);
            let expected = 1.0 + amount * (1.0 / 1.25) * (1.0 - exp(-t / (10.0 * DAY)));
            // trafficking answers to what is expressed a little
            let fold = there / at(&without, 0).1;
            assert!((fold / expected - 1.0).abs() < 0.08, "{vector} day {day}: {fold} for {expected}");
            let elsewhere = at(&with, 1).1 / at(&without, 1).1;
            assert!((elsewhere - 1.0).abs() < 0.05, "{vector} elsewhere: {elsewhere}");
        }
    }
}

#[test]
fn exact_given_corticosterone_is_in_plasma_and_restrains_the_axis() {
    let dose = |amount: &str| {
        format!(
            "dose = [{{ compound = \"corticosterone\", route = \"iv\", amount = \"{amount}\", at = \"start of cohabitation\" }}]"
        )
    };
    let names = ["corticosterone", "crh"];
    let without = course(1.0, "", &names);
    let (low, high) = (course(1.0, &dose("1 mg/kg"), &names), course(1.0, &dose("2 mg/kg"), &names));
    // 1 mg/kg in 1.5 l/kg is 1924 nM, 5 percent of it free, over 30 nM free at rest
    let fold = 1e6 / 346.5 / 1.5 * 0.05 / 30.0;
    let own = |k: usize| without[k].1[0];
    let rate = syntony_brain::chemistry::LN_2 / 900.0;
    for k in [0, 1, 5] {
        let expected = fold * exp(-rate * low[k].0);
        let (one, two) = (low[k].1[0] - own(k), high[k].1[0] - own(k));
        // what is added is what was given, less what the own gland no longer makes
        assert!(one < expected * (1.0 + 1e-9) && one > expected - 0.8, "{k}: {one} for {expected}");
        assert!(k > 0 || one > 0.9 * expected, "{one} for {expected} at once");
        assert!(two > one + 0.7 * expected, "{k}: {one} {two}");
        assert!(low[k].1[1] < without[k].1[1], "{k}: it restrains what drives the adrenal");
    }
}

#[test]
fn exact_given_oxytocin_is_in_plasma_as_its_kinetics_say() {
    let dose = "dose = [{ compound = \"oxytocin\", route = \"iv\", amount = \"1 ug/kg\", at = \"start of cohabitation\" }]";
    let run = compile(&atlas(), &pair("F", "M", 1.0, false, dose));
    let mut society = society(&run, 1, &[0]);
    let mut course = Course(vec![Variable::Plasma(0)], Vec::new());
    society.run(&mut course, &|| false).unwrap_or_else(|e| panic!("{e}"));
    // 1 ug/kg in 0.3 l/kg; it leaves with the longer of both half-lives, that of the brain
    let first = 1e3 / 1007.2 / 0.3;
    for (t, x) in course.1.iter().filter(|(t, _)| *t <= 1800.0) {
        let expected = first * exp(-syntony_brain::chemistry::LN_2 / (29.5 * 60.0) * t);
        assert!((x[0] / expected - 1.0).abs() < 1e-6, "{t}: {} for {expected}", x[0]);
    }
}

/// Everybody's acts.
#[derive(Default)]
struct Seen(std::collections::BTreeSet<(usize, usize, syntony_observe::bout::Act, Option<usize>)>);

impl Witness for Seen {
    fn bout(&mut self, b: &Bout) {
        self.0.insert((b.phase, b.actor, b.act, b.target));
    }
    fn tick(&mut self, _: f64, _: f64, _: &[usize], _: &Block) {}
}

#[test]
fn keeps_to_what_scenes_are_said_to_show() {
    let more = r#"
[[phase]]
name = "levers"
kind = "operant"
options = ["partner", "empty"]
ratio = 1
access = "3 min"
duration = "6 h"
[[phase]]
name = "guest"
kind = "intruder"
resident = "subject"
intruder = "stranger"
duration = "30 min"
[[phase]]
name = "swim"
kind = "forced_swim"
duration = "10 min"
[[phase]]
name = "maze"
kind = "plus_maze"
duration = "10 min"
[[phase]]
name = "paired"
kind = "conditioning"
place = "a"
with = "partner"
duration = "6 h"
[[phase]]
name = "places"
kind = "place_test"
places = ["a", "b"]
duration = "30 min"
"#;
    let text = pair("F", "M", 24.0, true, "").replace("[[group]]", &format!("{more}[[group]]"));
    let run = compile(&atlas(), &text);
    let mut society = society(&run, 3, &(0..12).collect::<Vec<_>>());
    let mut seen = Seen::default();
    society.run(&mut seen, &|| false).unwrap_or_else(|e| panic!("{e}"));
    let name = |m: usize| run.plan.cast.members[m].name.as_str();
    for &(phase, actor, act, target) in &seen.0 {
        let kind = &run.group.phases[phase].kind;
        let place = act == syntony_observe::bout::Act::Place;
        let empty = act == syntony_observe::bout::Act::Near || act == syntony_observe::bout::Act::Press;
        let towards = match target {
            None if empty => Some("empty"),
            None => None,
            Some(_) if place => None,
            Some(t) => Some(name(t)),
        };
        let phase = &run.group.phases[phase].name;
        assert!(
            shows(&run.plan, kind, name(actor), act, towards),
            "{phase}: {} {act:?} {towards:?}",
            name(actor)
        );
    }
    // and what they are said to show comes, apart from attacks and the investigation of whom one knows, which are rare
    for (i, phase) in run.group.phases.iter().enumerate() {
        for (actor, act) in (0..3).flat_map(|m| syntony_observe::bout::Act::ALL.map(|(_, a)| (m, a))) {
            let towards = (0..3).map(Some).chain([None]);
            use syntony_observe::bout::Act::{Attack, Investigate};
            let rare = act == Attack || act == Investigate && phase.name != "guest";
            for to in towards.filter(|_| !rare) {
                if shows(&run.plan, &phase.kind, name(actor), act, to.map(name)) {
                    let found = seen.0.iter().any(|x| x.0 == i && x.1 == actor && x.2 == act);
                    assert!(found, "{}: {} never did {act:?}", phase.name, name(actor));
                }
            }
        }
    }
}

/// dR/dt = k_rec (1 − R) − k_int occ R: twice the receptors, the same occupancy, the same share of them at the surface.
#[test]
fn exact_surface_follows_occupancy() {
    let run = compile(&atlas(), &pair("F", "M", 1.0, false, ""));
    let block = society(&run, 1, &[0]).block;
    let (senses, active) = (block.no_senses(), vec![false; run.plan.pairs()]);
    let mut sites = 0;
    for (i, &s) in block.trafficking.iter().enumerate() {
        let site = &run.plan.receptors.sites[s];
        let (lanes, dt) = (block.lane_count(), 3600.0);
        if site.density[0] == 0.0 {
            continue;
        }
        let (mut one, mut two) = (block.clone(), block.clone());
        one.lanes.row_mut(one.slots.surface.at(i))[0] = 0.5;
        two.lanes.row_mut(two.slots.surface.at(i))[0] = 0.5;
        two.traits.density[s * lanes] *= 2.0;
        one.step(&senses, &active, dt);
        two.step(&senses, &active, dt);
        let [a, b] = [&one, &two].map(|x| x.lanes.row(x.slots.surface.at(i))[0]);
        assert_eq!(a.to_bits(), b.to_bits(), "{}: {a} and {b} with twice the density", site.receptor);
        // signal = density · surface · occupancy, where nothing else changes it
        let occupancy = one.work().signal[s * lanes] / (one.traits.density[s * lanes] * 0.5);
        let loss = site.recycling + site.internalisation * occupancy;
        let expected = 0.5 * exp(-loss * dt) + site.recycling / loss * (1.0 - exp(-loss * dt));
        assert!((a - expected).abs() < 1e-9, "{}: {a}, expected {expected}", site.receptor);
        sites += 1;
    }
    assert!(sites > 5, "{sites} sites");
}
