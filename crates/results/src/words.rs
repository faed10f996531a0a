//! Numbers as people read them.

/// A number for people: three significant figures.
pub fn short(x: f64) -> String {
    match x.abs() {
        a if !a.is_finite() => "-".into(),
        a if a >= 100.0 => format!("{x:.0}"),
        a if a >= 1.0 => format!("{x:.1}"),
        a if a >= 0.01 || a == 0.0 => format!("{x:.3}"),
        _ => format!("{x:.2e}"),
    }
}

/// Two numbers side by side, with as many figures as it takes to see their difference; up to six decimals of the greater.
pub fn pair(a: f64, b: f64) -> String {
    let (size, apart) = (a.abs().max(b.abs()), (a - b).abs());
    let usual = match size {
        s if s >= 100.0 => 0,
        s if s >= 1.0 => 1,
        s if s >= 0.01 => 3,
        s => 2 - s.log10().floor().max(-300.0) as i32,
    };
    let needed = -apart.log10().floor().max(-300.0) as i32;
    if !apart.is_finite() || apart < 1e-6 * size || needed <= usual {
        return format!("{} vs {}", short(a), short(b));
    }
    match size {
        s if s >= 0.01 => format!("{a:.*} vs {b:.*}", needed as usize, needed as usize),
        s => {
            let figures = (needed + s.log10().floor() as i32).max(2) as usize;
            format!("{a:.figures$e} vs {b:.figures$e}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_a_pair_shows_its_difference() {
        let cases = [
            (8.2134, 8.2187, "8.213 vs 8.219"),
            (43.0, 43.4, "43.0 vs 43.4"),
            (43.02, 43.02, "43.0 vs 43.0"),
            (143.1, 143.4, "143.1 vs 143.4"),
            (82.9, 6.3, "82.9 vs 6.3"),
            (0.1234, 0.1235, "0.1234 vs 0.1235"),
            (1.2512e-5, 1.2534e-5, "1.251e-5 vs 1.253e-5"),
            (1.25e-4, 0.347, "1.25e-4 vs 0.347"),
            (-0.51, 0.5, "-0.510 vs 0.500"),
            (0.0, 0.0, "0.000 vs 0.000"),
            (1.0, 1.0 + 1e-9, "1.0 vs 1.0"),
            (f64::NAN, 1.0, "- vs 1.0"),
        ];
        for (a, b, text) in cases {
            assert_eq!(pair(a, b), text);
        }
    }
}
