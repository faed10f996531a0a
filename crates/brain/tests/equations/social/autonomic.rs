//! Two autonomic branches.

use crate::{Brains, UNITS, atlas, moved, near, number};
use syntony_brain::social::Feature;
use syntony_brain::social::autonomic::{Arousing, Organ, Outlet};
use syntony_engine::Slots;

#[test]
fn exact_a_tick_of_both_branches() {
    for told in [[0.0; 3], [0.0, 1.0, 0.0]] {
        let (mut b, atlas) = (Brains::people(), atlas("human"));
        let take = |name: &str| number(&atlas, &format!("autonomic.{name}"));
        b.block.changes.strategy[0] = told;
        for (i, x) in b.senses.outflow.iter_mut().enumerate() {
            *x = 0.1 * (i % 5) as f64;
        }
        b.step();
        let (before, met) = (b.block.lanes.clone(), b.block.edges.clone());
        b.step();
        let (plan, work, slots) = (b.block.plan.clone(), b.block.work().clone(), b.block.slots.clone());
        let (now, lanes, pairs) = (&work.social, b.block.lane_count(), b.block.pair_count());
        let of = |key: &str, lane: usize| b.relative(plan.population(key).unwrap(), lane) - 1.0;
        for lane in 0..lanes {
            let (member, unit) = (lane / UNITS, lane % UNITS);
            let (mut pain, mut touch, mut novelty, mut hostility) = (now.heat[lane], 0.0, 0.0, 0.0);
            let (mut linked_s, mut linked_v) = (0.0, 0.0);
            for (pair, _) in plan.cast.pairs.iter().enumerate().filter(|(_, p)| p.0 == member) {
                let c = pair * UNITS + unit;
                let x = |f: Feature| b.senses.social[f as usize * pairs + c];
                let a = work.attention[lanes + c];
                pain += b.senses.pain[c];
                touch += b.senses.touch[c];
                let edge = |slots: Slots| met.row(slots.at(0))[c];
                let unknown = (1.0 - edge(b.block.edge_slots.familiarity))
                    * (1.0 - edge(b.block.edge_slots.habituated));
                novelty += a * unknown;
                hostility += x(Feature::Hostility);
                let together = take("link_base")
                    + take("link_distress") * x(Feature::Distress)
                    + take("link_hostility") * x(Feature::Hostility)
                    + take("link_attraction") * b.block.edges.row(b.block.edge_slots.attraction.at(0))[c]
                    + take("link_closeness") * now.closeness[c];
                linked_s += take("link_sympathetic") * a * together * b.senses.outflow[c];
                linked_v += take("link_vagal") * a * b.senses.outflow[pairs + c];
            }
            let (pain, touch) = (f64::min(pain, 1.0), f64::min(touch, 1.0));
            let deactivated = take("withheld") * b.block.traits.avoidance[lane].max(0.0);
            let withheld = now.hide[lane] * now.distress[lane].min(1.0);
            let hidden = (withheld + deactivated * (work.alarm[lane] + hostility)).min(1.0);
            let heart = take("s_challenge") * b.senses.stress[lane] * now.mild[lane]
                + take("s_effort") * now.effort[lane];
            let hurt = take("s_pain") * pain;
            let watch =
                take("s_lc") * of("lc", lane) + take("s_threat") * (of("bla", lane) + of("cea", lane));
            let all = take("s_hyp") * of("hyp", lane)
                - take("s_safety") * now.safety[lane]
                - take("s_touch") * touch
                + linked_s;
            let (own, other) = (1.0 + take("specific"), 1.0 - take("specific"));
            let skin = take("s_novelty") * novelty + take("s_hidden") * hidden;
            let vagal = take("v_vmpfc") * of("vmpfc", lane)
                + take("v_safety") * now.safety[lane]
                + take("v_touch") * touch
                + take("v_novelty") * novelty
                - take("v_threat") * of("bla", lane)
                - take("v_effort") * now.effort[lane]
                - take("v_pain") * pain
                + linked_v;
            let s = take("sympathetic_time");
            for (outlet, to, time) in [
                (Outlet::Sympathetic, all + heart + hurt + watch, s),
                (Outlet::Heart, all + own * heart + other * (hurt + watch), s),
                (Outlet::Skin, all + own * hurt + other * (heart + watch) + skin, s),
                (Outlet::Vessels, all + own * (hurt + watch) + other * heart, s),
                (Outlet::Vagal, vagal, take("vagal_time")),
            ] {
                let row = slots.outflow.at(outlet as usize);
                let to = moved(before.row(row)[lane], f64::max(to, -1.0) / time, 1.0 / time);
                near(b.block.layout.name(row), b.block.lanes.row(row)[lane], to);
            }
            let shows = plan.social.as_ref().unwrap().repertoire.leak * (1.0 - now.hide[lane]);
            let mut drives = b.block.no_drives();
            b.block.drives(&mut drives);
            for (branch, outlet) in [Outlet::Sympathetic, Outlet::Vagal].into_iter().enumerate() {
                let outflow = b.block.lanes.row(slots.outflow.at(outlet as usize))[lane];
                let most = number(&atlas, "affect.limit");
                near("shown", drives.outflow[branch * lanes + lane], shows * outflow.min(most));
            }
        }
    }
}

