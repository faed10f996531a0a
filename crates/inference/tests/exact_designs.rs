//! Designs beyond one measure of one group: three options, measures computed from others, samples of units, coupling.

#[path = "../../society/tests/common/mod.rs"]
mod common;

use common::{atlas, pair};
use syntony_inference::fit::score::{Score, SimulatedPopulation, score, test_of};
use syntony_model::Protocol;
use syntony_results::judge::ScoreTable;
use syntony_results::record::{AnimalRow, Results};
use syntony_results::stats::mean;
use syntony_study::run::{Options, Progress, Study};

/// Three hours between partner, stranger and an empty cage, in two groups; everything that can be computed from it.
const MORE: &str = r#"
[[group]]
key = "unmated"
n = 6
phase.cohabitation = { mating = false, duration = "1 h" }
[[measure]]
key = "near_partner"
kind = "chamber"
with = "partner"
phase = "test"
unit = "min"
[[measure]]
key = "near_stranger"
kind = "chamber"
with = "stranger"
phase = "test"
unit = "min"
[[measure]]
key = "near_empty"
kind = "chamber"
with = "empty"
phase = "test"
unit = "min"
[[measure]]
key = "neutral"
kind = "chamber"
with = "neutral"
phase = "test"
unit = "min"
[[measure]]
key = "all"
kind = "sum"
of = ["near_partner", "near_stranger", "near_empty", "neutral"]
unit = "min"
[[measure]]
key = "gain"
kind = "difference"
first = "near_partner"
second = "near_stranger"
unit = "min"
[[measure]]
key = "part"
kind = "quotient"
first = "near_empty"
second = "all"
unit = "%"
[[measure]]
key = "coupling"
kind = "coupling"
variable = "corticosterone"
with = "partner"
phase = "cohabitation"
unit = "1"
[[sample]]
key = "both"
groups = ["only", "unmated"]
[[sample]]
key = "loyal"
groups = ["only", "unmated"]
keep = [{ measure = "gain", above = 60 }]
[[claim]]
key = "mean_of_both"
text = "both"
kind = "mean"
group = "both"
measure = "gain"
value = 30
sem = 10
n = 16
[[claim]]
key = "mean_of_loyal"
text = "loyal"
kind = "mean"
group = "loyal"
measure = "gain"
value = 30
sem = 10
n = 16
[[claim]]
key = "differs"
text = "a difference of differences"
kind = "interaction"
measure = "gain"
first = ["only", "unmated"]
second = ["both", "loyal"]
expect = "less"
"#;

