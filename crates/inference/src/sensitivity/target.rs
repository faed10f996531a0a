//! Scores whose dependence is asked for: a measure in a group, or what a claim compares, animal by animal.

use serde::Serialize;
use syntony_language::Problems;
use syntony_language::problem::nearest;
use syntony_model::Protocol;
use syntony_model::protocol::{Claim, ClaimKind, Criterion, Threshold};
use syntony_results::judge;
use syntony_results::record::AnimalRow;

/// A score that every animal has.
#[derive(Debug, Clone)]
pub struct SensitivityTarget {
    /// In words.
    pub label: String,
    /// Unit for people.
    pub unit: String,
    /// Groups that it needs.
    pub groups: Vec<String>,
    of: Of,
}

#[derive(Debug, Clone)]
enum Of {
    /// Measure `.1` in group `.0`.
    Measure(usize, usize),
    /// First minus second measure in a group.
    Within(usize, usize, usize),
    /// One measure in the first minus the second group; pairs by position, which are independent.
    Between(usize, usize, usize),
    /// One measure: the difference of the first two groups minus that of the last two.
    Interaction([usize; 4], usize),
    /// Measure minus a value.
    Against(usize, usize, f64),
    /// Whether a measure is above a value.
    Share(usize, usize, Threshold),
}

/// What is asked for, as written; serialised into the question of a folder.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct AskedTarget {
    /// Measures by key.
    pub measures: Vec<String>,
    /// Claims by key.
    pub claims: Vec<String>,
    /// Group of the measures; the first that has the measure's phase and member if none is given.
    pub group: Option<String>,
}

/// The targets asked for, and everything that is wrong with them.
pub fn targets(protocol: &Protocol, asked: &AskedTarget) -> Result<Vec<SensitivityTarget>, Problems> {
    let mut problems = Problems::default();
    let mut add = |what: String, hint: Option<String>| problems.add(Default::default(), what, hint);
    let measures = protocol.measures.iter().map(|m| m.key.as_str());
    let groups = protocol.groups.iter().map(|g| g.key.as_str());
    let mean = |n: Option<&str>| n.map(|n| format!("did you mean `{n}`?"));
    if asked.measures.is_empty() && asked.claims.is_empty() {
        let all = measures.clone().collect::<Vec<_>>().join(", ");
        add(format!("no score is asked for, expected --measure with one of {all}, or --claim"), None);
    }
    let group = asked.group.as_ref().map(|key| {
        let found = protocol.groups.iter().position(|g| g.key == *key);
        if found.is_none() {
            let all = groups.clone().collect::<Vec<_>>().join(", ");
            let what = format!("no group `{key}` in {}, expected one of {all}", protocol.key);
            add(what, mean(nearest(key, groups.clone())));
        }
        found
    });
    let mut targets = Vec::new();
    for key in &asked.measures {
        match protocol.measures.iter().position(|m| m.key == *key) {
            Some(m) => match group {
                Some(None) => {}
                Some(Some(g)) => targets.push(of_measure(protocol, g, m)),
                None => targets.extend(first_group(protocol, m).map(|g| of_measure(protocol, g, m))),
            },
            None => {
                let all = measures.clone().collect::<Vec<_>>().join(", ");
                let what = format!("no measure `{key}` in {}, expected one of {all}", protocol.key);
                add(what, mean(nearest(key, measures.clone())));
            }
        }
    }
    for key in &asked.claims {
        match protocol.claims.iter().find(|c| c.key == *key) {
            Some(claim) => match of_claim(protocol, claim) {
                Some(target) => targets.push(target),
                None => {
                    let what = format!(
                        "the claim `{key}` ({}) compares no means of groups, expected one of kind within, between, interaction, against, mean or fraction about groups",
                        judge::kind_word(&claim.kind)
                    );
                    add(what, Some("ask for what it measures with --measure".into()));
                }
            },
            None => {
                let known = protocol.claims.iter().map(|c| c.key.as_str());
                let all = known.clone().collect::<Vec<_>>().join(", ");
                let what = format!("no claim `{key}` in {}, expected one of {all}", protocol.key);
                add(what, mean(nearest(key, known)));
            }
        }
    }
    problems.into_result(targets)
}

