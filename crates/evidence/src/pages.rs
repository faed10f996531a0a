//! The pages of docs/evidence and the numbers of the README, as Markdown.

use super::score::{name, people_say};
use super::{
    Experiment, Finding, Reasons, TopicScore, Validation, forecasts_page as forecasts, forest, has_paper,
};
use std::fmt::Write as _;
use syntony_results::words::short;

/// Between these lines a file is written anew.
const BEGIN: &str = "<!-- syntony validate: begin -->";
const END: &str = "<!-- syntony validate: end -->";

/// Text with the part between the marks replaced; none without the marks.
pub fn replaced(text: &str, by: &str) -> Option<String> {
    let begin = text.find(BEGIN)? + BEGIN.len();
    let end = begin + text[begin..].find(END)?;
    Some(format!("{}\n{}\n{}", &text[..begin], by.trim_end(), &text[end..]))
}

/// How the numbers were made.
pub(super) fn made(v: &Validation) -> String {
    let given =
        |option: &str, all: &[String]| all.iter().map(|s| format!(" --{option} {s}")).collect::<String>();
    let (set, posterior) = (given("set", &v.set), given("posterior", &v.posterior));
    format!("`syntony validate --replicates {} --seed {}{set}{posterior}`", v.replicates, v.seed)
}

/// The short table of the README: each lineage by role.
pub fn readme(v: &Validation) -> String {
    let mut out = super::first::mean::table(&v.first);
    forecasts::table(&mut out, v.scores.iter().filter(forecasts::wanted));
    out.push_str(&forecasts::words(v));
    out.push('\n');
    score_table(&mut out, v.scores.iter().filter(forecasts::wanted));
    out.push_str(&forest::table(v.scores.iter().filter(forecasts::wanted)));
    let fitted = "Calibration records were looked at while numbers were set; development records were not fitted; constraints must hold, most of them that an effect is not there.";
    out.push_str(&known(v));
    out.push('\n');
    baseline_table(&mut out, v);
    let _ = write!(out, "\n{fitted} {}\n\nMade by {}.\n", papers(v), made(v));
    out
}

/// At which n studies were repeated, and how much of the papers was read.
fn papers(v: &Validation) -> String {
    let all: Vec<&Experiment> = v.experiments.iter().filter(|e| has_paper(&e.role)).collect();
    let (of, n) = (all.len(), all.iter().filter(|e| e.n_is_read).count());
    let full = all.iter().filter(|e| e.read_in_full).count();
    format!(
        "{} virtual repetitions of each study, at the paper's n where that was read ({n} of {of} records), else at one that is from memory or assumed.\n\
         {full} of {of} records have n, doses, durations, tests and outcomes all read in the full text; what is from memory or assumed stands beside each claim.",
        v.replicates
    )
}

/// How far off quantities are where amounts of other animals of their laboratory are known; nothing without quantities.
fn known(v: &Validation) -> String {
    let all = v.scores.iter().find(|s| s.role.is_none() && s.lineage.is_none() && s.topic.is_none());
    let Some((s, known)) = all.and_then(|s| Some((s, s.fold_known?))) else { return String::new() };
    format!(
        "\nOf all quantities together the fold error is ×{:.2}, {} are within two-fold. With the between-laboratory scaling factor taken from\n\
         other animals of the same paper, the fold error is ×{known:.2}, and {} are within two-fold.\n",
        s.fold.unwrap_or(f64::NAN),
        s.two_fold.words(),
        s.two_fold_known.words()
    )
}

/// Scores as a table.
fn score_table<'a>(out: &mut String, scores: impl Iterator<Item = &'a TopicScore>) {
    out.push_str(
        "| | experiments | claims that hold | no-effect baseline | correct direction | hollow nulls | fold error | within two-fold | coverage of the 90 % interval | sampling error only |\n\
         |---|---|---|---|---|---|---|---|---|---|\n",
    );
    for s in scores {
        let null = s.null.baseline.share().map_or("-".into(), |x| format!("{:.0} %", 100.0 * x));
        let fold = s.fold.map_or("-".into(), |f| format!("×{f:.2}"));
        let _ = writeln!(
            out,
            "| {} | {} | {} | {null} | {} | {} | {fold} | {} | {} | {} |",
            name(s),
            s.experiments,
            s.holds.words(),
            s.signs.words(),
            s.hollow.words(),
            s.two_fold.words(),
            s.covered.words(),
            s.covered_by_sampling.words()
        );
    }
}

