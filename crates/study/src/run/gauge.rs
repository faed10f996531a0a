//! What a run looks at: measures resolved for a group, and the states that a report shows.

use syntony_brain::Variable;
use syntony_brain::neural::Node;
use syntony_brain::social::autonomic::Organ;
use syntony_language::{Dimension, Unit};
use syntony_model::Protocol;
use syntony_model::protocol::{Instrument, IntegrationLevel, Measure, MeasureKind, Reduce, scale};
use syntony_observe::bout::Act;
use syntony_observe::instrument::reading::Mark;
use syntony_observe::score::{ActTarget, AssayError, Gauge, Scanned, What, act_of};
use syntony_observe::trace::TraceSource;
use syntony_society::{Run, Society, day};

/// A measure resolved for one group.
pub(crate) fn gauge(m: &Measure, run: &Run, society: &Society) -> Gauge {
    let name = syntony_engine::noise::name(&m.key);
    let plan = &run.plan;
    // what is computed from other measures looks at nothing itself
    let Some(phase) = run.group.phases.iter().position(|f| f.name == m.phase) else {
        return Gauge { phase: usize::MAX, from_s: 0.0, to_s: 0.0, what: What::Missing, scale: 1.0, name };
    };
    let span = &run.group.phases[phase];
    let from_s = span.start_s + m.window_s.0;
    let to_s = (span.start_s + m.window_s.1).min(span.end_s());
    let member = plan.member(&m.member);
    let to = |name: &String| match name.as_str() {
        "empty" => Some(ActTarget::Empty),
        name => plan.member(name).map(ActTarget::One),
    };
    let act = act_of(&m.kind, plan);
    let course = |name: &str, i: usize| Variable::resolve(name, i, &society.block).map(|v| (i, v));
    let state = |name: String, reduce: Reduce| match member
        .and_then(|i| Variable::resolve(&name, i, &society.block).map(|v| (i, v)))
    {
        Some((i, v)) => What::State(i, v, reduce),
        None => What::Missing,
    };
    let found = |keys: &[String]| -> Vec<usize> { keys.iter().filter_map(|p| plan.population(p)).collect() };
    let what = match (&m.kind, member, act) {
        (_, None, _) => What::Missing,
        (MeasureKind::Contact(w) | MeasureKind::Chamber(Some(w)), Some(i), Some(a)) => {
            to(w).map_or(What::Missing, |t| What::Time(i, a, t))
        }
        (MeasureKind::Chamber(None), Some(i), Some(a)) => What::Time(i, a, ActTarget::Any),
        (MeasureKind::Share(x, y), Some(i), Some(a)) => match (to(x), to(y)) {
            (Some(x), Some(y)) => What::Share(i, a, x, y),
            _ => What::Missing,
        },
        (MeasureKind::Latency(_, w), Some(i), Some(a)) => {
            to(w).map_or(What::Missing, |t| What::Latency(i, a, t))
        }
        (
            MeasureKind::ActCount(_, w) | MeasureKind::Attacks(w) | MeasureKind::Presses(w),
            Some(i),
            Some(a),
        ) => match (to(w), a, &plan.social) {
            (Some(t), Act::Done(k), Some(social)) => {
                What::Acts(i, a, t, social.repertoire.acts[usize::from(k)].bout)
            }
            (Some(t), ..) => What::Count(i, a, t),
            (None, ..) => What::Missing,
        },
        (MeasureKind::ActShare(_, w), Some(i), Some(a)) => {
            to(w).map_or(What::Missing, |t| What::TimeShare(i, a, t))
        }
        (MeasureKind::Floating, Some(i), Some(a)) => What::Time(i, a, ActTarget::Any),
        (MeasureKind::OpenArmShare, Some(i), Some(a)) => What::TimeShare(i, a, ActTarget::Any),
        (MeasureKind::OpenArmEntries, Some(i), Some(a)) => What::Count(i, a, ActTarget::Any),
        (MeasureKind::PlaceShare(p), Some(i), Some(a)) => plan
            .cast
            .places
            .iter()
            .position(|x| x == p)
            .map_or(What::Missing, |t| What::TimeShare(i, a, ActTarget::One(t))),
        (MeasureKind::State(v, r), ..) => state(v.clone(), *r),
        (MeasureKind::Reading(by, v, r), ..) => match (state(v.clone(), *r), &run.readings) {
            (What::State(i, of, reduce), Some(readings)) => {
                let (number, readings) = (syntony_engine::noise::name, readings.clone());
                let error = match by {
                    Instrument::Rating => {
                        let content = number(content(&span.name));
                        let day = day(from_s);
                        AssayError::Mark(readings, Mark { ends: scale(v), variable: number(v), content, day })
                    }
                    Instrument::Questionnaire => AssayError::Answers(readings, scale(v)),
                    Instrument::Motor => AssayError::Motor(readings, number(v)),
                };
                What::Assay(i, of, reduce, error)
            }
            (other, _) => other,
        },
        (MeasureKind::Body(organ, r), Some(i), _) => match (Organ::of(organ), &run.readings) {
            (Some(organ), Some(readings)) => What::Assay(
                i,
                Variable::Organ(organ),
                *r,
                AssayError::Organ(readings.clone(), organ, day(from_s)),
            ),
            _ => What::Missing,
        },
        (MeasureKind::Bold(region), Some(i), _) => match &run.readings {
            Some(readings) => {
                let here = |(_, node): &(usize, &Node)| plan.regions[node.region] == *region;
                let seen = |(r, node): (usize, &Node)| (r, node.rest, readings.sensitivity(node));
                let populations = plan.circuit.nodes.iter().enumerate().filter(here).map(seen).collect();
                let window = to_s - from_s;
                let spans = (span.in_trials_s() * (window / span.duration_s).min(1.0), window);
                What::Scan(i, Scanned { readings: readings.clone(), populations, spans })
            }
            None => What::Missing,
        },
        (MeasureKind::Coupling(v, w), Some(i), _) => plan
            .member(w)
            .and_then(|j| {
                let of = |m: usize| Variable::resolve(v, m, &society.block);
                Some(What::Coupling((i, of(i)?), (j, of(j)?)))
            })
            .unwrap_or(What::Missing),
        (MeasureKind::Feedback { with, variable, lags }, Some(i), _) => plan
            .member(with)
            .and_then(|j| {
                let of = |m: usize| Some((m, Variable::resolve(variable, m, &society.block)?));
                Some(What::Feedback([of(i)?, of(j)?], *lags))
            })
            .unwrap_or(What::Missing),
        (MeasureKind::Power { populations, rhythm, acting }, Some(i), _) => {
            // without the clock of milliseconds there are neither rhythms nor gestures
            let settled_s = run.moments.as_ref().map_or(0.0, |(_, timing)| timing.settled);
            What::Rhythm(vec![i], found(populations), *rhythm, acting.then_some(settled_s))
        }
        (MeasureKind::Evoked { populations }, Some(i), _) => What::Evoked(i, found(populations)),
        (MeasureKind::Decoding { populations, versus }, Some(i), _) => {
            let other = run.group.phases.iter().position(|f| f.name == *versus);
            other.map_or(What::Missing, |k| {
                let f = &run.group.phases[k];
                What::Decoding(i, found(populations), (k, f.start_s, f.end_s()))
            })
        }
        (MeasureKind::Synchrony { with, populations, rhythm }, Some(i), _) => {
            let members = Some(i).into_iter().chain(plan.member(with)).collect();
            What::Rhythm(members, found(populations), *rhythm, None)
        }
        (MeasureKind::Microdialysis(l, r), ..) => match state(format!("level:{l}@{r}"), Reduce::Mean) {
            What::State(i, v, reduce) => {
                What::Assay(i, v, reduce, AssayError::Relative(run.scenes.microdialysis_cv))
            }
            other => other,
        },
        (MeasureKind::Plasma(h), ..) => {
            // oxytocin leaves blood within minutes: its level goes with the firing of the neurones that release it
            let given = plan.doses.of(h).next();
            let here = run.group.doses.iter().any(|d| {
                d.members.contains(&m.member)
                    && given.is_some_and(|c| plan.doses.compounds[c].key == d.compound)
            });
            let concentration = Unit::parse(&m.unit).is_ok_and(|u| u.dimension() == Dimension::CONCENTRATION);
            let sampled = match (h.as_str(), member, given) {
                (_, Some(i), Some(c)) if concentration => What::State(i, Variable::Plasma(c), Reduce::Last),
                // nothing of what others of the protocol are given
                (_, Some(i), None) if concentration => What::State(i, Variable::None, Reduce::Last),
                ("oxytocin", ..) if !here => state("rate:pvn_ot".into(), Reduce::Mean),
                ("corticosterone", ..) => state(h.clone(), Reduce::Last),
                _ => What::Missing,
            };
            let cv = run.scenes.assay_cv;
            let person =
                run.readings.as_ref().filter(|_| !matches!(sampled, What::State(_, Variable::Plasma(_), _)));
            let known = person.and_then(|r| Some((r, r.levels.iter().position(|(word, ..)| word == h)?)));
            match (sampled, known) {
                (What::State(i, v, reduce), Some((readings, which))) => {
                    What::Assay(i, v, reduce, AssayError::Level(readings.clone(), which, day(from_s), cv))
                }
                (What::State(i, v, reduce), None) => What::Assay(i, v, reduce, AssayError::Relative(cv)),
                (other, _) => other,
            }
        }
        (MeasureKind::Binding(k, r), ..) => state(format!("binding:{k}@{r}"), Reduce::Last),
        (MeasureKind::Resonance { with, variable }, Some(i), _) => {
            match (course(variable, i), plan.member(with).and_then(|j| course(variable, j))) {
                (Some(x), Some(y)) => What::Resonance([x, y]),
                _ => What::Missing,
            }
        }
        (MeasureKind::Integration { level, aspect, variable }, Some(i), _) => {
            let parts: Vec<(usize, Variable)> = match level {
                IntegrationLevel::Own => {
                    (0..plan.circuit.nodes.len()).map(|r| (i, Variable::Rate(r))).collect()
                }
                IntegrationLevel::Pair(with) => {
                    Some(i).into_iter().chain(plan.member(with)).filter_map(|m| course(variable, m)).collect()
                }
                IntegrationLevel::Group => {
                    let there = span.kind.members();
                    let members = there.iter().filter_map(|m| plan.member(m));
                    members.filter_map(|m| course(variable, m)).collect()
                }
            };
            What::Integration(parts, *aspect)
        }
        _ => What::Missing,
    };
    let timed = matches!(what, What::Time(..) | What::Latency(..));
    let scale = match m.unit.as_str() {
        "min" if timed => 60.0,
        "h" if timed => 3600.0,
        unit if matches!(
            what,
            What::State(_, Variable::Level(_), _)
                | What::Assay(_, Variable::Level(_) | Variable::Plasma(_), ..)
        ) =>
        {
            Unit::parse(unit).map_or(1.0, |u| u.internal(1.0))
        }
        "%" if matches!(what, What::Share(..) | What::TimeShare(..) | What::Scan(..)) => 0.01,
        _ => 1.0,
    };
    // a hormone is told as fold of rest
    let scale = match &what {
        What::Assay(_, Variable::Rate(r), ..) => {
            plan.circuit.nodes[*r].rest * plan.circuit.nodes[*r].rate_max
        }
        _ => scale,
    };
    Gauge { phase, from_s, to_s, what, scale, name }
}

