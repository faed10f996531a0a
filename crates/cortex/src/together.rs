//! Brains that are stepped side by side: what they record, what instruments make of it, and how they are kept when a run is interrupted.

use super::CortexPlan;
use super::instruments::{self, CortexInstruments};
use super::pieces::{Blown, CortexStopped, piece, piece_of, snapshot};
use crate::mass::{Lanes, Maker};
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use syntony_engine::grid;
use syntony_engine::network::{NetworkBlowUp, NetworkSetting};
use syntony_engine::noise::uniform;
use syntony_engine::{Key, Real, Snapshot};
use syntony_store::{Array, ArrayGroup, Data, GrowingGroup, StoreError, parts::Parts};
use syntony_study::Progress;

/// Stream of the random numbers for first states.
const FIRST: u32 = 8;
/// Node-steps between two looks at whether to stop.
const STRETCH: u64 = 2_000_000;
/// Node-steps after which brains are kept in case the process dies.
const KEEP: u64 = 2_000_000_000;
/// Steps between the last good state and a blow-up, so that it is not yet on its way.
const BEFORE: u64 = 100;
/// Name of the array of a snapshot that says how long its steps were.
const STEP: &str = "dt_s";

/// A number as the series keeps it.
pub trait SeriesNumber: Real {
    /// Values as an array.
    fn data(values: Vec<Self>) -> Data;
    /// Bytes of values, as the series holds them.
    fn bytes(values: &[Self]) -> Vec<u8>;
}

impl SeriesNumber for f64 {
    fn data(values: Vec<f64>) -> Data {
        Data::F64(values)
    }
    fn bytes(values: &[f64]) -> Vec<u8> {
        values.iter().flat_map(|x| x.to_ne_bytes()).collect()
    }
}

impl SeriesNumber for f32 {
    fn data(values: Vec<f32>) -> Data {
        Data::F32(values)
    }
    fn bytes(values: &[f32]) -> Vec<u8> {
        values.iter().flat_map(|x| x.to_ne_bytes()).collect()
    }
}

/// Digest of all that has been written of a series, piece after piece.
pub(super) type Digest = [u8; 32];
/// Numbers that a digest takes in a snapshot.
pub(super) const WORDS: usize = 8;

fn followed(digest: Digest, piece: &[u8]) -> Digest {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&digest).update(piece);
    *hasher.finalize().as_bytes()
}

/// A digest as numbers.
pub(super) fn words(digest: &Digest) -> Vec<f64> {
    digest.as_chunks().0.iter().map(|w| u32::from_le_bytes(*w).into()).collect()
}

/// What brains share: where they write, and how they are stopped.
pub(super) struct BatchShared<'a> {
    /// The series, volumes and potentials, as far as they are asked.
    pub series: &'a [GrowingGroup],
    pub parts: &'a Parts,
    /// Whether some have stopped already.
    pub stopping: &'a AtomicBool,
    /// Steps made, over brains.
    pub stepped: &'a AtomicU64,
    pub progress: &'a Progress,
    /// What could not be used and is simulated again.
    pub damaged: &'a Mutex<Vec<String>>,
}

/// How far brains have come.
pub(super) enum BatchEnd {
    /// Number of series, sums of their means and standard deviations; digests of what was written.
    Done([f64; 3], Vec<f64>),
    /// They were stopped, and are kept.
    Held,
    /// A state left the numbers; they are kept as they were before, and here are their states.
    Blown(Blown, ArrayGroup),
}

/// Rows `[lane][time × column]` that wait to be written, and how many times of a lane have been.
struct Rows<R> {
    waiting: Vec<Vec<R>>,
    written: usize,
    digest: Digest,
    piece: usize,
    /// Values of a time.
    width: usize,
    /// Stream, and array of it.
    to: (usize, usize),
}

/// Brains side by side.
pub(super) struct Together<'a, R> {
    make: Maker<R>,
    network: Box<dyn Lanes<R>>,
    seen: u64,
    book: Book<'a, R>,
}

/// Why brains did not come to where they should.
enum Halt {
    BlowUp(NetworkBlowUp),
    Stopped(CortexStopped),
}

