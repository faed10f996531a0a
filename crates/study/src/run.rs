//! A protocol run: groups × replicates in chunks, scored, judged and gathered for people.

mod gauge;
mod options;
mod rows;

use crate::person::{self, Person};
use crate::size;
use gauge::{computed, tie_variables, traced_variables};
pub(crate) use gauge::{gauge, watched};
pub use options::{Options, Progress, Which};
use rayon::prelude::*;
pub(crate) use rows::subject_ties;
use rows::{event_row, group_record, series_record, tie_records};
pub use rows::{parameter_record, source_record};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;
use syntony_brain::Imprint;
use syntony_engine::Key;
use syntony_engine::noise::name;
use syntony_model::protocol::Group;
use syntony_model::{Atlas, ParamId, Protocol};
use syntony_observe::bout::{Bout, Cue, Moment, Witness};
use syntony_observe::{BlockScores, Traces};
use syntony_results::judge::ScoreTable;
use syntony_results::record::*;
use syntony_society::society::BlowUp;
use syntony_society::{Run, Society};

/// Units that share a block: wide enough to fill vectors, small enough for the caches.
const UNITS_MAX: usize = 128;
/// Units that share a block at least, where there are so many.
const UNITS_MIN: usize = 16;
/// Time that a chunk should take, s.
const CHUNK_S: f64 = 20.0;
/// Samples per trace in a report.
const SAMPLES: f64 = 240.0;
/// Values of ties kept for the first replicate of all groups; where more are tied, times are fewer.
const TIES_MAX: usize = 1 << 24;
/// Acts kept for the first replicate.
const BOUTS_MAX: usize = 200_000;

/// How a run ended.
#[derive(Debug)]
pub enum RunEnd {
    /// With results.
    Complete(Box<Results>),
    /// Stopped; finished chunks are kept by whoever keeps them.
    Interrupted,
    /// A state left the numbers.
    BlowUp(BlowUp),
}

/// A chunk of a run: some units of one group.
#[derive(Debug, Clone, PartialEq)]
pub struct Chunk {
    /// Group index in the protocol.
    pub group: usize,
    /// (replicate, animal) of each unit.
    pub units: Vec<(usize, usize)>,
    /// Whether traces are recorded (first replicate).
    pub traced: bool,
}

impl Chunk {
    /// Name of its part in a run folder.
    pub fn name(&self) -> String {
        let (replicate, animal) = self.units[0];
        format!("g{}r{replicate}a{animal}n{}", self.group, self.units.len())
    }
}

/// What a chunk leaves behind.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct ChunkResult {
    /// Scores.
    pub rows: Vec<AnimalRow>,
    /// Acts.
    pub events: Vec<EventRow>,
    /// Traces.
    pub series: Vec<SeriesRecord>,
    /// Ties.
    pub ties: Vec<TieRecord>,
}

impl ChunkResult {
    /// Whether it is what that chunk leaves behind, as far as indices go.
    pub(crate) fn is_of(&self, chunk: &Chunk, measures: usize) -> bool {
        let row = |(row, unit): (&AnimalRow, &(usize, usize))| {
            (row.replicate, row.animal) == *unit && row.group == chunk.group && row.values.len() == measures
        };
        let times = |s: &SeriesRecord| s.values.iter().all(|v| v.len() == s.time_s.len());
        let pairs = |t: &TieRecord| t.values.iter().all(|v| v.len() == t.time_s.len() * t.pairs.len());
        self.rows.len() == chunk.units.len()
            && self.rows.iter().zip(&chunk.units).all(row)
            && self.events.iter().all(|e| e.group == chunk.group)
            && self.series.iter().all(|s| s.group == chunk.group && times(s))
            && self.ties.iter().all(|t| t.group == chunk.group && pairs(t))
    }
}

/// A protocol compiled against an atlas, ready to run.
pub struct Study<'a> {
    /// Protocol.
    pub protocol: &'a Protocol,
    /// Compiled groups, by group index; only those asked for.
    pub runs: Vec<Option<Arc<Run>>>,
    options: Options,
    used: BTreeSet<ParamId>,
}

