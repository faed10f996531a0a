//! Scores: one number per measure and unit, from acts and from brains.

use crate::bout::{Act, Bout, Cue, Moment, Witness};
use crate::evoked::{Decoding, Evoked};
use crate::granger::Granger;
use crate::instrument::reading::{Mark, Readings, Sitter};
use crate::linkage::Linkage;
use crate::rhythm::RhythmCourse;
use std::sync::Arc;
use syntony_brain::social::autonomic::Organ;
use syntony_brain::{Block, Plan, Variable};
use syntony_engine::Key;
use syntony_engine::grid;
use syntony_engine::noise::normal;
pub use syntony_model::protocol::Aspect;
use syntony_model::protocol::{MeasureKind, Reduce, Rhythm};

/// A measure resolved to indices; windows are in seconds after the beginning of the experiment.
#[derive(Debug, Clone)]
pub struct Gauge {
    /// Phase.
    pub phase: usize,
    /// Start of the window.
    pub from_s: f64,
    /// End of the window.
    pub to_s: f64,
    /// What.
    pub what: What,
    /// Seconds (or counts, …) per unit for people.
    pub scale: f64,
    /// Number of the name of the measure, which keys the error of its instrument.
    pub name: u64,
}

/// Towards whom an act is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActTarget {
    /// Whoever it is.
    Any,
    /// Nobody: the empty cage.
    Empty,
    /// A member, or a place.
    One(usize),
}

impl ActTarget {
    fn is(self, target: Option<usize>) -> bool {
        match self {
            ActTarget::Any => true,
            ActTarget::Empty => target.is_none(),
            ActTarget::One(t) => target == Some(t),
        }
    }
}

/// Error of an instrument.
#[derive(Debug, Clone)]
pub enum AssayError {
    /// SD of the logarithm.
    Relative(f64),
    /// A mark on a scale.
    Mark(Arc<Readings>, Mark),
    /// Answers to a questionnaire, between the ends of its scale.
    Answers(Arc<Readings>, (f64, f64)),
    /// A motor response, by the number of its name.
    Motor(Arc<Readings>, u64),
    /// An organ of a person, the day.
    Organ(Arc<Readings>, Organ, u64),
    /// A hormone of a person: its number among [`Readings::levels`], the day, the relative error of the assay.
    Level(Arc<Readings>, usize, u64, f64),
}

/// A region in a scanner.
#[derive(Debug, Clone)]
pub struct Scanned {
    /// Numbers.
    pub readings: Arc<Readings>,
    /// Populations: index, p at rest, sensitivity.
    pub populations: Vec<(usize, f64, f64)>,
    /// Seconds in trials, and of the window.
    pub spans: (f64, f64),
}

/// Kinds of gauges.
#[derive(Debug, Clone)]
pub enum What {
    /// Time in an act of actor towards target.
    Time(usize, Act, ActTarget),
    /// Share of first in first + second.
    Share(usize, Act, ActTarget, ActTarget),
    /// Time to the first.
    Latency(usize, Act, ActTarget),
    /// Number of times that it began.
    Count(usize, Act, ActTarget),
    /// Number of acts of this length, s, that the time in them makes: what goes on after one such length is the next act.
    Acts(usize, Act, ActTarget, f64),
    /// Share of the window in an act.
    TimeShare(usize, Act, ActTarget),
    /// A state variable of a member.
    State(usize, Variable, Reduce),
    /// A state variable of a member with the error of the instrument.
    Assay(usize, Variable, Reduce, AssayError),
    /// Per cent signal of a region of a member.
    Scan(usize, Scanned),
    /// How far the courses of two members go together beyond those of shuffled pairs.
    Resonance([(usize, Variable); 2]),
    /// Coordination and differentiation of these courses.
    Integration(Vec<(usize, Variable)>, Aspect),
    /// Correlation over time of a variable of two members.
    Coupling((usize, Variable), (usize, Variable)),
    /// How much the past of the second course tells of the first beyond its own, at so many lags.
    Feedback([(usize, Variable); 2], usize),
    /// Power of a rhythm of a member (one), or its synchrony (two), of these populations; power in series of gestures alone, from so many
    /// seconds after the beginning of each.
    Rhythm(Vec<usize>, Vec<usize>, Rhythm, Option<f64>),
    /// Time to the response of these populations of a member to gestures of others.
    Evoked(usize, Vec<usize>),
    /// How well these populations of a member tell this phase from another: its index and window.
    Decoding(usize, Vec<usize>, (usize, f64, f64)),
    /// The variable does not exist in this group (no such pool or pair): nothing is scored.
    Missing,
}

