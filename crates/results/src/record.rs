//! What a run leaves behind: the manifest and the results, as they are written to and read from its folder.

use serde::{Deserialize, Serialize};
use syntony_model::effect::Effect;
use syntony_model::protocol::Known;

/// The run in one file: what was asked, with what, and how it ended (`run.json`).
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq)]
pub struct Manifest {
    /// Version of the folder's format.
    pub format: u32,
    /// Version of Syntony that ran it.
    pub syntony: String,
    /// Protocol key.
    pub protocol: String,
    /// Title in words.
    pub title: String,
    /// What was asked and done.
    pub summary: String,
    /// Role of the record.
    pub role: String,
    /// One-line citation of the paper.
    pub citation: String,
    /// Deviations and judgements.
    pub notes: Vec<String>,
    /// What could be taken for something that it is not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// Hash of the protocol text.
    pub protocol_hash: String,
    /// Hash of the atlas texts.
    pub atlas_hash: String,
    /// Seed.
    pub seed: u64,
    /// Virtual repetitions of the whole study at the paper's n.
    pub replicates: usize,
    /// Groups that were run.
    pub groups: Vec<String>,
    /// Overrides, `path=value`.
    pub set: Vec<String>,
    /// Members who brought what another scene had left in them.
    #[serde(default)]
    pub people: Vec<PersonRecord>,
    /// `running`, `interrupted` or `complete`.
    pub status: String,
    /// Hash of the animal table's bits: equal for equal runs, whatever the threads.
    pub result_hash: String,
    /// Wall-clock seconds, summed over sessions (not part of any hash).
    pub wall_s: f64,
    /// Threads used last (not part of any hash).
    pub threads: usize,
}

/// Everything that was scored and recorded.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq)]
pub struct Results {
    /// Groups in the protocol's order.
    pub groups: Vec<GroupRecord>,
    /// Measures in the protocol's order.
    pub measures: Vec<MeasureRecord>,
    /// One row per subject and replicate.
    pub animals: Vec<AnimalRow>,
    /// Acts of the first replicate.
    pub events: Vec<EventRow>,
    /// Traces of the first replicate.
    pub series: Vec<SeriesRecord>,
    /// Ties of the first replicate, of everybody; those of the first member are series, too.
    pub ties: Vec<TieRecord>,
    /// Claims with verdicts.
    pub verdicts: Vec<Verdict>,
    /// Parameters that the run read.
    pub parameters: Vec<ParameterRecord>,
    /// Citations of the parameters and of the protocol: key, one line, BibTeX.
    pub sources: Vec<SourceRecord>,
}

/// A group and its schedule.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq)]
pub struct GroupRecord {
    /// Key.
    pub key: String,
    /// Label for plots.
    pub label: String,
    /// Subjects per replicate.
    pub n: usize,
    /// Cast in words, e.g. `subject: prairie vole, F, adult`.
    pub cast: Vec<String>,
    /// Phases.
    pub phases: Vec<SpanRecord>,
    /// Doses and manipulations.
    pub doses: Vec<SpanRecord>,
}

impl GroupRecord {
    /// Name of a member, by its place in the cast.
    pub fn member(&self, place: usize) -> &str {
        self.cast.get(place).map_or("", |words| words.split_once(": ").map_or(words, |(name, _)| name))
    }
}

/// A named stretch of time.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq)]
pub struct SpanRecord {
    /// Name or description.
    pub name: String,
    /// Kind, e.g. `together`, `choice`, `dose`.
    pub kind: String,
    /// Start, s.
    pub start_s: f64,
    /// End, s.
    pub end_s: f64,
}

/// A measure.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq)]
pub struct MeasureRecord {
    /// Key.
    pub key: String,
    /// Label for plots.
    pub label: String,
    /// Unit for people.
    pub unit: String,
    /// Phase in which it is scored.
    pub phase: String,
    /// Lowest and highest possible score, where there is one.
    #[serde(default)]
    pub bounds: (Option<f64>, Option<f64>),
}

impl MeasureRecord {
    /// Whether its scores cannot be less or more than something.
    pub fn bounded(&self) -> bool {
        self.bounds != (None, None)
    }
}

/// The scores of one subject.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq)]
pub struct AnimalRow {
    /// Replicate, from 0.
    pub replicate: usize,
    /// Group index.
    pub group: usize,
    /// Subject within the group, from 0.
    pub animal: usize,
    /// One value per measure; NaN never: absent is `null`.
    pub values: Vec<Option<f64>>,
}

/// An act.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq)]
pub struct EventRow {
    /// Group index.
    pub group: usize,
    /// Unit (subject) within the group.
    pub animal: usize,
    /// Onset, s.
    pub onset_s: f64,
    /// Duration, s; 0 for a point event.
    pub duration_s: f64,
    /// Who.
    pub actor: String,
    /// Act.
    pub act: String,
    /// Towards whom; empty for none.
    pub target: String,
}

/// Time courses of one variable in one group.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq)]
pub struct SeriesRecord {
    /// Group index.
    pub group: usize,
    /// Variable, e.g. `level:oxytocin@nacc_shell`.
    pub variable: String,
    /// Label for plots.
    pub label: String,
    /// Unit.
    pub unit: String,
    /// Kind for grouping plots: `rate`, `level`, `occupancy`, `bond`, `behaviour`, `hpa`, `need`.
    pub kind: String,
    /// Sample times, s.
    pub time_s: Vec<f64>,
    /// One row per subject, one value per sample time.
    pub values: Vec<Vec<f32>>,
}