/// The first group whose schedule and cast have what a measure needs.
fn first_group(protocol: &Protocol, measure: usize) -> Option<usize> {
    let m = &protocol.measures[measure];
    protocol
        .groups
        .iter()
        .position(|g| g.phases.iter().any(|f| f.name == m.phase) && g.cast.iter().any(|c| c.name == m.member))
}

fn of_measure(protocol: &Protocol, g: usize, m: usize) -> SensitivityTarget {
    let (group, measure) = (&protocol.groups[g], &protocol.measures[m]);
    SensitivityTarget {
        label: format!("{} of {}", measure.key, group.key),
        unit: measure.unit.clone(),
        groups: vec![group.key.clone()],
        of: Of::Measure(g, m),
    }
}

fn of_claim(protocol: &Protocol, claim: &Claim) -> Option<SensitivityTarget> {
    let group = |key: &String| protocol.groups.iter().position(|g| g.key == *key);
    let measure = |key: &String| protocol.measures.iter().position(|m| m.key == *key);
    let (of, words) = match &claim.kind {
        ClaimKind::Within { group: g, first, second, .. } => {
            (Of::Within(group(g)?, measure(first)?, measure(second)?), format!("{first} − {second} of {g}"))
        }
        // of shares there is no score of single pairs
        ClaimKind::Between { criterion: Criterion::Fisher { .. } | Criterion::Chi2 { .. }, .. } => {
            return None;
        }
        ClaimKind::Between { measure: m, first, second, .. } => {
            (Of::Between(group(first)?, group(second)?, measure(m)?), format!("{m} of {first} − {second}"))
        }
        ClaimKind::Interaction { measure: m, first, second, .. } => {
            let groups = [group(&first.0)?, group(&first.1)?, group(&second.0)?, group(&second.1)?];
            let words = format!("{m} of ({} − {}) − ({} − {})", first.0, first.1, second.0, second.1);
            (Of::Interaction(groups, measure(m)?), words)
        }
        ClaimKind::Against { group: g, measure: m, value, .. } => {
            (Of::Against(group(g)?, measure(m)?, *value), format!("{m} of {g} − {value}"))
        }
        ClaimKind::Mean { group: g, measure: m, .. } => {
            (Of::Measure(group(g)?, measure(m)?), format!("{m} of {g}"))
        }
        ClaimKind::Fraction { group: g, measure: m, threshold, .. } => {
            (Of::Share(group(g)?, measure(m)?, *threshold), format!("share of {g} with {m} {threshold}"))
        }
        _ => return None,
    };
    let (groups, measures) = (protocol.groups_behind(&claim.kind), claim.kind.measures());
    let unit = match of {
        Of::Share(..) => String::new(),
        _ => protocol
            .measures
            .iter()
            .find(|m| measures.contains(&m.key.as_str()))
            .map_or(String::new(), |m| m.unit.clone()),
    };
    Some(SensitivityTarget { label: format!("{}: {words}", claim.key), unit, groups, of })
}

impl SensitivityTarget {
    /// The score of each animal from the rows of a run (sorted by group, replicate and animal); NaN where it is missing.
    pub fn scores(&self, rows: &[AnimalRow]) -> Vec<f64> {
        let column = |g: usize, m: usize| {
            rows.iter()
                .filter(|r| r.group == g)
                .map(|r| r.values[m].unwrap_or(f64::NAN))
                .collect::<Vec<f64>>()
        };
        let minus = |x: Vec<f64>, y: Vec<f64>| x.iter().zip(&y).map(|(a, b)| a - b).collect::<Vec<f64>>();
        match self.of {
            Of::Measure(g, m) => column(g, m),
            Of::Within(g, a, b) => minus(column(g, a), column(g, b)),
            Of::Between(g, h, m) => minus(column(g, m), column(h, m)),
            Of::Interaction([a, b, c, d], m) => {
                minus(minus(column(a, m), column(b, m)), minus(column(c, m), column(d, m)))
            }
            Of::Against(g, m, value) => column(g, m).iter().map(|x| x - value).collect(),
            Of::Share(g, m, threshold) => {
                let counts = |x: f64| if x.is_nan() { x } else { f64::from(u8::from(threshold.counts(x))) };
                column(g, m).into_iter().map(counts).collect()
            }
        }
    }
}
