//! Brains that are stepped side by side: what they record, what blood makes of it, and how they are kept when a run is interrupted.

use super::run::{Stopped, piece, snapshot, volume_piece};
use super::{Plan, checks};
use crate::Progress;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use syntony_brain::neural::mass::{Lanes, Maker};
use syntony_engine::network::{BlowUp, Setting};
use syntony_engine::noise::uniform;
use syntony_engine::{Key, Real, Snapshot};
use syntony_observe::instrument::blood::{Balloon, Blood};
use syntony_store::{Data, StoreError, Stream, parts::Parts};

/// Stream of the random numbers for first states.
const FIRST: u32 = 8;
/// Node-steps between two looks at whether to stop.
const STRETCH: u64 = 2_000_000;
/// Node-steps after which brains are kept in case the process dies.
const KEEP: u64 = 2_000_000_000;

/// A number as the series keeps it.
pub trait Kept: Real {
    /// Values as an array.
    fn data(values: Vec<Self>) -> Data;
}

impl Kept for f64 {
    fn data(values: Vec<f64>) -> Data {
        Data::F64(values)
    }
}

impl Kept for f32 {
    fn data(values: Vec<f32>) -> Data {
        Data::F32(values)
    }
}

/// What brains share: where they write, and how they are stopped.
pub(super) struct Place<'a> {
    /// The series, and volumes if they are asked.
    pub series: &'a [Stream],
    pub parts: &'a Parts,
    /// Whether some have stopped already.
    pub stopping: &'a AtomicBool,
    /// Steps made, over brains.
    pub stepped: &'a AtomicU64,
    pub progress: &'a Progress,
}

/// How far brains have come.
pub(super) enum Outcome {
    /// Number of series, sums of their means and standard deviations.
    Done([f64; 3]),
    /// They were stopped, and are kept.
    Held,
}

/// Rows `[lane][time × region]` that wait to be written, and how many times of a lane have been.
struct Rows<R> {
    waiting: Vec<Vec<R>>,
    written: usize,
    piece: usize,
}

/// What a scanner makes of what is shown.
struct Scan {
    blood: Blood,
    /// Samples of a volume, and those of the present one so far.
    samples: (usize, usize),
    /// Sum and number of what was shown at rest.
    rest: (Vec<f64>, f64),
    balloons: Vec<Balloon>,
    /// Sum of the present volume.
    sum: Vec<f64>,
}

/// Brains side by side.
pub(super) struct Together<'a, R> {
    network: Box<dyn Lanes<R>>,
    seen: u64,
    book: Book<'a, R>,
}

/// What is written down of them.
struct Book<'a, R> {
    plan: &'a Plan,
    mine: Range<usize>,
    /// Of each recorded variable, and of volumes.
    rows: Vec<Rows<R>>,
    /// Sum and sum of squares of what is shown.
    sums: Vec<[f64; 2]>,
    scan: Option<Scan>,
}

impl<'a, R: Kept> Together<'a, R> {
    pub fn new(plan: &'a Plan, make: Maker<R>, mine: Range<usize>) -> Result<Self, Stopped> {
        let (ask, columns) = (&plan.ask, plan.connectome.regions() * mine.len());
        let keys: Vec<Key> = mine.clone().map(|brain| Key::new(ask.seed, brain as u64)).collect();
        let setting = Setting {
            scheme: ask.scheme,
            dt: ask.dt,
            frozen: ask.frozen,
            noise: plan.noise.clone(),
            every: plan.steps.2,
            states: plan.record.iter().any(|r| r.state.is_some()),
        };
        let network = make(&plan.edges, &first(plan, &keys), &plan.folded_at(0), &keys, setting);
        let rows = |piece| Rows { waiting: vec![Vec::new(); mine.len()], written: 0, piece };
        let mut all: Vec<Rows<R>> = plan.record.iter().map(|_| rows(piece(plan))).collect();
        let scan = plan.bold.as_ref().map(|(blood, samples)| {
            all.push(rows(volume_piece(plan, plan.samples() / samples)));
            Scan {
                blood: blood.clone(),
                samples: (*samples, 0),
                rest: (vec![0.0; columns], 0.0),
                balloons: vec![Balloon::default(); columns],
                sum: vec![0.0; columns],
            }
        });
        let sums = vec![[0.0; 2]; columns];
        Ok(Together { network, seen: 0, book: Book { plan, mine, rows: all, sums, scan } })
    }

