//! Networks: the order of each scheme, and the same bits whatever stands beside a lane.

use syntony_engine::Key;
use syntony_engine::Real;
use syntony_engine::network::{Dynamics, Edges, Network, NetworkSetting, Scheme};

/// A pendulum with drive: x' = v, v' = −sin x + received.
#[derive(Clone, Copy)]
struct Pendulum;
impl<R: Real> Dynamics<R, 2, 1, 1> for Pendulum {
    #[inline(always)]
    fn slope(&self, [x, v]: [R; 2], [u]: [R; 1], [friction]: [R; 1]) -> [R; 2] {
        [v, u - x.sine_cosine().0 - friction * v]
    }
    #[inline(always)]
    fn sent(&self, [x, _]: [R; 2], _: [R; 1]) -> [R; 1] {
        [x]
    }
}

fn keys(lanes: std::ops::Range<u64>) -> Vec<Key> {
    lanes.map(|lane| Key::new(5, lane)).collect()
}

fn setting(scheme: Scheme, dt: f64, sigma: f64) -> NetworkSetting {
    let noise = if sigma > 0.0 { vec![0.0, sigma] } else { Vec::new() };
    NetworkSetting { scheme, dt, frozen: false, noise, every: 7, states: false }
}

/// A ring of `n` nodes in which each hears the three before it, after `shortest` steps and more.
fn ring(n: usize, shortest: usize, factor: usize) -> Edges {
    let mut edges = Edges { starts: vec![0], ..Edges::default() };
    for i in 0..n {
        for k in 1..=3.min(n - 1) {
            edges.from.push((i + n - k) % n);
            edges.delay.push((shortest + 5 * (k - 1) + i % 3) * factor);
            edges.weight.push(0.1 * k as f64);
        }
        edges.starts.push(edges.from.len());
    }
    edges
}

fn first(n: usize) -> Vec<f64> {
    (0..2 * n).map(|i| 0.3 + 0.11 * i as f64).collect()
}

/// x of every node at time 8 with 80 `factor` steps.
fn end(scheme: Scheme, edges: &Edges, factor: usize, frozen: bool) -> Vec<f64> {
    let n = edges.starts.len() - 1;
    let setting = NetworkSetting { frozen, ..setting(scheme, 0.1 / factor as f64, 0.0) };
    let mut net =
        Network::<f64, _, 2, 1, 1>::new(Pendulum, edges, &first(n), &vec![0.1; n], &keys(0..1), setting);
    net.advance(80 * factor as u64, &mut |_| {}).unwrap();
    (0..n).map(|i| net.at(0, i, 0)).collect()
}

/// The order that three step lengths, each half of the one before, show against one much shorter.
fn order(scheme: Scheme, delayed: bool, frozen: bool) -> f64 {
    let edges = |factor: usize| match delayed {
        true => ring(4, 3, factor),
        false => Edges { starts: vec![0; 5], ..Edges::default() },
    };
    let fine = end(Scheme::RungeKutta, &edges(128), 128, false);
    let error = |factor: usize| -> f64 {
        let coarse = end(scheme, &edges(factor), factor, frozen);
        coarse.iter().zip(&fine).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
    };
    (error(2) / error(8)).log2() / 2.0
}

#[test]
fn order_of_schemes_without_edges() {
    for (scheme, want) in [(Scheme::Euler, 1.0), (Scheme::Heun, 2.0), (Scheme::RungeKutta, 4.0)] {
        let is = order(scheme, false, false);
        assert!((is - want).abs() < 0.25, "{scheme:?} {is}");
    }
}

#[test]
fn order_of_schemes_with_delays() {
    let cases = [
        (Scheme::Euler, false, 1.0),
        (Scheme::Heun, false, 2.0),
        (Scheme::RungeKutta, false, 2.0),
        (Scheme::Heun, true, 1.0),
    ];
    for (scheme, frozen, want) in cases {
        let is = order(scheme, true, frozen);
        assert!((is - want).abs() < 0.3, "{scheme:?} frozen {frozen}: {is}");
    }
}