/// What a phase is about: its name without the number of a repetition.
fn content(phase: &str) -> &str {
    phase.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('_')
}

/// Fills in the measures that are computed from others; those stand before them.
pub(super) fn computed(measures: &[Measure], mut values: Vec<Option<f64>>) -> Vec<Option<f64>> {
    for (k, m) in measures.iter().enumerate() {
        let of: Vec<Option<f64>> = m
            .kind
            .parts()
            .iter()
            .map(|p| measures.iter().position(|x| x.key == *p).and_then(|i| values[i]))
            .collect();
        let all: Option<Vec<f64>> = of.iter().copied().collect();
        let value = |compute: &dyn Fn(&[f64]) -> f64| all.as_deref().map(compute).filter(|x| x.is_finite());
        match &m.kind {
            MeasureKind::Mean(_) => {
                let has: Vec<f64> = of.into_iter().flatten().collect();
                values[k] = (!has.is_empty()).then(|| has.iter().sum::<f64>() / has.len() as f64);
            }
            MeasureKind::Sum(_) => values[k] = value(&|x| x.iter().sum()),
            MeasureKind::Difference(..) => values[k] = value(&|x| x[0] - x[1]),
            MeasureKind::Quotient(..) => {
                let scale = if m.unit == "%" { 0.01 } else { 1.0 };
                values[k] = value(&|x| x[0] / x[1] / scale);
            }
            _ => {}
        }
    }
    values
}