    /// Steps them to the end, or until they are stopped; from where they were kept, if they were.
    pub fn run(&mut self, place: &Place) -> Result<Outcome, Stopped> {
        let (regions, lanes) = (self.book.plan.connectome.regions(), self.book.mine.len());
        let name = format!("brains-{}", self.book.mine.start);
        if place.parts.valid().contains(&name) {
            let path = format!("parts/{name}.bin").into();
            self.thaw(&snapshot(place.parts.read(&name)?, path)?, &name)?;
            place.progress.done.fetch_add(self.seen * lanes as u64, Ordering::Relaxed);
        }
        let stretch = (STRETCH / (regions * lanes) as u64).max(1);
        let (end, mut kept) = (self.book.plan.steps.0, self.seen);
        while self.seen < end {
            // those that have not begun leave nothing, and those that were kept stay so
            if place.stopping.load(Ordering::Relaxed) {
                if self.seen > kept {
                    place.parts.write(&name, &self.freeze().write())?;
                }
                return Ok(Outcome::Held);
            }
            let until = self.book.plan.next_change(self.seen).unwrap_or(end).min(end);
            let now = stretch.min(until - self.seen);
            self.advance(now, place)?;
            place.progress.done.fetch_add(now * lanes as u64, Ordering::Relaxed);
            place.stepped.fetch_add(now * lanes as u64, Ordering::Relaxed);
            if self.seen == until && until < end {
                self.network.renumber(&self.book.plan.folded_at(until));
            }
            if place.progress.stop.load(Ordering::Relaxed) {
                place.stopping.store(true, Ordering::Relaxed);
            } else if (self.seen - kept) * (regions * lanes) as u64 >= KEEP {
                place.parts.write(&name, &self.freeze().write())?;
                kept = self.seen;
            }
        }
        for which in 0..self.book.rows.len() {
            self.book.put(which, place)?;
        }
        let n = self.book.plan.samples() as f64;
        Ok(Outcome::Done(self.book.sums.iter().fold([0.0; 3], |all, s| {
            let mean = s[0] / n;
            [all[0] + 1.0, all[1] + mean, all[2] + (s[1] / n - mean * mean).max(0.0).sqrt()]
        })))
    }

    /// Makes steps and records.
    fn advance(&mut self, count: u64, place: &Place) -> Result<(), Stopped> {
        let every = self.book.plan.steps.2;
        let mut time = self.seen;
        let mut failed = None;
        let book = &mut self.book;
        let done = self.network.advance(count, &mut |mean| {
            time = (time / every + 1) * every;
            if failed.is_none() {
                failed = book.record(mean, time, place).err();
            }
        });
        if let Err(blow_up) = done {
            return Err(Stopped::BlowUp(words(self.book.plan, blow_up, &self.book.mine, &*self.network)));
        }
        self.seen += count;
        failed.map_or(Ok(()), Err)
    }

    /// Network and recorders.
    fn freeze(&self) -> Snapshot {
        let mut all = self.network.freeze();
        let mut push = |name: String, values: Vec<f64>| all.arrays.push((name, values));
        for (which, rows) in self.book.rows.iter().enumerate() {
            push(format!("written_{which}"), vec![rows.written as f64]);
            push(format!("waiting_{which}"), rows.waiting.iter().flatten().map(|x| x.to()).collect());
        }
        push("sums".into(), self.book.sums.concat());
        if let Some(scan) = &self.book.scan {
            push("scan".into(), [vec![scan.samples.1 as f64, scan.rest.1], scan.rest.0.clone()].concat());
            push("balloons".into(), scan.balloons.iter().flat_map(|b| b.0).collect());
            push("volume".into(), scan.sum.clone());
        }
        all
    }

    fn thaw(&mut self, from: &Snapshot, name: &str) -> Result<(), Stopped> {
        let damaged = |why: String| {
            Stopped::Folder(StoreError::Damaged { path: format!("parts/{name}.bin").into(), why }.into())
        };
        self.network.thaw(from).map_err(|e| damaged(e.to_string()))?;
        let array = |name: &str, length: Option<usize>| {
            let found = from.array(name).map_err(|e| damaged(e.to_string()))?;
            match length.is_none_or(|n| n == found.len()) {
                true => Ok(found),
                false => Err(damaged(format!("`{name}` has {} values", found.len()))),
            }
        };
        for (which, rows) in self.book.rows.iter_mut().enumerate() {
            rows.written = array(&format!("written_{which}"), Some(1))?[0] as usize;
            let waiting = array(&format!("waiting_{which}"), None)?;
            let each = waiting.len() / rows.waiting.len();
            for (row, kept) in rows.waiting.iter_mut().zip(waiting.chunks_exact(each.max(1))) {
                row.extend(kept.iter().map(|&x| R::of(x)));
            }
        }
        let columns = self.book.sums.len();
        self.book.sums = array("sums", Some(2 * columns))?.as_chunks().0.to_vec();
        if let Some(scan) = &mut self.book.scan {
            let kept = array("scan", Some(2 + columns))?;
            scan.samples.1 = kept[0] as usize;
            scan.rest = (kept[2..].to_vec(), kept[1]);
            let balloons = array("balloons", Some(4 * columns))?.as_chunks().0;
            scan.balloons = balloons.iter().map(|b| Balloon(*b)).collect();
            scan.sum = array("volume", Some(columns))?.to_vec();
        }
        self.seen = from.step;
        self.network.renumber(&self.book.plan.folded_at(self.seen));
        Ok(())
    }
}