/// The page of a lineage: every claim of every experiment with a paper.
pub fn evidence(v: &Validation, lineage: &str, reasons: &Reasons) -> String {
    let mut out = format!("# Evidence: {}\n\n", people_say(lineage));
    let _ = write!(
        out,
        "Every claim of every experiment. {}\n\
         A claim *holds* when it does so in at least 80 % of the repetitions, is *mixed* from 50 %, and *fails* below. A claim of no difference that has a\n\
         control holds only where the control does; without one it passes easily. [What the scores mean](README.md). This page is written by {} with `--pages`.\n\n",
        papers(v),
        made(v)
    );
    let own =
        |s: &&TopicScore| s.lineage.as_deref() == Some(lineage) && s.role.as_deref().is_some_and(has_paper);
    score_table(&mut out, v.scores.iter().filter(own));
    out.push_str(&forest::table(v.scores.iter().filter(own)));
    for e in v.experiments.iter().filter(|e| e.lineage == lineage && has_paper(&e.role)) {
        experiment(&mut out, e, reasons);
    }
    out
}

fn experiment(out: &mut String, e: &Experiment, reasons: &Reasons) {
    let topic = if e.topic.is_empty() { String::new() } else { format!(" · {}", e.topic.replace('_', " ")) };
    let _ = write!(out, "\n## {}\n\n`{}` · {}{topic} · {}\n\n", e.title, e.protocol, e.role, e.citation);
    out.push_str(
        "| verdict | holds in | claim | published | simulated | effect |\n|---|---|---|---|---|---|\n",
    );
    for f in &e.claims {
        let v = &f.verdict;
        let doubts =
            Some(v.known.doubts()).filter(|d| !d.is_empty()).map_or(String::new(), |d| format!(" ({d})"));
        let size = v.published_effect.as_ref().map_or(String::new(), |e| format!("; {}", e.words()));
        let _ = writeln!(
            out,
            "| {} | {} | {} | {}{doubts}{size} | {} | {} |",
            v.word(),
            held(f),
            v.text,
            v.published,
            v.simulated,
            effect(f)
        );
    }
    for (f, why) in e.claims.iter().filter_map(|f| Some((f, why(f, e, reasons)?))) {
        let _ = write!(out, "\n- *{}*: {why}\n", f.verdict.text);
    }
    for note in &e.notes {
        let _ = write!(out, "\n- {note}\n");
    }
}

/// Why a claim cannot be judged, or the likely reason why it does not hold.
fn why<'a>(f: &'a Finding, e: &Experiment, reasons: &'a Reasons) -> Option<&'a str> {
    match f.verdict.verdict.as_str() {
        "holds" => None,
        "not applicable" => Some(f.verdict.reason.as_str()),
        _ => reasons.of(&e.protocol, &f.verdict.claim),
    }
}

/// Share of repetitions with its interval, in percent.
pub fn held(f: &Finding) -> String {
    let percent = |x: f64| format!("{:.0}", 100.0 * x);
    f.share_interval.map_or("-".into(), |(a, b)| {
        let hollow = match f.verdict.hollow {
            0 => String::new(),
            n => format!(", hollow in {} %", percent(n as f64 / f.verdict.replicates as f64)),
        };
        format!("{} % ({}-{}){hollow}", percent(f.verdict.share), percent(a), percent(b))
    })
}

/// Standardised effect with its interval, or the simulated quantity as a multiple of the published one.
pub fn effect(f: &Finding) -> String {
    let d = |x: f64| if x.abs() < 10.0 { format!("{x:.2}") } else { format!("{x:.0}") };
    match (f.effect, f.effect_interval, &f.quantity) {
        (_, _, Some(q)) if q.fold.is_some() && q.published != 0.0 => {
            let times = |x: f64| d(x / q.published);
            let (a, b) = q.predictive;
            let (a, b) = if q.published > 0.0 { (a, b) } else { (b, a) };
            format!("×{} ({} to {})", times(q.simulated), times(a), times(b))
        }
        (Some(e), Some((a, b)), _) => format!("{} ({} to {})", d(e), d(a), d(b)),
        (_, _, Some(q)) => format!("{} for {}", short(q.simulated), short(q.published)),
        _ => "-".into(),
    }
}

