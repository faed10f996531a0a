//! A fit file: which numbers of the atlas are adjusted, on which claims, and how long is searched.

use crate::atlas::{Atlas, Library};
use crate::param::{Grade, Param};
use syntony_language::notes::Notes;
use syntony_language::problem::{Place, Problem, Problems, nearest};
use syntony_language::shape::{FIT, check, join, settle};
use syntony_language::text::{Spot, Table, glob};

/// A range above 0 that spans more than this factor is searched on a log scale.
const LOG_SPAN: f64 = 3.0;

/// What is to be fitted, checked as far as the atlas can tell.
#[derive(Debug, Clone)]
pub struct Fitting {
    /// Key, also the file's name.
    pub key: String,
    /// Title in words.
    pub title: String,
    /// Whose atlas.
    pub lineage: String,
    /// Words that choose protocols; empty for all of the lineage with role calibration.
    pub protocols: Vec<String>,
    /// Protocols or claims that are left out.
    pub without: Vec<Placed>,
    /// Roles that may be used besides calibration, with the reason.
    pub allow: Vec<(String, String)>,
    /// Numbers that are adjusted.
    pub axes: Vec<FitAxis>,
    /// Overrides while it searches, `PATH=VALUE`.
    pub set: Vec<Placed>,
    /// How long and how finely.
    pub search: SearchSettings,
    /// What is made small.
    pub loss: LossSettings,
    /// The posterior, if there is to be one.
    pub posterior: Option<Posterior>,
    /// Words that were read as others.
    pub remarks: Vec<Problem>,
    /// The text itself.
    pub text: String,
}

/// A text of the file and where it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// The text.
    pub text: String,
    /// Where.
    pub place: Place,
}

/// How long and how finely is searched.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchSettings {
    /// Seed.
    pub seed: u64,
    /// Generations.
    pub generations: usize,
    /// Points in each; the usual number if none is given.
    pub points: Option<usize>,
    /// Subjects in each group, on average.
    pub animals: usize,
    /// Whether it begins in the middle of the ranges.
    pub from_middle: bool,
    /// First steps, as a share of the ranges.
    pub width: f64,
    /// How many times more animals there may be when noise hides the differences.
    pub effort: f64,
    /// Seeds on which the result is judged.
    pub fresh: usize,
}

/// How a posterior is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posterior {
    /// Whether the points themselves are moved to be the draws, instead of chains on stand-ins.
    pub ensemble: bool,
    /// Points that are run in each round.
    pub points: usize,
    /// Rounds.
    pub rounds: usize,
    /// Draws that are written.
    pub draws: usize,
}

/// What is made small.
#[derive(Debug, Clone, PartialEq)]
pub struct LossSettings {
    /// Standard deviation of the log factor of a laboratory.
    pub laboratory: f64,
    /// Whether claims count by the probability of what was published, not by their distance from it.
    pub bits: bool,
    /// Standard deviation of the prior around the atlas, as a share of the range.
    pub pull: Option<f64>,
    /// Weights of protocols by key.
    pub weights: Vec<(Placed, f64)>,
}

/// A number that is adjusted.
#[derive(Debug, Clone, PartialEq)]
pub struct FitAxis {
    /// Path in the atlas.
    pub path: String,
    /// Unit of value and range.
    pub unit: String,
    /// Value of the atlas.
    pub value: f64,
    /// Lower end of the range that is searched.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Whether equal factors count alike.
    pub log: bool,
}

impl FitAxis {
    /// The value as `--set` takes it.
    pub fn written(&self, value: f64) -> String {
        if self.unit == "1" { format!("{value}") } else { format!("{value} {}", self.unit) }
    }
}

impl Fitting {
    /// Whether a text is a fit file rather than a protocol: it has parameters.
    pub fn is(text: &str) -> bool {
        text.lines().any(|line| line.trim_start().starts_with("[[parameter]]"))
    }

