//! A unit lives the same life alone, in company of others, and when its time is cut in pieces.

mod common;

use common::{atlas, compile, pair, society};
use syntony_observe::bout::Nobody;
use syntony_society::Society;

/// Bits of every state of one unit.
fn bits(s: &Society, unit: usize) -> Vec<u64> {
    let (lanes, units) = (&s.block.lanes, s.block.units);
    let mut out = Vec::new();
    for slot in 0..lanes.slots() {
        out.extend(lanes.row(slot).iter().skip(unit).step_by(units).map(|x| x.to_bits()));
    }
    for slot in 0..s.block.edges.slots() {
        out.extend(s.block.edges.row(slot).iter().skip(unit).step_by(units).map(|x| x.to_bits()));
    }
    out
}

fn run(s: &mut Society) {
    let ended = s.run(&mut Nobody, &|| false).unwrap_or_else(|b| panic!("{b}"));
    assert!(ended);
}

#[test]
fn same_unit_alone_and_among_sixteen() {
    let atlas = atlas();
    let dose = r#"dose = [{ compound = "oxytocin", route = "icv", amount = "10 ng/h", at = "start of cohabitation", for = "2 h" }]"#;
    let plan = compile(&atlas, &pair("F", "M", 6.0, true, dose));
    let (mut alone, mut among) = (society(&plan, 7, &[5]), society(&plan, 7, &(0..16).collect::<Vec<_>>()));
    run(&mut alone);
    run(&mut among);
    assert_eq!(bits(&alone, 0), bits(&among, 5));
}

#[test]
fn same_life_when_interrupted_between_ticks() {
    use std::cell::Cell;
    let plan = compile(&atlas(), &pair("M", "F", 4.0, true, ""));
    let (mut whole, mut pieces) = (society(&plan, 3, &[0, 1]), society(&plan, 3, &[0, 1]));
    run(&mut whole);
    let ticks = Cell::new(0);
    let mut stops = 0;
    while !pieces
        .run(&mut Nobody, &|| ticks.replace(ticks.get() + 1) % 7 == 6)
        .unwrap_or_else(|b| panic!("{b}"))
    {
        stops += 1;
    }
    assert!(stops > 5, "the run was interrupted {stops} times");
    assert_eq!(bits(&whole, 0), bits(&pieces, 0));
    assert_eq!(bits(&whole, 1), bits(&pieces, 1));
}

#[test]
fn same_seed_same_life_and_other_seed_other_life() {
    let plan = compile(&atlas(), &pair("F", "M", 3.0, false, ""));
    let lives: Vec<Vec<u64>> = [1, 1, 2]
        .iter()
        .map(|&seed| {
            let mut s = society(&plan, seed, &[0]);
            run(&mut s);
            bits(&s, 0)
        })
        .collect();
    assert_eq!(lives[0], lives[1]);
    assert_ne!(lives[0], lives[2]);
}

#[test]
fn same_stranger_until_the_phase_that_names_it() {
    let plan = compile(&atlas(), &pair("F", "M", 30.0, true, ""));
    let mut s = society(&plan, 4, &[0, 1]);
    let member = |s: &Society, member: usize| -> Vec<u64> {
        let (lanes, units) = (&s.block.lanes, s.block.units);
        (0..lanes.slots())
            .flat_map(|slot| lanes.row(slot)[member * units..][..units].to_vec())
            .map(f64::to_bits)
            .collect()
    };
    let (partner, stranger) = (member(&s, 1), member(&s, 2));
    while s.time_s() < 30.0 * 3600.0 - 1.0 {
        s.step(&mut Nobody).unwrap_or_else(|b| panic!("{b}"));
    }
    assert_ne!(member(&s, 1), partner);
    assert_eq!(member(&s, 2), stranger);
    run(&mut s);
    assert_ne!(member(&s, 2), stranger);
}