/// What is written down of them.
struct Book<'a, R> {
    plan: &'a CortexPlan,
    mine: Range<usize>,
    /// Of each recorded variable, of volumes, of potentials.
    rows: Vec<Rows<R>>,
    /// Sum and sum of squares of what is shown.
    sums: Vec<[f64; 2]>,
    instruments: CortexInstruments,
}

impl<'a, R: SeriesNumber> Together<'a, R> {
    pub fn new(plan: &'a CortexPlan, make: Maker<R>, mine: Range<usize>) -> Self {
        let (ask, columns) = (&plan.ask, plan.connectome.regions() * mine.len());
        let keys: Vec<Key> = mine.clone().map(|brain| Key::new(ask.seed, brain as u64)).collect();
        let setting = NetworkSetting {
            scheme: ask.scheme,
            dt: ask.dt,
            frozen: ask.frozen,
            noise: plan.noise.clone(),
            every: plan.steps.2,
            states: plan.record.iter().any(|r| r.state.is_some()),
        };
        let network = make(&plan.edges, &first(plan, &keys), &plan.folded_at(0), &keys, setting);
        let rows = |piece, width, to| {
            let waiting = vec![Vec::new(); mine.len()];
            Rows { waiting, written: 0, digest: Digest::default(), piece, width, to }
        };
        let regions = plan.connectome.regions();
        let mut all: Vec<Rows<R>> =
            (0..plan.record.len()).map(|array| rows(piece(plan), regions, (0, array))).collect();
        for (stream, (count, width)) in instruments::series(plan).into_iter().enumerate() {
            all.push(rows(piece_of(width, count), width, (1 + stream, 0)));
        }
        let instruments = CortexInstruments::new(plan, &keys);
        let sums = vec![[0.0; 2]; columns];
        Together { make, network, seen: 0, book: Book { plan, mine, rows: all, sums, instruments } }
    }

    /// Steps them to the end, or until they are stopped; from where they were kept, if they were.
    pub fn run(&mut self, place: &BatchShared) -> Result<BatchEnd, CortexStopped> {
        let (regions, lanes) = (self.book.plan.connectome.regions(), self.book.mine.len());
        let name = self.name();
        self.begin(place)?;
        place.progress.done.fetch_add(self.seen * lanes as u64, Ordering::Relaxed);
        let (end, mut kept) = (self.book.plan.steps.0, self.seen);
        while self.seen < end {
            // those that have not begun leave nothing, and those that were kept stay so
            if place.stopping.load(Ordering::Relaxed) {
                if self.seen > kept {
                    place.parts.write(&name, &self.freeze().write())?;
                }
                return Ok(BatchEnd::Held);
            }
            let before = self.seen;
            match self.stretch(end, place) {
                Ok(()) => {}
                Err(Halt::Stopped(stopped)) => return Err(stopped),
                Err(Halt::BlowUp(found)) => return self.blown(found, kept, place),
            }
            let made = (self.seen - before) * lanes as u64;
            place.progress.done.fetch_add(made, Ordering::Relaxed);
            place.stepped.fetch_add(made, Ordering::Relaxed);
            if place.progress.stop.load(Ordering::Relaxed) {
                place.stopping.store(true, Ordering::Relaxed);
            } else if (self.seen - kept) * (regions * lanes) as u64 >= KEEP {
                place.parts.write(&name, &self.freeze().write())?;
                kept = self.seen;
            }
        }
        self.put_all(place)?;
        let n = self.book.plan.samples() as f64;
        let sums = self.book.sums.iter().fold([0.0; 3], |all, s| {
            let mean = s[0] / n;
            [all[0] + 1.0, all[1] + mean, all[2] + (s[1] / n - mean * mean).max(0.0).sqrt()]
        });
        Ok(BatchEnd::Done(sums, self.digests()))
    }

    /// Digests of what has been written, of each kind of rows.
    fn digests(&self) -> Vec<f64> {
        self.book.rows.iter().flat_map(|r| words(&r.digest)).collect()
    }

