//! What dopamine cells teach.

use crate::{Brains, near};

#[test]
fn exact_what_an_error_adds_to_firing_teaches() {
    for b in [Brains::voles(), Brains::people()] {
        let (t, nodes) = (b.block.plan.teacher.as_ref().unwrap(), &b.block.plan.circuit.nodes);
        let rest = nodes[t.population].rest;
        let f = rest / (1.0 - rest);
        let activity = |f: f64| f / (1.0 + f);
        // the same cells with the error
        let with = |drive: f64| 1.0 / (1.0 + (-(f / (1.0 - f)).ln() - drive).exp());
        let scale = t.drive * f * (1.0 - f) / ((1.0 + f) * (1.0 + f));
        for (error, gain, release) in [(0.2, 1.0, 1.0), (1.0, 0.8, 1.3), (3.0, 1.2, 0.4)] {
            let p = activity(with(gain * t.drive * error));
            near("δ̂", t.taught(p, gain, error, release), release * (p - rest) / scale);
        }
        // to first order it is the error itself
        let small = activity(with(t.drive * 1e-4));
        assert!((t.taught(small, 1.0, 1e-4, 1.0) / 1e-4 - 1.0).abs() < 1e-3);
    }
}

#[test]
fn keeps_nothing_taught_without_cells_error_or_release() {
    let b = Brains::voles();
    let t = b.block.plan.teacher.as_ref().unwrap();
    assert_eq!(t.taught(0.0, 1.0, 1.0, 1.0), 0.0);
    assert_eq!(t.taught(0.2, 1.0, 0.0, 1.0), 0.0);
    assert_eq!(t.taught(0.2, 1.0, -1.0, 1.0), 0.0);
    assert_eq!(t.taught(0.2, 1.0, 1.0, 0.0), 0.0);
    assert!(t.taught(0.2, 1.0, 1.0, 1.0) > 0.0);
}
