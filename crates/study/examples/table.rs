//! Prints the verdicts of protocols: `table REPLICATES SEED PATH=VALUE... -- FILE...`.
use std::sync::Arc;
use syntony_study::run::{Options, Progress, Study};
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let replicates: usize = args[0].parse().unwrap();
    let seed: u64 = args[1].parse().unwrap();
    let cut = args.iter().position(|a| a == "--").unwrap();
    let mut atlas = match syntony_model::Atlas::from_dir(std::path::Path::new("atlas")) {
        Ok(a) => a,
        Err(p) => {
            println!("{p}");
            return;
        }
    };
    for s in &args[2..cut] {
        let (path, value) = s.split_once('=').unwrap();
        if let Err(p) = atlas.set(path, value) {
            println!("{p}");
            return;
        }
    }
    let (mut holds, mut all) = (0, 0);
    for file in &args[cut + 1..] {
        let text = std::fs::read_to_string(file).unwrap();
        let protocol = match syntony_model::Protocol::read(file, &text, &atlas) {
            Ok(p) => p,
            Err(p) => {
                println!("{p}");
                continue;
            }
        };
        let options = Options { seed, replicates, groups: vec![], traces: false };
        let study = match Study::compile(&protocol, &atlas, &options) {
            Ok(s) => s,
            Err(p) => {
                println!("{p}");
                continue;
            }
        };
        let t = std::time::Instant::now();
        let parts = match study.run(&Arc::new(Progress::default()), &|_| None, &|_, _| {}) {
            Ok(p) => p,
            Err(e) => {
                println!("{e:?}");
                continue;
            }
        };
        let results = study.gather(parts, &atlas);
        println!("## {} ({:.2} s)", protocol.key, t.elapsed().as_secs_f64());
        for v in &results.verdicts {
            all += 1;
            holds += (v.verdict == "holds") as usize;
            println!(
                "{:7} {:.2} {:28} {:>22} | {:24} {}",
                v.verdict,
                v.share,
                v.claim,
                v.simulated,
                v.published,
                v.groups.join(",")
            );
        }
    }
    println!("{holds} of {all} hold");
}
