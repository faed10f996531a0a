//! The orders of the schemes with additive noise: strong (each path) and weak (its law).
//!
//! A unit without drift beside the one that is tested, with the same key, tells the increments of its noise. A Brownian bridge between them is refined
//! to substeps, along which a reference is integrated. Both schemes are of strong order 1 with additive noise; of weak order 1 and 2.

use syntony_engine::Key;
use syntony_engine::network::{Dynamics, Edges, Network, NetworkSetting, Scheme};
use syntony_engine::noise::normal;

const SIGMA: f64 = 0.5;
const SUBSTEPS: usize = 32;
const END: f64 = 2.4;

fn drift(x: f64) -> f64 {
    1.0 - x - 0.4 * x * x * x
}

#[derive(Clone, Copy)]
struct Drifts;
impl Dynamics<f64, 1, 1, 1> for Drifts {
    fn slope(&self, [x]: [f64; 1], _: [f64; 1], [moves]: [f64; 1]) -> [f64; 1] {
        [moves * drift(x)]
    }
    fn sent(&self, x: [f64; 1], _: [f64; 1]) -> [f64; 1] {
        x
    }
}

/// Every node at the end, less its reference: (x − reference, x² − reference²).
fn errors(scheme: Scheme, dt: f64, nodes: usize) -> Vec<(f64, f64)> {
    let steps = (END / dt).round() as u64;
    let alone = Edges { starts: vec![0; nodes + 1], ..Edges::default() };
    let net = |moves: f64| {
        let setting =
            NetworkSetting { scheme, dt, frozen: false, noise: vec![SIGMA], every: 1, states: false };
        Network::<f64, _, 1, 1, 1>::new(
            Drifts,
            &alone,
            &vec![-1.0; nodes],
            &vec![moves; nodes],
            &[Key::new(11, 0)],
            setting,
        )
    };
    let (mut tested, mut path) = (net(1.0), net(0.0));
    let (mut reference, mut before) = (vec![-1.0; nodes], vec![-1.0; nodes]);
    let (fine, part) = (dt / SUBSTEPS as f64, (dt / SUBSTEPS as f64).sqrt() * SIGMA);
    for step in 0..steps {
        tested.advance(1, &mut |_| {}).unwrap();
        path.advance(1, &mut |_| {}).unwrap();
        for node in 0..nodes {
            let now = path.at(0, node, 0);
            let key = Key::new(12, node as u64);
            let z: [f64; SUBSTEPS] = std::array::from_fn(|k| part * normal(key, 1, k as u32, step));
            let missing = (now - before[node] - z.iter().sum::<f64>()) / SUBSTEPS as f64;
            for z in z {
                let x = reference[node];
                let end = x + fine * drift(x) + z + missing;
                reference[node] = x + 0.5 * fine * (drift(x) + drift(end)) + z + missing;
            }
            before[node] = now;
        }
    }
    (0..nodes)
        .map(|node| {
            let (x, r) = (tested.at(0, node, 0), reference[node]);
            (x - r, x * x - r * r)
        })
        .collect()
}

fn strong(scheme: Scheme, dt: f64) -> f64 {
    let all = errors(scheme, dt, 1024);
    (all.iter().map(|(e, _)| e * e).sum::<f64>() / all.len() as f64).sqrt()
}

fn weak(scheme: Scheme, dt: f64) -> f64 {
    let all = errors(scheme, dt, 16_384);
    (all.iter().map(|(_, e)| e).sum::<f64>() / all.len() as f64).abs()
}

#[test]
fn order_strong_with_additive_noise() {
    for scheme in [Scheme::Euler, Scheme::Heun] {
        let is = (strong(scheme, 0.1) / strong(scheme, 0.025)).log2() / 2.0;
        assert!((is - 1.0).abs() < 0.2, "{scheme:?} {is}");
    }
}

#[test]
fn order_weak_with_additive_noise() {
    for (scheme, want) in [(Scheme::Euler, 1.0), (Scheme::Heun, 2.0)] {
        let is = (weak(scheme, 0.4) / weak(scheme, 0.1)).log2() / 2.0;
        assert!((is - want).abs() < 0.35, "{scheme:?} {is}");
    }
}