/// One kind of tie of one group over time, towards everybody who is ever met.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq)]
pub struct TieRecord {
    /// Group index.
    pub group: usize,
    /// Kind, e.g. `trust`.
    pub kind: String,
    /// Who is tied to whom, as places in the cast.
    pub pairs: Vec<(usize, usize)>,
    /// Sample times, s.
    pub time_s: Vec<f64>,
    /// One row per subject: `[sample × pair]`.
    pub values: Vec<Vec<f32>>,
}

/// A claim beside what came out.
#[derive(Debug, Clone, Default, Serialize, Deserialize, PartialEq)]
pub struct Verdict {
    /// Claim key.
    pub claim: String,
    /// Claim in words.
    pub text: String,
    /// Kind of claim.
    pub kind: String,
    /// Groups concerned.
    pub groups: Vec<String>,
    /// Measures concerned.
    pub measures: Vec<String>,
    /// What the paper says, in words or numbers; empty for a hypothesis.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub published: String,
    /// What a design of one's own, which has no paper, expects; empty for what was published.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hypothesis: String,
    /// Published number, where there is one.
    pub published_value: Option<f64>,
    /// Its 95 % interval, where there is one.
    pub published_interval: Option<(f64, f64)>,
    /// Published size of the effect, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_effect: Option<Effect>,
    /// What came out, in words or numbers (first replicate or mean over replicates).
    pub simulated: String,
    /// Simulated number.
    pub simulated_value: Option<f64>,
    /// Its 95 % interval over replicates or by the test.
    pub simulated_interval: Option<(f64, f64)>,
    /// Standardised effect size over all replicates.
    pub effect_size: Option<f64>,
    /// What it is: `d_z` (pairs), `g` (Hedges, groups), `d` (against a value), `r`, `ρ`, `ln OR`, `V`, `η²`, `z`; empty for none.
    #[serde(default)]
    pub effect_name: String,
    /// Animals that the claim looks at, group by group.
    #[serde(default)]
    pub counted: Vec<Counted>,
    /// Test in words.
    pub criterion: String,
    /// Share of replicates in which the claim holds by the paper's own criterion and n.
    pub share: f64,
    /// Replicates.
    pub replicates: usize,
    /// The claim that must hold where this one says that nothing differs; empty for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub control: String,
    /// Replicates in which what is claimed comes out but the control does not hold: they count as not held.
    #[serde(default)]
    pub hollow: usize,
    /// `holds` (share ≥ 0.8), `weak` (≥ 0.5; people read `mixed`), `fails`, or `not applicable`.
    pub verdict: String,
    /// Why it is not applicable, or not in every replicate; empty where it is.
    #[serde(default)]
    pub reason: String,
    /// Whether the published outcome was read rather than recalled.
    pub verified: bool,
    /// How n, doses, durations, test and outcome of the paper are known.
    #[serde(default)]
    pub known: Known,
}

impl Verdict {
    /// What is expected: published, or a hypothesis.
    pub fn expected(&self) -> &String {
        if self.hypothesis.is_empty() { &self.published } else { &self.hypothesis }
    }

    /// The word for [`Verdict::expected`].
    pub fn expected_is(&self) -> &'static str {
        if self.hypothesis.is_empty() { "published" } else { "hypothesis" }
    }
}

/// How many animals of a group or sample a claim looks at.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq)]
pub struct Counted {
    /// Group or sample.
    pub group: String,
    /// The groups that it is taken from; itself, where it is a group.
    pub of: Vec<String>,
    /// Animals in the design.
    pub n: usize,
    /// Fewest with every score that the claim needs, over replicates.
    pub least: usize,
    /// Most.
    pub most: usize,
}

impl Verdict {
    /// The verdict as people read it: a claim that holds in half to four fifths of the repetitions has a mixed one.
    pub fn word(&self) -> &str {
        match self.verdict.as_str() {
            "weak" => "mixed",
            word => word,
        }
    }
}

/// A number that the run used.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq)]
pub struct ParameterRecord {
    /// Path in the atlas.
    pub path: String,
    /// Value as written.
    pub value: f64,
    /// Unit as written.
    pub unit: String,
    /// Range.
    pub range: Option<(f64, f64)>,
    /// Grade.
    pub grade: String,
    /// Source key.
    pub source: String,
    /// Note.
    pub note: String,
    /// Override, if any.
    pub overridden: Option<String>,
}

/// A citation.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq)]
pub struct SourceRecord {
    /// BibTeX key.
    pub key: String,
    /// One line.
    pub citation: String,
    /// The entry.
    pub bibtex: String,
    /// Whether it is the paper of the protocol.
    #[serde(default)]
    pub protocol: bool,
    /// Processes and ligands whose equations rest on it, such as `process.bond`.
    #[serde(default)]
    pub equations: Vec<String>,
    /// Paths of the numbers that come from it.
    #[serde(default)]
    pub parameters: Vec<String>,
}

/// A person in the manifest of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PersonRecord {
    /// The member.
    pub member: String,
    /// File as the user named it (not part of any hash).
    pub file: String,
    /// Hash of what is imprinted.
    pub hash: String,
}

impl PersonRecord {
    /// The record in a word: member and hash.
    pub fn word(&self) -> String {
        format!("{}={}", self.member, self.hash.chars().take(12).collect::<String>())
    }
}