    /// Whether the series of brains that were done is still what they wrote.
    pub fn is_whole(&self, digests: &[f64], place: &BatchShared) -> bool {
        let plan = self.book.plan;
        let lengths: Vec<usize> = std::iter::repeat_n(plan.samples(), plan.record.len())
            .chain(instruments::series(plan).into_iter().map(|(count, _)| count))
            .collect();
        let each = digests.chunks_exact(WORDS);
        each.len() == lengths.len()
            && each.zip(lengths).enumerate().all(|(which, (digest, length))| {
                self.book.digest_of(which, length, place).is_ok_and(|d| words(&d) == digest)
            })
    }

    /// Name of their part.
    fn name(&self) -> String {
        format!("brains-{}", self.book.mine.start)
    }

    /// Goes to where they were kept, if they were.
    fn begin(&mut self, place: &BatchShared) -> Result<(), CortexStopped> {
        let name = self.name();
        match place.parts.read(&name) {
            Ok(bytes) => {
                let kept = snapshot(bytes, format!("parts/{name}.bin").into())?;
                match self.written_since(&kept, place) {
                    Ok(()) => self.thaw(&kept, &name),
                    Err(why) => {
                        place
                            .damaged
                            .lock()
                            .unwrap_or_else(|e| e.into_inner())
                            .push(format!("{name}: {why}"));
                        Ok(())
                    }
                }
            }
            // what is damaged has been told and is simulated again
            Err(StoreError::NotFound { .. } | StoreError::Damaged { .. }) => Ok(()),
            Err(e) => Err(e.into()),
        }
    }

    /// Whether the series is still what was written until brains were kept.
    fn written_since(&self, kept: &Snapshot, place: &BatchShared) -> Result<(), String> {
        for which in 0..self.book.rows.len() {
            let number = |name: String| kept.array(&name).map_err(|e| e.to_string());
            let written = number(format!("written_{which}"))?.first().map_or(0, |w| *w as usize);
            let digest = self.book.digest_of(which, written, place).map_err(|e| e.what())?;
            if words(&digest) != number(format!("digest_{which}"))? {
                return Err("what was recorded until then is not what was written".into());
            }
        }
        Ok(())
    }

    /// Steps between two looks at whether to stop, no further than `end` and no further than the next change of a number.
    fn stretch(&mut self, end: u64, place: &BatchShared) -> Result<(), Halt> {
        let plan = self.book.plan;
        let columns = (plan.connectome.regions() * self.book.mine.len()) as u64;
        let until = plan.next_change(self.seen).unwrap_or(end).min(end);
        self.advance((STRETCH / columns).max(1).min(until - self.seen), place)?;
        if self.seen == until && until < plan.steps.0 {
            self.network.renumber(&plan.folded_at(until));
        }
        Ok(())
    }

    /// Goes back to where all was well, keeps that, and writes what was recorded until then; `kept` is the step of the last part.
    fn blown(
        &mut self,
        found: NetworkBlowUp,
        kept: u64,
        place: &BatchShared,
    ) -> Result<BatchEnd, CortexStopped> {
        let plan = self.book.plan;
        let (_, _, every) = plan.steps;
        let good = (found.step.saturating_sub(BEFORE) / every * every).max(kept);
        let value = self.network.at(found.variable, found.node, found.lane);
        // steps are the same when they are made again
        let mut again = Together::new(plan, self.make, self.book.mine.clone());
        again.begin(place)?;
        while again.seen < good {
            match again.stretch(good, place) {
                Ok(()) => {}
                Err(Halt::Stopped(stopped)) => return Err(stopped),
                Err(Halt::BlowUp(_)) => break,
            }
        }
        let name = again.name();
        place.parts.write(&name, &again.freeze().write())?;
        again.put_all(place)?;
        let blown = Blown {
            variable: plan.card.states[found.variable].0.into(),
            region: plan.connectome.labels[found.node].clone(),
            brain: self.book.mine.start + found.lane,
            value,
            time_s: found.step as f64 * plan.ask.dt,
            good_s: again.seen as f64 * plan.ask.dt,
        };
        let states = again.states(blown.good_s);
        Ok(BatchEnd::Blown(blown, states))
    }

    /// Writes all that waits.
    fn put_all(&mut self, place: &BatchShared) -> Result<(), CortexStopped> {
        (0..self.book.rows.len()).try_for_each(|which| self.book.put(which, place))
    }

