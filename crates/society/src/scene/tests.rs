//! Tests of one animal: forced swim, plus maze, conditioned places.
//!
//! **Equations.** Each is a chain of two states or more. The share of the second of two is logistic in a disposition x of the brain, `a + b x`; a
//! place of value V is left at rate `λ exp(−V/2)` for any of the others.

use super::{Scene, Stretch};
use syntony_engine::math::{exp, logistic};
use syntony_observe::bout::Act;

/// A chain of two states.
struct TwoStates {
    /// What being in the second state is reported as.
    act: Act,
    /// Stationary share of the second state.
    share: f64,
    /// Rate of switching, Hz: the sum of both ways.
    rate: f64,
}

/// One tick of a chain of two states.
fn two_states(s: &mut Scene, state: &mut bool, unit: usize, member: usize, chain: TwoStates) {
    let TwoStates { act, share, rate } = chain;
    let mut random = s.stream_of_test(member, unit, act);
    let (mut t, mut began) = (0.0, false);
    while t < s.dt_s {
        let leave = if *state { rate * (1.0 - share) } else { rate * share };
        let next = (t + random.exponential() / leave.max(1e-12)).min(s.dt_s);
        if *state {
            s.bout(unit, member, act, None, Stretch::between(t, next, began));
        }
        if next < s.dt_s {
            *state = !*state;
            began = *state;
        }
        t = next;
    }
}

/// Forced swim: floating against swimming, by passive coping.
pub fn forced_swim(s: &mut Scene, state: &mut [bool], member: usize) {
    for (unit, floating) in state.iter_mut().enumerate() {
        let lane = s.lane(member, unit);
        s.senses.stress[lane] = s.p.swim_stress;
        let share = logistic(s.p.float_base + s.p.float_slope * s.drives.passivity[lane]);
        let chain = TwoStates { act: Act::Float, share, rate: s.p.float_rate };
        two_states(s, floating, unit, member, chain);
    }
}

/// Plus maze: open arms, by anxiety.
pub fn plus_maze(s: &mut Scene, state: &mut [bool], member: usize) {
    for (unit, open) in state.iter_mut().enumerate() {
        let lane = s.lane(member, unit);
        let share = logistic(s.p.arm_base - s.p.arm_slope * s.drives.anxiety[lane]);
        s.senses.stress[lane] = s.p.maze_stress;
        let chain = TwoStates { act: Act::OpenArm, share, rate: s.p.arm_rate };
        two_states(s, open, unit, member, chain);
    }
}

/// Choice between places, by their learned value.
pub fn places(s: &mut Scene, state: &mut [usize], member: usize, places: &[usize]) {
    for (unit, here) in state.iter_mut().enumerate() {
        let lane = s.lane(member, unit);
        let mut random = s.stream_of_test(member, unit, Act::Place);
        let (mut t, mut began) = (0.0, s.into_s < 1e-6);
        while t < s.dt_s {
            let at = places[*here % places.len()];
            let leave = s.p.place_rate * exp(-0.5 * s.place_value(at, lane).clamp(-8.0, 8.0));
            let next = (t + random.exponential() / leave.max(1e-12)).min(s.dt_s);
            *s.place(at, lane) += (next - t) / s.dt_s;
            s.bout(unit, member, Act::Place, Some(at), Stretch::between(t, next, began));
            began = next < s.dt_s;
            if began {
                let step = 1 + random.below((places.len() - 1).max(1) as u64) as usize;
                *here = (*here + step) % places.len();
            }
            t = next;
        }
    }
}
