//! First scores: what the model said of a record the first time it was run, before anybody could look into why. A log that only grows.
//!
//! ```toml
//! [[score]]
//! record = "woo_2014_separate"     # key of the protocol at that time; `protocol` has today's where it is another
//! source = "woo_2014"              # the paper
//! lineage = "human"
//! date = "2026-12-01"
//! seed = 90210
//! replicates = 20
//! commit = "d41980e"               # what git held
//! version = "…"                    # hash of program, numbers of the atlas and protocol
//! claim = "pain"
//! verdict = "fails"                # holds, weak, fails, na (could not be judged)
//! holds_in = 0.25                  # share of repetitions with the published outcome
//! probability = [0.02, 0.26, 0.72] # above, below, no difference; of comparisons alone
//! hollow = 0.1                     # no difference where the control shows none either; left out where it is 0
//! bits = -0.4                      # against the base rates of that day
//! published = "a < b"
//! simulated = "0.1 vs 0.2"
//! ```
//! Entries of the first batch have neither date, source, lineage, version, probability nor bits: [`mean`] says what is made of them.

pub mod mean;

use super::{Experiment, Finding, Trial};
use syntony_language::Problems;
use syntony_language::problem::nearest;
use syntony_language::text::{Files, Spot, Table};
use syntony_study::scan::bids::names::Date;

/// How a log begins.
pub const HEAD: &str = "# First scores: what the model said of a record the first time it was run, before anybody could look into why. A log: entries are appended and never changed.\n";
/// Seed and repetitions of a first score unless others are asked for.
pub const SEED: &str = "90210";
/// See [`SEED`].
pub const REPLICATES: &str = "20";
/// Words of verdicts.
const VERDICTS: [&str; 4] = ["holds", "weak", "fails", "na"];

/// The log.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Log {
    /// Entries, in their order.
    pub entries: Vec<LogEntry>,
}

/// The first score of a claim.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LogEntry {
    /// Key of the protocol when it was scored.
    pub record: String,
    /// Today's key of the protocol.
    pub protocol: String,
    /// Key of its paper, if given.
    pub source: Option<String>,
    /// Lineage, if given.
    pub lineage: Option<String>,
    /// Day, `2026-12-01`, if given.
    pub date: Option<String>,
    /// Claim.
    pub claim: String,
    /// `holds`, `weak`, `fails` or `na`.
    pub verdict: String,
    /// Share of repetitions with the published outcome; none where it could not be judged.
    pub holds_in: Option<f64>,
    /// Repetitions.
    pub replicates: usize,
    /// Bits against base rates, if given.
    pub bits: Option<f64>,
    /// Line of the log.
    pub line: usize,
}

/// Where and when something was scored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// Commit, as git shortens it.
    pub commit: String,
    /// Day, `2026-12-01`.
    pub date: String,
    /// Seed.
    pub seed: u64,
    /// Repetitions.
    pub replicates: usize,
}

impl Log {
    /// Reads a log; everything that is wrong with it.
    pub fn read(name: &str, text: &str) -> Result<Log, Problems> {
        let (mut files, mut problems) = (Files::default(), Problems::default());
        let Some(root) = files.parse(name, text, &mut problems) else { return Err(problems) };
        let mut faults: Vec<(Spot, String, Option<String>)> = Vec::new();
        if !text.lines().next().unwrap_or_default().contains(syntony_store::log::MARK) {
            let what = "the first line does not say that this is a log, expected it as it was begun";
            faults.push((root.spot, what.into(), None));
        }
        for other in root.entries.iter().filter(|e| e.key != "score") {
            faults.push((other.at, format!("'{}', expected nothing but [[score]]", other.key), None));
        }
        let mut log = Log::default();
        for table in root.tables("score") {
            let mut entry = entry(table, &mut faults);
            entry.line = files.place(table.spot).line;
            let same = |e: &&LogEntry| e.record == entry.record && e.claim == entry.claim;
            if let Some(before) = log.entries.iter().find(same) {
                let what = format!(
                    "{}: '{}' is scored already in line {}, expected one first score",
                    entry.record, entry.claim, before.line
                );
                faults.push((table.spot, what, None));
            }
            log.entries.push(entry);
        }
        faults.into_iter().for_each(|(spot, what, hint)| problems.add(files.place(spot), what, hint));
        problems.into_result(log)
    }

