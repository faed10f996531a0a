//! Experiments that might be done next: each is simulated at the design points, and what it would tell is estimated.

use super::axes::{Axis, mean, standard};
use super::gain::{DesignMeans, Gain, gain, slopes};
use super::points::{Bench, DesignScores, Piece};
use super::{Question, SensitivityReport, SensitivityStopped, sobol};
use serde::Serialize;
use syntony_model::{Atlas, Protocol};
use syntony_results::record::AnimalRow;
use syntony_store::hash::Hash;
use syntony_study::run::{Options, Progress, Study};
use syntony_study::work::WorkFolder;

/// Points in a piece.
const PIECE: usize = 4;

/// What a candidate would tell.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CandidateExperiment {
    /// Protocol key.
    pub protocol: String,
    /// Its title.
    pub title: String,
    /// Animals of all groups, at the protocol's own n.
    pub animals: usize,
    /// Means that it would measure: one for each group and measure.
    pub means: usize,
    /// How many of the moved numbers it reads.
    pub reads: usize,
    /// What it tells; nothing where it could not be run or reads none of the numbers.
    pub gain: Option<Gain>,
}

/// A name for the pieces of a choice of numbers.
pub(super) fn mark(axes: &[Axis]) -> String {
    let mut h = Hash::new();
    axes.iter().for_each(|a| {
        h.text(&a.path);
    });
    h.hex()[..12].to_string()
}

impl Question<'_> {
    /// What each candidate would tell about the chosen numbers and the targets, the most telling first.
    pub(super) fn experiments(
        &self,
        chosen: &[Axis],
        scores: &[DesignScores],
        report: &mut SensitivityReport,
        progress: &Progress,
        work: Option<&WorkFolder>,
    ) -> Result<(), SensitivityStopped> {
        let cube: Vec<Vec<f64>> =
            (0..scores.len()).map(|j| sobol::row(j, chosen.len(), self.ask.seed).0).collect();
        let x: Vec<Vec<f64>> = cube.iter().map(|p| p.iter().map(|u| standard(*u)).collect()).collect();
        let targets: Vec<Vec<f64>> = (0..self.targets.len()).map(|t| of_target(&x, scores, t)).collect();
        for (protocol, atlas) in self.candidates {
            let experiment = Candidate { protocol, atlas, question: self }
                .experiment(chosen, &cube, &x, &targets, progress, work)?;
            report.experiments.push(experiment);
        }
        let worth = |e: &CandidateExperiment| {
            e.gain
                .as_ref()
                .map_or((-1.0, -1.0), |g| (g.targets.iter().flatten().copied().fold(0.0, f64::max), g.bits))
        };
        report.experiments.sort_by(|a, b| {
            let ((t, u), (v, w)) = (worth(a), worth(b));
            v.total_cmp(&t).then(w.total_cmp(&u)).then(a.protocol.cmp(&b.protocol))
        });
        Ok(())
    }
}

/// Slopes of a target on the numbers, over the points A at which it could be scored.
fn of_target(x: &[Vec<f64>], scores: &[DesignScores], t: usize) -> Vec<f64> {
    let at = |j: usize| scores[j][0].as_ref().map_or(f64::NAN, |s| mean(&s[t]));
    let (points, means): (Vec<Vec<f64>>, Vec<f64>) =
        (0..x.len()).map(|j| (x[j].clone(), at(j))).filter(|(_, m)| m.is_finite()).unzip();
    let none = || vec![0.0; x.first().map_or(0, Vec::len)];
    slopes(&points, &means).unwrap_or_else(none)
}

struct Candidate<'a> {
    protocol: &'a Protocol,
    atlas: &'a Atlas,
    question: &'a Question<'a>,
}

