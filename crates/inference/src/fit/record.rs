//! What a fit was asked and what it found (`fit.json`), and how its values are written for `--set @FILE`.

use super::search::{Generation, SearchState};
use super::task::FitTask;
use serde::{Deserialize, Serialize};
use syntony_model::fitting::FitAxis;
use syntony_store::hash;

/// Version of the folder's format.
const FORMAT: u32 = 1;

/// Everything that the search depends on. A search is resumed only if all of it is the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// Version of the folder's format.
    pub format: u32,
    /// Version of Syntony.
    pub syntony: String,
    /// Key of the fit.
    pub key: String,
    /// Whose atlas.
    pub lineage: String,
    /// Seed.
    pub seed: u64,
    /// Settings of search and loss in words, by name.
    pub settings: Vec<(String, String)>,
    /// Numbers that are adjusted.
    pub parameters: Vec<Ranged>,
    /// Experiments.
    pub experiments: Vec<ExperimentRecord>,
    /// Roles that were allowed besides calibration, with the reason.
    pub allow: Vec<(String, String)>,
    /// Hash of the atlas texts.
    pub atlas_hash: String,
    /// Overrides from the command line.
    pub set: Vec<String>,
    /// Overrides while it searches.
    pub coarse: Vec<String>,
}

/// A number and the range in which it is searched.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ranged {
    /// Path in the atlas.
    pub path: String,
    /// Unit.
    pub unit: String,
    /// Value before.
    pub value: f64,
    /// Range that is searched.
    pub range: (f64, f64),
    /// `log` or `linear`.
    pub scale: String,
}

/// An experiment and its claims.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExperimentRecord {
    /// Key of the protocol.
    pub protocol: String,
    /// Its role.
    pub role: String,
    /// Hash of its text.
    pub hash: String,
    /// Claims that are fitted.
    pub claims: Vec<String>,
    /// Weight of each of them.
    pub weight: f64,
    /// Repetitions of the paper's n.
    pub replicates: usize,
}

impl Asked {
    /// Hash of all of it.
    pub fn hash(&self) -> String {
        hash::of_bytes(&serde_json::to_vec(self).unwrap_or_default())
    }

    /// What a task asks; `set` are the overrides that were applied to its atlas.
    pub fn of(task: &FitTask, set: &[String]) -> Asked {
        let f = task.fitting;
        let texts = task.atlas.texts.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        let settings = [
            ("points", f.search.points.map_or("usual".into(), |p| p.to_string())),
            ("animals", f.search.animals.to_string()),
            ("start", if f.search.from_middle { "middle".into() } else { "atlas".into() }),
            ("width", f.search.width.to_string()),
            ("effort", f.search.effort.to_string()),
            ("measure", if f.loss.bits { "bits".into() } else { "distance".into() }),
            ("laboratory", f.loss.laboratory.to_string()),
            ("pull", f.loss.pull.map_or("none".into(), |p| p.to_string())),
        ];
        let ranged = |a: &FitAxis| Ranged {
            path: a.path.clone(),
            unit: a.unit.clone(),
            value: a.value,
            range: (a.low, a.high),
            scale: if a.log { "log".into() } else { "linear".into() },
        };
        let experiment = |e: &super::task::FitExperiment| ExperimentRecord {
            protocol: e.protocol.key.clone(),
            role: format!("{:?}", e.protocol.role).to_lowercase(),
            hash: hash::of_bytes(e.protocol.text.as_bytes()),
            claims: e.claims.iter().map(|t| t.claim.key.clone()).collect(),
            weight: e.claims.first().map_or(0.0, |t| t.weight),
            replicates: e.replicates,
        };
        Asked {
            format: FORMAT,
            syntony: env!("CARGO_PKG_VERSION").into(),
            key: f.key.clone(),
            lineage: f.lineage.clone(),
            seed: f.search.seed,
            settings: settings.into_iter().map(|(k, v)| (k.to_string(), v)).collect(),
            parameters: f.axes.iter().map(ranged).collect(),
            experiments: task.experiments.iter().map(experiment).collect(),
            allow: f.allow.clone(),
            atlas_hash: hash::of_texts(texts),
            set: set.to_vec(),
            coarse: f.set.iter().map(|s| s.text.clone()).collect(),
        }
    }

