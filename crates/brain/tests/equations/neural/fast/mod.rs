//! The circuit in motion.

mod course;
mod noise;

use syntony_brain::neural::fast::noise::Tuning;
use syntony_brain::neural::{Fast, FastPlan};
use syntony_brain::{Cast, Plan};
use syntony_engine::Key;

/// A nucleus without inputs and noise under a steady drive: its equation is linear in p, and solved by one exponential.
#[test]
fn exact_a_nucleus_follows_a_steady_drive() {
    let atlas = crate::atlas("human");
    let plan = Plan::compile(&atlas, Cast::default()).unwrap_or_else(|p| panic!("{p}"));
    let mut fast = FastPlan::compile(&atlas, &plan.circuit, &plan.regions).unwrap_or_else(|p| panic!("{p}"));
    (fast.noise_sd, fast.slow_sd, fast.tau_sd) = (0.0, 0.0, 0.0);
    let count = plan.circuit.nodes.len();
    let (cut, keys) = (vec![0.0; plan.circuit.synapses.len()], [Key::new(1, 1)]);
    let (zero, g, drive) = (vec![0.0; count], vec![1.0; count], vec![1.5; count]);
    let r = plan.circuit.nodes.iter().position(|node| !node.cortical).unwrap();
    let node = &plan.circuit.nodes[r];
    let f = 1.0 / (1.0 + (node.threshold - 1.5).exp());
    let (end, rate) = (f / (1.0 + f), (1.0 + f) / fast.tau_u);
    let worst = |dt: f64| {
        let mut brain = Fast::new(&plan.circuit, &fast, &keys, &keys, &[&cut], dt);
        // the drive is there from the first step on
        brain.tune(Tuning { stimulus: &zero, h: &drive, g: &g, acts: &zero });
        let (mut worst, mut t, place) = (0.0f64, 0.0, brain.of(r, 0));
        let rows = vec![0.0; count * (0.2 / dt).round() as usize];
        let run = brain.advance(&rows, &mut |p| {
            t += dt;
            let expected = end + (node.rest - end) * (-rate * t).exp();
            worst = worst.max((p[place] / expected - 1.0).abs());
        });
        assert_eq!(run, Ok(()));
        worst
    };
    let (coarse, fine) = (worst(1e-3), worst(0.5e-3));
    assert!(coarse < 1e-2, "{coarse}");
    assert!((3.0..5.0).contains(&(coarse / fine)), "of second order: {coarse} at 1 ms, {fine} at 0.5 ms");
}
