//! Hill curves through planted ones, and a sweep whose curve is known beforehand.

use syntony_engine::Stream;
use syntony_inference::sweep::hill::{Hill, fitted};
use syntony_inference::sweep::{GroupScore, Sweep, SweepAsk};
use syntony_model::{Atlas, Protocol};
use syntony_study::Progress;
use syntony_study::work::WorkFolder;

/// Means of repetitions around a curve, with noise that each repetition has at all doses and noise of its own.
fn planted(
    doses: &[f64],
    of: &dyn Fn(f64) -> f64,
    noise: f64,
    repeats: usize,
    seed: u64,
) -> Vec<Vec<Option<f64>>> {
    let mut random = Stream::new(seed, 1, 0x70, 0);
    let shared: Vec<f64> = (0..repeats).map(|_| 0.5 * noise * random.normal()).collect();
    doses
        .iter()
        .map(|x| shared.iter().map(|s| Some(of(*x) + s + noise * random.normal())).collect())
        .collect()
}

const DOSES: [f64; 8] = [0.0, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0];

fn hill(ec50: f64, slope: f64) -> impl Fn(f64) -> f64 {
    move |x: f64| if x > 0.0 { 90.0 - 70.0 / (1.0 + (ec50 / x).powf(slope)) } else { 90.0 }
}

#[test]
fn exact_ec50_without_noise() {
    for (ec50, slope) in [(12.0, 1.0), (2.0, 2.5), (80.0, 0.7)] {
        let curve = hill(ec50, slope);
        // a trace of noise, so that repetitions differ at all
        let found = fitted(&DOSES, &planted(&DOSES, &curve, 1e-6, 6, 1), "ng", 1).expect("a curve");
        let near = |a: f64, b: f64, by: f64| assert!((a - b).abs() < by * b.abs(), "{a} for {b}: {found:?}");
        near(found.ec50, ec50, 2e-3);
        near(found.slope, slope, 5e-3);
        near(found.bottom, 90.0, 2e-3);
        near(found.top, 20.0, 2e-2);
    }
}

#[test]
fn exact_interval_holds_a_planted_ec50_about_as_often_as_it_says() {
    let mut holds = 0;
    for seed in 0..40 {
        let means = planted(&DOSES, &hill(12.0, 1.2), 8.0, 20, seed);
        let found: Hill = fitted(&DOSES, &means, "ng", seed).expect("a curve");
        assert!(found.interval && found.explained > 0.9, "{found:?}");
        holds += usize::from(found.low.is_none_or(|l| l <= 12.0) && found.high.is_none_or(|h| h >= 12.0));
    }
    // binomial of 40 with 0.95: 33 or more but for one in a thousand; the percentile bootstrap is a little narrow
    assert!(holds >= 33, "{holds} of 40");
}

#[test]
fn text_curves_that_have_no_ec50_are_refused_in_a_sentence() {
    let why = |of: &dyn Fn(f64) -> f64, repeats: usize| {
        fitted(&DOSES, &planted(&DOSES, of, 5.0, repeats, 3), "ng", 1).expect_err("no curve")
    };
    assert!(why(&|_| 50.0, 20).starts_with("flat: doses differ no more than repetitions do"));
    let hump = |x: f64| if x > 0.0 { 50.0 + 60.0 * (-(x.ln() - 2.0).powi(2)).exp() } else { 50.0 };
    assert!(why(&hump, 20).starts_with("no Hill curve: the best explains"));
    assert!(why(&hill(12.0, 1.0), 2).contains("2 repetitions"));
    assert_eq!(
        why(&hill(2500.0, 1.0), 40),
        "the half lies above the doses swept (above 300 ng), so there is no EC50; sweep further"
    );
    let few = fitted(&DOSES[..4], &planted(&DOSES[..4], &hill(1.0, 1.0), 1.0, 8, 1), "ng", 1);
    assert_eq!(few.expect_err("too few"), "3 doses, a Hill curve needs 5");
}

#[test]
fn keeps_a_preference_falling_with_the_dose_of_an_oxytocin_antagonist() {
    let atlas = Atlas::embedded("vole").unwrap_or_else(|p| panic!("{p}"));
    let text = include_str!("../../../protocols/insel_hulihan_1995.toml");
    let protocol = Protocol::read("insel_hulihan_1995.toml", text, &atlas).unwrap_or_else(|p| panic!("{p}"));
    let wanted = SweepAsk {
        over: vec!["dose.ota=0, 0.5, 1.6, 5, 16, 50, 160, 500 ng".into()],
        points: None,
        groups: vec!["mated".into(), "ota".into()],
        replicates: 16,
        seed: 1,
    };
    let sweep = Sweep::new(&protocol, &atlas, &wanted, Some(2)).unwrap_or_else(|p| panic!("{p}"));
    // mated females are the same at every dose, and are run once
    assert_eq!((sweep.points.len(), sweep.pieces()), (8, 9));
    let dir = tempfile::tempdir().expect("a folder");
    let work = WorkFolder::open(&dir.path().join("sweep"), &sweep.identity(&[]), false).expect("a folder");
    sweep.run(None, &Progress::default(), &work).expect("a sweep");
    let report = sweep.answer(&work).expect("an answer");
    let partner = report.measures.iter().position(|m| m.0 == "partner").expect("a measure");
    let of = |p: usize, group: usize| report.points[p].score((group, partner)).expect("a score");
    // without a dose the group is mated females, as the first group is: means differ by sampling alone
    let apart = |a: &GroupScore, b: &GroupScore| (a.mean - b.mean) / a.error.unwrap().hypot(b.error.unwrap());
    assert!(apart(of(0, 1), of(0, 0)).abs() < 3.5, "{:?} {:?}", of(0, 1), of(0, 0));
    for p in 1..report.points.len() {
        let z = apart(of(p, 1), of(p - 1, 1));
        assert!(z < 3.0, "at {} ng more than at {}: {z}", report.points[p].at[0], report.points[p - 1].at[0]);
    }
    assert!(apart(of(7, 1), of(0, 1)) < -3.0, "the highest dose does nothing");
}