    /// What is asked otherwise than there, in words.
    pub fn differs(&self, asked: &Asked) -> Vec<String> {
        let (a, b) = (self, asked);
        let list = |x: &[String]| if x.is_empty() { "none".to_string() } else { x.join(", ") };
        let mut all = Vec::new();
        let mut tell = |what: &str, there: String, asked: String| {
            if there != asked {
                all.push(format!("{what} {there} there, {asked} asked"));
            }
        };
        tell("format", a.format.to_string(), b.format.to_string());
        tell("Syntony", a.syntony.clone(), b.syntony.clone());
        tell("fit", a.key.clone(), b.key.clone());
        tell("lineage", a.lineage.clone(), b.lineage.clone());
        tell("seed", a.seed.to_string(), b.seed.to_string());
        for ((name, there), (_, asked)) in a.settings.iter().zip(&b.settings) {
            tell(name, there.clone(), asked.clone());
        }
        let range = |p: &Ranged| format!("{} to {} {}, {}", p.range.0, p.range.1, p.unit, p.scale);
        only(&a.parameters, &b.parameters, |p| &p.path, &mut |what| all.push(format!("parameter {what}")));
        for (p, q) in shared(&a.parameters, &b.parameters, |p| &p.path) {
            if range(p) != range(q) || p.value != q.value {
                let (x, y) = (range(p), range(q));
                all.push(format!("{} from {} in {x} there, from {} in {y} asked", p.path, p.value, q.value));
            }
        }
        only(&a.experiments, &b.experiments, |e| &e.protocol, &mut |what| {
            all.push(format!("protocol {what}"))
        });
        for (p, q) in shared(&a.experiments, &b.experiments, |e| &e.protocol) {
            if p.hash != q.hash {
                all.push(format!("the text of protocol {} has changed", p.protocol));
            } else if p != q {
                all.push(format!("other claims or weights of {}", p.protocol));
            }
        }
        if a.atlas_hash != b.atlas_hash {
            all.push("the atlas has changed".into());
        }
        let mut tell = |what: &str, there: String, asked: String| {
            if there != asked {
                all.push(format!("{what} {there} there, {asked} asked"));
            }
        };
        tell("overrides", list(&a.set), list(&b.set));
        tell("overrides while searching", list(&a.coarse), list(&b.coarse));
        if all.is_empty() && a != b {
            all.push("other settings".into());
        }
        all
    }
}

fn shared<'a, T>(a: &'a [T], b: &'a [T], key: impl Fn(&T) -> &String) -> Vec<(&'a T, &'a T)> {
    a.iter().filter_map(|x| Some((x, b.iter().find(|y| key(y) == key(x))?))).collect()
}

/// Tells what only one of two lists has.
fn only<T>(a: &[T], b: &[T], key: impl Fn(&T) -> &String, tell: &mut dyn FnMut(String)) {
    let lacks = |of: &[T], x: &T| !of.iter().any(|y| key(y) == key(x));
    a.iter().filter(|x| lacks(b, x)).for_each(|x| tell(format!("{} is not asked any more", key(x))));
    b.iter().filter(|x| lacks(a, x)).for_each(|x| tell(format!("{} is new", key(x))));
}

/// The state of a search and what it is the search for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// What was asked.
    pub asked: Asked,
    /// How far it is.
    pub state: SearchState,
    /// Wall-clock seconds so far (not part of any hash).
    pub wall_s: f64,
    /// Processor seconds so far (not part of any hash).
    pub busy_s: f64,
}

/// A loss over fresh animals.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct JudgedLoss {
    /// Mean over seeds.
    pub loss: f64,
    /// Standard error of the mean.
    pub error: f64,
}

