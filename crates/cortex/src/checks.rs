//! What makes a run of a network senseless before it begins, with the value that would do.

use super::{Bold, CortexAsk, CortexPlan, RecordedVariable, Scalp, flag};
use crate::Connectome;
use crate::mass::Card;
use syntony_language::Problems;
use syntony_language::problem::nearest;
use syntony_model::{Atlas, ParamId};
use syntony_observe::instrument::Instruments;
use syntony_observe::instrument::eeg::{Eeg, NAMES};

/// Steps per shortest time constant at least.
const STEPS_MIN: f64 = 2.0;
/// Shortest step, s.
const STEP_MIN: f64 = 1e-9;
/// Steps of a run at most: a year of tenths of a millisecond.
const STEPS_MAX: f64 = 4e11;
/// Recorded times of a run at most, whose labels are in memory.
const TIMES_MAX: u64 = 100_000_000;
/// Bytes that a run may write.
const BYTES_MAX: f64 = 1e13;
/// Longest delay that a brain can have, s.
const DELAY_MAX: f64 = 2.0;
/// Brains at most.
const BRAINS_MAX: usize = 1_000_000;
/// Distance of the farthest region from the centre of the head at most and at least, relative to the radius of the head.
const FAR_MAX: f64 = 1.5;
const FAR_MIN: f64 = 0.3;
/// Recorded values of a region at most: their times are kept in memory.
const SAMPLES_MAX: f64 = 2e8;
/// Memory for past signals of one brain at most, bytes.
const PAST_MAX: f64 = 8e9;

/// Steps in all, before recording, and of a recorded value.
pub(super) fn times(
    ask: &CortexAsk,
    card: &Card,
    numbers: &[Vec<f64>],
    problems: &mut Problems,
) -> (u64, u64, u64) {
    let dt = ask.dt;
    // what could not be read has been told, and is no number here
    if dt.is_nan() {
        return (0, 0, 1);
    }
    if !(dt >= STEP_MIN && dt.is_finite()) {
        let what = format!("{dt:e} s, expected a step of at least {STEP_MIN:e} s");
        problems.add(flag("--dt"), what, Some("for instance --dt 0.1ms".into()));
        return (0, 0, 1);
    }
    short_enough(dt, card, numbers, "", problems);
    // D is the last number, and one for all regions
    let noise = numbers.first().and_then(|n| n.last()).copied().unwrap_or(0.0);
    if !(noise >= 0.0 && noise.is_finite()) {
        let what = "the intensity of the noise is below zero, expected at least 0";
        problems.add(flag("--noise"), what, Some("0 is none".into()));
    }
    let count = |least: u64| if least == 1 { "one step".to_string() } else { format!("{least} steps") };
    let mut too_long = false;
    let mut whole = |name: &str, time: f64, least: u64| -> u64 {
        if time.is_nan() {
            return least;
        }
        let steps = (time / dt).round();
        if time < 0.0 || steps < least as f64 {
            let what = format!("{}, expected at least {} of {}", ms(time), count(least), ms(dt));
            problems.add(flag(name), what, None);
        } else if steps > STEPS_MAX {
            let what =
                format!("{time:e} s are {steps:.0e} steps of {}, expected at most {STEPS_MAX:.0e}", ms(dt));
            problems.add(flag(name), what, Some(format!("a shorter {name}, or a longer --dt")));
            too_long = true;
            return least;
        } else if (steps * dt - time).abs() > 1e-6 * dt.max(time) {
            let what = format!("{} is no whole number of steps of {}", ms(time), ms(dt));
            problems.add(flag(name), what, Some(format!("for instance {name} {}", ms(steps * dt))));
        }
        (steps as u64).max(least)
    };
    let every = whole("--every", ask.every, 1);
    let skip = whole("--skip", ask.skip, 0);
    let duration = whole("--duration", ask.duration, 1);
    if duration < every && !ask.duration.is_nan() && !too_long {
        let what = format!("{}, expected at least one recorded value of {}", ms(ask.duration), ms(ask.every));
        problems.add(flag("--duration"), what, None);
    }
    if !(1..=BRAINS_MAX).contains(&ask.brains) {
        problems.add(flag("--brains"), format!("{}, expected 1 to {BRAINS_MAX}", ask.brains), None);
    }
    if duration / every > TIMES_MAX {
        let what = format!("{} recorded values of a region, expected at most {TIMES_MAX}", duration / every);
        problems.add(flag("--duration"), what, Some("a shorter --duration, or a longer --every".into()));
    }
    written(ask, duration / every, numbers.len(), problems);
    // the first recorded mean begins where a mean begins
    let skip = skip.div_ceil(every) * every;
    (skip + duration / every * every, skip, every)
}