impl<'a> Study<'a> {
    /// Standard deviations of ln amounts beyond sampling: between groups treated alike, and between laboratories.
    pub fn between(&self) -> (f64, f64) {
        let first = self.runs.iter().flatten().next();
        first.map_or((0.0, 0.0), |run| (run.scenes.groups_sd, run.scenes.laboratory_sd))
    }

    /// Compiles the groups asked for.
    pub fn compile(
        protocol: &'a Protocol,
        atlas: &Atlas,
        options: &Options,
    ) -> Result<Self, syntony_language::Problems> {
        Study::compile_with(protocol, atlas, options, &[])
    }

    /// Compiles them for members who bring what another scene has left in them.
    pub fn compile_with(
        protocol: &'a Protocol,
        atlas: &Atlas,
        options: &Options,
        people: &[Person],
    ) -> Result<Self, syntony_language::Problems> {
        let mut problems = syntony_language::Problems::default();
        for g in &options.groups {
            if !protocol.groups.iter().any(|x| x.key == *g) {
                let known = protocol.groups.iter().map(|x| x.key.as_str());
                let hint = syntony_language::problem::nearest(g, known.clone())
                    .map(|n| format!("did you mean `{n}`?"));
                let all = known.collect::<Vec<_>>().join(", ");
                problems.add(
                    Default::default(),
                    format!("no group `{g}` in {}, expected one of {all}", protocol.key),
                    hint,
                );
            }
        }
        let wanted = |g: &&Group| options.groups.is_empty() || options.groups.contains(&g.key);
        let groups: Vec<&Group> = protocol.groups.iter().filter(wanted).collect();
        problems.0.extend(person::problems(people, &protocol.key, &groups));
        let brought: Vec<_> = people.iter().map(|p| (p.member.as_str(), &p.kept.imprint)).collect();
        let watched = watched(protocol);
        let mut runs = Vec::new();
        let mut used = BTreeSet::new();
        for group in &protocol.groups {
            if !options.groups.is_empty() && !options.groups.contains(&group.key) {
                runs.push(None);
                continue;
            }
            match Run::compile_with(atlas, group, &watched, &brought) {
                Ok(run) => {
                    used.extend(run.used.iter().copied());
                    runs.push(Some(Arc::new(run)));
                }
                Err(p) => {
                    problems.0.extend(p.0);
                    runs.push(None);
                }
            }
        }
        let study = Study { protocol, runs, options: options.clone(), used };
        problems.0.extend(size::too_large(protocol, &study.runs, options).0);
        problems.into_result(study)
    }

    /// Numbers of the atlas that the groups asked for read, in the order of the atlas.
    pub fn used(&self) -> impl Iterator<Item = ParamId> {
        self.used.iter().copied()
    }

    /// The chunks of this run, in a fixed order.
    pub fn chunks(&self) -> Vec<Chunk> {
        let mut chunks = Vec::new();
        for (g, group) in self.protocol.groups.iter().enumerate() {
            if self.runs[g].is_none() {
                continue;
            }
            let units: Vec<(usize, usize)> =
                (0..self.options.replicates).flat_map(|r| (0..group.n).map(move |a| (r, a))).collect();
            let first = if self.options.traces { group.n } else { 0 };
            // whole repetitions side by side, or parts of one: shuffled pairs are of one repetition, whatever runs beside it
            let widest = self.widest(g);
            let width = if group.n > widest { group.n } else { widest / group.n.max(1) * group.n };
            for (part, traced) in [(&units[..first], true), (&units[first..], false)] {
                let parts = part.chunks(width.max(1)).flat_map(|c| c.chunks(UNITS_MAX));
                chunks.extend(parts.map(|c| Chunk { group: g, units: c.to_vec(), traced }));
            }
        }
        chunks
    }

    /// Units that share a chunk: fewer where they take long, so that an interruption costs little.
    fn widest(&self, group: usize) -> usize {
        let Some(run) = &self.runs[group] else { return UNITS_MAX };
        let most = CHUNK_S / size::unit_seconds(run);
        UNITS_MAX.min((most as usize).max(UNITS_MIN))
    }