/// A claim before and after.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClaimRecord {
    /// Key of the protocol.
    pub protocol: String,
    /// Key of the claim.
    pub claim: String,
    /// What the paper says.
    pub published: String,
    /// What came out at the start and with the fitted values.
    pub simulated: (String, String),
    /// Share of replicates in which it holds.
    pub share: (f64, f64),
    /// Verdict.
    pub verdict: (String, String),
    /// Its part in the loss.
    pub loss: (f64, f64),
}

/// A fitted number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// Number, range and value before.
    #[serde(flatten)]
    pub was: Ranged,
    /// Value now.
    pub fitted: f64,
    /// How far the search still spread, as a share of the range.
    pub spread: f64,
    /// Median and 95 % interval of the posterior, if it was drawn.
    #[serde(default)]
    pub posterior: Option<(f64, f64, f64)>,
}

impl Fitted {
    /// Median and 95 % interval where the claims say something: the interval is narrower than this share of the range.
    pub fn learnt(&self, share: f64) -> Option<(f64, f64, f64)> {
        let at = |v: f64| if self.was.scale == "log" { syntony_engine::math::ln(v) } else { v };
        let (from, to) = self.was.range;
        self.posterior.filter(|(_, low, high)| at(*high) - at(*low) < share * (at(to) - at(from)))
    }
}

/// Everything that came out (`fit.json`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FitRecord {
    /// What was asked.
    pub asked: Asked,
    /// Title in words.
    pub title: String,
    /// `complete` or `interrupted`.
    pub status: String,
    /// What the loss is, in words.
    pub objective: String,
    /// Numbers.
    pub parameters: Vec<Fitted>,
    /// Which point was chosen: `start`, `mean` or `centre` (the running mean of the means).
    pub chosen: String,
    /// Loss of start and of the chosen point on fresh animals.
    pub start: JudgedLoss,
    /// Loss of the chosen point.
    pub end: JudgedLoss,
    /// Loss gained, seed by seed.
    pub gained: JudgedLoss,
    /// Claims before and after; none where nothing was searched.
    pub claims: Vec<ClaimRecord>,
    /// Standard deviation of the loss of one point from one set of animals to another.
    pub noise_sd: f64,
    /// The search, generation by generation.
    pub history: Vec<Generation>,
    /// Trials: points run through all experiments.
    pub trials: usize,
    /// Hash of the fitted values' bits: equal for equal fits, whatever the threads.
    pub result_hash: String,
    /// How well the posterior is known, if it was drawn.
    #[serde(default)]
    pub posterior: Option<super::posterior::PosteriorSummary>,
    /// Wall-clock seconds of the search (not part of any hash).
    pub wall_s: f64,
    /// Processor seconds of the search (not part of any hash).
    pub busy_s: f64,
    /// Threads used last (not part of any hash).
    pub threads: usize,
}

impl FitRecord {
    /// Share of claims that hold, before and after.
    pub fn share_holds(&self) -> (f64, f64) {
        let share = |of: &dyn Fn(&ClaimRecord) -> bool| {
            self.claims.iter().filter(|c| of(c)).count() as f64 / self.claims.len().max(1) as f64
        };
        (share(&|c| c.verdict.0 == "holds"), share(&|c| c.verdict.1 == "holds"))
    }

    /// The values as `--set @FILE` takes them, with where they come from.
    pub fn to_set(&self) -> String {
        let mut text = format!("# {}: {}\n", self.asked.key, self.title);
        let n = self.asked.experiments.len();
        text.push_str(&format!(
            "# fitted by syntony {} to {} claims of {n} protocols, seed {}, {} trials\n",
            self.asked.syntony,
            self.claims.len(),
            self.asked.seed,
            self.trials
        ));
        text.push_str(&format!(
            "# loss {:.3} ± {:.3}, was {:.3} ± {:.3}; result {}\n",
            self.end.loss, self.end.error, self.start.loss, self.start.error, self.result_hash
        ));
        for p in &self.parameters {
            let (was, unit) =
                (&p.was, if p.was.unit == "1" { String::new() } else { format!(" {}", p.was.unit) });
            text.push_str(&format!(
                "{}={}{unit}  # was {}, range {} to {}\n",
                was.path, p.fitted, was.value, was.range.0, was.range.1
            ));
        }
        text
    }
}
