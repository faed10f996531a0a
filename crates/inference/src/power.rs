//! Power: how often a study of n subjects would find what the model does, by the paper's own test.
//!
//! Groups keep the proportions of the protocol: n counts the smallest, and a study of 20 where the protocol has 25 and 20 has 25 and 20.
//!
//! One big cohort is simulated. What happens to one cast is independent of every other given the seed, so any n of its casts are a
//! study of n, and disjoint sets of n are independent studies: nothing is drawn twice, and the count of studies that find it is
//! binomial. A cohort that gives `simulations` studies of the largest n gives more of each smaller one.
//!
//! ```text
//! power(n) = found / studies        found: p < alpha, in the claimed direction (in either, where the claim is that there is no difference)
//! interval: Wilson's score interval at 95 %
//! smallest n: the first at which the curve, made monotone over all n from 2 (pool adjacent violators, weighted by studies), reaches the
//! target; its interval goes from the first n at which the upper limit does, made monotone likewise, to the first at which the lower does
//! ```

mod page;

pub use page::render;

use serde::Serialize;
use syntony_language::Problems;
use syntony_language::problem::nearest;
use syntony_model::protocol::{Claim, ClaimKind, Criterion, Expect};
use syntony_model::{Atlas, Protocol};
use syntony_results::judge::{self, ScoreTable};
use syntony_results::record::AnimalRow;
use syntony_results::stats::wilson;
use syntony_study::folder::FolderError;
use syntony_study::run::{ChunkResult, Options, Progress, RunEnd, Study};
use syntony_study::work::WorkFolder;

/// Fewest subjects with a spread.
pub const N_MIN: usize = 2;
/// Most subjects of a study: what a unit's name has room for.
pub const N_MAX: usize = 10_000;

/// Numbers of subjects told of unless others are asked for.
pub const USUAL: [usize; 10] = [4, 6, 8, 10, 12, 16, 20, 24, 32, 40];

/// What to ask.
#[derive(Debug, Clone)]
pub struct PowerAsk {
    /// Claims by key; empty for all that have a test.
    pub claims: Vec<String>,
    /// Numbers of subjects of the smallest group to tell of; rising.
    pub n: Vec<usize>,
    /// Whether the protocol's own numbers are told of, too.
    pub own: bool,
    /// Power wanted.
    pub target: f64,
    /// Error level instead of the claim's own.
    pub alpha: Option<f64>,
    /// Studies of the largest n.
    pub simulations: usize,
    /// Seed.
    pub seed: u64,
}

impl Default for PowerAsk {
    /// Every claim with a test, the usual numbers of subjects and the protocol's own, a power of 0.8, 200 studies, seed 1.
    fn default() -> PowerAsk {
        let (claims, n) = (Vec::new(), USUAL.to_vec());
        PowerAsk { claims, n, own: true, target: 0.8, alpha: None, simulations: 200, seed: 1 }
    }
}

/// The power of one claim.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Power {
    /// Claim key.
    pub claim: String,
    /// Claim in words.
    pub text: String,
    /// Test in words, with its error level.
    pub criterion: String,
    /// What a study must find, e.g. `partner > stranger`.
    pub finds: String,
    /// What n counts, in words.
    pub unit: String,
    /// Groups.
    pub groups: Vec<String>,
    /// Subjects of each group in the protocol.
    pub paper_n: Vec<usize>,
    /// What the effect is: `d_z`, `g`, `r` …
    pub effect_name: String,
    /// Standardised effect over the whole cohort.
    pub effect: f64,
    /// Power at each n asked for.
    pub curve: Vec<PowerPoint>,
    /// Power wanted.
    pub target: f64,
    /// Smallest n that reaches it, of those up to the largest asked for.
    pub smallest: Option<usize>,
    /// Interval of the smallest n: from the first that may reach it to the first that surely does.
    pub interval: (Option<usize>, Option<usize>),
}

/// Power at one n.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PowerPoint {
    /// Subjects of the smallest group.
    pub n: usize,
    /// Subjects of each group.
    pub sizes: Vec<usize>,
    /// Studies.
    pub studies: usize,
    /// Studies that find it.
    pub found: usize,
    /// Share.
    pub power: f64,
    /// Lower limit at 95 %.
    pub low: f64,
    /// Upper limit at 95 %.
    pub high: f64,
}

