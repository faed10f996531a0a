//! What is written by hand beside the numbers: likely reasons of failures, and what has never been tested.
//!
//! ```toml
//! untested = ["what nobody has measured"]
//! [reason]
//! bales_2013 = "why all claims of the protocol that fail do so"
//! [reason.anacker_2014]
//! male_blocked = "why this claim fails"
//! ```
//! A reason is shown only while its claim does not hold.

use super::{Experiment, Validation};
use std::collections::BTreeMap;
use syntony_language::Problems;
use syntony_language::problem::nearest;
use syntony_language::text::{Files, Spot};

/// Texts beside the numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reasons {
    /// Why claims fail, by protocol and claim; the empty claim stands for all of the protocol.
    reasons: BTreeMap<(String, String), String>,
    /// What has never been tested.
    pub untested: Vec<String>,
}

impl Reasons {
    /// Reads them and checks their names: protocols against all `known`, claims against the experiments that were run.
    pub fn read(name: &str, text: &str, known: &[&str], run: &Validation) -> Result<Reasons, Problems> {
        let mut files = Files::default();
        let mut problems = Problems::default();
        let Some(root) = files.parse(name, text, &mut problems) else { return Err(problems) };
        let mut out = Reasons::default();
        let mut add = |spot: Spot, what: String, hint: Option<String>| {
            problems.add(files.place(spot), what, hint);
        };
        let near =
            |name: &str, among: Vec<&str>| nearest(name, among).map(|n| format!("did you mean '{n}'?"));
        for entry in root.table("reason").map_or(&[][..], |t| &t.entries) {
            if !known.contains(&entry.key.as_str()) {
                let what = format!("unknown protocol '{}', expected a built-in protocol", entry.key);
                add(entry.at, what, near(&entry.key, known.to_vec()));
                continue;
            }
            if let Some(text) = entry.node.text() {
                out.reasons.insert((entry.key.clone(), String::new()), text.into());
                continue;
            }
            let Some(table) = entry.node.table() else {
                add(entry.at, "expected a text, or a table of texts by claim".into(), None);
                continue;
            };
            let experiment = run.experiments.iter().find(|e| e.protocol == entry.key);
            for claim in &table.entries {
                let claims: Vec<&str> = experiment.into_iter().flat_map(claims).collect();
                match claim.node.text() {
                    _ if experiment.is_some() && !claims.contains(&claim.key.as_str()) => {
                        let what = format!("unknown claim '{}', expected one of {}", claim.key, entry.key);
                        add(claim.at, what, near(&claim.key, claims));
                    }
                    Some(text) => {
                        out.reasons.insert((entry.key.clone(), claim.key.clone()), text.into());
                    }
                    None => add(claim.at, "expected a text".into(), None),
                }
            }
        }
        out.untested = root.texts("untested").map(|t| t.0.to_string()).collect();
        problems.into_result(out)
    }

    /// The likely reason of a claim that does not hold.
    pub fn of(&self, protocol: &str, claim: &str) -> Option<&str> {
        let get = |claim: &str| self.reasons.get(&(protocol.to_string(), claim.to_string()));
        get(claim).or_else(|| get("")).map(String::as_str)
    }
}

fn claims(e: &Experiment) -> impl Iterator<Item = &str> {
    e.claims.iter().map(|f| f.verdict.claim.as_str())
}