fn run() -> (Protocol, Results) {
    let atlas = atlas();
    let text = pair("F", "M", 6.0, true, "") + MORE;
    let text =
        text.replace(r#"options = ["partner", "stranger"]"#, r#"options = ["partner", "stranger", "empty"]"#);
    let protocol = Protocol::read("pair.toml", &text, &atlas).unwrap_or_else(|p| panic!("{p}"));
    let options = Options { seed: 5, replicates: 2, groups: vec![], traces: false };
    let study = Study::compile(&protocol, &atlas, &options).unwrap_or_else(|p| panic!("{p}"));
    let parts = study.run(&Progress::default(), &|_| None, &|_, _| {}).unwrap_or_else(|e| panic!("{e:?}"));
    let results = study.gather(parts, &atlas);
    (protocol, results)
}

fn value(protocol: &Protocol, row: &AnimalRow, key: &str) -> f64 {
    let m = protocol.measures.iter().position(|m| m.key == key).unwrap_or_else(|| panic!("no {key}"));
    row.values[m].unwrap_or_else(|| panic!("{key} of animal {} was not scored", row.animal))
}

#[test]
fn exact_time_at_three_options_and_between_them_is_the_whole_test() {
    let (protocol, results) = run();
    assert_eq!(results.animals.len(), 2 * (10 + 6));
    for row in &results.animals {
        let of = |key: &str| value(&protocol, row, key);
        assert!((of("all") - 180.0).abs() < 1e-9, "{} min", of("all"));
        assert_eq!(of("gain"), of("near_partner") - of("near_stranger"));
        assert!((of("part") - of("near_empty") / 1.8).abs() < 1e-9);
        assert!((-1.0..=1.0).contains(&of("coupling")));
    }
    let empty: Vec<f64> = results.animals.iter().map(|r| value(&protocol, r, "near_empty")).collect();
    assert!(mean(&empty) > 1.0, "an empty cage is entered, too: {empty:?}");
}

#[test]
fn exact_a_sample_is_its_groups_or_those_that_are_kept() {
    let (protocol, results) = run();
    let table = ScoreTable::new(&protocol, &results.animals, 2);
    let simulated = |key: &str| {
        let claim = protocol.claims.iter().find(|c| c.key == key).unwrap_or_else(|| panic!("no {key}"));
        table.judge(claim).simulated_value.unwrap_or(f64::NAN)
    };
    // a verdict is the mean over replicates of what each gives
    let by_replicate = |keep: &dyn Fn(f64) -> bool| {
        let of = |k: usize| {
            let rows = results.animals.iter().filter(|r| r.replicate == k);
            let kept: Vec<f64> = rows.map(|r| value(&protocol, r, "gain")).filter(|x| keep(*x)).collect();
            assert!(kept.len() > 1, "too few to tell");
            mean(&kept)
        };
        mean(&[of(0), of(1)])
    };
    let (all, kept) = (by_replicate(&|_| true), by_replicate(&|x| x > 60.0));
    assert!(kept > all + 5.0, "the threshold must part the animals: {kept} against {all}");
    assert!((simulated("mean_of_both") - all).abs() < 1e-9);
    assert!((simulated("mean_of_loyal") - kept).abs() < 1e-9);
}

#[test]
fn keeps_out_a_claim_of_a_sample_of_which_a_group_did_not_run() {
    let (protocol, _) = run();
    let atlas = atlas();
    let options = Options { seed: 5, replicates: 1, groups: vec!["only".into()], traces: false };
    let study = Study::compile(&protocol, &atlas, &options).unwrap_or_else(|p| panic!("{p}"));
    let parts = study.run(&Progress::default(), &|_| None, &|_, _| {}).unwrap_or_else(|e| panic!("{e:?}"));
    let judged: Vec<String> = study.gather(parts, &atlas).verdicts.into_iter().map(|v| v.claim).collect();
    assert_eq!(judged, ["prefers"]);
}

/// Four groups by their keys, each of ten units in the paper.
struct Four;

impl SimulatedPopulation for Four {
    fn column(&self, group: &str, _: &str) -> Vec<Option<f64>> {
        let values: &[f64] = match group {
            "only" => &[4.0, 6.0, 8.0],
            "unmated" => &[1.0, 2.0, 3.0],
            "both" => &[5.0, 7.0],
            _ => &[4.0, 6.0, 8.0, 10.0],
        };
        values.iter().map(|x| Some(*x)).collect()
    }
    fn n(&self, _: &str) -> f64 {
        10.0
    }
}

#[test]
fn exact_a_fit_sees_how_much_of_an_interaction_is_there() {
    let (protocol, _) = run();
    let claim = protocol.claims.iter().find(|c| c.key == "differs").unwrap_or_else(|| panic!("no claim"));
    assert_eq!((protocol.n_of("only"), protocol.n_of("both")), (10, 16));
    let needs = test_of(claim, |g| protocol.n_of(g) as f64);
    // (6 - 2) - (6 - 7) = 5 over √((4 + 1 + 2 + 20/3) / 10), where less was expected
    match score(claim, needs, 0.0, &Four) {
        Score::Effect(lambda, _) => {
            assert!((lambda + 5.0 / (41.0_f64 / 30.0).sqrt()).abs() < 1e-12, "{lambda}")
        }
        other => panic!("{other:?}"),
    }
}
