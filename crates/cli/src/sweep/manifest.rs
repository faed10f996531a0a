//! `run.json` of a sweep: what was asked, with what, how it ended.

use serde_json::{Value, json};
use std::path::Path;
use syntony_inference::sweep::{Shard, Sweep, SweepAsk, SweepReport};
use syntony_model::{Atlas, Protocol};
use syntony_store::{atomic, hash};

/// Its name in the folder.
pub const NAME: &str = "run.json";
/// Version of the folder's format.
const FORMAT: u32 = 1;

/// The manifest as it is written.
pub struct SweepManifest {
    /// `running`, `interrupted`, `shard` or `complete`.
    pub status: String,
    asked: Value,
    result_hash: String,
    failed: usize,
    wall_s: f64,
    threads: Option<u32>,
}

impl SweepManifest {
    /// Of a sweep that begins.
    pub fn new(
        protocol: &Protocol,
        atlas: &Atlas,
        wanted: &SweepAsk,
        set: &[String],
        sweep: &Sweep,
        shard: Option<Shard>,
    ) -> SweepManifest {
        let texts = atlas.texts.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        let asked = json!({
            "kind": "sweep",
            "format": FORMAT,
            "syntony": env!("CARGO_PKG_VERSION"),
            "protocol": protocol.key,
            "title": protocol.title,
            "citation": protocol.citation(),
            "protocol_hash": hash::of_bytes(protocol.text.as_bytes()),
            "atlas_hash": hash::of_texts(texts),
            "seed": wanted.seed,
            "replicates": wanted.replicates,
            "groups": wanted.groups,
            "set": set,
            "over": wanted.over,
            "axes": sweep.axes,
            "points": sweep.points.len(),
            "sobol": wanted.points.is_some(),
            "shard": shard.map(|(i, n)| format!("{i}/{n}")),
        });
        let status = "running".into();
        SweepManifest { status, asked, result_hash: String::new(), failed: 0, wall_s: 0.0, threads: None }
    }

    /// Takes over the time that was spent before.
    pub fn begin(&mut self, folder: &Path) {
        let there: Value = atomic::read_json(&folder.join(NAME)).unwrap_or_default();
        self.wall_s = there["wall_s"].as_f64().unwrap_or(0.0);
    }

    /// Adds what was spent now.
    pub fn took(&mut self, wall_s: f64, threads: Option<u32>) {
        self.wall_s += wall_s;
        self.threads = threads;
    }

    /// All is there.
    pub fn complete(&mut self, report: &SweepReport) {
        self.status = "complete".into();
        self.failed = report.failed();
        self.result_hash.clone_from(&report.result_hash);
    }

    /// As it is written.
    pub fn json(&self) -> Value {
        let mut all = self.asked.clone();
        all["status"] = json!(self.status);
        all["failed"] = json!(self.failed);
        all["result_hash"] = json!(self.result_hash);
        all["wall_s"] = json!(self.wall_s);
        all["threads"] = json!(self.threads);
        all
    }
}