/// States of one towards another that tell who is tied to whom.
const TIES: [&str; 4] = ["preference", "bond", "familiarity", "trust"];

/// Ties of everybody towards everybody met: by kind, then by pair in the order of the plan.
pub(super) fn tie_variables(run: &Run, society: &Society) -> Vec<(String, TraceSource, usize)> {
    let cast = &run.plan.cast;
    let tie = |kind: &str, from: usize, to: usize| {
        let v = Variable::resolve(&format!("{kind}:{}", cast.members[to].name), from, &society.block)?;
        Some((kind.to_string(), TraceSource::State(v), from))
    };
    TIES.iter().flat_map(|kind| cast.pairs.iter().filter_map(move |&(i, j)| tie(kind, i, j))).collect()
}

/// What a report shows of a group: contact with everybody met, and the states that tell the story.
pub(super) fn traced_variables(run: &Run, society: &Society) -> Vec<(String, TraceSource, usize)> {
    let plan = &run.plan;
    let mut wanted = Vec::new();
    for &(from, to) in plan.cast.pairs.iter().filter(|(from, _)| *from == 0) {
        let name = &plan.cast.members[to].name;
        if plan.social.is_none() {
            wanted.push((format!("contact:{name}"), TraceSource::Behaviour(Act::Huddle, to), from));
        }
    }
    for name in STATES {
        if let Some(v) = Variable::resolve(name, 0, &society.block) {
            wanted.push((name.to_string(), TraceSource::State(v), 0));
        }
    }
    wanted
}

