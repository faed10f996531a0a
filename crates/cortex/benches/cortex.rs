//! Nanoseconds of one core per node and step, for every mass, in both precisions, for 1 and 16 brains.
//!
//! 76 regions at 26 % density, delays at 3 mm/ms, steps of 0.1 ms, stochastic Heun, means over 1 ms. `cargo bench -p syntony-brain`
//! prints a table; `-- --json` one line for each figure; `-- --connectome=PATH` takes another brain; `-- --quick` measures shorter; a word takes only the masses that contain it.

use std::io::Write;
use std::time::Instant;
use syntony_cortex::Connectome;
use syntony_cortex::mass::{Card, Maker, cards};
use syntony_engine::network::{Edges, NetworkSetting, Scheme};
use syntony_engine::{Key, Real};
use syntony_model::Atlas;

const DT: f64 = 1e-4;
const SPEED: f64 = 3.0;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let has = |flag: &str| args.iter().any(|a| a == flag);
    let word = args.iter().find(|a| !a.starts_with("--")).cloned().unwrap_or_default();
    let work = if has("--quick") { 10_000_000.0 } else { 40_000_000.0 };
    let given = args.iter().find_map(|a| a.strip_prefix("--connectome=")).unwrap_or("synthetic:76");
    let connectome = Connectome::read(given).expect("a connectome");
    let atlas = Atlas::embedded("human").expect("the atlas");
    let mut out = std::io::stdout().lock();
    let mut tell = |line: String| writeln!(out, "{line}").expect("stdout");
    if !has("--json") {
        tell(format!(
            "{:<15}{:>10}{:>10}{:>10}{:>10}   ns per node and step",
            "", "f64 x1", "f64 x16", "f32 x1", "f32 x16"
        ));
    }
    for card in cards().iter().filter(|c| c.key.contains(&word)) {
        let numbers: Vec<f64> = card
            .numbers
            .iter()
            .map(|(name, ..)| {
                let path = format!("process.{}.{name}", card.key);
                atlas.params.value(atlas.params.find(&path).expect("a number"))
            })
            .collect();
        let mut row = format!("{:<15}", card.key);
        for (single, lanes) in [(false, 1), (false, 16), (true, 1), (true, 16)] {
            let steps = (work / (connectome.regions() * lanes) as f64) as u64;
            let ns = match single {
                false => time(card, card.double, &numbers, &connectome, lanes, steps),
                true => time(card, card.single, &numbers, &connectome, lanes, steps),
            };
            row.push_str(&format!("{ns:>10.2}"));
            if has("--json") {
                let precision = if single { "f32" } else { "f64" };
                tell(format!(
                    "{{\"mass\": \"{}\", \"precision\": \"{precision}\", \"brains\": {lanes}, \"ns\": {ns:.3}}}",
                    card.key
                ));
            }
        }
        if !has("--json") {
            tell(row);
        }
    }
}

/// The median of five.
fn time<R: Real>(
    card: &Card,
    make: Maker<R>,
    numbers: &[f64],
    c: &Connectome,
    lanes: usize,
    steps: u64,
) -> f64 {
    let n = c.regions();
    let largest = c.weights.iter().copied().fold(0.0, f64::max);
    let mut edges = Edges { starts: vec![0], ..Edges::default() };
    let (mut first, mut all) = (Vec::new(), Vec::new());
    for to in 0..n {
        for from in (0..n).filter(|from| c.weights[to * n + from] > 0.0) {
            edges.from.push(from);
            edges.delay.push((c.lengths[to * n + from] / SPEED / DT).round() as usize);
            edges.weight.push((card.factor)(numbers) * c.weights[to * n + from] / largest);
        }
        edges.starts.push(edges.from.len());
        first.push((card.first)(numbers, to as f64 / n as f64));
        all.push((card.fold)(numbers, c.weights[to * n..(to + 1) * n].iter().sum::<f64>() / largest));
    }
    let turned = |rows: &[Vec<f64>]| -> Vec<f64> {
        (0..rows[0].len()).flat_map(|v| rows.iter().map(move |r| r[v])).collect()
    };
    let sigma = (2.0 * numbers[numbers.len() - 1]).sqrt();
    let noise = card.noisy.iter().map(|&noisy| if noisy { sigma } else { 0.0 }).collect();
    let setting =
        NetworkSetting { scheme: Scheme::Heun, dt: DT, frozen: false, noise, every: 10, states: false };
    let keys: Vec<Key> = (0..lanes as u64).map(|lane| Key::new(1, lane)).collect();
    let mut net = make(&edges, &turned(&first), &turned(&all), &keys, setting);
    let mut total = 0.0;
    let mut advance = |count: u64| net.advance(count, &mut |mean| total += mean[0].to()).expect("numbers");
    advance(steps / 10);
    let mut times: Vec<f64> = (0..5)
        .map(|_| {
            let began = cpu();
            advance(steps);
            (cpu() - began) * 1e9 / (steps as f64 * (n * lanes) as f64)
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[2]
}

/// Seconds that this thread has computed; where the system does not tell, seconds.
fn cpu() -> f64 {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = stat.and_then(|s| s.split(' ').next().and_then(|n| n.parse::<f64>().ok()));
    nanoseconds.map_or_else(|| START.get_or_init(Instant::now).elapsed().as_secs_f64(), |n| n * 1e-9)
}