/// Scores of all units of a block.
pub struct BlockScores {
    gauges: Vec<Gauge>,
    units: usize,
    /// Accumulators `[gauge × unit]`: first, second.
    sums: Vec<(f64, f64)>,
    seen: Vec<bool>,
    /// Courses that are compared, by gauge.
    links: Vec<Option<Linkage>>,
    /// Courses that predict each other, by gauge.
    feedback: Vec<Option<Granger>>,
    /// Rhythms, by gauge.
    rhythms: Vec<Option<RhythmCourse>>,
    /// Responses, by gauge.
    evoked: Vec<Option<Evoked>>,
    /// Decoders, by gauge.
    decoders: Vec<Option<Decoding>>,
    /// Moments of pairs, for couplings alone `[gauge × unit]`.
    moments: Vec<Moments>,
    keys: Vec<Key>,
    born: Vec<Key>,
}

impl BlockScores {
    /// Starts scoring; `keys` are those of all members of what they live through and of birth, `[member × unit]`, `cohort` the repetition that a unit belongs to, one per unit.
    pub fn new(
        gauges: Vec<Gauge>,
        units: usize,
        (keys, born): (Vec<Key>, Vec<Key>),
        cohort: &[usize],
    ) -> Self {
        let n = gauges.len() * units;
        let link = |g: &Gauge| match &g.what {
            What::Resonance(_) => Some(Linkage::new(2, units, cohort.to_vec())),
            What::Integration(parts, _) => Some(Linkage::new(parts.len(), units, Vec::new())),
            _ => None,
        };
        let links = gauges.iter().map(link).collect();
        let feedback = |g: &Gauge| match g.what {
            What::Feedback(_, lags) => Some(Granger::new(lags, units)),
            _ => None,
        };
        let feedback = gauges.iter().map(feedback).collect();
        let rhythm = |g: &Gauge| match &g.what {
            What::Rhythm(members, populations, rhythm, acting) => {
                let (members, populations) = (members.clone(), populations.clone());
                Some(RhythmCourse::new(members, populations, *rhythm, *acting, cohort, (g.from_s, g.to_s)))
            }
            _ => None,
        };
        let rhythms = gauges.iter().map(rhythm).collect();
        let evoked = |g: &Gauge| match &g.what {
            What::Evoked(member, populations) => {
                Some(Evoked::new(*member, populations.clone(), units, (g.from_s, g.to_s)))
            }
            _ => None,
        };
        let decoder = |g: &Gauge| match &g.what {
            What::Decoding(member, populations, other) => {
                let windows = [(g.phase, g.from_s, g.to_s), *other];
                Some(Decoding::new(*member, populations.clone(), units, windows))
            }
            _ => None,
        };
        let evoked = gauges.iter().map(evoked).collect();
        let decoders = gauges.iter().map(decoder).collect();
        let couples = gauges.iter().any(|g| matches!(g.what, What::Coupling(..)));
        let moments = vec![Moments::default(); if couples { n } else { 0 }];
        BlockScores {
            gauges,
            units,
            sums: vec![(0.0, 0.0); n],
            seen: vec![false; n],
            links,
            feedback,
            rhythms,
            evoked,
            decoders,
            moments,
            keys,
            born,
        }
    }