/// Why there is no answer.
#[derive(Debug)]
pub enum PowerStopped {
    /// Something given is wrong.
    Input(Problems),
    /// The cohort was not finished.
    Outcome(RunEnd),
    /// The folder could not be written.
    Folder(FolderError),
}

/// Whether a claim is decided by a test, whose power can be asked for.
fn has_test(claim: &Claim) -> bool {
    claim.kind.compared().is_some_and(|(_, criterion)| criterion != Criterion::Direction)
}

/// The usual test of a kind of claim.
fn test_to_give(kind: &ClaimKind) -> Option<&'static str> {
    match kind {
        ClaimKind::Within { .. } => Some("paired_t"),
        ClaimKind::Between { .. } => Some("welch_t"),
        ClaimKind::Against { .. } => Some("one_sample_t"),
        ClaimKind::Correlation { .. } => Some("pearson"),
        _ => None,
    }
}

/// The claims asked for, with the error level asked for; everything that is wrong with the question.
pub fn claims(protocol: &Protocol, ask: &PowerAsk) -> Result<Vec<Claim>, Problems> {
    let mut problems = Problems::default();
    let mut add = |what: String, hint: Option<String>| problems.add(Default::default(), what, hint);
    let testable: Vec<&str> =
        protocol.claims.iter().filter(|c| has_test(c)).map(|c| c.key.as_str()).collect();
    let mut chosen = Vec::new();
    for key in &ask.claims {
        match protocol.claims.iter().find(|c| c.key == *key) {
            None => {
                let near = nearest(key, protocol.claims.iter().map(|c| c.key.as_str()));
                let all = testable.join(", ");
                add(
                    format!("no claim `{key}` in {}, expected one with a test: {all}", protocol.key),
                    near.map(|n| format!("did you mean `{n}`?")),
                );
            }
            Some(c) if !has_test(c) => {
                let by = judge::criterion_words(c);
                let hint = test_to_give(&c.kind)
                    .map(|test| format!("give it a test in a copy of the protocol: criterion = \"{test}\""));
                add(
                    format!(
                        "the claim `{key}` has no test ({}, {by}), expected one with a test: {}",
                        judge::kind_word(&c.kind),
                        testable.join(", ")
                    ),
                    hint,
                );
            }
            Some(c) => chosen.push(c.clone()),
        }
    }
    if ask.claims.is_empty() {
        chosen = protocol.claims.iter().filter(|c| has_test(c)).cloned().collect();
        if chosen.is_empty() {
            let hint = "a claim of kind within, between, among, against, interaction or correlation has one"
                .to_string();
            add(
                format!("no claim of {} has a test, so there is no power to ask for", protocol.key),
                Some(hint),
            );
        }
    }
    for &n in ask.n.iter().filter(|n| **n < N_MIN) {
        add(format!("a study of n = {n} has no spread to test by, expected at least {N_MIN}"), None);
    }
    let most = |n: usize| {
        let each = chosen.iter().map(|c| sizes(&paper_n(protocol, &protocol.groups_behind(&c.kind)), n));
        each.flatten().max().unwrap_or(n)
    };
    for &n in ask.n.iter().filter(|n| most(**n) > N_MAX) {
        add(format!("a study of n = {n} is too large, expected at most {N_MAX}"), None);
    }
    if let Some(alpha) = ask.alpha {
        chosen.iter_mut().for_each(|c| c.alpha = alpha);
    }
    problems.into_result(chosen)
}

/// Simulates the cohort and asks of every claim. With a folder, finished pieces are kept there.
pub fn power(
    protocol: &Protocol,
    atlas: &Atlas,
    ask: &PowerAsk,
    threads: usize,
    progress: &Progress,
    work: Option<&WorkFolder>,
) -> Result<Vec<Power>, PowerStopped> {
    let claims = claims(protocol, ask).map_err(PowerStopped::Input)?;
    let big = protocol_of(protocol, &claims, ask);
    let mut groups: Vec<String> = claims.iter().flat_map(|c| protocol.groups_behind(&c.kind)).collect();
    groups.sort();
    groups.dedup();
    let options = Options { seed: ask.seed, replicates: ask.simulations, groups, traces: false };
    let study = Study::compile(&big, atlas, &options).map_err(PowerStopped::Input)?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|e| PowerStopped::Folder(FolderError::Threads { said: e.to_string() }))?;
    let have = |c: &syntony_study::run::Chunk| work.and_then(|w| w.have::<ChunkResult>(&c.name()));
    let keep = |c: &syntony_study::run::Chunk, part: &ChunkResult| {
        if let Some(w) = work {
            w.keep(&c.name(), part, progress);
        }
    };
    let parts = pool.install(|| study.run(progress, &have, &keep));
    if let Some(e) = work.and_then(WorkFolder::failure) {
        return Err(PowerStopped::Folder(e));
    }
    let mut rows: Vec<AnimalRow> =
        parts.map_err(PowerStopped::Outcome)?.into_iter().flat_map(|p| p.rows).collect();
    rows.sort_by_key(|r| (r.group, r.replicate, r.animal));
    let of = |c: &Claim| {
        let n = told(ask, &paper_n(protocol, &protocol.groups_behind(&c.kind)));
        of_cohort(protocol, c, &mut rows, &n, ask.target)
    };
    Ok(claims.iter().map(of).collect())
}