    /// The first entry of a record, by the key that it had or has.
    pub fn of(&self, protocol: &str) -> Option<&LogEntry> {
        self.entries.iter().find(|e| e.record == protocol || e.protocol == protocol)
    }
}

/// An entry; what is wrong with it.
fn entry(table: &Table, faults: &mut Vec<(Spot, String, Option<String>)>) -> LogEntry {
    let mut text = |key: &str| {
        if table.text(key).is_none_or(str::is_empty) {
            faults.push((table.spot, format!("a score without '{key}', expected a text"), None));
        }
        table.text_or_empty(key)
    };
    let (record, claim, verdict) = (text("record"), text("claim"), text("verdict"));
    ["commit", "published", "simulated"].into_iter().for_each(|key| drop(text(key)));
    for key in ["seed", "replicates"].into_iter().filter(|key| table.count(key).is_none()) {
        faults.push((table.spot_of(key), format!("'{key}' is no count, expected one"), None));
    }
    if !VERDICTS.contains(&verdict.as_str()) && !verdict.is_empty() {
        let near = nearest(&verdict, VERDICTS).map(|n| format!("did you mean '{n}'?"));
        let what = format!("the verdict '{verdict}', expected one of {}", VERDICTS.join(", "));
        faults.push((table.spot_of("verdict"), what, near));
    }
    let holds_in = table.number("holds_in");
    if holds_in.is_some_and(|x| !(0.0..=1.0).contains(&x)) || (holds_in.is_none() && verdict != "na") {
        faults.push((
            table.spot_of("holds_in"),
            "'holds_in' is no share, expected one of 0 to 1".into(),
            None,
        ));
    }
    let given = |key: &str| table.text(key).map(String::from);
    LogEntry {
        protocol: given("protocol").unwrap_or_else(|| record.clone()),
        source: given("source"),
        lineage: given("lineage"),
        date: given("date"),
        replicates: table.count("replicates").unwrap_or_default(),
        bits: table.number("bits"),
        line: 0,
        record,
        claim,
        verdict,
        holds_in,
    }
}

/// The day of a moment, so many seconds after 1970, at Greenwich: `2026-12-01`.
pub fn day(unix_s: f64) -> String {
    // dates are counted from the year 2000
    const FROM_1970: f64 = 946_684_800.0;
    Date::after(unix_s - FROM_1970).iso().chars().take(10).collect()
}

/// The entries of an experiment, as they are appended.
pub fn entries(e: &Experiment, trial: &Trial, stamp: &Stamp) -> String {
    let source = trial.protocol.paper.as_ref().map_or("", |p| p.key.as_str());
    e.claims.iter().map(|f| text(e, f, source, &trial.key, stamp)).collect()
}

fn text(e: &Experiment, f: &Finding, source: &str, version: &str, stamp: &Stamp) -> String {
    let v = &f.verdict;
    let judged = v.verdict != "not applicable";
    let word = |t: &str| serde_json::Value::from(t).to_string();
    let mut out = String::from("\n[[score]]\n");
    let mut line = |key: &str, value: String| out.push_str(&format!("{key} = {value}\n"));
    line("record", word(&e.protocol));
    line("seed", stamp.seed.to_string());
    line("commit", word(&stamp.commit));
    line("replicates", stamp.replicates.to_string());
    line("claim", word(&v.claim));
    line("verdict", word(if judged { &v.verdict } else { "na" }));
    if judged {
        line("holds_in", format!("{:?}", v.share));
    }
    if let Some(right) = f.agrees.filter(|_| judged) {
        line("direction_right", right.to_string());
    }
    line("published", word(&v.published));
    line("simulated", word(if v.simulated.is_empty() { "-" } else { &v.simulated }));
    line("source", word(source));
    line("lineage", word(&e.lineage));
    line("date", word(&stamp.date));
    line("version", word(version));
    if let Some(forecast) = &f.forecast {
        let [above, below, none] = forecast.probability;
        line("probability", format!("[{above:?}, {below:?}, {none:?}]"));
        if forecast.hollow > 0.0 {
            line("hollow", format!("{:?}", forecast.hollow));
        }
    }
    if let Some(bits) = f.bits {
        line("bits", format!("{bits:?}"));
    }
    out
}