    /// The scores of a unit in units for people; `None` where nothing could be scored.
    pub fn values(&self, unit: usize) -> Vec<Option<f64>> {
        self.gauges
            .iter()
            .enumerate()
            .map(|(g, gauge)| {
                let i = g * self.units + unit;
                let ((a, b), seen) = (self.sums[i], self.seen[i]);
                let value = match &gauge.what {
                    What::Time(..) | What::Count(..) => Some(a),
                    What::Acts(_, _, _, length) => Some((a / length - ROUNDING).ceil().max(0.0)),
                    What::Share(..) => (a + b > 0.0).then(|| a / (a + b)),
                    What::Latency(..) => Some(if seen { a } else { gauge.to_s - gauge.from_s }),
                    What::TimeShare(..) => Some(a / (gauge.to_s - gauge.from_s)),
                    What::State(_, _, Reduce::Mean) => (b > 0.0).then(|| a / b),
                    What::State(..) => seen.then_some(a),
                    What::Assay(member, _, reduce, error) => {
                        let mean = if *reduce == Reduce::Mean {
                            (b > 0.0).then(|| a / b)
                        } else {
                            seen.then_some(a)
                        };
                        let z = || normal(self.keys[unit].named(gauge.name), ASSAY, 0, 0);
                        let who = self.sitter(gauge, *member, unit);
                        mean.map(|m| match error {
                            AssayError::Relative(cv) => m * syntony_engine::math::exp(cv * z()),
                            AssayError::Mark(readings, mark) => readings.mark(m, mark, &who),
                            AssayError::Answers(readings, ends) => readings.answers(m, *ends, &who),
                            AssayError::Motor(readings, of) => readings.motor(m, *of, &who),
                            AssayError::Organ(readings, which, day) => {
                                readings.organ(m, (*which, *day), &who)
                            }
                            AssayError::Level(readings, which, day, cv) => {
                                readings.level(m, (*which, *day), *cv, &who)
                            }
                        })
                    }
                    What::Scan(member, scanned) => (b > 0.0).then(|| {
                        scanned.readings.scan(a / b, scanned.spans, &self.sitter(gauge, *member, unit))
                    }),
                    What::Resonance(_) => self.links[g].as_ref().and_then(|l| l.resonance(unit)),
                    What::Integration(_, aspect) => {
                        self.links[g].as_ref().and_then(|l| l.integration(unit, *aspect))
                    }
                    What::Coupling(..) => self.moments[i].correlation(),
                    What::Feedback(..) => self.feedback[g].as_ref().and_then(|f| f.feedback(unit)),
                    What::Rhythm(..) => self.rhythms[g].as_ref().and_then(|r| r.value(unit)),
                    What::Evoked(..) => self.evoked[g].as_ref().and_then(|e| e.value(unit)),
                    What::Decoding(..) => self.decoders[g].as_ref().and_then(|d| d.value(unit)),
                    What::Missing => None,
                };
                value.map(|v| v / gauge.scale).filter(|v| v.is_finite())
            })
            .collect()
    }
}

impl BlockScores {
    /// Who is read.
    fn sitter(&self, gauge: &Gauge, member: usize, unit: usize) -> Sitter {
        let of = |keys: &[Key]| grid::row(keys, member, self.units)[unit];
        Sitter { born: of(&self.born), key: of(&self.keys), measure: gauge.name }
    }
}

/// Weighted means and sums of squares of pairs, one pair after the other.
#[derive(Debug, Clone, Copy, Default)]
struct Moments {
    weight: f64,
    mean: (f64, f64),
    squares: (f64, f64),
    product: f64,
}