    /// How much there is to do in a chunk, in unit-ticks.
    pub fn cost(&self, chunk: &Chunk) -> u64 {
        self.runs[chunk.group].as_ref().map_or(0, |r| r.schedule.ticks()) * chunk.units.len() as u64
    }

    /// Runs the chunks that `have` does not already give, in parallel, handing each finished part to `keep`.
    pub fn run(
        &self,
        progress: &Progress,
        have: &(dyn Fn(&Chunk) -> Option<ChunkResult> + Sync),
        keep: &(dyn Fn(&Chunk, &ChunkResult) + Sync),
    ) -> Result<Vec<ChunkResult>, RunEnd> {
        let chunks = self.chunks();
        let cost = |c: &Chunk| self.cost(c);
        progress.total.store(chunks.iter().map(cost).sum(), Ordering::Relaxed);
        // long chunks first, so that threads end together; results go back in the fixed order
        let mut order: Vec<usize> = (0..chunks.len()).collect();
        order.sort_by_key(|&i| std::cmp::Reverse(cost(&chunks[i])));
        let mut parts: Vec<(usize, ChunkResult)> = order
            .into_par_iter()
            .with_max_len(1)
            .map(|i| {
                if let Some(part) = have(&chunks[i]) {
                    progress.done.fetch_add(cost(&chunks[i]), Ordering::Relaxed);
                    return Ok((i, part));
                }
                let part = self.run_chunk(&chunks[i], progress)?;
                keep(&chunks[i], &part);
                Ok((i, part))
            })
            .collect::<Result<_, RunEnd>>()?;
        parts.sort_by_key(|(i, _)| *i);
        Ok(parts.into_iter().map(|(_, p)| p).collect())
    }

    /// Time that the whole run takes on one core, s, roughly.
    pub fn seconds(&self) -> f64 {
        let runs = self.runs.iter().flatten();
        runs.map(|r| (r.group.n * self.options.replicates) as f64 * size::unit_seconds(r)).sum()
    }

    /// Unit-ticks of the whole run.
    pub fn ticks(&self) -> u64 {
        self.chunks().iter().map(|c| self.cost(c)).sum()
    }

    /// Scores alone, sorted by group, replicate and animal, for whoever runs many studies at once and counts on its own.
    pub fn rows(&self, progress: &Progress) -> Result<Vec<AnimalRow>, RunEnd> {
        let chunks = self.chunks();
        let parts: Vec<ChunkResult> = chunks
            .par_iter()
            .with_max_len(1)
            .map(|c| {
                let began = Instant::now();
                let part = self.run_chunk(c, progress);
                progress.busy_us.fetch_add(began.elapsed().as_micros() as u64, Ordering::Relaxed);
                part
            })
            .collect::<Result<_, RunEnd>>()?;
        let mut rows: Vec<AnimalRow> = parts.into_iter().flat_map(|p| p.rows).collect();
        rows.sort_by_key(|r| (r.group, r.replicate, r.animal));
        Ok(rows)
    }

