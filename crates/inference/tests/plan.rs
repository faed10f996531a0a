//! Plans: the same file and seed give the same plan, limits are kept, a small plan is searched and judged.

use syntony_inference::plan::{FRESH_MIN, PlanOptions, PlanReport, Planner};
use syntony_model::{Aim, Atlas};
use syntony_study::Progress;

const COUPLE: &str = r#"
key = "couple"
goal = "GOAL"
horizon = "7 d"
budget = "20 min"
hours = "2 h"
practices = ["touch", "disclosure", "mindful"]
strain = { stressor = "conflict", time = "10 min" }
[[limit]]
practice = "touch"
least = "4 min"
most = "10 min"
[cast.anna]
species = "human"
sex = "F"
bond = [{ with = "ben", for = "2 y" }]
[cast.ben]
species = "human"
sex = "M"
"#;

fn atlas() -> Atlas {
    Atlas::embedded("human").unwrap_or_else(|p| panic!("{p}"))
}

fn planned(goal: &str, threads: usize, atlas: &Atlas) -> PlanReport {
    let text = COUPLE.replace("GOAL", goal);
    let aim = Aim::read("couple.toml", &text, atlas).unwrap_or_else(|p| panic!("{p}"));
    let options = PlanOptions { seed: 5, draws: 4, generations: 2 };
    let planner = Planner::compile(&aim, atlas, options).unwrap_or_else(|p| panic!("{p}"));
    planner.plan(threads, &Progress::default()).unwrap_or_else(|t| panic!("{t:?}"))
}

#[test]
fn same_plan_with_1_and_3_threads_and_every_limit_kept() {
    let atlas = atlas();
    let report = planned("wellbeing", 1, &atlas);
    assert_eq!(report, planned("wellbeing", 3, &atlas));
    assert!((1..=3).contains(&report.schedules.len()) && report.draws.1 >= FRESH_MIN);
    for f in &report.schedules {
        let of = |key: &str| f.minutes.iter().find(|(k, _)| k == key).map_or(0.0, |(_, m)| *m);
        let total: f64 = f.minutes.iter().map(|(_, m)| m).sum();
        assert!(total <= 20.0 && (4.0..=10.0).contains(&of("touch")), "{:?}", f.minutes);
        assert!(f.gain.is_some_and(|g| g.low <= g.mean && g.mean <= g.high), "{f:?}");
    }
    let gains: Vec<f64> = report.schedules.iter().filter_map(|f| f.gain).map(|g| g.mean).collect();
    assert!(gains.windows(2).all(|w| w[0] >= w[1]), "the best comes first: {gains:?}");
    assert_eq!(report.losers.len(), 2);
    assert!(report.losers.iter().all(|l| (0.0..=1.0).contains(&l.share)));
    let page = syntony_inference::plan::page::render(&report).unwrap_or_else(|e| panic!("{e}"));
    assert!(page.contains(report.notice) && !page.contains("://"), "{page}");
}

#[test]
fn keeps_every_goal_finite_and_a_stopped_search_tells_nothing_half_done() {
    let atlas = atlas();
    for goal in ["security", "resonance", "recovery"] {
        let report = planned(goal, 0, &atlas);
        let base = report.base.map_or(f64::NAN, |b| b.mean);
        assert!(
            base.is_finite() && report.schedules.iter().all(|f| f.searched.is_finite()),
            "{goal}: {report:?}"
        );
    }
    let aim = Aim::read("couple.toml", &COUPLE.replace("GOAL", "security"), &atlas)
        .unwrap_or_else(|p| panic!("{p}"));
    let options = PlanOptions { seed: 5, draws: 4, generations: 2 };
    let planner = Planner::compile(&aim, &atlas, options).unwrap_or_else(|p| panic!("{p}"));
    let progress = Progress::default();
    progress.stop.store(true, std::sync::atomic::Ordering::Relaxed);
    assert!(planner.plan(1, &progress).is_err());
}
