//! The report of a validation: one self-contained HTML file, complete without scripts and network.

use super::first::{self, mean::FirstScore};
use super::forest;
use super::{Experiment, Finding, TopicScore, Validation, has_paper, pages};
use minijinja::{Environment, Value, context};
use std::collections::BTreeSet;
use syntony_model::effect::Effect;
use syntony_results::report::ReportError;
use syntony_results::report::STYLE;
use syntony_results::report::scale::PixelScale;
use syntony_results::report::svg::Svg;

const TEMPLATE: &str = include_str!("validate.html.jinja");
const OWN_STYLE: &str = include_str!("validate.css");
const SCRIPT: &str = include_str!("validate.js");
/// Width and height of a figure in a row.
const WIDE: (f64, f64) = (208.0, 34.0);
/// Ends of the axes: standard deviations, and logarithm (base 2) of simulated over published.
const EFFECT_MAX: f64 = 4.0;
const FOLD_MAX: f64 = 3.0;

/// Where the run of an experiment lies, if it has been kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Protocol.
    pub protocol: String,
    /// Its report, relative to this one.
    pub report: String,
}

/// The report as one HTML file. Equal inputs give equal bytes.
///
/// # Errors
/// Only if the template itself is broken.
pub fn render(v: &Validation, links: &[Link]) -> Result<String, ReportError> {
    let mut environment = Environment::new();
    environment.add_template("validate.html", TEMPLATE)?;
    let style = format!("{STYLE}{OWN_STYLE}");
    let nonce = blake3::hash(format!("{style}{SCRIPT}").as_bytes()).to_hex()[..24].to_string();
    let words = |of: fn(&Experiment) -> &String| -> Vec<String> {
        let set: BTreeSet<&String> = v.experiments.iter().map(of).filter(|w| !w.is_empty()).collect();
        set.into_iter().cloned().collect()
    };
    let all = v.scores.iter().find(|s| s.role.is_none() && s.lineage.is_none() && s.topic.is_none());
    let board = |s: &&TopicScore| s.topic.is_none() && s.lineage.is_some() && s.role.is_some();
    let page = context! {
        style => Value::from_safe_string(style),
        script => Value::from_safe_string(SCRIPT.into()),
        nonce => nonce,
        version => &v.syntony,
        seed => v.seed,
        replicates => v.replicates,
        set => &v.set,
        posterior => &v.posterior,
        all => all.map(score),
        constant => v.constant_effect.map(|d| format!("{d:.2}")),
        scores => v.scores.iter().filter(board).map(score).collect::<Value>(),
        first => v.first.iter().map(first_score).collect::<Value>(),
        topic_scores => v.scores.iter().filter(|s| s.topic.is_some()).map(score).collect::<Value>(),
        forests => forest::forests(v).into_iter().map(|(topic, svg)| context! { topic => topic, figure => Value::from_safe_string(svg) }).collect::<Value>(),
        sizes => all.filter(|s| s.sizes.any()).map(sizes),
        roles => words(|e| &e.role),
        topics => words(|e| &e.topic),
        lineages => words(|e| &e.lineage),
        claims => v.experiments.iter().map(|e| e.claims.len()).sum::<usize>(),
        experiments => v.experiments.iter().map(|e| experiment(e, v, links)).collect::<Value>(),
    };
    Ok(environment.get_template("validate.html")?.render(page)?)
}

fn percent(x: Option<f64>) -> String {
    x.map_or("–".into(), |x| format!("{:.0} %", 100.0 * x))
}

fn first_score(s: &FirstScore) -> Value {
    context! {
        name => first::mean::name(s),
        papers => s.held.map_or(0, |h| h.papers),
        bits => s.bits.map_or("–".into(), super::Bits::words),
        holds => s.holds.words(),
    }
}

