//! Published effects beside simulated ones, topic by topic: forest plots of the report, and the table of the pages.

use super::effects::both;
use super::score::name;
use super::{Experiment, TopicScore, Validation, has_paper};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use syntony_model::effect::{Effect, Purpose};
use syntony_results::report::scale::{PixelScale, shorten};
use syntony_results::report::svg::Svg;

/// Width of the names, of the axis, and of the numbers, in pixels.
const WIDTHS: (f64, f64, f64) = (400.0, 340.0, 190.0);
/// Height of a row, and of the axis.
const ROW: f64 = 24.0;
const AXIS: f64 = 26.0;
/// Ends of the axis, in standard deviations in the published direction.
const ENDS: (f64, f64) = (-1.0, 4.0);

/// A figure for each topic that has published effects.
pub(super) fn forests(v: &Validation) -> Vec<(String, String)> {
    let all: Vec<&Experiment> = v.experiments.iter().filter(|e| has_paper(&e.role)).collect();
    let topics: BTreeSet<&str> = all.iter().map(|e| e.topic.as_str()).collect();
    let figure = |topic: &str| {
        let own: Vec<&Experiment> = all.iter().copied().filter(|e| e.topic == topic).collect();
        let name = if topic.is_empty() { "other".to_string() } else { topic.replace('_', " ") };
        Some((name.clone(), forest(&own, &name)?))
    };
    topics.into_iter().filter_map(figure).collect()
}

fn forest(experiments: &[&Experiment], topic: &str) -> Option<String> {
    let rows: Vec<_> = both(experiments).collect();
    if rows.is_empty() {
        return None;
    }
    let (names, axis, numbers) = WIDTHS;
    let bottom = ROW * rows.len() as f64 + 6.0;
    let title = format!("published and simulated effects: {topic}");
    let description = "each claim by its published effect with its interval, and the simulated one with 90 % of repetitions, in the published direction";
    let mut svg = Svg::new(names + axis + numbers, bottom + AXIS, &title, description);
    let x = PixelScale { from: ENDS, to: (names + 8.0, names + axis - 8.0) };
    for at in [-1.0, 1.0, 2.0, 3.0, 4.0] {
        svg.line("grid", (x.at(at), 2.0), (x.at(at), bottom));
    }
    svg.line("zero", (x.at(0.0), 2.0), (x.at(0.0), bottom));
    for (i, (e, f, published, size)) in rows.into_iter().enumerate() {
        let y = ROW * (i as f64 + 0.5) + 4.0;
        let name = format!("{}: {}", e.protocol, f.verdict.text);
        svg.text("start", (0.0, y + 3.5), &shorten(&name, names - 6.0, 11.0));
        let way = if published.value < 0.0 { -1.0 } else { 1.0 };
        let at = |v: f64| x.at((way * v).clamp(ENDS.0, ENDS.1));
        if let Some((a, b)) = published.interval {
            svg.line("pub-line", (at(a), y - 5.0), (at(b), y - 5.0));
        }
        svg.diamond("pub", (at(published.value), y - 5.0), 4.0);
        let (class, mark) = counts(published, size);
        svg.open(class);
        if let Some((a, b)) = size.interval {
            svg.line("around", (at(a), y + 4.5), (at(b), y + 4.5));
        }
        match size.simulated {
            Some(s) if way * s > ENDS.1 => {
                let (tip, y) = (at(s), y + 4.5);
                svg.shape("dot", &[(tip, y), (tip - 7.0, y - 4.5), (tip - 7.0, y + 4.5)]);
            }
            Some(s) if way * s < ENDS.0 => {
                let (tip, y) = (at(s), y + 4.5);
                svg.shape("dot", &[(tip, y), (tip + 7.0, y - 4.5), (tip + 7.0, y + 4.5)]);
            }
            Some(s) => svg.dot("dot", (at(s), y + 4.5), 4.0),
            None => {}
        }
        svg.close();
        let shown = size.simulated.map_or("–".into(), |s| format!("{s:.2}"));
        let metric = published.metric.word();
        let purpose = published.purpose.word().replace('_', " ");
        let text = format!("{metric} {:.2} · {shown} · {purpose}{mark}", published.value).replace('-', "−");
        svg.text("tick", (names + axis + 6.0, y + 3.5), &text);
    }
    svg.x_axis(&x, &[-1.0, 0.0, 1.0, 2.0, 3.0, 4.0], bottom, "");
    Some(svg.finish())
}

/// Colour of a simulated effect, and a mark that needs none: as it counts.
fn counts(published: &Effect, size: &super::Size) -> (&'static str, &'static str) {
    match published.purpose {
        Purpose::Target if size.within_two => ("v-holds", " ✓"),
        Purpose::Target => ("v-fails", " ✕"),
        Purpose::Null => ("v-none", ""),
        _ if size.ratio.is_some_and(|r| r > 2.0) => ("v-fails", " ✕"),
        _ => ("v-none", ""),
    }
}

/// Effect sizes of scores as a table with a heading; nothing without published effects.
pub(super) fn table<'a>(scores: impl Iterator<Item = &'a TopicScore>) -> String {
    let rows: Vec<&TopicScore> = scores.filter(|s| s.sizes.any()).collect();
    if rows.is_empty() {
        return String::new();
    }
    let mut out = String::from(
        "\n| effect sizes | simulated over published | spread | within two-fold | in the simulated 90 % interval | other sign | above twice an upper bound | above twice a benchmark |\n\
         |---|---|---|---|---|---|---|---|\n",
    );
    for s in rows {
        let z = &s.sizes;
        let times = |x: Option<f64>| x.map_or("-".into(), |x| format!("×{x:.2}"));
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} | {} |",
            name(s),
            times(z.ratio),
            times(z.spread),
            z.two_fold.words(),
            z.covered.words(),
            z.wrong_sign,
            z.above_bound.words(),
            z.above_benchmark.words()
        );
    }
    out.push_str(
        "\nSimulated effects (median over repetitions) over published ones: geometric mean, and its spread as a factor (SD of the logarithm), over effects that were measured well\n\
         (targets). Upper bounds are published and very likely inflated, benchmarks the nearest effect that is known well.\n",
    );
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effects::tests::with;
    use crate::score::tests::experiment;

    #[test]
    fn text_of_a_forest_has_a_row_for_each_effect() {
        let claims = vec![
            with(Purpose::Target, -0.5, &[-0.4, -0.6]),
            with(Purpose::Target, 0.5, &[9.0]),
            with(Purpose::Benchmark, 0.5, &[]),
        ];
        let e = experiment("vole", "development", "t", claims);
        let svg = forest(&[&e], "t").unwrap();
        assert_eq!(svg.matches("class=\"pub\"").count(), 3);
        assert_eq!(svg.matches("<circle").count(), 1, "one lies beyond the axis, one is not there");
        assert!(svg.contains("g −0.50 · −0.50 · target") && svg.contains("g 0.50 · – · benchmark"), "{svg}");
        assert!(svg.contains("v-holds") && svg.contains("v-fails") && !svg.contains("NaN"));
        assert_eq!(forest(&[], "t"), None);
    }
}
