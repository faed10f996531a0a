//! The claims of a fit: which protocols are run, with how many animals, and what each claim weighs.

use super::score::{Needs, test_of};
use std::collections::{BTreeMap, BTreeSet};
use syntony_language::problem::nearest;
use syntony_language::text::glob;
use syntony_language::{Place, Problems};
use syntony_model::fitting::{FitAxis, Fitting};
use syntony_model::protocol::{Claim, ClaimKind, RecordRole, Spread};
use syntony_model::{Atlas, Protocol};
use syntony_results::amount::amount;

/// A protocol with those of its claims that are fitted.
#[derive(Debug, Clone)]
pub struct FitExperiment {
    /// The protocol.
    pub protocol: Protocol,
    /// Groups that some claim needs.
    pub groups: Vec<String>,
    /// Claims.
    pub claims: Vec<FitTarget>,
    /// Repetitions of the paper's n that give enough animals.
    pub replicates: usize,
}

/// A claim and what is known of it before anything is simulated.
#[derive(Debug, Clone)]
pub struct FitTarget {
    /// The claim.
    pub claim: Claim,
    /// What its test needs.
    pub needs: Option<Needs>,
    /// Its weight.
    pub weight: f64,
    /// Which amounts it may be shifted with.
    pub laboratory: Option<usize>,
}

/// Everything that a fit depends on but its seed.
pub struct FitTask<'a> {
    /// What was asked.
    pub fitting: &'a Fitting,
    /// The atlas as it is judged.
    pub atlas: &'a Atlas,
    /// The atlas as it is searched, with the overrides of the fit file.
    pub coarse: Atlas,
    /// Experiments in order of their keys.
    pub experiments: Vec<FitExperiment>,
    /// How many laboratories there are.
    pub laboratories: usize,
}

impl<'a> FitTask<'a> {
    /// Puts a task together from protocols that were read with the same atlas; all problems at once.
    pub fn new(
        fitting: &'a Fitting,
        atlas: &'a Atlas,
        protocols: Vec<Protocol>,
    ) -> Result<FitTask<'a>, Problems> {
        let mut problems = Problems::default();
        let mut coarse = atlas.clone();
        for set in &fitting.set {
            let done = match set.text.split_once('=') {
                Some((path, value)) => coarse.set(path.trim(), value.trim()).map_err(|p| (p.what, p.hint)),
                None => Err(("no '=', expected PATH=VALUE".to_string(), None)),
            };
            if let Err((what, hint)) = done {
                problems.add(set.place.clone(), format!("'{}': {what}", set.text), hint);
            }
            if let Some(axis) =
                fitting.axes.iter().find(|a| set.text.split('=').next() == Some(a.path.as_str()))
            {
                let what = format!("'{}' is set and fitted, expected one of them", axis.path);
                problems.add(set.place.clone(), what, None);
            }
        }
        left_out_exists(fitting, &protocols, &mut problems);
        let mut experiments = Vec::new();
        let mut laboratories = BTreeMap::new();
        for protocol in protocols {
            if fitting.without.iter().any(|w| glob(&w.text, &protocol.key)) {
                continue;
            }
            allowed(fitting, &protocol, &mut problems);
            experiments.extend(experiment(fitting, protocol, &mut laboratories, &mut problems));
        }
        experiments.sort_by(|a, b| a.protocol.key.cmp(&b.protocol.key));
        if experiments.is_empty() && problems.is_empty() {
            let hint = Some("name protocols, or take less away in 'without'".to_string());
            problems.add(whole(fitting), "no claim is left, expected at least one", hint);
        }
        for (named, _) in &fitting.loss.weights {
            if !experiments.iter().any(|e| e.protocol.key == named.text) {
                let keys = experiments.iter().map(|e| e.protocol.key.as_str());
                let hint = nearest(&named.text, keys).map(|n| format!("did you mean '{n}'?"));
                let what = format!("a weight of '{}', expected a protocol of this fit", named.text);
                problems.add(named.place.clone(), what, hint);
            }
        }
        let laboratories = laboratories.len();
        problems.into_result(FitTask { fitting, atlas, coarse, experiments, laboratories })
    }

    /// The numbers that are adjusted.
    pub fn axes(&self) -> &[FitAxis] {
        &self.fitting.axes
    }

    /// Claims in order: experiment and claim.
    pub fn targets(&self) -> impl Iterator<Item = (&FitExperiment, &FitTarget)> {
        self.experiments.iter().flat_map(|e| e.claims.iter().map(move |t| (e, t)))
    }
}

fn whole(fitting: &Fitting) -> Place {
    Place { file: format!("{}.toml", fitting.key), line: 0, column: 0 }
}

