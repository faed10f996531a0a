//! Numbers, ticks and lengths of text: everything a figure needs to know before it is drawn.

/// A number for people: three significant digits, a true minus sign, no trailing zeros.
pub fn number(v: f64) -> String {
    digits(v, 3)
}

/// Labels of ticks, each with as many digits as tell it from its neighbours.
pub fn labels(ticks: &[f64]) -> Vec<String> {
    let step = ticks.windows(2).map(|t| (t[1] - t[0]).abs()).fold(f64::INFINITY, f64::min);
    let reads = |text: &str| text.replace('−', "-").parse::<f64>().unwrap_or(f64::NAN);
    let label = |&t: &f64| {
        let exact = |d: &i32| (reads(&digits(t, *d)) - t).abs() <= 0.01 * step;
        digits(t, (3..15).find(exact).unwrap_or(3))
    };
    ticks.iter().map(label).collect()
}

/// Room that labels need to the left of an axis.
pub fn left_of(ticks: &[f64], least: f64) -> f64 {
    labels(ticks).iter().map(|t| text_width(t, 11.0) + 10.0).fold(least, f64::max)
}

/// So many significant digits at most.
fn digits(v: f64, significant: i32) -> String {
    if !v.is_finite() {
        return "–".into();
    }
    if v == 0.0 {
        return "0".into();
    }
    let mut magnitude = v.abs().log10().floor() as i32;
    // 999.6 has three digits before the point and rounds to four
    if (v.abs() / 10f64.powi(magnitude + 1 - significant)).round() >= 10f64.powi(significant) {
        magnitude += 1;
    }
    let text = if (-4..6).contains(&magnitude) {
        let decimals = (significant - 1 - magnitude).max(0) as usize;
        trim(&format!("{v:.decimals$}"))
    } else {
        let m = v / 10f64.powi(magnitude);
        format!("{}e{magnitude}", trim(&format!("{m:.*}", (significant - 1) as usize)))
    };
    text.replace('-', "−")
}

/// A number as it was written, without loss, with a true minus sign.
pub fn exact(v: f64) -> String {
    let text = match v.abs() {
        a if a != 0.0 && !(1e-4..1e9).contains(&a) => format!("{v:e}"),
        _ => format!("{v}"),
    };
    text.replace('-', "−")
}

fn trim(text: &str) -> String {
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_string(),
        false => text.to_string(),
    }
}

/// A linear map from values to pixels.
#[derive(Debug, Clone, Copy)]
pub struct PixelScale {
    /// Values at the two ends.
    pub from: (f64, f64),
    /// Pixels at the two ends.
    pub to: (f64, f64),
}

impl PixelScale {
    /// The pixel of a value.
    pub fn at(&self, v: f64) -> f64 {
        let ((a, b), (x, y)) = (self.from, self.to);
        if b == a { (x + y) / 2.0 } else { x + (v - a) / (b - a) * (y - x) }
    }
}

/// Lowest and highest of the finite values.
pub fn extent(values: impl IntoIterator<Item = f64>) -> Option<(f64, f64)> {
    values.into_iter().filter(|v| v.is_finite()).fold(None, |e, v| match e {
        None => Some((v, v)),
        Some((a, b)) => Some((v.min(a), v.max(b))),
    })
}

/// Round numbers at which to draw about `wanted` ticks, covering the values: the first is at most `low`, the last at least `high`.
pub fn nice(low: f64, high: f64, wanted: usize) -> Vec<f64> {
    let (low, high) = if high > low { (low, high) } else { (low - 0.5, low + 0.5) };
    let rough = (high - low) / wanted.max(1) as f64;
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|m| m * power)
        .find(|s| *s >= rough * 0.999)
        .unwrap_or(10.0 * power);
    let first = (low / step + 1e-9).floor() as i64;
    let last = (high / step - 1e-9).ceil() as i64;
    (first..=last.min(first + 50)).map(|i| tidy(i as f64 * step, step)).collect()
}

/// `0.30000000000000004` as `0.3`.
fn tidy(v: f64, step: f64) -> f64 {
    let digits = (2.0 - step.log10().floor()).max(0.0);
    if digits > 15.0 { v } else { (v * 10f64.powf(digits)).round() / 10f64.powf(digits) }
}

/// A unit of time that suits a span: seconds in one unit, and its name.
pub fn time_unit(span_s: f64) -> (f64, &'static str) {
    match span_s {
        s if s <= 180.0 => (1.0, "s"),
        s if s <= 3.0 * 3600.0 => (60.0, "min"),
        s if s <= 4.0 * 86400.0 => (3600.0, "h"),
        _ => (86400.0, "d"),
    }
}