    /// States of every brain and region now.
    fn states(&self, time_s: f64) -> ArrayGroup {
        let (plan, mine) = (self.book.plan, &self.book.mine);
        let regions = plan.connectome.regions();
        let mut group =
            ArrayGroup::new().attr("title", "the last good state before a blow-up").attr("time_s", time_s);
        group.push(Array::coordinate("brain", Data::I64(mine.clone().map(|b| b as i64).collect())));
        group.push(Array::coordinate("region", Data::Text(plan.connectome.labels.clone())));
        for (variable, (name, unit)) in plan.card.states.iter().enumerate() {
            let each = (0..mine.len() * regions).map(|k| self.network.at(variable, k % regions, k / regions));
            let dims = [("brain", mine.len()), ("region", regions)];
            group.push(Array::new(*name, &dims, Data::F64(each.collect())).units(unit));
        }
        group
    }

    /// Makes steps and records.
    fn advance(&mut self, count: u64, place: &BatchShared) -> Result<(), Halt> {
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
        done.map_err(Halt::BlowUp)?;
        self.seen += count;
        failed.map_or(Ok(()), |stopped| Err(Halt::Stopped(stopped)))
    }

    /// Network and recorders.
    fn freeze(&mut self) -> Snapshot {
        let mut all = self.network.freeze();
        let mut push = |name: String, values: Vec<f64>| all.arrays.push((name, values));
        push(STEP.into(), vec![self.book.plan.ask.dt]);
        for (which, rows) in self.book.rows.iter().enumerate() {
            push(format!("written_{which}"), vec![rows.written as f64]);
            push(format!("digest_{which}"), words(&rows.digest));
            push(format!("waiting_{which}"), rows.waiting.iter().flatten().map(|x| x.to()).collect());
        }
        push("sums".into(), self.book.sums.concat());
        for (name, values) in self.book.instruments.parts() {
            push(name.into(), values.into_iter().map(|x| *x).collect());
        }
        all
    }

    fn thaw(&mut self, from: &Snapshot, name: &str) -> Result<(), CortexStopped> {
        let damaged = |why: String| {
            CortexStopped::Folder(
                StoreError::Damaged { path: format!("parts/{name}.bin").into(), why }.into(),
            )
        };
        let step = from.array(STEP).ok().and_then(|dt| dt.first()).copied();
        let times = step.and_then(|dt| super::pieces::times_as_long(dt, self.book.plan.ask.dt));
        let times = times.ok_or_else(|| damaged(format!("of steps of {step:?} s")))?;
        self.network.thaw_finer(from, times).map_err(|e| damaged(e.to_string()))?;
        let array = |name: &str, length: Option<usize>| {
            let found = from.array(name).map_err(|e| damaged(e.to_string()))?;
            match length.is_none_or(|n| n == found.len()) {
                true => Ok(found),
                false => Err(damaged(format!("`{name}` has {} values", found.len()))),
            }
        };
        for (which, rows) in self.book.rows.iter_mut().enumerate() {
            rows.written = array(&format!("written_{which}"), Some(1))?[0] as usize;
            let digest = array(&format!("digest_{which}"), Some(WORDS))?;
            let bytes: Vec<u8> = digest.iter().flat_map(|w| (*w as u32).to_le_bytes()).collect();
            rows.digest.copy_from_slice(&bytes);
            let waiting = array(&format!("waiting_{which}"), None)?;
            let each = waiting.len() / rows.waiting.len();
            for (row, kept) in rows.waiting.iter_mut().zip(waiting.chunks_exact(each.max(1))) {
                row.extend(kept.iter().map(|&x| R::of(x)));
            }
        }
        let columns = self.book.sums.len();
        self.book.sums = array("sums", Some(2 * columns))?.as_chunks().0.to_vec();
        for (name, values) in self.book.instruments.parts() {
            let kept = array(name, Some(values.len()))?;
            values.into_iter().zip(kept).for_each(|(to, x)| *to = *x);
        }
        self.seen = from.step * times;
        self.network.renumber(&self.book.plan.folded_at(self.seen));
        Ok(())
    }
}

