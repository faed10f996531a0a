//! Trust, attachment, safety.

use crate::{Brains, UNITS, atlas, moved, near, number};
use syntony_brain::social::Feature;
use syntony_brain::social::attachment::trust;

#[test]
fn exact_a_tick_of_trust_safety_and_reward() {
    let (mut b, atlas) = (Brains::people(), atlas("human"));
    let take = |name: &str| number(&atlas, name);
    let (before, edges) = (b.block.lanes.clone(), b.block.edges.clone());
    b.step();
    let (plan, s, now) = (b.block.plan.clone(), b.block.edge_slots, b.block.work().social.clone());
    let (lanes, pairs) = (b.block.lane_count(), b.block.pair_count());
    let mut safety = vec![0.0f64; lanes];
    for (k, &(from, _)) in plan.cast.pairs.iter().enumerate() {
        for u in 0..UNITS {
            let (c, lane) = (k * UNITS + u, from * UNITS + u);
            let x = |f: Feature| b.senses.social[f as usize * pairs + c];
            let edge = |slots: syntony_engine::Slots| edges.row(slots.at(0))[c];
            let (anxiety, avoidance) = (b.block.traits.anxiety[lane], b.block.traits.avoidance[lane]);
            let shift = take("attachment.anxiety_prior") * anxiety.tanh();
            let prior = [take("belief.prior_good") * (1.0 - shift), take("belief.prior_bad") * (1.0 + shift)];
            let (near_by, touch) = (b.senses.near[c], b.senses.touch[c]);
            // evidence
            let answered = x(Feature::Responsive) + take("belief.disclosure") * x(Feature::Disclosure);
            let missed = x(Feature::Hostility) + x(Feature::Exclusion);
            let rate = [take("belief.rate_good") * answered, take("belief.rate_bad") * missed];
            for i in 0..2 {
                let (row, tau) = (s.trust.at(i), take("belief.decay"));
                let expected = moved(edges.row(row)[c], rate[i] + prior[i] / tau, 1.0 / tau);
                near("evidence", b.block.edges.row(row)[c], expected);
            }
            let trusted =
                edges.row(s.trust.at(0))[c] / (edges.row(s.trust.at(0))[c] + edges.row(s.trust.at(1))[c]);
            near("trust", now.trust[c], trusted);
            // that somebody is gone
            let apart = (1.0 - edge(s.presence) / edge(s.expectation).max(0.01)).max(0.0);
            let sinks = b.block.traits.realising[lane] * apart / take("attachment.realise_time");
            let back = near_by / take("attachment.realise_back");
            let realised = b.block.edges.row(s.realised.at(0))[c];
            near("π", realised, moved(edge(s.realised), sinks, sinks + back));
            // safety
            let q = edge(s.tag) + edge(s.captured) - edge(s.tag_against) - edge(s.aversion);
            let closeness = 1.0 - (1.0 - edge(s.bond)) * (1.0 - q.clamp(0.0, 1.0) * edge(s.consolidation));
            let intake = (1.0 - take("attachment.avoidance_comfort") * avoidance)
                .clamp(take("attachment.intake_min"), take("attachment.intake_max"));
            let without = take("attachment.presence_safety");
            let held = without * near_by + (1.0 - without) * touch.min(near_by);
            safety[lane] = safety[lane].max((intake * closeness * trusted * held).min(1.0));
            // reward
            let gains = take("reward.responsive") * x(Feature::Responsive)
                + take("reward.disclosure") * x(Feature::Disclosure)
                + take("reward.play") * x(Feature::Play)
                + take("reward.voice") * x(Feature::Voice)
                + take("reward.joy") * now.resonance[c];
            let attracted = (1.0 + take("attraction.reward") * edge(s.attraction)).max(0.0);
            let costs = take("reward.hostility") * x(Feature::Hostility)
                + take("reward.exclusion") * x(Feature::Exclusion);
            near("reward", now.reward[c], gains * attracted - costs);
            let quality = touch
                + take("reward.quality_voice") * x(Feature::Voice)
                + take("reward.quality_responsive") * x(Feature::Responsive);
            near("quality", now.quality[c], intake * quality * trusted * near_by.min(1.0));
        }
    }
    for (lane, now) in now.safety.iter().enumerate() {
        let calm = b.block.slots.person.at(3);
        let was = before.row(calm)[lane];
        near("safety", *now, safety[lane].max(was));
        let on = if *now > was { 1.0 / take("attachment.calm_on") } else { 0.0 };
        let expected = moved(was, on * now, on + 1.0 / take("attachment.calm_time"));
        near("safety of late", b.block.lanes.row(calm)[lane], expected);
    }
}

/// A stranger is trusted as prior evidence has it, and nobody who is trusted as much hurts.
#[test]
fn exact_prior_trust_and_hurt() {
    let b = Brains::people();
    let a = &b.block.plan.social.as_ref().unwrap().attachment;
    for anxiety in [-2.0, 0.0, 1.0] {
        let (good, bad) = a.prior(anxiety);
        near("trust", trust(good, bad), good / (good + bad));
        assert!(a.hurt(anxiety, 1.0, good / (good + bad)).abs() < 1e-12);
        near("hurt", a.hurt(anxiety, 0.8, 0.0), a.hurt * 0.8);
    }
    near("alarm", a.alarm(0.0), 1.0);
    near("intake", a.intake(0.0), 1.0);
}