impl<R: Kept> Book<'_, R> {
    /// Takes means of what is shown and of the states, `[1 + S × region × lane]`.
    fn record(&mut self, mean: &[R], time: u64, place: &Place) -> Result<(), Stopped> {
        let columns = self.sums.len();
        let lanes = self.mine.len();
        let skipped = self.plan.steps.1;
        if time <= skipped {
            // first states need some time to be forgotten
            if let Some(scan) = self.scan.as_mut().filter(|_| 2 * time > skipped) {
                scan.rest.0.iter_mut().zip(mean).for_each(|(sum, x)| *sum += x.to());
                scan.rest.1 += 1.0;
            }
            return Ok(());
        }
        for (sum, x) in self.sums.iter_mut().zip(mean) {
            *sum = [sum[0] + x.to(), sum[1] + x.to() * x.to()];
        }
        for (which, variable) in self.plan.record.iter().enumerate() {
            let at = variable.state.map_or(0, |state| 1 + state) * columns;
            self.take(which, |region, lane| mean[at + region * lanes + lane]);
            self.put_if_full(which, place)?;
        }
        let rate_hz = 1.0 / (self.plan.steps.2 as f64 * self.plan.ask.dt);
        if let Some(volume) = self.scan.as_mut().and_then(|scan| scan.see(&mean[..columns], rate_hz)) {
            let which = self.plan.record.len();
            self.take(which, |region, lane| R::of(volume[region * lanes + lane]));
            self.put_if_full(which, place)?;
        }
        Ok(())
    }

    /// One time of every region and lane.
    fn take(&mut self, which: usize, value: impl Fn(usize, usize) -> R) {
        let regions = self.plan.connectome.regions();
        for (lane, row) in self.rows[which].waiting.iter_mut().enumerate() {
            row.extend((0..regions).map(|region| value(region, lane)));
        }
    }

    fn put_if_full(&mut self, which: usize, place: &Place) -> Result<(), Stopped> {
        let rows = &self.rows[which];
        match rows.waiting[0].len() == rows.piece * self.plan.connectome.regions() {
            true => self.put(which, place),
            false => Ok(()),
        }
    }

    /// Writes what has come together of each brain.
    fn put(&mut self, which: usize, place: &Place) -> Result<(), Stopped> {
        let (regions, rows) = (self.plan.connectome.regions(), &mut self.rows[which]);
        let now = rows.waiting[0].len() / regions;
        // volumes are a group of their own
        let variables = self.plan.record.len();
        let (stream, array) = if which < variables { (0, which) } else { (1, which - variables) };
        for (brain, row) in self.mine.clone().zip(&mut rows.waiting).filter(|_| now > 0) {
            let room = row.capacity();
            let data = R::data(std::mem::replace(row, Vec::with_capacity(room)));
            let ranges = [brain..brain + 1, rows.written..rows.written + now, 0..regions];
            place.series[stream].put(array, &ranges, &data)?;
        }
        rows.written += now;
        Ok(())
    }
}

impl Scan {
    /// One sample of what is shown, `[region × lane]`; a volume when it is complete.
    fn see<R: Real>(&mut self, shown: &[R], rate_hz: f64) -> Option<Vec<f64>> {
        for (k, x) in shown.iter().enumerate() {
            let rest = self.rest.0[k] / self.rest.1;
            // a region that is silent at rest has no relative activity
            let z = if rest > 0.0 { x.to() / rest - 1.0 } else { 0.0 };
            self.blood.blow(&mut self.balloons[k], z, rate_hz);
            self.sum[k] += self.blood.bold(self.balloons[k].state());
        }
        self.samples.1 += 1;
        (self.samples.1 == self.samples.0).then(|| {
            self.samples.1 = 0;
            let n = self.samples.0 as f64;
            self.sum.iter_mut().map(|sum| std::mem::take(sum) / n).collect()
        })
    }
}

/// First states `[S × region × lane]`.
fn first(plan: &Plan, keys: &[Key]) -> Vec<f64> {
    let regions = plan.connectome.regions();
    let each: Vec<Vec<f64>> = (0..regions * keys.len())
        .map(|k| {
            let (region, lane) = (k / keys.len(), k % keys.len());
            (plan.card.first)(&plan.numbers[region], uniform(keys[lane], FIRST, region as u32, 0))
        })
        .collect();
    (0..plan.card.states.len()).flat_map(|v| each.iter().map(move |s| s[v])).collect()
}

/// Where and when a state left the numbers.
fn words<R>(plan: &Plan, b: BlowUp, mine: &Range<usize>, network: &dyn Lanes<R>) -> String {
    let (state, _) = plan.card.states[b.variable];
    format!(
        "{state} of region '{}' in brain {} is {} by {}",
        plan.connectome.labels[b.node],
        mine.start + b.lane,
        network.at(b.variable, b.node, b.lane),
        checks::ms(b.step as f64 * plan.ask.dt)
    )
}
