//! What a brain-step costs and what an animal-day costs, for blocks of 1, 16 and 256 units of three brains.

#![allow(clippy::print_stdout)] // a benchmark prints its table

use std::sync::Arc;
use std::time::Instant;
use syntony_engine::math;
use syntony_engine::noise::{Key, fill_normal};
use syntony_model::{Atlas, Protocol};
use syntony_observe::bout::Nobody;
use syntony_society::{Run, Society};

const PAIR: &str = include_str!("pair.toml");

fn run(plan: &Arc<Run>, units: u64) -> f64 {
    let mut society = Society::new(plan.clone(), 1, &(0..units).collect::<Vec<_>>());
    let start = Instant::now();
    if let Err(blow_up) = society.run(&mut Nobody, &|| false) {
        panic!("{blow_up}");
    }
    start.elapsed().as_secs_f64()
}

fn best(mut f: impl FnMut() -> f64) -> f64 {
    (0..5).map(|_| f()).fold(f64::INFINITY, f64::min)
}

fn main() {
    // `cargo test --benches` only checks that it starts
    if std::env::args().any(|a| a == "--test") {
        return;
    }
    let atlas = Atlas::embedded("vole").unwrap_or_else(|p| panic!("{p}"));
    let protocol = Protocol::read("pair.toml", PAIR, &atlas).unwrap_or_else(|p| panic!("{p}"));
    let plan = Arc::new(Run::compile(&atlas, &protocol.groups[0], &[]).unwrap_or_else(|p| panic!("{p}")));
    let ticks = plan.schedule.ticks() as f64;
    let days = protocol.groups[0].phases.iter().map(|p| p.duration_s).sum::<f64>() / 86_400.0;
    let members = plan.plan.members() as f64;
    println!(
        "{} populations, {} receptor sites, {} pools, {ticks} ticks, {members} brains a unit",
        plan.plan.circuit.nodes.len(),
        plan.plan.receptors.sites.len(),
        plan.plan.pools.pools.len()
    );
    println!("{:>6} {:>16} {:>30}", "units", "ns / brain-step", "animal-days / core-second");
    for units in [1, 16, 256] {
        let s = best(|| run(&plan, units));
        let steps = ticks * members * units as f64;
        println!("{units:>6} {:>16.0} {:>30.0}", s * 1e9 / steps, days * members * units as f64 / s);
    }
    shares(&plan, ticks);
    people();
}

/// Two hours of people who all meet: one society, couples side by side, and one of 64.
fn people() {
    let atlas = Atlas::embedded("human").unwrap_or_else(|p| panic!("{p}"));
    println!("{:>6} {:>6} {:>14} {:>22}", "people", "units", "ms / tick", "us / directed pair");
    for (members, units) in [(2, 1), (2, 128), (8, 1), (64, 1)] {
        let protocol =
            Protocol::read("meeting.toml", &meeting(members), &atlas).unwrap_or_else(|p| panic!("{p}"));
        let plan = Arc::new(Run::compile(&atlas, &protocol.groups[0], &[]).unwrap_or_else(|p| panic!("{p}")));
        let s = (0..2).map(|_| run(&plan, units)).fold(f64::INFINITY, f64::min);
        let tick = s / plan.schedule.ticks() as f64;
        let pairs = (members * (members - 1)) as f64 * units as f64;
        println!("{members:>6} {units:>6} {:>14.3} {:>22.2}", tick * 1e3, tick * 1e6 / pairs);
    }
}

fn meeting(members: usize) -> String {
    let names: Vec<String> = (0..members).map(|i| format!("p{i}")).collect();
    let cast = |(i, name): (usize, &String)| {
        format!("[cast.{name}]\nspecies = \"human\"\nsex = \"{}\"\n", if i % 2 == 0 { "F" } else { "M" })
    };
    let cast: String = names.iter().enumerate().map(cast).collect();
    format!(
        "key = \"meeting\"\ntitle = \"a meeting\"\nsource = \"williams_1992\"\nrole = \"scenario\"\nsummary = \"People meet.\"\n{cast}\
         [[phase]]\nname = \"talk\"\nkind = \"encounter\"\nmembers = {names:?}\nreach = \"touch\"\nduration = \"30 min\"\n\
         [[group]]\nkey = \"all\"\nn = 1\n[[measure]]\nkey = \"joy\"\nkind = \"state\"\nvariable = \"joy\"\nphase = \"talk\"\nunit = \"1\"\n"
    )
}

/// Share of exponentials and noise, by timing as many of them alone as a run of 256 units makes.
fn shares(plan: &Arc<Run>, ticks: f64) {
    let whole = best(|| run(plan, 256));
    let columns = 256.0 * 4.0;
    let c = &plan.plan.circuit;
    let cortical = c.nodes.iter().filter(|n| n.cortical).count() as f64;
    let logistics = c.sweeps as f64 * (c.nodes.len() as f64 + cortical) * columns * ticks;
    let mut x: Vec<f64> = (0..1024).map(|i| f64::from(i) / 200.0 - 2.5).collect();
    let per_logistic = best(|| {
        let start = Instant::now();
        for _ in 0..2000 {
            math::logistic_slice(std::hint::black_box(&mut x));
        }
        start.elapsed().as_secs_f64() / 2000.0 / 1024.0
    });
    let keys: Vec<Key> = (0..256).map(|lane| Key::new(1, lane)).collect();
    let mut z = vec![0.0; 256 * 4];
    let per_normal = best(|| {
        let start = Instant::now();
        for step in 0..500 {
            fill_normal(std::hint::black_box(&mut z), &keys, 1, 0, step);
        }
        start.elapsed().as_secs_f64() / 500.0 / 1024.0
    });
    // scenes draw about eight numbers a unit and tick
    let noise = per_normal * 8.0 * 256.0 * ticks;
    let bytes = 8.0 * (c.nodes.len() as f64 * (columns * 3.0 + 768.0 * 3.0)) * c.sweeps as f64 * ticks;
    println!(
        "share of exponentials {:.0} %, of noise {:.0} %",
        100.0 * logistics * per_logistic / whole,
        100.0 * noise / whole
    );
    println!(
        "circuit traffic {:.1} GB/s from caches; the arithmetic of the circuit bounds a step, not memory",
        bytes / whole / 1e9
    );
}