/// The overview: scores, what they mean, what fails and why, what nobody has tested.
pub fn overview(v: &Validation, reasons: &Reasons) -> String {
    let mut out = format!(
        "# Evidence\n\nHow the model compares with published experiments, each claim judged by the criterion of its record. {}\n\
         Written by {} with `--pages docs/evidence`; [validating](../guides/validating.md) says how each number is defined.\n\n",
        papers(v),
        made(v)
    );
    out.push_str(&super::first::mean::table(&v.first));
    let with_role = |s: &&TopicScore| s.topic.is_none() && (s.role.is_none() || s.lineage.is_some());
    let papers = |s: &&TopicScore| with_role(s) && s.role.as_deref().is_none_or(has_paper);
    forecasts::table(&mut out, v.scores.iter().filter(papers));
    out.push_str(&forecasts::words(v));
    out.push_str(&forecasts::reliability(v));
    out.push_str("\n## By each paper's own criterion\n\n");
    score_table(
        &mut out,
        v.scores.iter().filter(with_role).filter(|s| s.role.as_deref().is_none_or(has_paper)),
    );
    out.push_str(&known(v));
    out.push_str(&forest::table(v.scores.iter().filter(papers)));
    baselines(&mut out, v);
    out.push_str("\n## By topic\n\n");
    forecasts::table(&mut out, v.scores.iter().filter(|s| s.topic.is_some()));
    out.push('\n');
    score_table(&mut out, v.scores.iter().filter(|s| s.topic.is_some()));
    out.push_str(&forest::table(v.scores.iter().filter(|s| s.topic.is_some())));
    let experiments: Vec<&Experiment> = v.experiments.iter().filter(|e| has_paper(&e.role)).collect();
    out.push_str("\n## What holds\n\nExperiments all of whose claims hold:\n\n");
    for e in &experiments {
        if !e.claims.is_empty() && e.claims.iter().all(|f| f.verdict.verdict == "holds") {
            let _ = writeln!(out, "- {} (`{}`, {}, {} claims)", e.title, e.protocol, e.role, e.claims.len());
        }
    }
    failures(&mut out, &experiments, reasons);
    unjudged(&mut out, &experiments);
    out.push_str("\n## What has never been tested\n\n");
    reasons.untested.iter().for_each(|what| out.push_str(&format!("- {what}\n")));
    out.push_str("\nWhat the model cannot express is listed [apart](not_expressed.md).\n");
    out
}

fn baselines(out: &mut String, v: &Validation) {
    out.push_str("\n## Beside two baselines\n\n");
    baseline_table(out, v);
}

/// The model beside the two baselines, the strong one first.
fn baseline_table(out: &mut String, v: &Validation) {
    let Some(all) = v.scores.iter().find(|s| s.role.is_none() && s.lineage.is_none() && s.topic.is_none())
    else {
        return;
    };
    let d = v.constant_effect.map_or("-".into(), |d| format!("{d:.2}"));
    let _ = write!(
        out,
        "| baseline | claims that it can judge | the baseline | the model |\n|---|---|---|---|\n\
         | strong: every comparison has the published direction, and one size, d = {d} | {} | {} | {} |\n\
         | weak: nothing has an effect | {} | {} | {} |\n",
        all.constant.model.of,
        all.constant.baseline.words(),
        all.constant.model.words(),
        all.null.model.of,
        all.null.baseline.words(),
        all.null.model.words(),
    );
    if let Some((null, model)) = all.null_fold {
        let _ = write!(
            out,
            "\nFold error of quantities where nothing has an effect: ×{null:.2}, of the model on the same ones ×{model:.2}.\n"
        );
    }
    out.push_str(
        "\nThe strong baseline is given the published direction of every effect and can never say that there is none; the weak one always says so, which\n\
         counts only where a claim names no control. The model is given neither: what it adds is directions and absences from one mechanism, not a higher share.\n",
    );
}

fn failures(out: &mut String, experiments: &[&Experiment], reasons: &Reasons) {
    out.push_str(
        "\n## What fails\n\nClaims that fail or are mixed, with the likely reason where one is known.\n",
    );
    for e in experiments {
        let failing = || e.claims.iter().filter(|f| matches!(f.verdict.verdict.as_str(), "fails" | "weak"));
        if failing().next().is_none() {
            continue;
        }
        let _ = write!(out, "\n**{}** (`{}`, {})\n\n", e.title, e.protocol, e.role);
        let shared = reasons.of(&e.protocol, "");
        if let Some(shared) = shared {
            let _ = write!(out, "{shared}\n\n");
        }
        for f in failing() {
            let own = reasons.of(&e.protocol, &f.verdict.claim).filter(|r| Some(*r) != shared);
            let own = own.map_or(String::new(), |r| format!(": {r}"));
            let _ = writeln!(
                out,
                "- {} in {}: {} (published {}, simulated {}){own}",
                f.verdict.word(),
                held(f),
                f.verdict.text,
                f.verdict.published,
                f.verdict.simulated
            );
        }
    }
}

fn unjudged(out: &mut String, experiments: &[&Experiment]) {
    let all: Vec<_> = experiments
        .iter()
        .flat_map(|e| e.claims.iter().map(move |f| (e, &f.verdict)))
        .filter(|(_, v)| v.verdict == "not applicable")
        .collect();
    if all.is_empty() {
        return;
    }
    out.push_str("\n## What could not be judged\n\n");
    for (e, v) in all {
        let _ = writeln!(out, "- {} (`{}`): {}", v.text, e.protocol, v.reason);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_between_the_marks_is_replaced_and_nothing_else() {
        let text = format!("before\n{BEGIN}\nold\nold\n{END}\nafter\n");
        let new = replaced(&text, "new\n\n").unwrap();
        assert_eq!(new, format!("before\n{BEGIN}\nnew\n{END}\nafter\n"));
        assert_eq!(replaced(&new, "new"), Some(new.clone()));
        assert_eq!(replaced("no marks", "new"), None);
    }
}