/// Numbers of subjects to tell of: those asked for and the protocol's own, rising.
fn told(ask: &PowerAsk, paper_n: &[usize]) -> Vec<usize> {
    let own = paper_n.iter().copied().min().filter(|n| ask.own && (N_MIN..=N_MAX).contains(n));
    let mut all: Vec<usize> = ask.n.iter().copied().chain(own).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Subjects of each group in a study whose smallest has n, in the protocol's proportions.
pub fn sizes(paper_n: &[usize], n: usize) -> Vec<usize> {
    let least = paper_n.iter().copied().min().unwrap_or(1).max(1);
    paper_n.iter().map(|of| ((of * n) as f64 / least as f64).round() as usize).collect()
}

/// The protocol's n of these groups.
fn paper_n(protocol: &Protocol, groups: &[String]) -> Vec<usize> {
    groups.iter().map(|g| protocol.n_of(g)).collect()
}

/// The protocol with as many in every group as the largest study of any claim needs.
fn protocol_of(protocol: &Protocol, claims: &[Claim], ask: &PowerAsk) -> Protocol {
    let mut big = protocol.clone();
    big.groups.iter_mut().for_each(|g| g.n = N_MIN);
    for claim in claims {
        let groups = protocol.groups_behind(&claim.kind);
        let own = paper_n(protocol, &groups);
        let most = told(ask, &own).last().copied().unwrap_or(N_MIN);
        for (key, size) in groups.iter().zip(sizes(&own, most)) {
            big.groups.iter_mut().filter(|g| g.key == *key).for_each(|g| g.n = g.n.max(size));
        }
    }
    // the same animals in another condition are as many
    for g in 0..big.groups.len() {
        if let Some(first) = big.groups[g].same_as {
            let most = big.groups[g].n.max(big.groups[first].n);
            (big.groups[g].n, big.groups[first].n) = (most, most);
        }
    }
    big
}

/// The power of a claim, from the scores of a cohort (rows sorted by group, as many as there are in each).
pub fn of_cohort(
    protocol: &Protocol,
    claim: &Claim,
    cohort: &mut [AnimalRow],
    n: &[usize],
    target: f64,
) -> Power {
    let groups = protocol.groups_behind(&claim.kind);
    let measures: Vec<String> = claim.kind.measures().into_iter().map(String::from).collect();
    let paper_n = paper_n(protocol, &groups);
    let most = n.last().copied().unwrap_or(N_MIN);
    let every: Vec<PowerPoint> =
        (N_MIN..=most).map(|n| at(protocol, claim, cohort, &groups, n, sizes(&paper_n, n))).collect();
    let weights: Vec<f64> = every.iter().map(|p| p.studies as f64).collect();
    let first = |of: fn(&PowerPoint) -> f64| {
        let curve = rising(&every.iter().map(of).collect::<Vec<_>>(), &weights);
        curve.iter().position(|p| *p >= target).map(|i| every[i].n)
    };
    let whole = ScoreTable::new(protocol, cohort, 1).test(claim, None);
    Power {
        claim: claim.key.clone(),
        text: claim.text.clone(),
        criterion: judge::criterion_words(claim),
        finds: finds(claim),
        unit: unit(protocol, &groups, &measures),
        effect: whole.map_or(0.0, |t| t.effect),
        effect_name: judge::effect_name(&claim.kind).into(),
        smallest: first(|p| p.power),
        interval: (first(|p| p.high), first(|p| p.low)),
        curve: every.into_iter().filter(|p| n.contains(&p.n)).collect(),
        target,
        paper_n,
        groups,
    }
}

/// Cuts the cohort into studies of these sizes and counts those that find it.
fn at(
    protocol: &Protocol,
    claim: &Claim,
    cohort: &mut [AnimalRow],
    groups: &[String],
    n: usize,
    sizes: Vec<usize>,
) -> PowerPoint {
    let mut studies = usize::MAX;
    for of_group in cohort.chunk_by_mut(|a, b| a.group == b.group) {
        let key = protocol.groups.get(of_group[0].group).map(|g| &g.key);
        if let Some(at) = groups.iter().position(|g| Some(g) == key) {
            of_group.iter_mut().enumerate().for_each(|(i, row)| row.replicate = i / sizes[at]);
            studies = studies.min(of_group.len() / sizes[at]);
        }
    }
    let studies = if studies == usize::MAX { 0 } else { studies };
    let table = ScoreTable::new(protocol, cohort, studies);
    let found = (0..studies).filter(|&k| is_found(&table, claim, k)).count();
    let (low, high) = wilson(found, studies);
    PowerPoint { n, sizes, studies, found, power: found as f64 / studies.max(1) as f64, low, high }
}

fn is_found(table: &ScoreTable, claim: &Claim, k: usize) -> bool {
    // a study without any value to test has found nothing
    let Some(t) = table.test(claim, Some(k)) else { return false };
    t.p < claim.alpha
        && match expect(claim) {
            Expect::Greater => t.difference > 0.0,
            Expect::Less => t.difference < 0.0,
            Expect::None | Expect::Differ => true,
        }
}

fn expect(claim: &Claim) -> Expect {
    claim.kind.compared().map_or(Expect::None, |c| c.0)
}

fn finds(claim: &Claim) -> String {
    let (sign, margin) = match (expect(claim), claim.kind.compared()) {
        (_, Some((_, Criterion::Tost { margin }))) => ("=", format!(" ± {margin}")),
        (Expect::Greater, _) => (">", String::new()),
        (Expect::Less, _) => ("<", String::new()),
        (Expect::None | Expect::Differ, _) => ("≠", String::new()),
    };
    match &claim.kind {
        ClaimKind::Within { first, second, .. } | ClaimKind::Between { first, second, .. } => {
            format!("{first} {sign} {second}{margin}")
        }
        ClaimKind::Interaction { first, second, .. } => {
            format!("({} − {}) {sign} ({} − {})", first.0, first.1, second.0, second.1)
        }
        ClaimKind::Reduces(r) => {
            format!(
                "effect of {} {sign} effect of {}",
                r.control.groups().join(" − "),
                r.arm.groups().join(" − ")
            )
        }
        ClaimKind::Among { groups, .. } => groups.join(" ≠ "),
        ClaimKind::Against { measure, value, .. } => format!("{measure} {sign} {value}{margin}"),
        _ => format!("r {sign} 0"),
    }
}

/// What n counts: casts, by the member that is scored.
fn unit(protocol: &Protocol, groups: &[String], measures: &[String]) -> String {
    let mut members: Vec<&str> = Vec::new();
    for m in protocol.measures.iter().filter(|m| measures.contains(&m.key)) {
        if !members.contains(&m.member.as_str()) {
            members.push(&m.member);
        }
    }
    let cast = groups.iter().find_map(|g| protocol.groups.iter().find(|x| x.key == *g));
    let others: Vec<&str> = cast
        .iter()
        .flat_map(|g| g.cast.iter().map(|m| m.name.as_str()))
        .filter(|m| !members.contains(m))
        .collect();
    let scored = members.join(" and ");
    match others.is_empty() {
        true => format!("focal animals ({scored})"),
        false => format!("focal animals ({scored}), each with its own {}", others.join(", ")),
    }
}

/// The nearest rising curve in weighted least squares (pool adjacent violators).
fn rising(values: &[f64], weights: &[f64]) -> Vec<f64> {
    let mut pools: Vec<(f64, f64, usize)> = Vec::new();
    for (&v, &w) in values.iter().zip(weights) {
        let mut pool = (v, w.max(1e-9), 1);
        while let Some(last) = pools.last().copied().filter(|last| last.0 > pool.0) {
            let weight = last.1 + pool.1;
            pool = ((last.0 * last.1 + pool.0 * pool.1) / weight, weight, last.2 + pool.2);
            pools.pop();
        }
        pools.push(pool);
    }
    pools.iter().flat_map(|p| std::iter::repeat_n(p.0, p.2)).collect()
}
