//! Prints the mean of state variables over time: `probe FILE GROUP UNITS VARIABLE... [-- PATH=VALUE...]`.

#![allow(clippy::print_stdout, clippy::print_stderr)] // a tool for the terminal

use std::sync::Arc;
use syntony_brain::Variable;
use syntony_observe::{Traces, trace::TraceSource};
use syntony_society::{Run, Society};
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let cut = args.iter().position(|a| a == "--").unwrap_or(args.len());
    let text = std::fs::read_to_string(&args[0]).unwrap();
    let library = syntony_model::Library::from_dir(std::path::Path::new("atlas")).unwrap();
    let mut atlas = library.of(&text).clone();
    for s in args.get(cut + 1..).unwrap_or(&[]) {
        let (path, value) = s.split_once('=').unwrap();
        atlas.set(path, value).unwrap();
    }
    let protocol =
        syntony_model::Protocol::read(&args[0], &text, &atlas).map_err(|p| println!("{p}")).unwrap();
    let group = protocol.groups.iter().find(|g| g.key == args[1]).unwrap();
    let n: u64 = args[2].parse().unwrap();
    let run = Arc::new(Run::compile(&atlas, group, &[]).map_err(|p| println!("{p}")).unwrap());
    println!(
        "members {} pairs {} sites {} pools {} ticks {}",
        run.plan.members(),
        run.plan.pairs(),
        run.plan.receptors.sites.len(),
        run.plan.pools.pools.len(),
        run.schedule.ticks()
    );
    for (site, weight) in &run.plan.attribution.sites {
        let s = &run.plan.receptors.sites[*site];
        eprint!("{}@{} {weight:.2} ({:.2}); ", s.receptor, run.plan.regions[s.region], s.density[0]);
    }
    eprintln!();
    let t0 = std::time::Instant::now();
    let mut s = Society::new(run.clone(), 1, &(0..n).collect::<Vec<_>>());
    let wanted: Vec<(String, TraceSource, usize)> = args[3..cut]
        .iter()
        .map(|name| {
            if let Some(to) = name.strip_prefix("contact:") {
                return (
                    name.clone(),
                    TraceSource::Behaviour(syntony_observe::bout::Act::Huddle, run.plan.member(to).unwrap()),
                    0,
                );
            }
            (name.clone(), TraceSource::State(Variable::resolve(name, 0, &s.block).expect(name)), 0)
        })
        .collect();
    let end = run.schedule.segments.last().map_or(0.0, |s| s.start_s + s.dt_s * s.ticks as f64);
    let start = run.schedule.segments[0].start_s;
    let mut tr = Traces::new(wanted, n as usize, start, (end - start) / 18.0, 0);
    s.run(&mut tr, &|| false).unwrap();
    let ns = t0.elapsed().as_nanos() as f64 / (run.schedule.ticks() * n) as f64;
    print!("{:>8}", "h");
    for t in &tr.traces {
        print!("{:>14}", &t.name[..t.name.len().min(13)]);
    }
    println!();
    for (k, time) in tr.time_s.iter().enumerate() {
        print!("{:8.2}", time / 3600.0);
        for t in &tr.traces {
            let m: f32 = t.values.iter().map(|v| v[k]).sum::<f32>() / n as f32;
            print!("{m:14.4}");
        }
        println!();
    }
    println!("{ns:.0} ns per unit-tick");
}
