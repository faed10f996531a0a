//! A recorded phase is the circular mean over its interval: phases either side of ±π have their mean at π, not at 0.

use std::f64::consts::PI;
use syntony_cortex::mass::{Card, Maker, cards};
use syntony_engine::network::{Edges, NetworkSetting, Scheme};
use syntony_engine::{Key, Real};

/// Nodes without edges, each with a first phase of its own.
const FIRST: [f64; 4] = [0.0, 3.1, -3.1, 1.0];
const DT: f64 = 1e-3;

/// Phases of Kuramoto nodes as they are recorded, `[mean × node]`: means over so many steps.
fn recorded<R: Real>(make: fn(&Card) -> Maker<R>, turn: f64, noise: f64, every: u64) -> Vec<f64> {
    let card = cards().into_iter().find(|c| c.key == "kuramoto").unwrap();
    let edges = Edges { starts: vec![0; FIRST.len() + 1], ..Edges::default() };
    let setting = NetworkSetting {
        scheme: Scheme::Heun,
        dt: DT,
        frozen: false,
        noise: vec![noise],
        every,
        states: true,
    };
    let mut network = make(&card)(&edges, &FIRST, &[turn; FIRST.len()], &[Key::new(7, 0)], setting);
    let mut all = Vec::new();
    network
        .advance(1200, &mut |row| all.extend(row[FIRST.len()..].iter().map(|x| x.to())))
        .unwrap_or_else(|b| panic!("{b:?}"));
    all
}

fn apart(a: f64, b: f64) -> f64 {
    ((a - b).sin()).atan2((a - b).cos()).abs()
}

#[test]
fn issue_circular_mean_of_a_turning_phase() {
    // 16 Hz: a value of 10 steps has its phase in the middle of them, also where it goes round
    for (turn, every) in [(100.0, 10), (-100.0, 10), (3.0, 40), (100.0, 1)] {
        let double = recorded::<f64>(|c| c.double, turn, 0.0, every);
        let single = recorded::<f32>(|c| c.single, turn, 0.0, every);
        assert_eq!(double.len(), 4 * (1200 / every as usize));
        for (k, (x, y)) in double.iter().zip(&single).enumerate() {
            let middle = (k / 4) as f64 * every as f64 + 0.5 * (every + 1) as f64;
            let want = FIRST[k % 4] + turn * DT * middle;
            assert!(apart(*x, want) < 1e-10 && apart(*y, want) < 1e-3, "{turn} {every} {k}: {x} {y} {want}");
            assert!(x.abs() <= PI + 1e-12);
        }
    }
}

#[test]
fn issue_circular_mean_of_noisy_phases() {
    let each = recorded::<f64>(|c| c.double, 20.0, 3.0, 1);
    let means = recorded::<f64>(|c| c.double, 20.0, 3.0, 25);
    let mut round = 0;
    for (k, mean) in means.iter().enumerate() {
        let (from, node) = (k / 4 * 25, k % 4);
        let phases: Vec<f64> = (from..from + 25).map(|i| each[4 * i + node]).collect();
        let sine: f64 = phases.iter().map(|p| p.sin()).sum();
        let cosine: f64 = phases.iter().map(|p| p.cos()).sum();
        assert!(apart(*mean, sine.atan2(cosine)) < 1e-10, "{k}: {mean}");
        let plain = phases.iter().sum::<f64>() / 25.0;
        round += usize::from(apart(*mean, plain) > 0.5);
    }
    assert!(round > 5, "no interval goes round, so that nothing was tested");
}
