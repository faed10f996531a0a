//! A fingerprint of the sources that decide what comes out of a run: what an older build has kept is not taken for today's.

use std::path::Path;

/// All of the crates that a run is computed by, and of `study` what runs.
const SOURCES: [&str; 8] = [
    "../engine/src",
    "../language/src",
    "../model/src",
    "../brain/src",
    "../observe/src",
    "../society/src",
    "../study/src/run.rs",
    "../study/src/run",
];

fn main() {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
        feed(Path::new(source), &mut hash);
    }
    println!("cargo::rustc-env=SYNTONY_SOURCES={hash:016x}");
}

/// Takes in a file, or all files of a folder in the order of their names; 64-bit FNV-1a.
fn feed(path: &Path, hash: &mut u64) {
    if let Ok(bytes) = std::fs::read(path) {
        let name = path.to_string_lossy().into_owned();
        for byte in name.bytes().chain(bytes) {
            *hash = (*hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    let mut inside: Vec<_> =
        std::fs::read_dir(path).into_iter().flatten().flatten().map(|e| e.path()).collect();
    inside.sort();
    inside.iter().for_each(|p| feed(p, hash));
}
