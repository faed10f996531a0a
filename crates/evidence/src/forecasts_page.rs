//! The part of the pages that says how well the model forecasts: bits, the strong baseline first, and whether probabilities mean what they say.

use super::score::{name, people_say};
use super::{TopicScore, Validation, baseline, calibration_error, has_paper};
use std::fmt::Write as _;

/// Bits by lineage and role, as a table beside both baselines.
pub(super) fn table<'a>(out: &mut String, scores: impl Iterator<Item = &'a TopicScore>) {
    let _ = write!(
        out,
        "| | papers | claims | **bits a claim** | comparisons alone | told every direction, d = {} | ridge, other papers | ridge, other laboratories | no effect anywhere | published outcome likeliest |\n\
         |---|---|---|---|---|---|---|---|---|---|\n",
        baseline::TOLD
    );
    for s in scores {
        let Some(bits) = s.bits else { continue };
        let words = |bits: Option<super::Bits>| bits.map_or("-".into(), super::Bits::words);
        let mean = |bits: Option<super::Bits>| bits.map_or("-".into(), |b| format!("{:+.2}", b.mean));
        let _ = writeln!(
            out,
            "| {} | {} | {} | **{}** | {} | {} | {} | {} | {} | {} |",
            name(s),
            bits.papers,
            bits.claims,
            bits.words(),
            words(s.comparison_bits),
            mean(s.told_bits),
            words(s.ridge_bits),
            words(s.ridge_laboratory_bits),
            mean(s.null_bits),
            s.hit.words()
        );
    }
}

/// What the table means, in a few lines.
pub(super) fn words(v: &Validation) -> String {
    let error = calibration_error(&v.reliability);
    let error =
        error.map_or(String::new(), |e| format!(" Expected calibration error of all forecasts: {e:.2}."));
    let differ = v
        .base
        .differ
        .iter()
        .map(|(lineage, d)| format!("{:.0} % of those of {}", 100.0 * d.share(), people_say(lineage)));
    format!(
        "\nBits a claim: log₂ of the probability that the simulated studies give to what was published, over that of someone who knows only how many\n\
         comparisons of calibration records differ at all ({}), or what published numbers of its kind are like. Below zero is worse than that guess.\n\
         In brackets the 95 % interval over papers. *Ridge*: a regression on hand features of the design (what was given, with whom, what is measured; never what was published),\n\
         which foretells the comparisons of a paper from other papers, or from those of other last authors.{error}\n",
        differ.collect::<Vec<_>>().join(", ")
    )
}

/// The reliability diagram as a table; nothing without forecasts.
pub(super) fn reliability(v: &Validation) -> String {
    if calibration_error(&v.reliability).is_none() {
        return String::new();
    }
    let mut out = String::from(
        "\n## Do probabilities mean what they say?\n\nEvery outcome that a comparison can have is a forecast.\n\n\
         | forecast | forecasts | mean probability | came out |\n|---|---|---|---|\n",
    );
    let tenth = 1.0 / v.reliability.len() as f64;
    for (i, bin) in v.reliability.iter().enumerate().filter(|(_, b)| b.forecasts > 0) {
        let percent = |x: f64| format!("{:.0} %", 100.0 * x);
        let _ = writeln!(
            out,
            "| {} to {} | {} | {} | {} |",
            percent(i as f64 * tenth),
            percent((i + 1) as f64 * tenth),
            bin.forecasts,
            percent(bin.probability),
            percent(bin.came_out)
        );
    }
    out
}

/// Scores of lineages by role.
pub(super) fn wanted(s: &&TopicScore) -> bool {
    s.lineage.is_some() && s.topic.is_none() && s.role.as_deref().is_some_and(has_paper)
}
