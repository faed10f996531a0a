//! The answer as tidy tables: one row for each point, group and measure, and one for each point and claim.

use syntony_inference::sweep::{AtPoint, SweepReport};

/// Scores. A point that failed has one row, with its reason.
pub fn points_csv(report: &SweepReport) -> String {
    let mut rows = vec![head(
        report,
        "group,measure,unit,mean,low,high,standard_error,repetitions,animals,hedges_g,failed",
    )];
    for (i, point) in report.points.iter().enumerate() {
        if let Some(why) = &point.failed {
            rows.push(format!("{},,,,,,,,,,,{}", place(i, point), cell(why)));
        }
        for s in &point.scores {
            let (key, _, unit) = &report.measures[s.measure];
            let (low, high) = s.interval.unzip();
            let numbers = [Some(s.mean), low, high, s.error].map(number).join(",");
            let repetitions = s.means.iter().flatten().count();
            rows.push(format!(
                "{},{},{},{},{numbers},{repetitions},{},{},",
                place(i, point),
                cell(&report.groups[s.group].key),
                cell(key),
                cell(unit),
                s.animals,
                number(s.effect)
            ));
        }
    }
    rows.join("\n") + "\n"
}

/// Verdicts.
pub fn claims_csv(report: &SweepReport) -> String {
    let mut rows = vec![head(report, "claim,verdict,share,repetitions,hollow,effect,effect_name,reason")];
    for (i, point) in report.points.iter().enumerate() {
        for c in &point.claims {
            let share = Some(c.share).filter(|_| c.replicates > 0);
            rows.push(format!(
                "{},{},{},{},{},{},{},{},{}",
                place(i, point),
                cell(&report.claims[c.claim].0),
                c.verdict,
                number(share),
                c.replicates,
                c.hollow,
                number(c.effect),
                cell(&c.effect_name),
                cell(&c.reason)
            ));
        }
    }
    rows.join("\n") + "\n"
}

fn head(report: &SweepReport, rest: &str) -> String {
    let axes: Vec<String> = report.axes.iter().map(|a| cell(&a.name())).collect();
    format!("point,{},{rest}", axes.join(","))
}

fn place(i: usize, point: &AtPoint) -> String {
    let at: Vec<String> = point.at.iter().map(|x| number(Some(*x))).collect();
    format!("{},{}", i + 1, at.join(","))
}

fn number(x: Option<f64>) -> String {
    x.filter(|x| x.is_finite()).map_or(String::new(), |x| format!("{x}"))
}

/// A cell by RFC 4180.
fn cell(text: &str) -> String {
    match text.contains([',', '"', '\n']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_string(),
    }
}
