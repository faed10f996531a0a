//! Fits parameters to the claims of protocols with role `calibration` by a separable evolution strategy:
//! `calibrate SPACE OUT GENERATIONS SEED FILE...`. SPACE has lines `PATH LOW HIGH`; OUT gets `PATH=VALUE` lines of the best mean.

#![allow(clippy::print_stdout, clippy::print_stderr)] // a tool for the terminal

use rayon::prelude::*;
use std::io::Write;
use syntony_engine::Stream;
use syntony_model::protocol::{ClaimKind, Expect};
use syntony_model::{Library, Protocol};
use syntony_study::record::Verdict;
use syntony_study::run::{Options, Progress, Study};

struct Axis {
    path: String,
    low: f64,
    high: f64,
    log: bool,
    unit: String,
}

impl Axis {
    fn value(&self, x: f64) -> f64 {
        let x = x.clamp(0.0, 1.0);
        if self.log {
            self.low * (self.high / self.low).powf(x)
        } else {
            self.low + (self.high - self.low) * x
        }
    }
    fn position(&self, v: f64) -> f64 {
        let x = if self.log {
            (v / self.low).ln() / (self.high / self.low).ln()
        } else {
            (v - self.low) / (self.high - self.low)
        };
        x.clamp(0.0, 1.0)
    }
}