    /// Runs one chunk.
    pub fn run_chunk(&self, chunk: &Chunk, progress: &Progress) -> Result<ChunkResult, RunEnd> {
        let run = self.runs[chunk.group].clone().ok_or(RunEnd::Interrupted)?;
        let mut society = society(run.clone(), self.options.seed, &chunk.units);
        let gauges = self.protocol.measures.iter().map(|m| gauge(m, &run, &society)).collect();
        let cohort: Vec<usize> = chunk.units.iter().map(|(replicate, _)| *replicate).collect();
        let scores = BlockScores::new(gauges, chunk.units.len(), society.member_keys(), &cohort);
        let start = run.schedule.segments.first().map_or(0.0, |s| s.start_s);
        let end = run.schedule.segments.last().map_or(0.0, |s| s.start_s + s.dt_s * s.ticks as f64);
        let interval = ((end - start) / SAMPLES).max(60.0);
        let wanted = if chunk.traced { traced_variables(&run, &society) } else { Vec::new() };
        let bouts = if chunk.traced { BOUTS_MAX } else { 0 };
        let traces = Traces::new(wanted, chunk.units.len(), start, interval, bouts);
        let tied = if chunk.traced { tie_variables(&run, &society) } else { Vec::new() };
        let times = TIES_MAX / (tied.len() * run.group.n * self.protocol.groups.len()).max(1);
        let every = interval.max((end - start) / times.max(2) as f64);
        let ties = Traces::new(tied, chunk.units.len(), start, every, 0);
        let mut watch = Watch {
            scores,
            traces: chunk.traced.then_some([traces, ties]),
            progress,
            units: chunk.units.len() as u64,
        };
        match society.run(&mut watch, &|| progress.stop.load(Ordering::Relaxed)) {
            Ok(true) => {}
            Ok(false) => return Err(RunEnd::Interrupted),
            Err(mut blow_up) => {
                let (replicate, animal) = chunk.units[blow_up.unit];
                blow_up.place = format!("group {}, replicate {replicate}, animal {animal}", run.group.key);
                return Err(RunEnd::BlowUp(blow_up));
            }
        }
        let rows = chunk
            .units
            .iter()
            .enumerate()
            .map(|(u, &(replicate, animal))| AnimalRow {
                replicate,
                group: chunk.group,
                animal,
                values: computed(&self.protocol.measures, watch.scores.values(u)),
            })
            .collect();
        let (mut events, mut series, mut ties) = (Vec::new(), Vec::new(), Vec::new());
        if let Some([traces, tied]) = watch.traces {
            events = traces.bouts.iter().map(|b| event_row(b, &run, chunk)).collect();
            series = traces
                .traces
                .into_iter()
                .map(|t| series_record(t, &traces.time_s, &run, chunk.group))
                .collect();
            ties = tie_records(tied, &run, chunk.group);
        }
        Ok(ChunkResult { rows, events, series, ties })
    }

    /// Runs one unit to its end and gives what is imprinted on a member: that of the very animal of a run with this seed.
    pub fn imprint(&self, which: &Which, progress: &Progress) -> Result<Imprint, RunEnd> {
        let run = self.runs[which.group].clone().ok_or(RunEnd::Interrupted)?;
        progress.total.store(run.schedule.ticks(), Ordering::Relaxed);
        let unit = [(which.replicate, which.animal)];
        let mut society = society(run.clone(), self.options.seed, &unit);
        match society.run(&mut Clock(progress), &|| progress.stop.load(Ordering::Relaxed)) {
            Ok(true) => Ok(society.block.imprint(which.member, 0)),
            Ok(false) => Err(RunEnd::Interrupted),
            Err(mut blow_up) => {
                let (replicate, animal) = (which.replicate, which.animal);
                blow_up.place = format!("group {}, replicate {replicate}, animal {animal}", run.group.key);
                Err(RunEnd::BlowUp(blow_up))
            }
        }
    }

    /// Everything that a run rests on: the paper of the protocol, those behind the equations, those of the numbers. By key.
    pub fn sources(&self, atlas: &Atlas) -> Vec<SourceRecord> {
        let mut records: BTreeMap<&str, SourceRecord> = BTreeMap::new();
        if let Some(paper) = &self.protocol.paper {
            records.insert(&paper.key, SourceRecord { protocol: true, ..source_record(paper) });
        }
        let mut cite = |key: &str, how: &dyn Fn(&mut SourceRecord)| {
            if let Some(s) = atlas.sources.get(key) {
                how(records.entry(&s.key).or_insert_with(|| source_record(s)));
            }
        };
        for &id in &self.used {
            let p = atlas.params.get(id);
            cite(&p.source, &|r| r.parameters.push(p.path.clone()));
            let Some((entry, papers)) = atlas.papers_of(&p.path) else { continue };
            for paper in papers {
                cite(paper, &|r| {
                    if !r.equations.contains(&entry) {
                        r.equations.push(entry.clone());
                    }
                });
            }
        }
        records.into_values().collect()
    }