fn score(s: &TopicScore) -> Value {
    let fails = s.holds.of - s.holds.hits - s.weak;
    let fold = |f: f64| format!("×{f:.2}");
    context! {
        name => super::score::name(s),
        scenario => s.role.as_deref().is_some_and(|r| !has_paper(r)),
        experiments => s.experiments,
        claims => s.holds.of,
        holds => s.holds.hits,
        weak => s.weak,
        fails => fails,
        none => s.not_applicable,
        share => percent(s.holds.share()),
        bar => Value::from_safe_string(bar(s, fails)),
        signs => percent(s.signs.share()),
        signs_of => s.signs.of,
        fold => s.fold.map(fold),
        foldless => s.foldless,
        two_fold => percent(s.two_fold.share()),
        two_fold_of => s.two_fold.of,
        covered => percent(s.covered.share()),
        covered_of => s.covered.of,
        covered_by_sampling => percent(s.covered_by_sampling.share()),
        null => percent(s.null.baseline.share()),
        null_model => percent(s.null.model.share()),
        null_of => s.null.baseline.of,
        constant => percent(s.constant.baseline.share()),
        constant_model => percent(s.constant.model.share()),
        constant_of => s.constant.baseline.of,
        null_fold => s.null_fold.map(|f| fold(f.0)),
        null_fold_model => s.null_fold.map(|f| fold(f.1)),
    }
}

/// Simulated effects beside published ones, in words.
fn sizes(s: &TopicScore) -> Value {
    let z = &s.sizes;
    context! {
        ratio => z.ratio.map(|r| format!("×{r:.2}")),
        spread => z.spread.map(|s| format!("×{s:.2}")),
        two_fold => z.two_fold.words(),
        covered => z.covered.words(),
        targets => z.two_fold.of,
        bound => z.above_bound.words(),
        benchmark => z.above_benchmark.words(),
    }
}

/// Claims that hold, are weak and fail as one bar; a mark where nothing having an effect would end.
fn bar(s: &TopicScore, fails: usize) -> String {
    let title = format!("{} hold, {} are mixed, {fails} fail", s.holds.hits, s.weak);
    let mut svg = Svg::new(180.0, 16.0, &title, "the mark: what would hold if nothing had an effect");
    let wide = |n: usize| 180.0 * n as f64 / s.holds.of.max(1) as f64;
    let mut x = 0.0;
    for (class, n) in [("v-holds", s.holds.hits), ("v-weak", s.weak), ("v-fails", fails)] {
        svg.open(class);
        svg.rect("bar", (x, 2.0), (wide(n), 12.0));
        svg.close();
        x += wide(n);
    }
    if let Some(null) = s.null.baseline.share() {
        svg.line("bar-halo", (180.0 * null, 0.0), (180.0 * null, 16.0));
        svg.line("bar-mark", (180.0 * null, 0.0), (180.0 * null, 16.0));
    }
    svg.finish()
}

fn experiment(e: &Experiment, v: &Validation, links: &[Link]) -> Value {
    let set = v.set.iter().map(|s| format!(" --set '{s}'")).collect::<String>();
    let command = format!("syntony run {} --seed {} --replicates {}{set}", e.protocol, v.seed, v.replicates);
    let link = links.iter().find(|l| l.protocol == e.protocol).map(|l| &l.report);
    context! {
        protocol => &e.protocol, title => &e.title, role => &e.role, topic => &e.topic, lineage => &e.lineage,
        citation => &e.citation, notes => &e.notes, command => command, link => link,
        claims => e.claims.iter().map(finding).collect::<Value>(),
    }
}

fn finding(f: &Finding) -> Value {
    let v = &f.verdict;
    let (class, mark) = match v.verdict.as_str() {
        "holds" => ("v-holds", "●"),
        "weak" => ("v-weak", "◐"),
        "fails" => ("v-fails", "✕"),
        _ => ("v-none", "–"),
    };
    context! {
        text => &v.text, criterion => &v.criterion, published => v.expected(), published_effect => v.published_effect.as_ref().map(Effect::words), hypothesis => !v.hypothesis.is_empty(), doubts => v.known.doubts(), simulated => &v.simulated,
        verdict => v.word(), class => class, mark => mark, reason => &v.reason,
        held => pages::held(f), effect => pages::effect(f), agrees => f.agrees,
        figure => Value::from_safe_string(figure(f)),
        null => f.null.map(|x| percent(Some(x))), constant => f.constant.map(|x| percent(Some(x))),
    }
}