/// Every mean shown in lane `lane` of lanes `lanes`, and the last states.
fn shown<R: Real>(lanes: std::ops::Range<u64>, lane: usize, shortest: usize, runs: &[u64]) -> Vec<u64> {
    let (n, width) = (7, (lanes.end - lanes.start) as usize);
    let edges = ring(n, shortest, 1);
    let setting = setting(Scheme::Heun, 0.05, 0.2);
    let keys = keys(lanes);
    let mut net = Network::<R, _, 2, 1, 1>::new(Pendulum, &edges, &first(n), &[0.1; 7], &keys, setting);
    let mut all = Vec::new();
    for &count in runs {
        net.advance(count, &mut |mean| {
            all.extend((0..n).map(|i| mean[i * width + lane].to().to_bits()));
        })
        .unwrap();
    }
    all.extend((0..2 * n).map(|k| net.at(k / n, k % n, lane).to_bits()));
    all
}

#[test]
fn same_bits_alone_in_lanes_and_in_pieces() {
    fn check<R: Real>() {
        for shortest in [1, 4, 16, 30] {
            let alone = shown::<R>(9..10, 0, shortest, &[500]);
            assert_eq!(alone.len(), 7 * (500 / 7) + 14);
            assert_eq!(alone, shown::<R>(0..16, 9, shortest, &[500]), "16 lanes, delay {shortest}");
            assert_eq!(alone, shown::<R>(7..12, 2, shortest, &[500]), "5 lanes, delay {shortest}");
            assert_eq!(
                alone,
                shown::<R>(9..10, 0, shortest, &[1, 2, 13, 100, 384]),
                "pieces, delay {shortest}"
            );
            assert_ne!(alone, shown::<R>(8..9, 0, shortest, &[500]), "two lanes with one noise");
        }
    }
    check::<f64>();
    check::<f32>();
}

#[test]
fn keeps_blow_up_named() {
    #[derive(Clone, Copy)]
    struct Grows;
    impl Dynamics<f64, 1, 1, 1> for Grows {
        fn slope(&self, [x]: [f64; 1], _: [f64; 1], [rate]: [f64; 1]) -> [f64; 1] {
            [rate * x * x * x]
        }
        fn sent(&self, x: [f64; 1], _: [f64; 1]) -> [f64; 1] {
            x
        }
    }
    let edges = Edges { starts: vec![0; 4], ..Edges::default() };
    let setting = NetworkSetting { noise: Vec::new(), ..setting(Scheme::Euler, 1.0, 0.0) };
    let rates = [-0.1, 1.0, -0.1];
    let mut net = Network::<f64, _, 1, 1, 1>::new(Grows, &edges, &[1.0; 3], &rates, &keys(0..2), setting);
    let blow_up = net.advance(100, &mut |_| {}).unwrap_err();
    assert_eq!((blow_up.node, blow_up.lane, blow_up.variable), (1, 0, 0));
    assert!(blow_up.step <= 32, "{blow_up:?}");
}

/// A state that falls back to zero: x' = −x + σ dW.
#[derive(Clone, Copy)]
struct Decay;
impl<R: Real> Dynamics<R, 1, 1, 1> for Decay {
    #[inline(always)]
    fn slope(&self, [x]: [R; 1], _: [R; 1], _: [R; 1]) -> [R; 1] {
        [-x]
    }
    #[inline(always)]
    fn sent(&self, x: [R; 1], _: [R; 1]) -> [R; 1] {
        x
    }
}