/// Notes what is left out and is not there.
fn left_out_exists(fitting: &Fitting, protocols: &[Protocol], problems: &mut Problems) {
    let names: Vec<String> = protocols
        .iter()
        .flat_map(|p| {
            let claims = p.claims.iter().map(move |c| format!("{}/{}", p.key, c.key));
            std::iter::once(p.key.clone()).chain(claims)
        })
        .collect();
    for w in fitting.without.iter().filter(|w| !names.iter().any(|n| glob(&w.text, n))) {
        let hint = nearest(&w.text, names.iter().map(String::as_str)).map(|n| format!("did you mean '{n}'?"));
        let what = format!("nothing to leave out by '{}', expected a protocol or PROTOCOL/CLAIM", w.text);
        problems.add(w.place.clone(), what, hint);
    }
}

/// Notes a role that may not be fitted.
fn allowed(fitting: &Fitting, protocol: &Protocol, problems: &mut Problems) {
    let role = format!("{:?}", protocol.role).to_lowercase();
    if protocol.role == RecordRole::Calibration
        || fitting.allow.iter().any(|(r, reason)| *r == role && !reason.trim().is_empty())
    {
        return;
    }
    let hint = format!(
        "leave it out, or say why in the fit file: allow = [{{ role = \"{role}\", reason = \"…\" }}]"
    );
    let place = Place { file: protocol.key.clone(), line: 0, column: 0 };
    problems.add(place, format!("the role is {role}, expected calibration"), Some(hint));
}

fn experiment(
    fitting: &Fitting,
    protocol: Protocol,
    laboratories: &mut BTreeMap<(String, String), usize>,
    problems: &mut Problems,
) -> Option<FitExperiment> {
    let left_out = |c: &&Claim| {
        let name = format!("{}/{}", protocol.key, c.key);
        fitting.without.iter().any(|w| glob(&w.text, &name))
    };
    let claims: Vec<&Claim> = protocol.claims.iter().filter(|c| !left_out(c)).collect();
    let before = problems.0.len();
    claims.iter().for_each(|c| scorable(c, &protocol, problems));
    if claims.is_empty() || problems.0.len() > before {
        return None;
    }
    let own = fitting.loss.weights.iter().find(|(n, _)| n.text == protocol.key).map_or(1.0, |(_, w)| *w);
    let weight = own / (claims.len() as f64).sqrt();
    let n = |key: &str| protocol.n_of(key).max(1) as f64;
    let mut laboratory = |c: &Claim| {
        let next = laboratories.len();
        amount(c, &protocol).map(|key| *laboratories.entry(key).or_insert(next))
    };
    let targets: Vec<FitTarget> = claims
        .iter()
        .map(|c| FitTarget { claim: (*c).clone(), needs: test_of(c, n), weight, laboratory: laboratory(c) })
        .collect();
    let of_claims: BTreeSet<usize> = targets
        .iter()
        .flat_map(|t| std::iter::once(&t.claim).chain(protocol.control_of(&t.claim)))
        .flat_map(|claim| claim.kind.groups())
        .flat_map(|k| protocol.groups_of(k))
        .collect();
    let groups: Vec<String> = of_claims.into_iter().map(|g| protocol.groups[g].key.clone()).collect();
    let usual = groups.iter().map(|g| n(g)).sum::<f64>() / groups.len().max(1) as f64;
    let replicates = (fitting.search.animals as f64 / usual.max(1.0)).ceil().max(1.0) as usize;
    Some(FitExperiment { groups, claims: targets, replicates, protocol })
}

/// Notes a claim for which no distance can be computed.
fn scorable(claim: &Claim, protocol: &Protocol, problems: &mut Problems) {
    let mut note = |what: String, hint: &str| {
        problems.add(claim.place.clone(), format!("the claim '{}' {what}", claim.key), Some(hint.into()));
    };
    let out = "correct it, or leave it out of the fit: without = [\"PROTOCOL/CLAIM\"]";
    let one = claim.kind.groups().into_iter().find(|k| protocol.n_of(k) < 2);
    if let Some(group) = one {
        note(format!("tests the group '{group}' with n = 1, expected at least 2"), out);
    }
    match &claim.kind {
        ClaimKind::Mean { spread: Spread::Sd(s) | Spread::Sem(s), .. } if *s <= 0.0 => {
            note(format!("has a spread of {s}, expected one above 0"), out);
        }
        ClaimKind::Ratio { value, interval, .. } if *value <= 0.0 || interval.0 >= interval.1 => {
            note("has no ratio above 0 with an interval around it".into(), out);
        }
        ClaimKind::Among { .. } => {
            note("compares several groups, which a fit has no distance for, expected two".into(), out);
        }
        ClaimKind::Reduces(_) => {
            let what = "is judged together with its control, which a fit has no distance for, expected one comparison";
            note(what.into(), out);
        }
        ClaimKind::Varies(_) => {
            note("is about how animals differ, which a fit has no distance for, expected means".into(), out);
        }
        _ => {}
    }
}