    /// Everything that people want to know of the finished parts.
    pub fn gather(&self, parts: Vec<ChunkResult>, atlas: &Atlas) -> Results {
        let (mut animals, mut events) = (Vec::new(), Vec::new());
        let (mut series, mut ties) = (Vec::<SeriesRecord>::new(), Vec::<TieRecord>::new());
        for part in parts {
            animals.extend(part.rows);
            events.extend(part.events);
            for s in part.series {
                match series.iter_mut().find(|x| x.group == s.group && x.variable == s.variable) {
                    Some(x) => x.values.extend(s.values),
                    None => series.push(s),
                }
            }
            for t in part.ties {
                match ties.iter_mut().find(|x| x.group == t.group && x.kind == t.kind) {
                    Some(x) => x.values.extend(t.values),
                    None => ties.push(t),
                }
            }
        }
        animals.sort_by_key(|r| (r.group, r.replicate, r.animal));
        let table = ScoreTable::new(self.protocol, &animals, self.options.replicates);
        let ran = |key: &String| {
            let groups = self.protocol.groups_of(key);
            !groups.is_empty() && groups.into_iter().all(|i| self.runs[i].is_some())
        };
        let verdicts = self
            .protocol
            .claims
            .iter()
            .map(|c| table.judge(c))
            .filter(|v| v.groups.iter().all(ran))
            .collect();
        let parameters: Vec<ParameterRecord> =
            self.used.iter().map(|&id| parameter_record(atlas.params.get(id))).collect();
        let sources = self.sources(atlas);
        let groups: Vec<GroupRecord> = self.protocol.groups.iter().map(group_record).collect();
        series.extend(subject_ties(&ties, &groups));
        let measures = self
            .protocol
            .measures
            .iter()
            .map(|m| MeasureRecord {
                key: m.key.clone(),
                label: m.label.clone(),
                unit: m.unit.clone(),
                phase: m.phase.clone(),
                bounds: {
                    let (low, high) = self.protocol.bounds(&m.key);
                    (Some(low).filter(|x| x.is_finite()), Some(high).filter(|x| x.is_finite()))
                },
            })
            .collect();
        Results { groups, measures, animals, events, series, ties, verdicts, parameters, sources }
    }
}

/// The units of a group; those of a group that is `same_as` another are born as its animals.
pub(crate) fn society(run: Arc<syntony_society::Run>, seed: u64, units: &[(usize, usize)]) -> Society {
    let of = |group: &str| -> Vec<u64> { units.iter().map(|&(r, a)| id(group, r, a)).collect() };
    let (born, ids) = (of(&run.group.born), of(&run.group.key));
    Society::born(run, seed, &born, &ids)
}

/// What a unit's random numbers depend on: the name of its group, not its place among the groups.
pub fn id(group: &str, replicate: usize, animal: usize) -> u64 {
    Key::new(replicate as u64, animal as u64).named(name(group)).bits()
}

/// Counts ticks and writes nothing down.
struct Clock<'a>(&'a Progress);

impl Witness for Clock<'_> {
    fn bout(&mut self, _: &Bout) {}
    fn tick(&mut self, _: f64, _: f64, _: &[usize], _: &syntony_brain::Block) {
        self.0.done.fetch_add(1, Ordering::Relaxed);
    }
}

/// Scores, traces and progress together.
struct Watch<'a> {
    scores: BlockScores,
    /// Of the first member, and ties of all.
    traces: Option<[Traces; 2]>,
    progress: &'a Progress,
    units: u64,
}

impl Witness for Watch<'_> {
    fn bout(&mut self, bout: &Bout) {
        self.scores.bout(bout);
        for t in self.traces.iter_mut().flatten() {
            t.bout(bout);
        }
    }
    fn tick(&mut self, time_s: f64, dt_s: f64, phases: &[usize], block: &syntony_brain::Block) {
        self.scores.tick(time_s, dt_s, phases, block);
        for t in self.traces.iter_mut().flatten() {
            t.tick(time_s, dt_s, phases, block);
        }
        self.progress.done.fetch_add(self.units, Ordering::Relaxed);
    }
    fn cue(&mut self, cue: &Cue) {
        self.scores.cue(cue);
    }
    fn moment(&mut self, moment: &Moment) {
        self.scores.moment(moment);
    }
}
