//! What is asked of a run, and whether the run in a folder is the same.

use crate::person::{self, Person};
use crate::run::Options;
use serde::{Deserialize, Serialize};
use syntony_model::protocol::{PhaseKind, Task};
use syntony_model::{Atlas, Protocol};
use syntony_results::record::Manifest;
use syntony_results::record::PersonRecord;
use syntony_store::hash;

/// Version of the folder's format.
const FORMAT: u32 = 1;

/// Everything that a run depends on, and the threads it may use.
#[derive(Debug, Clone, Copy)]
pub struct RunAsk<'a> {
    /// Protocol.
    pub protocol: &'a Protocol,
    /// Atlas, with overrides applied.
    pub atlas: &'a Atlas,
    /// Seed, replicates, groups.
    pub options: &'a Options,
    /// Overrides as written, `path=value`.
    pub set: &'a [String],
    /// Members who bring what another scene has left in them.
    pub people: &'a [Person],
    /// Threads; 0 for as many as the machine has.
    pub threads: usize,
}

/// Says of every film that several people see that synchrony there is no interaction.
fn common_input(p: &Protocol, options: &Options) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for group in p.groups.iter().filter(|g| options.groups.is_empty() || options.groups.contains(&g.key)) {
        for phase in &group.phases {
            let PhaseKind::Encounter(e) = &phase.kind else { continue };
            if e.members.len() > 1 && e.moments.is_some_and(|m| m.task == Task::Film) {
                all.push(format!(
                    "common input: in `{}` of the group `{}` all see the same film and nobody reaches another; synchrony there is no interaction",
                    phase.name, group.key
                ));
            }
        }
    }
    all
}

impl RunAsk<'_> {
    /// Hash of everything that the run depends on.
    pub fn hash(&self) -> String {
        self.record().identity()
    }

    /// The record of a run that begins.
    pub(super) fn record(&self) -> RunRecord {
        let p = self.protocol;
        let wanted = |key: &String| self.options.groups.is_empty() || self.options.groups.contains(key);
        let texts = self.atlas.texts.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        let manifest = Manifest {
            format: FORMAT,
            syntony: env!("CARGO_PKG_VERSION").into(),
            protocol: p.key.clone(),
            title: p.title.clone(),
            summary: p.summary.clone(),
            role: p.role.word().into(),
            citation: p.citation(),
            notes: p.notes.clone(),
            warnings: common_input(p, self.options),
            protocol_hash: hash::of_bytes(p.text.as_bytes()),
            atlas_hash: hash::of_texts(texts),
            seed: self.options.seed,
            replicates: self.options.replicates,
            groups: p.groups.iter().map(|g| g.key.clone()).filter(wanted).collect(),
            set: self.set.to_vec(),
            people: person::records(self.people),
            status: "running".into(),
            result_hash: String::new(),
            wall_s: 0.0,
            threads: self.threads,
        };
        RunRecord { manifest, traces: self.options.traces }
    }
}

/// The manifest and what else decides which chunks a run has.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct RunRecord {
    #[serde(flatten)]
    pub manifest: Manifest,
    pub traces: bool,
}

impl RunRecord {
    pub fn is_complete(&self) -> bool {
        self.manifest.status == "complete"
    }

    /// What is asked otherwise than in the run that is there, in words.
    pub fn differs(&self, asked: &RunRecord) -> Vec<String> {
        let (a, b) = (&self.manifest, &asked.manifest);
        let list = |x: &[String]| if x.is_empty() { "none".into() } else { x.join(", ") };
        let mut all = Vec::new();
        let mut tell = |what: &str, there: String, asked: String| {
            if there != asked {
                all.push(format!("{what} {there} there, {asked} asked"));
            }
        };
        tell("format", a.format.to_string(), b.format.to_string());
        tell("Syntony", a.syntony.clone(), b.syntony.clone());
        tell("protocol", a.protocol.clone(), b.protocol.clone());
        tell("seed", a.seed.to_string(), b.seed.to_string());
        tell("replicates", a.replicates.to_string(), b.replicates.to_string());
        tell("groups", list(&a.groups), list(&b.groups));
        tell("overrides", list(&a.set), list(&b.set));
        let words = |x: &[PersonRecord]| list(&x.iter().map(PersonRecord::word).collect::<Vec<_>>());
        tell("people", words(&a.people), words(&b.people));
        tell("traces", yes(self.traces), yes(asked.traces));
        if a.protocol == b.protocol && a.protocol_hash != b.protocol_hash {
            all.push("the protocol's text has changed".into());
        }
        if a.atlas_hash != b.atlas_hash {
            all.push("the atlas has changed".into());
        }
        all
    }

    /// Of what the parts are parts.
    pub fn identity(&self) -> String {
        let m = &self.manifest;
        let mut h = hash::Hash::new();
        h.integer(m.format.into()).text(&m.syntony).text(&m.protocol_hash).text(&m.atlas_hash);
        h.integer(m.seed).integer(m.replicates as u64).integer(self.traces.into());
        for list in [&m.groups, &m.set] {
            h.integer(list.len() as u64);
            for text in list {
                h.text(text);
            }
        }
        for person in &m.people {
            h.text(&person.member).text(&person.hash);
        }
        h.hex()
    }
}

fn yes(x: bool) -> String {
    if x { "yes".into() } else { "no".into() }
}