impl Candidate<'_> {
    fn experiment(
        &self,
        chosen: &[Axis],
        cube: &[Vec<f64>],
        x: &[Vec<f64>],
        targets: &[Vec<f64>],
        progress: &Progress,
        work: Option<&WorkFolder>,
    ) -> Result<CandidateExperiment, SensitivityStopped> {
        let p = self.protocol;
        let ask = self.question.ask;
        let options =
            Options { seed: ask.seed, replicates: ask.replicates, groups: Vec::new(), traces: false };
        let mut experiment = CandidateExperiment {
            protocol: p.key.clone(),
            title: p.title.clone(),
            animals: p.groups.iter().map(|g| g.n).sum(),
            means: 0,
            reads: 0,
            gain: None,
        };
        let used: Vec<_> = Study::compile(p, self.atlas, &options).map_or(Vec::new(), |s| s.used().collect());
        // the atlas of another lineage has other indices, and perhaps not the number at all
        let here = |a: &Axis| self.atlas.params.find(&a.path).filter(|id| used.contains(id));
        let read: Vec<usize> = (0..chosen.len()).filter(|&i| here(&chosen[i]).is_some()).collect();
        let axes: Vec<Axis> =
            read.iter().filter_map(|&i| Some(Axis { id: here(&chosen[i])?, ..chosen[i].clone() })).collect();
        experiment.reads = read.len();
        if read.is_empty() {
            progress.done.fetch_add(cube.len() as u64, std::sync::atomic::Ordering::Relaxed);
            return Ok(experiment);
        }
        let points: Vec<Vec<f64>> = cube.iter().map(|u| read.iter().map(|&i| u[i]).collect()).collect();
        let mut h = Hash::new();
        h.text(&p.text).text(&mark(&axes)).text(&mark(chosen));
        let name = |i: usize| format!("gain-{}-{i}", &h.hex()[..12]);
        let pieces: Vec<Piece> =
            points.chunks(PIECE).enumerate().map(|(i, c)| (name(i), c.to_vec())).collect();
        let bench = Bench { protocol: p, atlas: self.atlas, options: &options, axes: &axes };
        let of = |rows: &[AnimalRow]| self.of_rows(rows);
        let scores = bench.scores(&pieces, &of, progress, work).map_err(SensitivityStopped::Outcome)?;
        let at: Vec<Option<Vec<Vec<f64>>>> = scores.into_iter().flatten().collect();
        let there: Vec<usize> = (0..at.len()).filter(|&j| at[j].is_some()).collect();
        let points: Vec<&Vec<Vec<f64>>> = at.iter().flatten().collect();
        let x: Vec<Vec<f64>> = there.iter().map(|&j| x[j].clone()).collect();
        let (cells, columns) = self.cells(&points);
        experiment.means = cells.len();
        experiment.gain = match cells.is_empty() {
            true => None,
            false => gain(&x, &read, &cells, &within(&cells, &columns, &points), targets),
        };
        Ok(experiment)
    }

    /// Scores of every group and measure, groups outermost.
    fn of_rows(&self, rows: &[AnimalRow]) -> Vec<Vec<f64>> {
        let p = self.protocol;
        let column = |g: usize, m: usize| {
            rows.iter().filter(|r| r.group == g).map(|r| r.values[m].unwrap_or(f64::NAN)).collect()
        };
        (0..p.groups.len()).flat_map(|g| (0..p.measures.len()).map(move |m| column(g, m))).collect()
    }

    /// The means that can be used, each with its column: those that every point has, and that are not the same everywhere.
    fn cells(&self, points: &[&Vec<Vec<f64>>]) -> (Vec<DesignMeans>, Vec<usize>) {
        let measures = self.protocol.measures.len();
        let (mut cells, mut columns) = (Vec::new(), Vec::new());
        for column in 0..points.first().map_or(0, |p| p.len()) {
            let means: Vec<f64> = points.iter().map(|p| mean(&p[column])).collect();
            let simulated = points.iter().map(|p| p[column].len()).min().unwrap_or(0);
            let group = column / measures;
            let n = self.protocol.groups[group].n;
            let moves = means.iter().any(|m| (m - means[0]).abs() > 1e-12 * means[0].abs());
            if n > 0 && simulated > 1 && moves && means.iter().all(|m| m.is_finite()) {
                cells.push(DesignMeans { group, n, simulated, means });
                columns.push(column);
            }
        }
        (cells, columns)
    }
}

/// Covariance between animals of any two means, over the points; 0 across groups, whose animals are others.
fn within(cells: &[DesignMeans], columns: &[usize], points: &[&Vec<Vec<f64>>]) -> Vec<Vec<f64>> {
    let covariance = |a: usize, b: usize| {
        let at = |p: &Vec<Vec<f64>>| {
            let pairs: Vec<(f64, f64)> =
                p[columns[a]].iter().copied().zip(p[columns[b]].iter().copied()).collect();
            let pairs: Vec<(f64, f64)> =
                pairs.into_iter().filter(|(x, y)| x.is_finite() && y.is_finite()).collect();
            let n = pairs.len() as f64;
            if n < 2.0 {
                return 0.0;
            }
            let (mx, my) =
                (pairs.iter().map(|p| p.0).sum::<f64>() / n, pairs.iter().map(|p| p.1).sum::<f64>() / n);
            pairs.iter().map(|(x, y)| (x - mx) * (y - my)).sum::<f64>() / (n - 1.0)
        };
        points.iter().map(|p| at(p)).sum::<f64>() / points.len() as f64
    };
    let row = |a: usize| {
        let entry = |b: usize| if cells[a].group == cells[b].group { covariance(a, b) } else { 0.0 };
        (0..cells.len()).map(entry).collect()
    };
    (0..cells.len()).map(row).collect()
}
