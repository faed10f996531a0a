//! Where a plan hangs on numbers that nobody has measured: they move over their ranges, and the gain is watched.

use super::{Doubt, Minutes, PlanTrouble, Planner, Weak, compile};
use rayon::prelude::*;
use syntony_engine::Stream;
use syntony_language::Quantity;
use syntony_model::atlas::Practice;
use syntony_model::atlas::Strategy;
use syntony_model::{Atlas, Grade, ParamId};
use syntony_results::stats::mean;
use syntony_study::Progress;

/// Draws on which numbers are tried one at a time.
const DRAWS: usize = 8;
/// Numbers that are moved together.
const WEAK: usize = 5;
/// Trials in which they move together.
const TRIALS: usize = 24;

impl Planner<'_> {
    /// Moves the numbers behind a schedule over their ranges: one at a time, then the most influential together.
    pub(super) fn doubt(&self, x: &Minutes, seen: &[u64], progress: &Progress) -> Result<Doubt, PlanTrouble> {
        let numbers = self.behind(x);
        let grade = |id: &ParamId| self.atlas.params.get(*id).grade;
        let assumed = numbers.iter().filter(|id| grade(id) == Grade::Assumed).count();
        let few = &seen[..seen.len().min(DRAWS)];
        let ranged: Vec<(ParamId, (f64, f64))> =
            numbers.iter().filter_map(|id| Some((*id, self.atlas.params.get(*id).range?))).collect();
        let ends: Vec<Vec<(ParamId, f64)>> =
            ranged.iter().flat_map(|(id, (low, high))| [vec![(*id, *low)], vec![(*id, *high)]]).collect();
        let gains = self.moved(x, &ends, few, progress)?;
        let (gains, _) = gains.as_chunks::<2>();
        let here = self.moved(x, &[Vec::new()], few, progress)?[0].unwrap_or(0.0);
        let pull = |i: usize| {
            let away = |g: Option<f64>| (g.unwrap_or(here) - here).abs();
            let [low, high] = gains[i];
            away(low).max(away(high))
        };
        let mut order: Vec<usize> = (0..ranged.len()).collect();
        order.sort_by(|&a, &b| pull(b).total_cmp(&pull(a)));
        order.truncate(WEAK);
        let trials: Vec<Vec<(ParamId, f64)>> = (0..TRIALS)
            .map(|t| {
                let mut random = Stream::new(self.options.seed, t as u64, 1, 0);
                let value = |(low, high): (f64, f64), u: f64| low + u * (high - low);
                order.iter().map(|&i| (ranged[i].0, value(ranged[i].1, random.uniform()))).collect()
            })
            .collect();
        let together: Vec<f64> = self.moved(x, &trials, seen, progress)?.into_iter().flatten().collect();
        let gain = self.moved(x, &[Vec::new()], seen, progress)?[0].unwrap_or(0.0);
        let low = together.iter().copied().fold(gain, f64::min);
        let high = together.iter().copied().fold(gain, f64::max);
        let without = together.iter().filter(|g| **g <= 0.0).count();
        let weak = order
            .into_iter()
            .map(|i| Weak {
                path: self.atlas.params.get(ranged[i].0).path.clone(),
                grade: format!("{:?}", grade(&ranged[i].0)).to_lowercase(),
                at_low: gains[i][0].unwrap_or(f64::NAN),
                at_high: gains[i][1].unwrap_or(f64::NAN),
            })
            .collect();
        let share = without as f64 / together.len().max(1) as f64;
        Ok(Doubt {
            numbers: numbers.len(),
            assumed,
            gain,
            weak,
            spread: (low, high, share),
            trials: together.len(),
        })
    }

    /// Numbers behind the practices that a schedule uses: shares of acts, what acts let others sense, strategies.
    fn behind(&self, x: &Minutes) -> Vec<ParamId> {
        let mut ids: Vec<ParamId> = Vec::new();
        for (limit, _) in self.aim.limits.iter().zip(x).filter(|(_, m)| **m > 0.0) {
            let practice = &self.atlas.practices[&limit.practice];
            for (act, share) in &practice.acts {
                let Some(act) = self.atlas.acts.get(act).filter(|a| a.reach <= self.aim.reach) else {
                    continue;
                };
                ids.push(*share);
                ids.extend(act.senses.values());
            }
            ids.extend(of_strategy(practice, self.atlas));
        }
        ids.sort();
        ids.dedup();
        ids
    }

    /// Gains of a schedule with numbers changed; nothing where a state left the numbers.
    fn moved(
        &self,
        x: &Minutes,
        changes: &[Vec<(ParamId, f64)>],
        ids: &[u64],
        progress: &Progress,
    ) -> Result<Vec<Option<f64>>, PlanTrouble> {
        let nothing = vec![0.0; x.len()];
        let one = |change: &Vec<(ParamId, f64)>| {
            let mut atlas = self.atlas.clone();
            for (id, value) in change {
                let param = atlas.params.get_mut(*id);
                param.written = Quantity { number: *value, unit: param.written.unit };
            }
            let run = compile(self.aim, &atlas).map_err(PlanTrouble::Problems)?;
            let planner = Planner { aim: self.aim, atlas: &atlas, options: self.options, run };
            let base = planner.lived(&planner.run, &nothing, 0.0, ids, progress);
            let with = planner.lived(&planner.run, x, 0.0, ids, progress);
            match (base, with) {
                (Ok(base), Ok(with)) => Ok(Some(mean(&with.gains(&base, self.aim.goal)))),
                (Err(PlanTrouble::Interrupted), _) | (_, Err(PlanTrouble::Interrupted)) => {
                    Err(PlanTrouble::Interrupted)
                }
                _ => Ok(None),
            }
        };
        changes.par_iter().with_max_len(1).map(one).collect()
    }
}

/// The numbers of the way in which a practice deals with feelings.
fn of_strategy(practice: &Practice, atlas: &Atlas) -> Vec<ParamId> {
    let word = match practice.strategy {
        Some(Strategy::Reappraise) => "reappraise",
        Some(Strategy::Suppress) => "suppress",
        Some(Strategy::Accept) => "accept",
        None => return Vec::new(),
    };
    let numbers = atlas.processes.get("regulation").map(|p| &p.numbers);
    let names = [word, "strength", "cost", "practice_time"];
    names.iter().filter_map(|n| numbers?.get(*n).copied()).collect()
}