/// Without vagal outflow the heart has no respiratory arrhythmia and beats faster, without sympathetic outflow it keeps it and beats more slowly.
#[test]
fn exact_blockade_of_a_branch() {
    let (b, atlas) = (Brains::people(), atlas("human"));
    let take = |name: &str| number(&atlas, &format!("autonomic.{name}"));
    let p = &b.block.plan.social.as_ref().unwrap().autonomic;
    let organ = |which: Organ, s: f64, v: f64| p.organ(which, |o| if o == Outlet::Vagal { v } else { s });
    for (_, which) in Organ::ALL {
        near("at rest", organ(which, 0.0, 0.0), 1.0);
    }
    assert_eq!(organ(Organ::Rsa, 0.4, -1.0), 0.0);
    near("heart without vagal outflow", organ(Organ::Heart, 0.0, -1.0), 1.0 / (1.0 - take("heart_vagal")));
    assert_eq!(organ(Organ::Rsa, -1.0, 0.3), organ(Organ::Rsa, 0.4, 0.3));
    near("heart without sympathetic", organ(Organ::Heart, -1.0, 0.0), 1.0 - take("heart_sympathetic"));
    near(
        "both",
        organ(Organ::Heart, 2.0, -0.5),
        organ(Organ::Heart, 2.0, 0.0) * organ(Organ::Heart, 0.0, -0.5),
    );
}

/// Who is attracted to nobody is not linked by attraction; who attends nobody is not linked at all.
#[test]
fn keeps_linkage_by_what_there_is() {
    let led = |attraction: f64, near: f64, k: f64| {
        let mut b = Brains::people();
        let plan = std::sync::Arc::make_mut(&mut b.block.plan);
        plan.social.as_mut().unwrap().autonomic.link_attraction = k;
        b.block.edges.row_mut(b.block.edge_slots.attraction.at(0)).fill(attraction);
        b.senses.near.fill(near);
        b.senses.outflow.fill(0.7);
        b.step();
        let x = b.block.work().social.arousing.clone();
        x.iter().map(|x| x.linked[0]).collect::<Vec<_>>()
    };
    assert_eq!(led(0.0, 0.3, 0.0), led(0.0, 0.3, 2.0));
    assert_eq!(led(-1.0, 0.3, 0.0), led(-1.0, 0.3, 2.0));
    assert!(led(1.0, 0.3, 2.0).iter().zip(led(1.0, 0.3, 0.0)).all(|(with, without)| *with > without));
    assert!(led(1.0, 0.0, 2.0).iter().all(|x| *x == 0.0));
}

/// Nothing that the branches do comes back into the circuit, chemistry or ties.
#[test]
fn keeps_the_brain_apart_from_the_body() {
    let lived = |outflow: f64| {
        let mut b = Brains::people();
        b.senses.outflow.fill(outflow);
        (0..3).for_each(|_| b.step());
        let rows = b.block.slots.outflow.range();
        let all = (0..b.block.layout.len()).filter(|row| !rows.contains(row));
        let state: Vec<f64> = all.flat_map(|row| b.block.lanes.row(row).to_vec()).collect();
        (state, b.block.edges.values().to_vec(), b.block.p.clone())
    };
    assert!(lived(0.0) == lived(2.0));
}

/// What is hidden, by trying to or by avoidance, goes to the skin alone.
#[test]
fn keeps_what_is_hidden_to_the_skin() {
    let mut b = Brains::people();
    let p = b.block.plan.social.as_ref().unwrap().autonomic.clone();
    let hidden = |hidden: f64| p.led(&Arousing { hidden, ..Arousing::default() });
    for ((word, outlet), (with, without)) in
        Outlet::ALL.into_iter().zip(hidden(0.5).into_iter().zip(hidden(0.0)))
    {
        assert!(
            if outlet == Outlet::Skin { with > without } else { with == without },
            "{word}: {with} for {without}"
        );
    }
    let mut of = |avoidance: f64| {
        b.block.traits.avoidance.fill(avoidance);
        b.step();
        b.block.work().social.arousing.iter().map(|x| x.hidden).sum::<f64>()
    };
    let (near, avoidant, clinging) = (of(0.0), of(1.0), of(-1.0));
    assert!(avoidant > near && avoidant > clinging, "{avoidant}, secure {near}, below {clinging}");
}
