//! What people could do with the time they have: schedules of practices searched for the one that raises a goal most.
//!
//! Every draw of the people (receptor densities, attachment, release) lives through each schedule and through none; the gain is the
//! difference between the two lives of the same draw. The search sees some draws, the report others. A model's output, not advice.

mod day;
mod doubt;
pub mod page;
pub mod room;
mod score;

use crate::cma::{self, CmaEs};
use rayon::prelude::*;
use room::Room;
use score::CohortValues;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use syntony_language::Problems;
use syntony_model::Atlas;
use syntony_model::protocol::Aim;
use syntony_results::stats::{mean, quantile, sd};
use syntony_society::society::BlowUp;
use syntony_society::{Run, Schedule};
use syntony_study::Progress;

/// Said wherever a plan is shown.
pub const NOTICE: &str = "This is what a model of brains does with virtual couples. It is not advice, and nobody has tested it on anybody.";
/// Fewest draws on which a schedule is judged.
pub const FRESH_MIN: usize = 48;
/// Draws that the report sees are numbered from here, far from those of the search.
const FRESH: u64 = 1 << 20;
/// Schedules that are told.
const TOLD: usize = 3;
/// Schedules are different when this share of the budget is spent otherwise.
const OTHERWISE: f64 = 0.25;
/// The search ends when it looks around less than this, minutes.
const NARROW: f64 = 0.3;

/// Minutes of practice a day, by limit of the aim.
pub type Minutes = Vec<f64>;

/// How to search.
#[derive(Debug, Clone, Copy)]
pub struct PlanOptions {
    /// Seed of the people and of the search.
    pub seed: u64,
    /// Draws of the people that the search sees.
    pub draws: usize,
    /// Generations of the search.
    pub generations: usize,
}

/// Why there is no plan.
#[derive(Debug)]
pub enum PlanTrouble {
    /// The brains cannot be put together.
    Problems(Problems),
    /// Stopped before any schedule had been tried.
    Interrupted,
    /// A state left the numbers.
    BlowUp(BlowUp),
}

/// Mean over draws and the range in which nine of ten lie.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct DrawSpread {
    /// Mean.
    pub mean: f64,
    /// Standard error of the mean.
    pub error: f64,
    /// 5 % of draws lie below.
    pub low: f64,
    /// 5 % of draws lie above.
    pub high: f64,
}

/// A schedule and what it does.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FoundPlan {
    /// Key and minutes a day of each practice that is used.
    pub minutes: Vec<(String, f64)>,
    /// Gain on the draws that the search saw: flattered by the choice.
    pub searched: f64,
    /// Gain on fresh draws; none if interrupted.
    pub gain: Option<DrawSpread>,
    /// Gain of the same minutes spent together without practice.
    pub free: Option<DrawSpread>,
    /// What practice adds to that, draw by draw.
    pub beyond: Option<DrawSpread>,
}

/// What one practice of the best schedule does.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Driver {
    /// Practice.
    pub practice: String,
    /// Minutes a day.
    pub minutes: f64,
    /// Gain lost when it is left out and its time is rest.
    pub lost: DrawSpread,
}

/// How often a member ends lower than without practice.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Loser {
    /// Member.
    pub member: String,
    /// Share of draws.
    pub share: f64,
    /// Mean change of its own goal.
    pub change: f64,
}

/// A number that the gain hangs on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Weak {
    /// Path in the atlas.
    pub path: String,
    /// Its grade.
    pub grade: String,
    /// Gain with the number at the lower end of its range.
    pub at_low: f64,
    /// Gain with the number at the upper end.
    pub at_high: f64,
}

/// Where the model is only guessing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Doubt {
    /// Numbers behind the acts of the practices that are used.
    pub numbers: usize,
    /// How many of them are assumed.
    pub assumed: usize,
    /// Gain on the draws of this test with the numbers of the atlas.
    pub gain: f64,
    /// The numbers that move the gain most.
    pub weak: Vec<Weak>,
    /// Least and greatest gain while these move over their ranges together, and the share of trials without a gain.
    pub spread: (f64, f64, f64),
    /// Trials; those that left the numbers are not among them.
    pub trials: usize,
}

/// Everything that came out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlanReport {
    /// Key of the aim.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Word for the goal.
    pub goal: String,
    /// Days.
    pub days: usize,
    /// Budget a day, minutes.
    pub budget: f64,
    /// Seed.
    pub seed: u64,
    /// Draws that the search saw, and fresh ones.
    pub draws: (usize, usize),
    /// Schedules that were tried.
    pub tried: usize,
    /// Whether it was stopped before its end.
    pub interrupted: bool,
    /// The goal without practice, on fresh draws; none if interrupted.
    pub base: Option<DrawSpread>,
    /// Standard deviation of that between draws.
    pub base_sd: f64,
    /// The best schedules.
    pub schedules: Vec<FoundPlan>,
    /// What drives the gain of the best.
    pub drivers: Vec<Driver>,
    /// Who loses with the best.
    pub losers: Vec<Loser>,
    /// Where the model is guessing; none if interrupted or if nothing helps.
    pub doubt: Option<Doubt>,
    /// Practices that were out of reach.
    pub unreachable: Vec<String>,
    /// What this is not.
    pub notice: &'static str,
}