impl<R: SeriesNumber> Book<'_, R> {
    /// Takes means of what is shown and of the states, `[1 + S × region × lane]`.
    fn record(&mut self, mean: &[R], time: u64, place: &BatchShared) -> Result<(), CortexStopped> {
        let columns = self.sums.len();
        let lanes = self.mine.len();
        let skipped = self.plan.steps.1;
        if time <= skipped {
            // first states need some time to be forgotten
            if 2 * time > skipped {
                self.instruments.rest(&mean[..columns]);
            }
            return Ok(());
        }
        for (sum, x) in self.sums.iter_mut().zip(mean) {
            *sum = [sum[0] + x.to(), sum[1] + x.to() * x.to()];
        }
        for (which, variable) in self.plan.record.iter().enumerate() {
            let at = variable.state.map_or(0, |state| 1 + state) * columns;
            self.take(which, |region, lane| grid::row(&mean[at..], region, lanes)[lane]);
            self.put_if_full(which, place)?;
        }
        let rate_hz = 1.0 / (self.plan.steps.2 as f64 * self.plan.ask.dt);
        let shown = &mean[..columns];
        let volume = (self.plan.bold.is_some(), self.instruments.volume(shown, rate_hz));
        let potentials = (self.plan.scalp.is_some(), self.instruments.potentials(shown));
        let asked = [volume, potentials].into_iter().filter(|(asked, _)| *asked);
        for (which, (_, values)) in (self.plan.record.len()..).zip(asked) {
            if let Some(values) = values {
                self.take(which, |column, lane| R::of(grid::row(&values, column, lanes)[lane]));
                self.put_if_full(which, place)?;
            }
        }
        Ok(())
    }

    /// One time of every column and lane.
    fn take(&mut self, which: usize, value: impl Fn(usize, usize) -> R) {
        let width = self.rows[which].width;
        for (lane, row) in self.rows[which].waiting.iter_mut().enumerate() {
            row.extend((0..width).map(|column| value(column, lane)));
        }
    }

    fn put_if_full(&mut self, which: usize, place: &BatchShared) -> Result<(), CortexStopped> {
        let rows = &self.rows[which];
        match rows.waiting[0].len() == rows.piece * rows.width {
            true => self.put(which, place),
            false => Ok(()),
        }
    }

    /// Writes what has come together of each brain.
    fn put(&mut self, which: usize, place: &BatchShared) -> Result<(), CortexStopped> {
        let rows = &mut self.rows[which];
        let (width, (stream, array)) = (rows.width, rows.to);
        let now = rows.waiting[0].len() / width;
        for (brain, row) in self.mine.clone().zip(&mut rows.waiting).filter(|_| now > 0) {
            let room = row.capacity();
            rows.digest = followed(rows.digest, &R::bytes(row));
            let data = R::data(std::mem::replace(row, Vec::with_capacity(room)));
            let ranges = [brain..brain + 1, rows.written..rows.written + now, 0..width];
            place.series[stream].put(array, &ranges, &data)?;
        }
        rows.written += now;
        Ok(())
    }

    /// Digest of what the series holds up to a time.
    fn digest_of(&self, which: usize, written: usize, place: &BatchShared) -> Result<Digest, StoreError> {
        let rows = &self.rows[which];
        let (stream, array) = rows.to;
        let mut digest = Digest::default();
        for start in (0..written).step_by(rows.piece) {
            let times = start..written.min(start + rows.piece);
            for brain in self.mine.clone() {
                let ranges = [brain..brain + 1, times.clone(), 0..rows.width];
                digest = followed(digest, &place.series[stream].get(array, &ranges)?);
            }
        }
        Ok(digest)
    }
}

/// First states `[S × region × lane]`.
fn first(plan: &CortexPlan, keys: &[Key]) -> Vec<f64> {
    let regions = plan.connectome.regions();
    let each: Vec<Vec<f64>> = (0..regions * keys.len())
        .map(|k| {
            let (region, lane) = (k / keys.len(), k % keys.len());
            (plan.card.first)(&plan.numbers[region], uniform(keys[lane], FIRST, region as u32, 0))
        })
        .collect();
    (0..plan.card.states.len()).flat_map(|v| each.iter().map(move |s| s[v])).collect()
}
