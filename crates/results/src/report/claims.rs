//! Claims as the report shows them: published beside simulated, how often each holds, and the verdict in words.

use super::scale::{PixelScale, extent, number};
use super::svg::Svg;
use crate::record::{Counted, Verdict};
use minijinja::{Value, context};
use syntony_model::effect::Effect;

/// The four verdicts: word, class of colour, mark that needs no colour.
const VERDICTS: [(&str, &str, &str); 4] = [
    ("holds", "v-holds", "●"),
    ("mixed", "v-weak", "◐"),
    ("fails", "v-fails", "✕"),
    ("not applicable", "v-none", "–"),
];

/// A verdict of the table; an unknown word counts as the last.
fn kind(v: &Verdict) -> usize {
    VERDICTS.iter().position(|(word, ..)| *word == v.word()).unwrap_or(VERDICTS.len() - 1)
}

/// The rows of the table.
pub fn rows(verdicts: &[Verdict]) -> Value {
    verdicts.iter().map(row).collect()
}

/// How many claims have which verdict: word, class, mark, count.
pub fn tally(verdicts: &[Verdict]) -> Value {
    VERDICTS
        .iter()
        .enumerate()
        .map(|(i, (word, class, mark))| {
            let count = verdicts.iter().filter(|v| kind(v) == i).count();
            let word = match (*word, count) {
                ("holds", 2..) => "hold",
                ("fails", 2..) => "fail",
                (word, _) => word,
            };
            context! { word => word, class => *class, mark => *mark, count => count }
        })
        .collect()
}

/// The headline in one sentence.
pub fn sentence(verdicts: &[Verdict]) -> String {
    let judged = verdicts.iter().filter(|v| kind(v) < 3).count();
    let count = |k: usize| verdicts.iter().filter(|v| kind(v) == k).count();
    let none = verdicts.len() - judged;
    let of = match (verdicts.len(), judged) {
        (0, _) => return "The protocol makes no claim.".into(),
        (_, 0) => return "No claim could be judged.".into(),
        (_, 1) => "The one claim was judged: it".to_string(),
        (_, n) => format!("Of {n} claims, {}", count(0)),
    };
    let verb = |n: usize, one: &str, many: &str| if n == 1 { one.to_string() } else { many.into() };
    let mut text = if judged == 1 {
        let word = verdicts.iter().find(|v| kind(v) < 3).map_or("", |v| v.verdict.as_str());
        format!("{of} {}.", if word == "weak" { "is mixed" } else { word })
    } else {
        let (mixed, fails) = (count(1), count(2));
        let hold = verb(count(0), "holds", "hold");
        let is = verb(mixed, "is", "are");
        format!("{of} {hold}, {mixed} {is} mixed and {fails} {}.", verb(fails, "fails", "fail"))
    };
    if none > 0 {
        text += &format!(" {none} could not be judged.");
    }
    text
}

fn row(v: &Verdict) -> Value {
    let (word, class, mark) = VERDICTS[kind(v)];
    let share = if v.share.is_finite() { v.share.clamp(0.0, 1.0) } else { 0.0 };
    let held = (share * v.replicates as f64).round() as usize;
    context! {
        key => &v.claim,
        text => &v.text,
        criterion => &v.criterion,
        published => v.expected(),
        hypothesis => !v.hypothesis.is_empty(),
        doubts => v.known.doubts(),
        published_effect => v.published_effect.as_ref().map(Effect::words),
        simulated => &v.simulated,
        effect => v.effect_size.map(|e| format!("{} {}", v.effect_name, number(e)).trim().to_string()),
        reason => &v.reason,
        counted => counted(v),
        held => format!("{held} of {}", v.replicates),
        hollow => v.hollow,
        control => &v.control,
        percent => format!("{} %", number((share * 100.0).round())),
        bar => Value::from_safe_string(bar(share, v)),
        beside => beside(v).map(Value::from_safe_string),
        word => word,
        class => class,
        mark => mark,
        verified => v.verified,
        judged => kind(v) < 3,
    }
}

