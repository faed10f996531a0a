//! Acts among people.

use super::{Room, UNITS, people};
use std::sync::Arc;
use syntony_brain::social::State;
use syntony_brain::{Cast, CastMember, Plan};
use syntony_model::atlas::Reach;
use syntony_model::protocol::{Age, BodyState, Encounter, Rearing, Sex};
use syntony_observe::bout::Act;
use syntony_society::scene::encounter::{EncounterState, encounter};

fn two() -> Arc<Plan> {
    let member = |name: &str| CastMember {
        name: name.into(),
        species: "human".into(),
        sex: Sex::F,
        age: Age::Adult,
        rearing: Rearing::Biparental,
        state: BodyState::default(),
        density: vec![],
        attachment: (None, None),
        kin: vec![],
        attraction: vec![],
    };
    let members = vec![member("anna"), member("berta")];
    let cast = Cast { members, pairs: vec![(0, 1), (1, 0)], ..Cast::default() };
    Arc::new(Plan::compile(&people(), cast).unwrap_or_else(|p| panic!("{p}")))
}

/// Acts are drawn by the soft maximum of their inclinations; a mutual one needs the other, too.
#[test]
fn exact_acts_by_inclination() {
    let plan = two();
    let repertoire = &plan.social.as_ref().unwrap().repertoire;
    // as many draws in a tick as there may be
    let mut room = Room::of(&plan, 6.0 * repertoire.bout);
    let pairs = room.senses.near.len();
    let feel = |from: usize| -> Vec<f64> {
        State::ALL.iter().enumerate().map(|(k, _)| 0.1 * ((3 * k + 5 * from) % 7) as f64).collect()
    };
    for from in 0..2 {
        let pair = plan.pair(from, 1 - from).unwrap();
        for (k, x) in feel(from).into_iter().enumerate() {
            room.drives.feelings[k * pairs + pair * UNITS..][..UNITS].fill(x);
        }
    }
    let meeting = Encounter {
        members: vec!["anna".into(), "berta".into()],
        reach: Reach::Touch,
        free: true,
        script: vec![],
        hours_s: None,
        stressor: None,
        stressed: vec![],
        threat: 0.0,
        pain: 0.0,
        regulate: vec![],
        moments: None,
    };
    room.tick(|s| encounter(s, &mut EncounterState::default(), &meeting));
    // nobody was kind in a tick before the first
    let inclination = |k: usize, from: usize| {
        let (act, feel) = (&repertoire.acts[k], feel(from));
        let drawn: f64 = act.drawn_by.iter().map(|&(state, appeal)| appeal * feel[state as usize]).sum();
        act.base + drawn - act.cost * (1.0 - feel[State::Capacity as usize])
    };
    let softened = |k: usize, from: usize| (inclination(k, from) / repertoire.temperature).exp();
    let all = |from: usize| (0..repertoire.acts.len()).map(|k| softened(k, from)).sum::<f64>();
    let draws = (6 * UNITS) as f64;
    for (k, act) in repertoire.acts.iter().enumerate() {
        let done = |from: usize| {
            let agreed = 1.0 / (1.0 + (-repertoire.consent - inclination(k, 1 - from)).exp());
            softened(k, from) / all(from) * if act.mutual { agreed } else { 1.0 }
        };
        for from in 0..2 {
            // a mutual act is told of both, whoever began
            let expected = if act.mutual { done(0) + done(1) } else { done(from) };
            let count = room.seen.0.get(&(Act::Done(k as u16), from, Some(1 - from))).map_or(0, |x| x.1);
            let (found, sd) = (count as f64 / draws, (expected / draws).sqrt());
            let far = (found - expected).abs();
            assert!(far < 5.0 * sd + 1e-4, "{} of {from}: {found}, expected {expected} ± {sd}", act.key);
        }
    }
    let seen: usize = room.seen.0.values().map(|x| x.1).sum();
    assert!(seen as f64 > 0.5 * draws, "{seen}");
}