    /// Reads a fit file. `name` is the file as the user named it; all problems are reported at once.
    pub fn read(name: &str, text: &str, library: &Library) -> Result<Fitting, Problems> {
        let mut notes = Notes::default();
        let Some(mut root) = notes.files.parse(name, text, &mut notes.problems) else {
            return Err(notes.problems.into_result(()).err().unwrap_or_default());
        };
        let mut settled = Vec::new();
        settle(&FIT, &mut root, &mut settled);
        check(&FIT, &root, &notes.files, &mut notes.problems);
        let lineage = root.text_or_empty("lineage");
        let lineages: Vec<&str> = library.iter().map(|(name, _)| name).collect();
        if !lineage.is_empty() {
            notes.known("lineage", "atlas", &lineage, root.spot_of("lineage"), lineages.iter().copied());
        }
        if let Some(t) = root.table("posterior")
            && t.text("method") == Some("ensemble")
            && t.count("rounds") == Some(1)
        {
            let what = "1 round of an ensemble, expected at least 2: the first is of the prior";
            notes.add(t.spot_of("rounds"), what, None);
        }
        let axes = library.lineage(&lineage).map_or(Vec::new(), |atlas| axes(&root, atlas, &mut notes));
        let named = |table: &Table, key: &str| -> Vec<Placed> {
            let place = |spot| notes.files.place(spot);
            table.texts(key).map(|(text, spot)| Placed { text: text.into(), place: place(spot) }).collect()
        };
        let weights = root.table("loss").and_then(|t| t.table("weight")).map_or(Vec::new(), |t| {
            let one = |e: &syntony_language::text::KeyValue| {
                Some((Placed { text: e.key.clone(), place: notes.files.place(e.at) }, e.node.number()?))
            };
            t.entries.iter().filter_map(one).collect()
        });
        let allow = root.tables("allow").map(|t| (t.text_or_empty("role"), t.text_or_empty("reason")));
        let usual = || {
            let params = library.lineage(&lineage).map(|atlas| &atlas.params);
            params.and_then(|p| Some(p.value(p.find("process.assay.laboratory_sd")?))).unwrap_or(0.0)
        };
        let only = root.table("posterior").is_some_and(|t| t.flag("only"));
        let fitting = Fitting {
            key: root.text_or_empty("key"),
            title: root.text("title").unwrap_or(root.text("key").unwrap_or_default()).to_string(),
            protocols: root.texts("protocols").map(|(text, _)| text.to_string()).collect(),
            without: named(&root, "without"),
            allow: allow.collect(),
            axes,
            set: named(&root, "set"),
            search: search(root.table("search"), only),
            loss: LossSettings {
                laboratory: root.table("loss").and_then(|t| t.number("laboratory")).unwrap_or_else(usual),
                bits: root.table("loss").is_some_and(|t| t.text("measure") == Some("bits")),
                pull: root.table("loss").and_then(|t| t.number("pull")),
                weights,
            },
            posterior: root.table("posterior").map(|t| Posterior {
                ensemble: t.text("method") == Some("ensemble"),
                points: t.count("points").unwrap_or(160),
                rounds: t.count("rounds").unwrap_or(4),
                draws: t.count("draws").unwrap_or(200),
            }),
            lineage,
            remarks: notes.remarks(settled),
            text: text.to_string(),
        };
        notes.problems.into_result(fitting)
    }
}

/// `only` a posterior is asked for: there is nothing to search.
fn search(table: Option<&Table>, only: bool) -> SearchSettings {
    let empty = Table::default();
    let t = table.unwrap_or(&empty);
    SearchSettings {
        seed: t.count("seed").unwrap_or(1) as u64,
        generations: if only { 0 } else { t.count("generations").unwrap_or(100) },
        points: t.count("points"),
        animals: t.count("animals").unwrap_or(40),
        from_middle: t.text("start") == Some("middle"),
        width: t.number("width").unwrap_or(0.15),
        effort: t.number("effort").unwrap_or(4.0).max(1.0),
        fresh: t.count("fresh").unwrap_or(8),
    }
}