fn loss_of(v: &Verdict, p: &Protocol) -> f64 {
    let claim = p.claims.iter().find(|c| c.key == v.claim).unwrap();
    let n = |g: &str| p.n_of(g).max(1) as f64;
    let directional = |ncp: f64, expect: Expect| match expect {
        Expect::Greater => (3.3 - ncp).max(0.0),
        Expect::Less => (3.3 + ncp).max(0.0),
        Expect::None => (ncp.abs() - 0.6).max(0.0) * 1.5,
    };
    let e = v.effect_size.unwrap_or(0.0);
    let raw = match &claim.kind {
        ClaimKind::Within { group, expect, .. } | ClaimKind::Against { group, expect, .. } => {
            directional(e * n(group).sqrt(), *expect)
        }
        ClaimKind::Between { first, second, expect, .. } => {
            let (a, b) = (n(first), n(second));
            directional(e * (a * b / (a + b)).sqrt(), *expect)
        }
        ClaimKind::Mean { .. } => (e.abs() - 1.2).max(0.0),
        _ => (0.9 - v.share).max(0.0) * 2.5,
    };
    let quantitative = matches!(
        claim.kind,
        ClaimKind::Mean { .. }
            | ClaimKind::Quantile { .. }
            | ClaimKind::Fraction { .. }
            | ClaimKind::Correlation { .. }
    );
    let many = (p.claims.len() as f64 / 10.0).max(1.0);
    (1.0 + raw * raw).ln() * if quantitative { 0.6 } else { 1.0 } / many.sqrt()
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let first = std::fs::read_to_string(&args[4]).unwrap();
    let library = Library::from_dir(std::path::Path::new("atlas")).map_err(|p| println!("{p}")).unwrap();
    let base = library.of(&first).clone();
    let space = std::fs::read_to_string(&args[0]).unwrap();
    let generations: usize = args[2].parse().unwrap();
    let seed: u64 = args[3].parse().unwrap();
    let axes: Vec<Axis> = space
        .lines()
        .filter(|l| !l.trim().is_empty() && !l.starts_with('#'))
        .map(|l| {
            let w: Vec<&str> = l.split_whitespace().collect();
            let (low, high): (f64, f64) = (w[1].parse().unwrap(), w[2].parse().unwrap());
            let id = base.params.find(w[0]).unwrap_or_else(|| panic!("{}", w[0]));
            let unit = base.params.get(id).written.unit.text().to_string();
            Axis { path: w[0].into(), low, high, log: low > 0.0, unit }
        })
        .collect();
    let protocols: Vec<Protocol> = args[4..]
        .iter()
        .map(|f| {
            Protocol::read(f, &std::fs::read_to_string(f).unwrap(), &base)
                .map_err(|p| println!("{p}"))
                .unwrap()
        })
        .collect();
    let evaluate = |x: &[f64], seed: u64| -> f64 {
        let mut atlas = base.clone();
        for (a, x) in axes.iter().zip(x) {
            atlas
                .set(&a.path, &format!("{} {}", a.value(*x), if a.unit == "1" { "" } else { &a.unit }))
                .map_err(|p| println!("{p}"))
                .unwrap();
        }
        for (path, v) in [("process.scene.tick", "10 min"), ("process.scene.tick_long", "60 min")] {
            atlas.set(path, v).unwrap();
        }
        let mut loss = 0.0;
        for p in &protocols {
            let n = p.groups.iter().map(|g| g.n).max().unwrap_or(8);
            let long = p.groups.iter().any(|g| g.phases.last().is_some_and(|f| f.end_s() > 3.0 * 86400.0));
            let replicates = if long { 24usize.div_ceil(n) } else { 48usize.div_ceil(n) };
            let options = Options { seed, replicates, groups: vec![], traces: false };
            let study = Study::compile(p, &atlas, &options).map_err(|p| println!("{p}")).unwrap();
            match study.run(&Progress::default(), &|_| None, &|_, _| {}) {
                Ok(parts) => {
                    loss += study.gather(parts, &atlas).verdicts.iter().map(|v| loss_of(v, p)).sum::<f64>()
                }
                Err(_) => loss += 1e3,
            }
        }
        loss
    };
    let d = axes.len();
    let mut mean: Vec<f64> = axes
        .iter()
        .map(|a| {
            let id = base.params.find(&a.path).unwrap();
            a.position(base.params.get(id).written.number)
        })
        .collect();
    let lambda = 16;
    let mu = lambda / 2;
    let weights: Vec<f64> =
        (0..mu).map(|i| ((mu as f64 + 0.5).ln() - (i as f64 + 1.0).ln()).max(0.0)).collect();
    let total: f64 = weights.iter().sum();
    let weights: Vec<f64> = weights.iter().map(|w| w / total).collect();
    let mu_eff = 1.0 / weights.iter().map(|w| w * w).sum::<f64>();
    let df = d as f64;
    let cs = (mu_eff + 2.0) / (df + mu_eff + 5.0);
    let ds = 1.0 + cs + 2.0 * ((mu_eff - 1.0) / (df + 1.0)).sqrt().max(1.0) - 2.0;
    let ds = ds.max(1.0);
    let cc = 4.0 / (df + 4.0);
    let c1 = 2.0 / ((df + 1.3).powi(2) + mu_eff) * (df + 2.0) / 3.0;
    let cmu = (2.0 * (mu_eff - 2.0 + 1.0 / mu_eff) / ((df + 2.0).powi(2) + mu_eff) * (df + 2.0) / 3.0)
        .min(1.0 - c1);
    let chi = df.sqrt() * (1.0 - 1.0 / (4.0 * df) + 1.0 / (21.0 * df * df));
    let (mut sigma, mut c, mut ps, mut pc) = (0.05_f64, vec![1.0_f64; d], vec![0.0; d], vec![0.0; d]);
    println!("start {:.2}", evaluate(&mean, 99));
    for generation in 0..generations {
        let mut r = Stream::new(seed, 1, 1, generation as u64);
        let z: Vec<Vec<f64>> = (0..lambda).map(|_| (0..d).map(|_| r.normal()).collect()).collect();
        let xs: Vec<Vec<f64>> =
            z.iter().map(|z| (0..d).map(|i| mean[i] + sigma * c[i].sqrt() * z[i]).collect()).collect();
        let eval_seed = 1000 + (generation / 4) as u64;
        let mut scored: Vec<(f64, usize)> = xs
            .par_iter()
            .enumerate()
            .map(|(i, x)| {
                let outside: f64 = x.iter().map(|v| (v - v.clamp(0.0, 1.0)).powi(2)).sum();
                (evaluate(x, eval_seed) + 20.0 * outside, i)
            })
            .collect();
        scored.sort_by(|a, b| a.0.total_cmp(&b.0));
        let zw: Vec<f64> = (0..d).map(|i| (0..mu).map(|k| weights[k] * z[scored[k].1][i]).sum()).collect();
        for i in 0..d {
            mean[i] = (mean[i] + sigma * c[i].sqrt() * zw[i]).clamp(0.0, 1.0);
            ps[i] = (1.0 - cs) * ps[i] + (cs * (2.0 - cs) * mu_eff).sqrt() * zw[i];
            pc[i] = (1.0 - cc) * pc[i] + (cc * (2.0 - cc) * mu_eff).sqrt() * c[i].sqrt() * zw[i];
            let rank: f64 = (0..mu).map(|k| weights[k] * c[i] * z[scored[k].1][i].powi(2)).sum();
            c[i] = (1.0 - c1 - cmu) * c[i] + c1 * pc[i] * pc[i] + cmu * rank;
        }
        let norm = ps.iter().map(|v| v * v).sum::<f64>().sqrt();
        sigma *= ((cs / ds) * (norm / chi - 1.0)).exp();
        sigma = sigma.min(0.25);
        println!("{generation} best {:.2} median {:.2} sigma {sigma:.3}", scored[0].0, scored[lambda / 2].0);
        let mut f = std::fs::File::create(&args[1]).unwrap();
        for (a, x) in axes.iter().zip(&mean) {
            writeln!(f, "{}={:.4} {}", a.path, a.value(*x), if a.unit == "1" { "" } else { &a.unit })
                .unwrap();
        }
    }
    println!("end {:.2}", evaluate(&mean, 99));
}
