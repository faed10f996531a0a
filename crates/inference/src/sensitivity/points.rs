//! Design points: the run at each, with the same animals, in pieces that an interruption does not cost.

use super::axes::{Axis, place};
use rayon::prelude::*;
use std::sync::atomic::Ordering;
use syntony_model::{Atlas, Protocol};
use syntony_results::record::AnimalRow;
use syntony_study::run::{Options, Progress, RunEnd, Study};
use syntony_study::work::WorkFolder;

/// A protocol to be run at points of the unit cube over some axes.
pub struct Bench<'a> {
    /// Protocol.
    pub protocol: &'a Protocol,
    /// Atlas at home.
    pub atlas: &'a Atlas,
    /// Seed, replicates, groups: the same at every point.
    pub options: &'a Options,
    /// Numbers that move.
    pub axes: &'a [Axis],
}

/// Scores of a piece: `[point][score]`, whatever a score is made of. Nothing for a point at which a state left the numbers.
pub type DesignScores = Vec<Option<Vec<Vec<f64>>>>;

/// A piece of a design: its name, and its points in the unit cube.
pub type Piece = (String, Vec<Vec<f64>>);

impl Bench<'_> {
    /// Runs the pieces that are not there yet, in parallel, each point with the same animals, and makes scores of the rows.
    pub fn scores(
        &self,
        pieces: &[Piece],
        of: &(dyn Fn(&[AnimalRow]) -> Vec<Vec<f64>> + Sync),
        progress: &Progress,
        work: Option<&WorkFolder>,
    ) -> Result<Vec<DesignScores>, RunEnd> {
        let one = |(name, points): &Piece| {
            if let Some(kept) = work.and_then(|w| w.have::<Vec<Option<Vec<Vec<Option<f64>>>>>>(name)) {
                progress.done.fetch_add(points.len() as u64, Ordering::Relaxed);
                return Ok(kept.into_iter().map(|p| p.map(from_json)).collect());
            }
            let mut atlas = self.atlas.clone();
            let mut scores = DesignScores::new();
            for point in points {
                place(&mut atlas, self.axes, point);
                scores.push(self.rows(&atlas, progress)?.map(|rows| of(&rows)));
                progress.done.fetch_add(1, Ordering::Relaxed);
            }
            if let Some(work) = work {
                // JSON has no NaN: what is missing is null
                let there = |x: &f64| x.is_finite().then_some(*x);
                let plain: Vec<Option<Vec<Vec<Option<f64>>>>> = scores
                    .iter()
                    .map(|p| p.as_ref().map(|s| s.iter().map(|v| v.iter().map(there).collect()).collect()))
                    .collect();
                work.keep(name, &plain, progress);
            }
            Ok(scores)
        };
        pieces.par_iter().with_max_len(1).map(one).collect()
    }

    /// The rows at a point; nothing where a state leaves the numbers, or the numbers do not fit together.
    fn rows(&self, atlas: &Atlas, progress: &Progress) -> Result<Option<Vec<AnimalRow>>, RunEnd> {
        if progress.stop.load(Ordering::Relaxed) {
            return Err(RunEnd::Interrupted);
        }
        let Ok(study) = Study::compile(self.protocol, atlas, self.options) else { return Ok(None) };
        match study.run(&Progress::default(), &|_| None, &|_, _| {}) {
            Ok(parts) => {
                let mut rows: Vec<AnimalRow> = parts.into_iter().flat_map(|p| p.rows).collect();
                rows.sort_by_key(|r| (r.group, r.replicate, r.animal));
                Ok(Some(rows))
            }
            Err(RunEnd::BlowUp(_)) => Ok(None),
            Err(other) => Err(other),
        }
    }
}

fn from_json(point: Vec<Vec<Option<f64>>>) -> Vec<Vec<f64>> {
    point.into_iter().map(|s| s.into_iter().map(|x| x.unwrap_or(f64::NAN)).collect()).collect()
}