/// `n = 8`, `n = 25 + 20`, `n = 3 to 5 of 10`: how many animals were looked at; nothing for records without it.
pub fn counted(v: &Verdict) -> String {
    let of = |c: &Counted| match (c.least, c.most) {
        (least, most) if least == most && most == c.n => format!("{most}"),
        (least, most) if least == most => format!("{most} of {}", c.n),
        (least, most) => format!("{least} to {most} of {}", c.n),
    };
    let mut each: Vec<String> = v.counted.iter().map(of).collect();
    if each.len() > 1 && each.iter().all(|n| *n == each[0]) {
        each.truncate(1);
        each[0].push_str(" each");
    }
    if each.is_empty() { String::new() } else { format!("n = {}", each.join(" + ")) }
}

/// Share of replicates as a bar with marks at 0.5 and 0.8, where the verdict turns.
fn bar(share: f64, v: &Verdict) -> String {
    let title = format!("holds in {} % of {} replicates", (share * 100.0).round(), v.replicates);
    let mut svg = Svg::new(96.0, 12.0, &title, "marks at 50 % (mixed) and 80 % (holds)");
    svg.rect("bar-ground", (0.0, 2.0), (96.0, 8.0));
    svg.open(VERDICTS[kind(v)].1);
    svg.rect("bar", (0.0, 2.0), (96.0 * share, 8.0));
    svg.close();
    for at in [0.5, 0.8] {
        svg.line("bar-mark", (96.0 * at, 0.0), (96.0 * at, 12.0));
    }
    svg.finish()
}

/// Whether any claim has a published number to set beside the simulated one.
pub fn any_beside(verdicts: &[Verdict]) -> bool {
    verdicts.iter().any(|v| v.published_value.is_some() && v.simulated_value.is_some())
}

/// Published and simulated number with their intervals on one scale.
fn beside(v: &Verdict) -> Option<String> {
    let finite = |x: Option<f64>| x.filter(|x| x.is_finite());
    let whole = |i: Option<(f64, f64)>| i.filter(|i| i.0.is_finite() && i.1.is_finite());
    let (published, simulated) = (finite(v.published_value)?, finite(v.simulated_value)?);
    let (around_published, around_simulated) = (whole(v.published_interval), whole(v.simulated_interval));
    let ends = [around_published, around_simulated].into_iter().flatten();
    let all = ends.flat_map(|(a, b)| [a, b]).chain([published, simulated]);
    let (low, high) = extent(all)?;
    let pad = if high > low { 0.06 * (high - low) } else { 1.0 };
    let x = PixelScale { from: (low - pad, high + pad), to: (6.0, 114.0) };
    let description = format!("published {}, simulated {}", number(published), number(simulated));
    let mut svg = Svg::new(120.0, 34.0, "published above simulated", &description);
    if x.from.0 < 0.0 && x.from.1 > 0.0 {
        svg.line("zero", (x.at(0.0), 1.0), (x.at(0.0), 33.0));
    }
    if let Some((a, b)) = around_published {
        svg.line("pub-line", (x.at(a), 10.0), (x.at(b), 10.0));
    }
    svg.diamond("pub", (x.at(published), 10.0), 4.6);
    if let Some((a, b)) = around_simulated {
        svg.line("interval", (x.at(a), 25.0), (x.at(b), 25.0));
    }
    svg.dot("mean", (x.at(simulated), 25.0), 4.2);
    Some(svg.finish())
}

#[cfg(test)]
mod tests {
    use super::super::fake;
    use super::*;

    #[test]
    fn text_of_the_headline_counts_failures_too() {
        let verdict = |word: &str| Verdict { verdict: word.into(), ..fake::verdict(0) };
        let sentence = |words: &[&str]| sentence(&words.iter().map(|w| verdict(w)).collect::<Vec<_>>());
        assert_eq!(sentence(&[]), "The protocol makes no claim.");
        assert_eq!(sentence(&["fails"]), "The one claim was judged: it fails.");
        assert_eq!(
            sentence(&["holds", "holds", "fails", "weak", "not applicable"]),
            "Of 4 claims, 2 hold, 1 is mixed and 1 fails. 1 could not be judged."
        );
    }
}