/// Bytes of the series: so many times of so many regions.
fn written(ask: &CortexAsk, times: u64, regions: usize, problems: &mut Problems) {
    let values = times as f64 * ask.brains as f64 * (regions * ask.record.len().max(1)) as f64;
    let bytes = values * if ask.single { 4.0 } else { 8.0 };
    if bytes > BYTES_MAX {
        let what = format!("the series would take {:.0e} bytes, expected at most {BYTES_MAX:.0e}", bytes);
        problems.add(
            flag("--duration"),
            what,
            Some("fewer --brains, a shorter --duration, or a longer --every".into()),
        );
    }
}

/// Delays: too short for the step, too long for a brain, or not known.
pub(super) fn delays(ask: &CortexAsk, card: &Card, connectome: &mut Connectome, problems: &mut Problems) {
    if ask.speed.is_nan() {
        return;
    }
    if ask.speed <= 0.0 {
        let what = format!("{} m/s, expected a speed above zero, or inf", ask.speed);
        problems.add(flag("--speed"), what, Some("for instance --speed 3mm/ms".into()));
        return;
    }
    if ask.speed.is_infinite() || ask.dt.is_nan() || ask.dt < STEP_MIN {
        return;
    }
    let tracts = connectome.weights.iter().zip(&connectome.lengths);
    let lengths: Vec<f64> = tracts.filter(|(w, _)| **w > 0.0).map(|(_, l)| *l).collect();
    let lengths = || lengths.iter().copied();
    let longest = lengths().fold(0.0, f64::max) / ask.speed;
    let short = |l: &f64| l / ask.speed < ask.dt * (1.0 - 1e-9);
    let (few, all) = (lengths().filter(short).count(), lengths().count());
    if few == all && all > 0 {
        let what = format!("every tract is shorter than a step of {} at {} m/s", ms(ask.dt), ask.speed);
        let hint = "give the lengths in mm and a shorter --dt, or leave delays out with --speed inf";
        problems.add(flag("--dt"), what, Some(hint.into()));
    } else if few > 0 {
        let none = lengths().filter(|l| *l == 0.0).count();
        let none = if none > 0 { format!(", {none} of them have no length") } else { String::new() };
        connectome.notes.push(format!(
            "{few} of {all} tracts are shorter than a step at {} m/s{none}: they get the delay of one step, {}",
            ask.speed,
            ms(ask.dt)
        ));
    }
    if longest > DELAY_MAX {
        let what = format!("{} m/s makes delays of up to {longest:.1} s", ask.speed);
        let hint = "tracts conduct at 1 to 20 mm/ms; write for instance --speed 3mm/ms";
        problems.add(flag("--speed"), what, Some(hint.into()));
    }
    let signals = if ["kuramoto", "stuart_landau"].contains(&card.key) { 2.0 } else { 1.0 };
    let past = longest / ask.dt * connectome.regions() as f64 * signals * if ask.single { 4.0 } else { 8.0 };
    if past > PAST_MAX {
        let what = format!("the past of one brain would take {:.0} GB", past / 1e9);
        problems.add(flag("--dt"), what, Some("a longer step, a higher speed, or --precision f32".into()));
    }
}