/// States that a report shows of every group.
const STATES: [&str; 26] = [
    "level:oxytocin@nacc_shell",
    "level:oxytocin@pvn",
    "level:vasopressin@vp",
    "level:dopamine@nacc_shell",
    "level:crf@bnst",
    "signal:otr@nacc_shell",
    "signal:v1ar@vp",
    "signal:d2r@nacc_shell",
    "rate:pvn_ot",
    "rate:vta",
    "rate:nacc_d1",
    "rate:pvn_crh",
    "corticosterone",
    "need",
    // of people
    "level:oxytocin@nacc",
    "level:dopamine@nacc",
    "signal:otr@nacc",
    "rate:acc",
    "rate:vmpfc",
    "rate:lpfc",
    "joy",
    "distress",
    "safety",
    "wellbeing",
    "mirror",
    "alarm",
];

/// (ligand or receptor, region) that measures and traces look at.
pub(crate) fn watched(protocol: &Protocol) -> Vec<(String, String)> {
    let measured = protocol.measures.iter().map(|m| match &m.kind {
        MeasureKind::State(name, _)
        | MeasureKind::Reading(_, name, _)
        | MeasureKind::Coupling(name, _)
        | MeasureKind::Resonance { variable: name, .. }
        | MeasureKind::Feedback { variable: name, .. }
        | MeasureKind::Integration { variable: name, .. } => name.clone(),
        MeasureKind::Microdialysis(ligand, region) => format!("level:{ligand}@{region}"),
        MeasureKind::Binding(receptor, region) => format!("binding:{receptor}@{region}"),
        _ => String::new(),
    });
    measured
        .chain(STATES.iter().map(|s| s.to_string()))
        .filter_map(|name| {
            let (_, what) = name.split_once(':')?;
            let (key, region) = what.split_once('@')?;
            Some((key.to_string(), region.to_string()))
        })
        .collect()
}