/// An aim with the brains of its people.
pub struct Planner<'a> {
    aim: &'a Aim,
    atlas: &'a Atlas,
    options: PlanOptions,
    run: Run,
}

/// A schedule with its gain in the search, by minutes.
type Tried = BTreeMap<Vec<u64>, (Minutes, f64)>;

impl<'a> Planner<'a> {
    /// Puts the brains together.
    pub fn compile(aim: &'a Aim, atlas: &'a Atlas, options: PlanOptions) -> Result<Planner<'a>, Problems> {
        Ok(Planner { run: compile(aim, atlas)?, aim, atlas, options })
    }

    fn room(&self) -> Room {
        let of = |f: &dyn Fn(&syntony_model::protocol::Limit) -> f64| {
            self.aim.limits.iter().map(|l| f(l) / 60.0).collect()
        };
        Room { least: of(&|l| l.least_s), most: of(&|l| l.most_s), budget: self.aim.budget_s / 60.0 }
    }

    /// Time that it takes on one core, s, roughly: the search, and as long again to judge what was found.
    pub fn seconds(&self) -> f64 {
        let tried = self.aim.limits.len() + 2 + self.options.generations * 10;
        let mut run = self.run.clone();
        run.group.phases = day::phases(self.aim, self.atlas, &self.room().middle(), 0.0);
        run.schedule = Schedule::new(&run.group, &run.scenes);
        (2 * tried * self.options.draws) as f64 * syntony_study::size::unit_seconds(&run)
    }

    /// Searches and reports on so many threads (0: as many as the machine has). A stop while it searches gives the best so
    /// far; a stop before that gives nothing.
    pub fn plan(&self, threads: usize, progress: &Progress) -> Result<PlanReport, PlanTrouble> {
        match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
            Ok(pool) => pool.install(|| self.plan_here(progress)),
            // a machine that gives no threads has still this one
            Err(_) => self.plan_here(progress),
        }
    }

    fn plan_here(&self, progress: &Progress) -> Result<PlanReport, PlanTrouble> {
        let seen: Vec<u64> = (0..self.options.draws as u64).collect();
        let fresh: Vec<u64> = (0..self.options.draws.max(FRESH_MIN) as u64).map(|i| FRESH + i).collect();
        let expected = self.aim.limits.len() + 2 + self.options.generations * 10;
        progress.total.store((expected * seen.len() * 2) as u64, Ordering::Relaxed);
        let mut tried = Tried::new();
        let mut interrupted = match self.search(&seen, &mut tried, progress) {
            Ok(()) => false,
            Err(PlanTrouble::Interrupted) if !tried.is_empty() => true,
            Err(trouble) => return Err(trouble),
        };
        let mut report = self.begin(&tried, fresh.len());
        if !interrupted {
            progress.total.store(progress.done.load(Ordering::Relaxed) * 2, Ordering::Relaxed);
            interrupted = match self.judge(&mut report, &fresh, &seen, progress) {
                Ok(()) => false,
                Err(PlanTrouble::Interrupted) => true,
                Err(trouble) => return Err(trouble),
            };
        }
        report.interrupted = interrupted;
        Ok(report)
    }

    /// Tries schedules until the generations are used up or the search has settled.
    fn search(&self, seen: &[u64], tried: &mut Tried, progress: &Progress) -> Result<(), PlanTrouble> {
        let room = self.room();
        let base = self.lived(&self.run, &vec![0.0; room.least.len()], 0.0, seen, progress)?;
        let first: Vec<Minutes> =
            (0..room.least.len()).map(|i| room.only(i)).chain([room.middle()]).collect();
        self.values(&room, &first, &base, seen, tried, progress)?;
        let best = tried.values().fold(None, |b: Option<&(Minutes, f64)>, t| match b {
            Some(b) if b.1 >= t.1 => Some(b),
            _ => Some(t),
        });
        // half-way between the middle and the best of the simple ones, so that neither decides alone
        let middle = room.middle();
        let start =
            best.map_or(middle.clone(), |b| middle.iter().zip(&b.0).map(|(m, b)| 0.5 * (m + b)).collect());
        let mut search =
            CmaEs::new(start, 0.25 * room.budget, cma::points(room.least.len()), self.options.seed);
        for _ in 0..self.options.generations {
            let points: Vec<Minutes> = search.ask().iter().map(|x| room.project(x)).collect();
            let values = self.values(&room, &points, &base, seen, tried, progress)?;
            search.tell(&points, &values.iter().map(|v| -v).collect::<Vec<_>>());
            if search.width() < NARROW {
                break;
            }
        }
        Ok(())
    }

    /// Gains of schedules in whole minutes; each is lived through once.
    fn values(
        &self,
        room: &Room,
        points: &[Minutes],
        base: &CohortValues,
        seen: &[u64],
        tried: &mut Tried,
        progress: &Progress,
    ) -> Result<Vec<f64>, PlanTrouble> {
        let whole: Vec<Minutes> = points.iter().map(|x| room.whole(x)).collect();
        let key = |x: &Minutes| -> Vec<u64> { x.iter().map(|m| m.to_bits()).collect() };
        let mut new: Vec<&Minutes> = Vec::new();
        for x in whole.iter().filter(|x| !tried.contains_key(&key(x))) {
            if !new.contains(&x) {
                new.push(x);
            }
        }
        let gains: Vec<Result<f64, PlanTrouble>> = new
            .par_iter()
            .with_max_len(1)
            .map(|x| Ok(mean(&self.lived(&self.run, x, 0.0, seen, progress)?.gains(base, self.aim.goal))))
            .collect();
        let new: Vec<Minutes> = new.into_iter().cloned().collect();
        // what is done is kept even if a part was stopped
        let mut trouble = None;
        for (x, gain) in new.into_iter().zip(gains) {
            match gain {
                Ok(gain) => {
                    tried.insert(key(&x), (x, gain));
                }
                Err(t) => trouble = trouble.or(Some(t)),
            }
        }
        match trouble {
            Some(trouble) => Err(trouble),
            None => Ok(whole.iter().map(|x| tried[&key(x)].1).collect()),
        }
    }

    fn lived(
        &self,
        run: &Run,
        minutes: &Minutes,
        free_s: f64,
        ids: &[u64],
        progress: &Progress,
    ) -> Result<CohortValues, PlanTrouble> {
        let values = self.live(run, minutes, free_s, ids, &progress.stop)?;
        progress.done.fetch_add(ids.len() as u64, Ordering::Relaxed);
        Ok(values)
    }

    /// The report as far as the search alone can tell.
    fn begin(&self, tried: &Tried, fresh: usize) -> PlanReport {
        let mut all: Vec<&(Minutes, f64)> = tried.values().collect();
        all.sort_by(|a, b| b.1.total_cmp(&a.1));
        let mut picked: Vec<&(Minutes, f64)> = Vec::new();
        let apart = |a: &Minutes, b: &Minutes| a.iter().zip(b).map(|(a, b)| (a - b).abs()).sum::<f64>();
        let enough = OTHERWISE * self.aim.budget_s / 60.0;
        for one in all {
            if picked.len() < TOLD && picked.iter().all(|p| apart(&p.0, &one.0) >= enough) {
                picked.push(one);
            }
        }
        let schedules = picked
            .into_iter()
            .map(|(x, gain)| FoundPlan {
                minutes: self.named(x),
                searched: *gain,
                gain: None,
                free: None,
                beyond: None,
            })
            .collect();
        PlanReport {
            key: self.aim.key.clone(),
            title: self.aim.title.clone(),
            goal: self.aim.goal.word().into(),
            days: (self.aim.horizon_s / 86_400.0).round() as usize,
            budget: self.aim.budget_s / 60.0,
            seed: self.options.seed,
            draws: (self.options.draws, fresh),
            tried: tried.len(),
            interrupted: false,
            base: None,
            base_sd: 0.0,
            schedules,
            drivers: Vec::new(),
            losers: Vec::new(),
            doubt: None,
            unreachable: self.aim.unreachable.clone(),
            notice: NOTICE,
        }
    }

    /// Key and minutes of the practices that a schedule uses.
    fn named(&self, x: &Minutes) -> Vec<(String, f64)> {
        let all = self.aim.limits.iter().zip(x).map(|(l, m)| (l.practice.clone(), *m));
        all.filter(|(_, m)| *m > 0.0).collect()
    }

    fn minutes(&self, named: &[(String, f64)]) -> Minutes {
        let of = |key: &str| named.iter().find(|(k, _)| k == key).map_or(0.0, |(_, m)| *m);
        self.aim.limits.iter().map(|l| of(&l.practice)).collect()
    }

    /// Judges what was found on draws that the search has not seen.
    fn judge(
        &self,
        report: &mut PlanReport,
        fresh: &[u64],
        seen: &[u64],
        progress: &Progress,
    ) -> Result<(), PlanTrouble> {
        let goal = self.aim.goal;
        let nothing = vec![0.0; self.aim.limits.len()];
        let base = self.lived(&self.run, &nothing, 0.0, fresh, progress)?;
        let weights = base.weights(goal);
        let at_rest = base.of_draws(&weights);
        let found: Vec<Minutes> = report.schedules.iter().map(|f| self.minutes(&f.minutes)).collect();
        let mut lives: Vec<(&Minutes, f64)> = found.iter().map(|x| (x, 0.0)).collect();
        lives.extend(found.iter().map(|x| (&nothing, x.iter().sum::<f64>() * 60.0)));
        let values = self.many(&lives, fresh, progress)?;
        for (i, f) in report.schedules.iter_mut().enumerate() {
            f.gain = Some(spread(&values[i].gains(&base, goal)));
            let free = &values[found.len() + i];
            f.free = Some(spread(&free.gains(&base, goal)));
            f.beyond = Some(spread(&apart(&values[i], free, &weights)));
        }
        let order = |i: &usize| report.schedules[*i].gain.map_or(f64::MIN, |g| g.mean);
        let best = (0..found.len()).max_by(|a, b| order(a).total_cmp(&order(b)).then(b.cmp(a)));
        report.base = Some(spread(&at_rest));
        report.base_sd = sd(&at_rest);
        if let Some(best) = best {
            report.losers = self.losers(&values[best], &base);
            report.drivers = self.drivers(&found[best], &values[best], &weights, fresh, progress)?;
            if order(&best) > 0.0 {
                report.doubt = Some(self.doubt(&found[best], seen, progress)?);
            }
        }
        let mean_of = |f: &FoundPlan| f.gain.map_or(f64::MIN, |g| g.mean);
        report.schedules.sort_by(|a, b| mean_of(b).total_cmp(&mean_of(a)));
        Ok(())
    }

    fn many(
        &self,
        lives: &[(&Minutes, f64)],
        ids: &[u64],
        progress: &Progress,
    ) -> Result<Vec<CohortValues>, PlanTrouble> {
        let one = |(x, free_s): &(&Minutes, f64)| self.lived(&self.run, x, *free_s, ids, progress);
        lives.par_iter().with_max_len(1).map(one).collect()
    }

    fn drivers(
        &self,
        best: &Minutes,
        with: &CohortValues,
        weights: &[Vec<f64>],
        fresh: &[u64],
        progress: &Progress,
    ) -> Result<Vec<Driver>, PlanTrouble> {
        let used: Vec<usize> = (0..best.len()).filter(|&i| best[i] > 0.0).collect();
        let without: Vec<Minutes> = used
            .iter()
            .map(|&i| best.iter().enumerate().map(|(k, m)| if k == i { 0.0 } else { *m }).collect())
            .collect();
        let lives: Vec<(&Minutes, f64)> = without.iter().map(|x| (x, 0.0)).collect();
        let values = self.many(&lives, fresh, progress)?;
        let mut drivers: Vec<Driver> = used
            .iter()
            .zip(&values)
            .map(|(&i, without)| Driver {
                practice: self.aim.limits[i].practice.clone(),
                minutes: best[i],
                lost: spread(&apart(with, without, weights)),
            })
            .collect();
        drivers.sort_by(|a, b| b.lost.mean.total_cmp(&a.lost.mean));
        Ok(drivers)
    }

    fn losers(&self, with: &CohortValues, base: &CohortValues) -> Vec<Loser> {
        let one = |m: usize| {
            let change: Vec<f64> = with.goal[m].iter().zip(&base.goal[m]).map(|(x, y)| x - y).collect();
            let lost = change.iter().filter(|c| **c < 0.0).count();
            Loser {
                member: self.aim.cast[m].name.clone(),
                share: lost as f64 / change.len().max(1) as f64,
                change: mean(&change),
            }
        };
        (0..self.aim.cast.len()).map(one).collect()
    }
}

/// The brains of the people of an aim; steps of the clock are as long as its phases ask for.
fn compile(aim: &Aim, atlas: &Atlas) -> Result<Run, Problems> {
    let mut coarse = atlas.clone();
    for path in ["tick", "tick_long", "tick_short"] {
        let set = coarse.set(&format!("process.scene.{path}"), &format!("{} s", day::TICK_REST_S));
        set.map_err(|p| Problems(vec![p]))?;
    }
    Run::compile(&coarse, &day::group(aim), &[])
}

/// The goal of each draw in one life minus that in another.
fn apart(one: &CohortValues, other: &CohortValues, weights: &[Vec<f64>]) -> Vec<f64> {
    one.of_draws(weights).iter().zip(other.of_draws(weights)).map(|(x, y)| x - y).collect()
}

fn spread(x: &[f64]) -> DrawSpread {
    let error = sd(x) / (x.len().max(1) as f64).sqrt();
    DrawSpread { mean: mean(x), error, low: quantile(x, 0.05), high: quantile(x, 0.95) }
}