/// Milliseconds in words.
pub(super) fn ms(time: f64) -> String {
    let ms = (time * 1e9).round() / 1e6;
    if ms == 0.0 && time != 0.0 { format!("{:e}ms", time * 1e3) } else { format!("{ms}ms") }
}

/// A time not above this one, of two figures.
fn short(time: f64) -> String {
    let ms = time * 1e3;
    let unit = 10_f64.powf(ms.log10().floor() - 1.0);
    format!("{}ms", ((ms / unit + 1e-9).floor() * unit * 1e9).round() / 1e9)
}

/// Whether a step is short enough for the mass.
fn short_enough(dt: f64, card: &Card, numbers: &[Vec<f64>], when: &str, problems: &mut Problems) {
    let fastest = numbers.iter().map(|n| (card.fastest)(n)).fold(f64::INFINITY, f64::min);
    if fastest.is_nan() || fastest <= 0.0 {
        let what = format!(
            "the shortest time constant of {} is {}{when}, expected one above zero",
            card.key,
            ms(fastest)
        );
        return problems.add(flag("--set"), what, None);
    }
    if dt > fastest / STEPS_MIN {
        let what = format!(
            "{} is too long for {}, whose shortest time constant is {}{when}",
            ms(dt),
            card.key,
            ms(fastest)
        );
        problems.add(flag("--dt"), what, Some(format!("use at most --dt {}", short(fastest / STEPS_MIN))));
    }
}

/// Whether the step is short enough during stimuli, too.
pub(super) fn stimulated(plan: &CortexPlan) -> Result<(), Problems> {
    let mut problems = Problems::default();
    for s in &plan.stimuli {
        let mut numbers = plan.numbers[s.region].clone();
        numbers[s.number] += s.amount;
        short_enough(plan.ask.dt, &plan.card, &[numbers], " during a stimulus", &mut problems);
    }
    problems.into_result(())
}

/// Whether there is a disk that holds the series, and somebody who waits for it.
pub(super) fn size(plan: &CortexPlan) -> Result<(), Problems> {
    /// Time of a region's step, s.
    const STEP: f64 = 1e-8;
    let mut problems = Problems::default();
    let (brains, regions) = (plan.ask.brains as f64, plan.connectome.regions() as f64);
    let (samples, value) = (plan.samples() as f64, if plan.ask.single { 4.0 } else { 8.0 });
    let bytes = brains * regions * samples * plan.record.len() as f64 * value;
    let seconds = brains * regions * plan.steps.0 as f64 * STEP;
    if let Some(what) = syntony_study::size::series(bytes, seconds) {
        let hint = "a shorter --duration, a longer --every, or fewer --brains";
        problems.add(flag("--duration"), what, Some(hint.into()));
    } else if samples > SAMPLES_MAX {
        let what = format!("{samples} recorded values of a region, expected at most {SAMPLES_MAX}");
        problems.add(flag("--every"), what, Some("record means over a longer time with --every".into()));
    }
    problems.into_result(())
}

/// What is recorded, by name.
pub(super) fn record(ask: &CortexAsk, card: &Card, problems: &mut Problems) -> Vec<RecordedVariable> {
    let (name, unit, meaning) = card.shown;
    let shown = RecordedVariable { name, unit, meaning, state: None };
    let mut known = vec![shown.clone()];
    for (state, &(name, unit)) in card.states.iter().enumerate().filter(|(_, s)| s.0 != name) {
        let meaning = if unit == "rad" { "phase, a circular mean" } else { "state of the mass" };
        known.push(RecordedVariable { name, unit, meaning, state: Some(state) });
    }
    if ask.record.is_empty() {
        return vec![shown];
    }
    let mut all: Vec<RecordedVariable> = Vec::new();
    for wanted in &ask.record {
        let Some(found) = known.iter().find(|r| r.name == wanted) else {
            let names: Vec<&str> = known.iter().map(|r| r.name).collect();
            let hint = match nearest(wanted, names.iter().copied()) {
                Some(near) => format!("did you mean '{near}'?"),
                None => format!("it has {}", names.join(", ")),
            };
            problems.add(flag("--record"), format!("{} has no '{wanted}'", card.key), Some(hint));
            continue;
        };
        if all.contains(found) {
            problems.add(flag("--record"), format!("'{wanted}' is there twice, expected once"), None);
        }
        all.push(found.clone());
    }
    all
}