/// The numbers that are adjusted, in order of first mention.
fn axes(root: &Table, atlas: &Atlas, notes: &mut Notes) -> Vec<FitAxis> {
    let mut axes: Vec<FitAxis> = Vec::new();
    for table in root.tables("parameter") {
        let Some(pattern) = table.text("path") else { continue };
        let spot = table.spot_of("path");
        let without: Vec<&str> = table.texts("without").map(|(text, _)| text).collect();
        let found: Vec<&Param> = match pattern.contains('*') {
            false => {
                let Some(id) = atlas.params.find(pattern) else {
                    let hint = atlas.near(pattern).map(|n| format!("did you mean '{n}'?"));
                    let what =
                        format!("unknown path '{pattern}', expected the path of a number of the atlas");
                    notes.add(spot, what, hint);
                    continue;
                };
                vec![atlas.params.get(id)]
            }
            true => {
                let all = atlas.params.iter().map(|(_, p)| p);
                let reach = |p: &&Param| glob(pattern, &p.path) && !without.iter().any(|w| glob(w, &p.path));
                all.filter(reach).filter(|p| free(p)).collect()
            }
        };
        if found.is_empty() {
            let what = format!("no number of the atlas that is graded fitted or assumed matches '{pattern}'");
            notes.add(spot, what, near_start(pattern, atlas));
        }
        for param in found {
            let twice = axes.iter().any(|a| a.path == param.path);
            if twice {
                notes.add(spot, format!("'{}' is given twice, expected once", param.path), None);
            } else if let Some(axis) = axis(table, spot, param, notes) {
                axes.push(axis);
            }
        }
    }
    axes
}

fn near_start(pattern: &str, atlas: &Atlas) -> Option<String> {
    let start = pattern.split('*').next().unwrap_or_default().trim_end_matches('.');
    let parts = start.split('.').count();
    let starts: std::collections::BTreeSet<String> =
        atlas.params.paths().map(|p| p.split('.').take(parts).collect::<Vec<_>>().join(".")).collect();
    if starts.contains(start) {
        return None;
    }
    nearest(start, starts.iter().map(String::as_str)).map(|n| format!("did you mean '{n}.*'?"))
}

fn free(param: &Param) -> bool {
    matches!(param.grade, Grade::Fitted | Grade::Assumed) && param.range.is_some_and(|(low, high)| low < high)
}

/// One number with the range that is searched; notes what stands against it.
fn axis(table: &Table, spot: Spot, param: &Param, notes: &mut Notes) -> Option<FitAxis> {
    let path = &param.path;
    if !matches!(param.grade, Grade::Fitted | Grade::Assumed) {
        let grade = format!("{:?}", param.grade).to_lowercase();
        let hint = Some("what has been measured is not adjusted; correct the atlas if it is wrong".into());
        notes.add(spot, format!("'{path}' is graded {grade}, expected fitted or assumed"), hint);
        return None;
    }
    let (mut low, mut high) = param.range.filter(|(low, high)| low < high).or_else(|| {
        notes.add(spot, format!("'{path}' has no range in the atlas, expected one to search in"), None);
        None
    })?;
    let own: Vec<f64> = table.list("range").iter().filter_map(|n| n.number()).collect();
    if let [from, to] = own[..] {
        if from >= to || from < low || to > high {
            let what = format!(
                "the range [{from}, {to}] of '{path}', expected two different ends within [{low}, {high}] {}",
                join([param.written.unit.text()].into_iter())
            );
            notes.add(
                table.spot_of("range"),
                what,
                Some("the atlas says what is plausible; a fit may be narrower".into()),
            );
            return None;
        }
        (low, high) = (from, to);
    }
    let value = param.written.number;
    if !(low..=high).contains(&value) {
        let what = format!("'{path}' is {} in the atlas, expected it within [{low}, {high}]", param.written);
        notes.add(spot, what, Some("widen the range, or set the number within it with --set".into()));
        return None;
    }
    let log = match table.text("scale") {
        Some("linear") => false,
        Some("log") if low <= 0.0 => {
            notes.add(
                table.spot_of("scale"),
                format!("a log scale for '{path}' whose range begins at {low}, expected a range above 0"),
                None,
            );
            false
        }
        Some("log") => true,
        _ => low > 0.0 && high / low > LOG_SPAN,
    };
    Some(FitAxis { path: path.clone(), unit: param.written.unit.text().to_string(), value, low, high, log })
}