impl Moments {
    fn add(&mut self, x: f64, y: f64, weight: f64) {
        self.weight += weight;
        let (dx, dy) = (x - self.mean.0, y - self.mean.1);
        let part = weight / self.weight;
        self.mean.0 += part * dx;
        self.mean.1 += part * dy;
        self.squares.0 += weight * dx * (x - self.mean.0);
        self.squares.1 += weight * dy * (y - self.mean.1);
        self.product += weight * dx * (y - self.mean.1);
    }

    /// Pearson's r; nothing where one of the two did not move.
    fn correlation(&self) -> Option<f64> {
        let still = |squares: f64, mean: f64| squares <= self.weight * (STILL * mean) * (STILL * mean);
        if still(self.squares.0, self.mean.0) || still(self.squares.1, self.mean.1) {
            return None;
        }
        Some(self.product / (self.squares.0 * self.squares.1).sqrt())
    }
}

/// Deviation, relative to the mean, below which a course is a constant with rounding errors.
const STILL: f64 = 1e-9;

/// Part of an act that is a rounding error of its ticks.
const ROUNDING: f64 = 1e-6;

/// Stream of the assays' errors.
const ASSAY: u32 = 200;

/// What a measure looks for in the acts; `None` for measures of the brain.
pub fn act_of(kind: &MeasureKind, plan: &Plan) -> Option<Act> {
    Some(match kind {
        MeasureKind::Contact(_) | MeasureKind::Share(..) => Act::Huddle,
        MeasureKind::Chamber(Some(_)) => Act::Near,
        MeasureKind::Chamber(None) => Act::Neutral,
        MeasureKind::Latency(act, _) | MeasureKind::ActCount(act, _) | MeasureKind::ActShare(act, _) => {
            let done = plan.social.as_ref().and_then(|s| s.repertoire.find(act));
            match done {
                Some(k) => Act::Done(k as u16),
                None => Act::ALL.iter().find(|(w, _)| w == act).map(|(_, a)| *a)?,
            }
        }
        MeasureKind::Attacks(_) => Act::Attack,
        MeasureKind::Presses(_) => Act::Press,
        MeasureKind::Floating => Act::Float,
        MeasureKind::OpenArmShare | MeasureKind::OpenArmEntries => Act::OpenArm,
        MeasureKind::PlaceShare(_) => Act::Place,
        _ => return None,
    })
}

impl Witness for BlockScores {
    fn bout(&mut self, b: &Bout) {
        for (g, gauge) in self.gauges.iter().enumerate().filter(|(_, g)| g.phase == b.phase) {
            let i = g * self.units + b.unit;
            let from = b.onset_s.max(gauge.from_s);
            let inside = ((b.onset_s + b.duration_s).min(gauge.to_s) - from).max(0.0);
            let begins = b.begins && b.onset_s >= gauge.from_s && b.onset_s <= gauge.to_s;
            let to = |target: ActTarget| target.is(b.target);
            match gauge.what {
                What::Time(m, a, t) | What::TimeShare(m, a, t) | What::Acts(m, a, t, _)
                    if m == b.actor && a == b.act && to(t) =>
                {
                    self.sums[i].0 += inside
                }
                What::Share(m, a, first, second) if m == b.actor && a == b.act => {
                    if to(first) {
                        self.sums[i].0 += inside;
                    } else if to(second) {
                        self.sums[i].1 += inside;
                    }
                }
                What::Latency(m, a, t)
                    if m == b.actor && a == b.act && to(t) && !self.seen[i] && (inside > 0.0 || begins) =>
                {
                    self.sums[i].0 = from - gauge.from_s;
                    self.seen[i] = true;
                }
                What::Count(m, a, t) if m == b.actor && a == b.act && to(t) && begins => {
                    self.sums[i].0 += 1.0
                }
                _ => {}
            }
        }
    }

    fn cue(&mut self, cue: &Cue) {
        for (g, _) in self.gauges.iter().enumerate().filter(|(_, g)| g.phase == cue.phase) {
            self.rhythms[g].iter_mut().for_each(|r| r.cue(cue));
            self.evoked[g].iter_mut().for_each(|e| e.cue(cue));
        }
    }