/// Numbers of `process.instrument` that a scanner reads, and its noise.
const BLOOD: [&str; 14] = [
    "bold_efficacy",
    "signal_decay",
    "feedback",
    "transit",
    "stiffness",
    "extraction",
    "blood",
    "echo",
    "offset_frequency",
    "relaxation_slope",
    "signal_ratio",
    "bold_noise",
    "bold_drift",
    "drift_frequency",
];
/// Those that electrodes read besides the moment of a dipole.
const HEAD: [&str; 8] = [
    "head_radius",
    "head_y",
    "head_z",
    "conductivity",
    "skull",
    "eeg_background",
    "background_frequency",
    "eeg_noise",
];

/// What is asked of instruments: the scanner, the electrodes.
pub(super) fn instruments(
    ask: &CortexAsk,
    (card, steps): (&Card, (u64, u64, u64)),
    (connectome, atlas): (&Connectome, &Atlas),
    used: &mut Vec<ParamId>,
    problems: &mut Problems,
) -> (Option<Bold>, Option<Scalp>) {
    let repeat = ask.bold.filter(|t| !t.is_nan());
    let rate = ask.eeg.filter(|hz| !hz.is_nan());
    if repeat.is_none() && rate.is_none() {
        return (None, None);
    }
    let all = match Instruments::read(atlas) {
        Ok(all) => all,
        Err(more) => {
            problems.0.extend(more.0);
            return (None, None);
        }
    };
    for (flag_name, asked) in [("--bold", repeat), ("--eeg", rate)] {
        if asked.is_some() && steps.1 == 0 {
            let what = "instruments see activity relative to rest, the mean over the second half of what is skipped: none";
            problems.add(flag(flag_name), what, Some("for instance --skip 10s".into()));
        }
    }
    let mut read = |name: &str| used.extend(atlas.params.find(&format!("process.{name}")));
    let bold = repeat.map(|repeat| {
        BLOOD.iter().for_each(|name| read(&format!("instrument.{name}")));
        Bold { blood: all.blood, samples: volumes(ask, repeat, (card, steps), problems) }
    });
    let scalp = rate.map(|rate| {
        HEAD.iter().for_each(|name| read(&format!("instrument.{name}")));
        let axes = NAMES
            .iter()
            .flat_map(|n| ["x", "y", "z"].map(|axis| format!("montage.{}_{axis}", n.to_lowercase())));
        axes.for_each(|name| read(&name));
        let potential = card.shown.1 == "mV";
        read(if potential { "instrument.moment_psp" } else { "instrument.moment" });
        let moment = if potential { all.eeg.moment_psp } else { all.eeg.moment };
        let samples = samples(ask, rate, steps, problems);
        let lead = lead(&all.eeg, moment, connectome, problems);
        Scalp { eeg: all.eeg, samples, lead }
    });
    (bold, scalp)
}