/// Variance over nodes, lanes and time, and covariance of neighbours over nodes and over lanes.
fn moments<R: Real>(scheme: Scheme, dt: f64) -> [f64; 3] {
    let (nodes, lanes, times) = (200, 16, 60);
    let edges = Edges { starts: vec![0; nodes + 1], ..Edges::default() };
    let setting = NetworkSetting { noise: vec![0.7], ..setting(scheme, dt, 0.0) };
    let (first, numbers, keys) = (vec![0.0; nodes], vec![0.0; nodes], keys(0..16));
    let mut net = Network::<R, _, 1, 1, 1>::new(Decay, &edges, &first, &numbers, &keys, setting);
    let mut sums = [0.0; 3];
    for _ in 0..times {
        net.advance(37, &mut |_| {}).unwrap();
        for (node, lane) in (0..nodes * lanes).map(|k| (k / lanes, k % lanes)) {
            let x = net.at(0, node, lane);
            let beside = [x, net.at(0, (node + 1) % nodes, lane), net.at(0, node, (lane + 1) % lanes)];
            sums.iter_mut().zip(beside).for_each(|(sum, y)| *sum += x * y);
        }
    }
    sums.map(|sum| sum / (nodes * lanes * times) as f64)
}

#[test]
fn exact_variance_that_each_scheme_makes_of_noise() {
    // one step is x ← a x + b σ √dt z, so the variance is b² σ² dt / (1 − a²)
    let dt: f64 = 0.4;
    let cases = [(Scheme::Euler, 1.0 - dt, 1.0), (Scheme::Heun, 1.0 - dt + dt * dt / 2.0, 1.0 - dt / 2.0)];
    for (scheme, a, b) in cases {
        let want = b * b * 0.49 * dt / (1.0 - a * a);
        for [own, node, lane] in [moments::<f64>(scheme, dt), moments::<f32>(scheme, dt)] {
            assert!((own / want - 1.0).abs() < 0.015, "{scheme:?}: {own}, expected {want}");
            assert!(node.abs() < 0.01 * want && lane.abs() < 0.01 * want, "{scheme:?}: {node} {lane}");
        }
    }
}

/// What is recorded of a noisy ring in 200 steps that are made in stretches, thawed into a new network after the third.
fn recorded<R: Real>(stretches: &[u64], thaw: bool, states: bool) -> Vec<f64> {
    let (n, edges) = (7, ring(7, 5, 1));
    let make = || {
        let setting = NetworkSetting { states, ..setting(Scheme::Heun, 0.05, 0.3) };
        Network::<R, _, 2, 1, 1>::new(Pendulum, &edges, &first(n), &vec![0.1; n], &keys(0..3), setting)
    };
    let (mut net, mut all) = (make(), Vec::new());
    for (i, &stretch) in stretches.iter().enumerate() {
        if thaw && i == 3 {
            let bytes = net.freeze().write();
            net = make();
            net.thaw(&syntony_engine::Snapshot::read(&bytes).unwrap()).unwrap();
        }
        net.advance(stretch, &mut |mean| all.extend(mean.iter().map(|x| x.to()))).unwrap();
    }
    all
}

#[test]
fn same_bits_in_stretches_and_after_thawing() {
    fn check<R: Real>() {
        for states in [false, true] {
            let whole = recorded::<R>(&[200], false, states);
            assert_eq!(whole, recorded::<R>(&[1, 2, 50, 3, 17, 127], false, states));
            assert_eq!(whole, recorded::<R>(&[1, 2, 50, 3, 17, 127], true, states));
        }
    }
    check::<f64>();
    check::<f32>();
}

#[test]
fn exact_means_of_states_beside_what_is_shown() {
    let (shown, all) = (recorded::<f64>(&[200], false, false), recorded::<f64>(&[200], false, true));
    for (shown, all) in shown.chunks(7 * 3).zip(all.chunks(3 * 7 * 3)) {
        // the pendulum shows its first state
        assert_eq!([shown, shown].concat(), all[..2 * 7 * 3]);
        assert!(all[2 * 7 * 3..].iter().all(|v| *v != 0.0));
    }
}