/// Published beside simulated: quantities as multiples of the published one, comparisons in standard deviations.
fn figure(f: &Finding) -> String {
    match &f.quantity {
        Some(q) if q.published != 0.0 && f.direction.is_none() || f.verdict.kind == "ratio" => {
            f.quantity.as_ref().map_or(String::new(), |q| multiples(f, q))
        }
        _ if f.effect.is_some() => comparison(f),
        _ => String::new(),
    }
}

fn multiples(f: &Finding, q: &super::ComparedQuantity) -> String {
    let to = |v: f64| (v / q.published).max(0.0).log2();
    let description =
        format!("simulated over published {:.2}, with 90 % of repetitions", q.simulated / q.published);
    let mut svg = Svg::new(WIDE.0, WIDE.1, "multiples of the published value", &description);
    let x = PixelScale { from: (-FOLD_MAX, FOLD_MAX), to: (10.0, WIDE.0 - 10.0) };
    svg.rect("zone", (x.at(-1.0), 1.0), (x.at(1.0) - x.at(-1.0), WIDE.1 - 2.0));
    svg.line("grid", (x.to.0, WIDE.1 - 0.5), (x.to.1, WIDE.1 - 0.5));
    svg.line("zero", (x.at(0.0), 1.0), (x.at(0.0), WIDE.1 - 1.0));
    let clip = |v: f64| x.at(v.clamp(-FOLD_MAX, FOLD_MAX));
    if let Some((a, b)) = f.verdict.published_interval {
        svg.line("pub-line", (clip(to(a)), 11.0), (clip(to(b)), 11.0));
    }
    svg.diamond("pub", (x.at(0.0), 11.0), 4.4);
    let ends = [to(q.predictive.0), to(q.predictive.1)];
    mark(&mut svg, f, &x, FOLD_MAX, to(q.simulated), Some((ends[0].min(ends[1]), ends[0].max(ends[1]))));
    svg.finish()
}

fn comparison(f: &Finding) -> String {
    let d = f.effect.unwrap_or_default();
    let description = format!("effect {d:.2}; the ground shows where the published one lies");
    let mut svg = Svg::new(WIDE.0, WIDE.1, "effect in standard deviations", &description);
    let x = PixelScale { from: (-EFFECT_MAX, EFFECT_MAX), to: (10.0, WIDE.0 - 10.0) };
    let (from, to) = match f.direction {
        Some(1) => (0.0, EFFECT_MAX),
        Some(_) => (-EFFECT_MAX, 0.0),
        None => (-0.5, 0.5),
    };
    svg.rect("zone", (x.at(from), 1.0), (x.at(to) - x.at(from), WIDE.1 - 2.0));
    svg.line("grid", (x.to.0, WIDE.1 - 0.5), (x.to.1, WIDE.1 - 0.5));
    svg.line("zero", (x.at(0.0), 1.0), (x.at(0.0), WIDE.1 - 1.0));
    mark(&mut svg, f, &x, EFFECT_MAX, d, f.effect_interval);
    svg.finish()
}

/// The simulated value with its interval; an arrow where it lies beyond the axis.
fn mark(svg: &mut Svg, f: &Finding, x: &PixelScale, max: f64, value: f64, interval: Option<(f64, f64)>) {
    let y = if f.quantity.is_some() { 24.0 } else { 17.0 };
    let clip = |v: f64| x.at(if v.is_nan() { 0.0 } else { v.clamp(-max, max) });
    let class = match f.verdict.verdict.as_str() {
        "holds" => "v-holds",
        "weak" => "v-weak",
        "fails" => "v-fails",
        _ => "v-none",
    };
    svg.open(class);
    if let Some((a, b)) = interval {
        svg.line("around", (clip(a), y), (clip(b), y));
    }
    if value.abs() > max {
        let (tip, back) = (clip(value), if value > 0.0 { -7.0 } else { 7.0 });
        svg.shape("dot", &[(tip, y), (tip + back, y - 5.0), (tip + back, y + 5.0)]);
    } else {
        svg.dot("dot", (clip(value), y), 4.4);
    }
    svg.close();
}