    fn moment(&mut self, m: &Moment) {
        for (g, gauge) in self.gauges.iter().enumerate() {
            self.decoders[g].iter_mut().for_each(|d| d.add(m));
            if gauge.phase == m.phase {
                self.rhythms[g].iter_mut().for_each(|r| r.add(m));
                self.evoked[g].iter_mut().for_each(|e| e.add(m));
            }
        }
    }

    fn tick(&mut self, time_s: f64, dt_s: f64, phases: &[usize], block: &Block) {
        for (g, gauge) in self.gauges.iter().enumerate() {
            let overlap = (time_s.min(gauge.to_s) - (time_s - dt_s).max(gauge.from_s)).max(0.0);
            if overlap <= 0.0 || !phases.contains(&gauge.phase) {
                continue;
            }
            if let Some(link) = &mut self.links[g] {
                let parts: &[(usize, Variable)] = match &gauge.what {
                    What::Resonance(two) => two,
                    What::Integration(parts, _) => parts,
                    _ => &[],
                };
                link.add(overlap, |a, u| parts[a].1.read(block, parts[a].0, u));
            }
            if let (Some(feedback), What::Feedback(two, _)) = (&mut self.feedback[g], &gauge.what) {
                feedback.add(|c, u| two[c].1.read(block, two[c].0, u));
            }
            if let What::Scan(member, scanned) = &gauge.what {
                let lanes = block.lane_count();
                for unit in 0..self.units {
                    let lane = member * self.units + unit;
                    let of = |(r, rest, sensitivity): &(usize, f64, f64)| {
                        let relative = grid::row(&block.work().mean, *r, lanes)[lane] / rest - 1.0;
                        scanned.readings.synaptic(relative, *sensitivity)
                    };
                    let z: f64 = scanned.populations.iter().map(of).sum();
                    let sum = &mut grid::row_mut(&mut self.sums, g, self.units)[unit];
                    sum.0 += overlap * z / scanned.populations.len() as f64;
                    sum.1 += overlap;
                }
                continue;
            }
            let (member, variable, reduce) = match gauge.what {
                What::State(m, v, r) | What::Assay(m, v, r, _) => (m, v, r),
                What::Coupling((i, v), (j, w)) => {
                    for unit in 0..self.units {
                        let (x, y) = (v.read(block, i, unit), w.read(block, j, unit));
                        grid::row_mut(&mut self.moments, g, self.units)[unit].add(x, y, overlap);
                    }
                    continue;
                }
                _ => continue,
            };
            for unit in 0..self.units {
                let (i, x) = (g * self.units + unit, variable.read(block, member, unit));
                let (sum, seen) = (&mut self.sums[i], &mut self.seen[i]);
                match reduce {
                    Reduce::Mean => {
                        sum.0 += x * overlap;
                        sum.1 += overlap;
                    }
                    Reduce::Max => sum.0 = if *seen { sum.0.max(x) } else { x },
                    Reduce::Min => sum.0 = if *seen { sum.0.min(x) } else { x },
                    Reduce::Last => sum.0 = x,
                }
                *seen = true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_moments_give_pearsons_r() {
        let pairs = [(1.0, 2.0), (2.0, 1.0), (3.0, 4.0), (4.0, 3.0), (5.0, 7.0)];
        let mut moments = Moments::default();
        pairs.iter().for_each(|&(x, y)| moments.add(1e6 + x, y, 15.0));
        let r = moments.correlation().unwrap_or(f64::NAN);
        assert!((r - 0.824163383692134).abs() < 1e-9, "{r}");
    }

    #[test]
    fn exact_a_course_that_stands_still_has_no_coupling() {
        let mut moments = Moments::default();
        (0..10).for_each(|k| moments.add(0.1 + 0.2, f64::from(k), 1.0));
        assert_eq!(moments.correlation(), None);
    }
}