#[test]
fn order_is_kept_where_steps_become_shorter() {
    // means over 7 steps of the longer kind, the sixth of which is under way when steps change
    let run = |factor: usize, change: Option<(u64, u64)>| {
        let make = |factor: usize| {
            let every = 7 * factor as u64;
            let setting = NetworkSetting { every, ..setting(Scheme::Heun, 0.1 / factor as f64, 0.0) };
            let edges = ring(4, 3, factor);
            Network::<f64, _, 2, 1, 1>::new(Pendulum, &edges, &first(4), &[0.1; 4], &keys(0..3), setting)
        };
        let (mut net, mut means) = (make(factor), Vec::new());
        let mut left = 84 * factor as u64;
        if let Some((at, times)) = change {
            net.advance(at * factor as u64, &mut |mean| means.extend_from_slice(mean)).unwrap();
            let kept = net.freeze();
            net = make(factor * times as usize);
            net.thaw_finer(&kept, times).unwrap();
            left = (84 - at) * factor as u64 * times;
        }
        net.advance(left, &mut |mean| means.extend_from_slice(mean)).unwrap();
        means.extend((0..4).map(|i| net.at(0, i, 2)));
        means
    };
    let fine = run(128, None);
    let error = |is: Vec<f64>| {
        assert_eq!(is.len(), 12 * 4 * 3 + 4);
        is.iter().rev().zip(fine.iter().rev()).take(4).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
    };
    let (coarse, changed) = (error(run(2, None)), error(run(2, Some((38, 4)))));
    assert!(changed < 0.8 * coarse && changed > 1e-3 * coarse, "{changed} {coarse}");
    let order = (error(run(2, Some((38, 2)))) / error(run(8, Some((38, 2))))).log2() / 2.0;
    assert!((order - 2.0).abs() < 0.3, "{order}");
    // the mean under way loses nothing
    let (whole, changed) = (run(8, None), run(8, Some((38, 2))));
    assert!(
        whole.iter().zip(&changed).take(12 * 12).all(|(a, b)| (a - b).abs() < 2e-3),
        "{whole:?} {changed:?}"
    );
}

#[test]
fn keeps_a_network_that_cannot_be_thawed() {
    let make = |n: usize| {
        let setting = setting(Scheme::Heun, 0.05, 0.0);
        Network::<f64, _, 2, 1, 1>::new(
            Pendulum,
            &ring(n, 5, 1),
            &first(n),
            &vec![0.1; n],
            &keys(0..1),
            setting,
        )
    };
    let (five, mut six) = (make(5).freeze(), make(6));
    assert!(six.thaw(&five).unwrap_err().to_string().contains("taken of layout"));
    let mut short = six.freeze();
    short.arrays[4].1.pop();
    assert!(six.thaw(&short).unwrap_err().to_string().contains("`past` has"));
    assert!(six.thaw_finer(&short, 2).unwrap_err().to_string().contains("`past` has"));
    assert_eq!(six.freeze(), make(6).freeze());
}

#[test]
fn exact_numbers_that_change_on_the_way() {
    // x' = received from nobody less friction, so that x falls by its own rate: Euler by hand
    let edges = Edges { starts: vec![0; 3], ..Edges::default() };
    let setting = NetworkSetting { every: 1, ..setting(Scheme::Euler, 0.1, 0.0) };
    #[derive(Clone, Copy)]
    struct Falls;
    impl Dynamics<f64, 1, 1, 1> for Falls {
        fn slope(&self, [x]: [f64; 1], _: [f64; 1], [rate]: [f64; 1]) -> [f64; 1] {
            [-rate * x]
        }
        fn sent(&self, x: [f64; 1], _: [f64; 1]) -> [f64; 1] {
            x
        }
    }
    let mut net =
        Network::<f64, _, 1, 1, 1>::new(Falls, &edges, &[1.0; 2], &[1.0, 2.0], &keys(0..1), setting);
    net.advance(3, &mut |_| {}).unwrap();
    net.renumber(&[1.0, 0.5]);
    net.advance(2, &mut |_| {}).unwrap();
    let close = |x: f64, want: f64| assert!((x - want).abs() < 1e-15, "{x} {want}");
    close(net.at(0, 0, 0), 0.9_f64.powi(5));
    close(net.at(0, 1, 0), 0.8_f64.powi(3) * 0.95_f64.powi(2));
}