/// Ticks within a span of time, at steps that people use for the unit.
pub fn time_ticks(low: f64, high: f64, unit: &str, wanted: usize) -> Vec<f64> {
    let steps: &[f64] = match unit {
        "h" => &[0.25, 0.5, 1.0, 2.0, 3.0, 6.0, 12.0, 24.0],
        "d" => &[0.5, 1.0, 2.0, 5.0, 7.0, 14.0, 28.0, 56.0],
        _ => &[1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 60.0],
    };
    let rough = (high - low) / wanted.max(1) as f64;
    match steps.iter().find(|s| **s >= rough) {
        Some(&s) => {
            let (first, last) = ((low / s - 1e-9).ceil() as i64, (high / s + 1e-9).floor() as i64);
            (first..=last).map(|i| i as f64 * s).collect()
        }
        None => nice(low, high, wanted).into_iter().filter(|t| (low..=high).contains(t)).collect(),
    }
}

/// Roughly how wide a text of that size is.
pub fn text_width(text: &str, size: f64) -> f64 {
    text.chars().count() as f64 * size * 0.54
}

/// Breaks a text into lines of at most `width` pixels, two or three words at a time, cutting what remains after `lines`.
pub fn wrap(text: &str, width: f64, size: f64, lines: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match out.last_mut() {
            Some(line) if text_width(line, size) + text_width(word, size) + size * 0.5 <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => out.push(word.to_string()),
        }
    }
    if out.len() > lines {
        out.truncate(lines);
        if let Some(last) = out.last_mut() {
            last.push('…');
        }
    }
    out.into_iter().map(|line| shorten(&line, width, size)).collect()
}

/// A text cut to a width, with an ellipsis.
pub fn shorten(text: &str, width: f64, size: f64) -> String {
    let fits = (width / (size * 0.54)).floor().max(2.0) as usize;
    if text.chars().count() <= fits {
        return text.to_string();
    }
    let cut: String = text.chars().take(fits - 1).collect();
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_numbers_is_short_and_true() {
        let cases = [
            (0.0, "0"),
            (71.5, "71.5"),
            (-0.034567, "−0.0346"),
            (999.6, "1000"),
            (12345.0, "12345"),
            (1.5e7, "1.5e7"),
            (2e-9, "2e−9"),
            (f64::NAN, "–"),
        ];
        for (v, text) in cases {
            assert_eq!(number(v), text, "{v}");
        }
        assert_eq!(labels(&[0.0, 50.0, 100.0, 120.0, 1000.0]), ["0", "50", "100", "120", "1000"]);
        assert_eq!(labels(&[0.0, 1e-4, 2e-4]), ["0", "0.0001", "0.0002"]);
        assert_eq!(labels(&[12.34, 12.36, 12.38]), ["12.34", "12.36", "12.38"]);
        assert_eq!(labels(&[-1.0, 0.0, 1.0]), ["−1", "0", "1"]);
        assert_eq!(labels(&[2_000_000.0, 2_000_500.0]), ["2e6", "2.0005e6"]);
        assert_eq!(exact(0.1), "0.1");
        assert_eq!(exact(1e-9), "1e−9");
    }

    #[test]
    fn keeps_all_values_between_the_first_and_the_last_tick() {
        for (low, high) in [(0.0, 1.0), (-3.2, 71.0), (1e-7, 3e-7), (5.0, 5.0), (0.0, 86400.0)] {
            let ticks = nice(low, high, 5);
            assert!(ticks[0] <= low + 1e-12 && *ticks.last().unwrap() >= high - 1e-12, "{ticks:?}");
            assert!((2..=12).contains(&ticks.len()), "{ticks:?}");
        }
        assert_eq!(nice(0.0, 0.3, 3), [0.0, 0.1, 0.2, 0.3]);
    }

    #[test]
    fn text_of_time_has_a_unit_that_suits() {
        assert_eq!(time_unit(600.0), (60.0, "min"));
        assert_eq!(time_unit(27.0 * 3600.0), (3600.0, "h"));
        assert_eq!(time_unit(14.0 * 86400.0), (86400.0, "d"));
        assert_eq!(time_ticks(0.0, 27.0, "h", 6), [0.0, 6.0, 12.0, 18.0, 24.0]);
        assert_eq!(time_ticks(-0.5, 9.0, "h", 5), [0.0, 2.0, 4.0, 6.0, 8.0]);
    }

    #[test]
    fn text_is_wrapped_and_cut() {
        assert_eq!(wrap("contact with the partner", 80.0, 11.0, 2), ["contact with", "the partner"]);
        assert_eq!(wrap("a b c", 1.0, 11.0, 2).len(), 2);
        assert_eq!(shorten("accumbens", 40.0, 11.0), "accum…");
    }
}