/// Recorded values of a volume.
fn volumes(
    ask: &CortexAsk,
    repeat: f64,
    (card, (steps, skipped, every)): (&Card, (u64, u64, u64)),
    problems: &mut Problems,
) -> usize {
    let place = || flag("--bold");
    if !card.active {
        let (name, unit, _) = card.shown;
        let what = format!("{} shows {name} ({unit}), which is no activity that blood answers to", card.key);
        let hint = "use wong_wang_ei, wong_wang, wilson_cowan or montbrio".to_string();
        problems.add(place(), what, Some(hint));
    }
    let (sample, recorded) = (every as f64 * ask.dt, (steps - skipped) as f64 * ask.dt);
    let samples = (repeat / sample).round();
    if !(samples >= 1.0 && repeat <= recorded * (1.0 + 1e-9)) {
        let what = format!(
            "{}, expected a time between two volumes from {} (--every) to {} (--duration)",
            ms(repeat),
            ms(sample),
            ms(recorded)
        );
        problems.add(place(), what, Some("for instance --bold 1s".into()));
    } else if (samples * sample - repeat).abs() > 1e-6 * sample {
        let what = format!("{} is no whole number of recorded values of {}", ms(repeat), ms(sample));
        problems.add(place(), what, Some(format!("for instance --bold {}", ms(samples * sample))));
    }
    (samples as usize).max(1)
}

/// Recorded values of a sample of electrodes.
fn samples(
    ask: &CortexAsk,
    rate: f64,
    (steps, skipped, every): (u64, u64, u64),
    problems: &mut Problems,
) -> usize {
    let (value, recorded) = (every as f64 * ask.dt, (steps - skipped) as f64 * ask.dt);
    let place = || flag("--eeg");
    let samples = (1.0 / (rate * value)).round();
    let whole = (samples * value * rate - 1.0).abs() < 1e-6;
    let most = |time: f64| format!("{} Hz", (1e6 / time).round() / 1e6);
    if !(rate > 0.0 && rate.is_finite() && 1.0 <= rate * recorded * (1.0 + 1e-9)) {
        let what = format!("{rate} Hz, expected at least a sample within {} (--duration)", ms(recorded));
        problems.add(place(), what, Some("for instance --eeg 250Hz".into()));
    } else if rate * ask.dt > 1.0 + 1e-9 {
        let what = format!("{rate} Hz is more than a sample in a step of {}", ms(ask.dt));
        problems.add(place(), what, Some(format!("at most --eeg {}, or a shorter --dt", most(ask.dt))));
    } else if rate * value > 1.0 + 1e-9 {
        let what = format!("{rate} Hz is more than a sample in a recorded value of {}", ms(value));
        let hint = format!("at most --eeg {}, or a shorter --every: {} would do", most(value), ms(ask.dt));
        problems.add(place(), what, Some(hint));
    } else if !whole {
        let what = format!("a sample at {rate} Hz is no whole number of recorded values of {}", ms(value));
        problems.add(place(), what, Some(format!("for instance --eeg {}", most(samples.max(1.0) * value))));
    }
    (samples as usize).max(1)
}

/// Potential of unit activity of each region at each electrode, µV `[channel × region]`.
fn lead(eeg: &Eeg, moment: f64, connectome: &Connectome, problems: &mut Problems) -> Vec<f64> {
    let Some(centres) = &connectome.centres else {
        let what = "the connectome does not say where its regions are, expected their centres";
        let hint = "put a centres.csv into it: label, x, y, z in mm to the right, front and top of the anterior commissure";
        problems.add(flag("--eeg"), what, Some(hint.into()));
        return Vec::new();
    };
    let places: Vec<[f64; 3]> = centres.iter().map(|c| c.map(|x| 1e-3 * x)).collect();
    let distance = |p: &[f64; 3]| eeg.from_centre(*p).iter().map(|x| x * x).sum::<f64>().sqrt();
    let far = places.iter().map(distance).fold(0.0, f64::max) / eeg.radius;
    if !(FAR_MIN..=FAR_MAX).contains(&far) {
        let what = format!(
            "centres lie up to {:.3} mm from that of a head with a radius of {:.0} mm",
            1e3 * far * eeg.radius,
            1e3 * eeg.radius
        );
        let hint = "are they in mm to the right, front and top of the anterior commissure?";
        problems.add(flag("--eeg"), what, Some(hint.into()));
    }
    let fields: Vec<Vec<f64>> = places.iter().map(|p| eeg.field(*p, moment)).collect();
    (0..eeg.electrodes.len()).flat_map(|channel| fields.iter().map(move |f| f[channel])).collect()
}
