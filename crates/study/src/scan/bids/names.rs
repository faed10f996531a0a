//! Labels of people, sessions and tasks, and dates of recordings.

use std::fmt::Write as _;

/// Names as labels of letters and digits, each another, also where capitals do not count.
pub(crate) fn labels<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let plain = |name: &str| name.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    unique(names.into_iter().map(plain))
}

/// The same texts, those that were there before with a number behind them.
pub(crate) fn unique(texts: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for text in texts {
        let text = if text.is_empty() { "phase".to_string() } else { text };
        let (mut label, mut number) = (text.clone(), 1);
        while all.iter().any(|l| l.eq_ignore_ascii_case(&label)) {
            number += 1;
            label = format!("{text}{number}");
        }
        all.push(label);
    }
    all
}

/// Label of a person among so many in a session: letters, as many for each, so that labels sort as people do.
pub(crate) fn subject(dyad: usize, who: usize, people: usize) -> String {
    let letter = |k: usize| char::from(b'a' + (k % 26) as u8);
    let mut label = format!("{:03}", dyad + 1);
    if people > 26 {
        label.push(letter(who / 26));
    }
    label.push(letter(who));
    label
}

/// A moment so many seconds after the beginning of the experiment, which is taken as that of the year 2000.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    /// Year, month, day, hour, minute, second, millionth of a second.
    parts: [u64; 7],
}

impl Date {
    /// That moment.
    pub fn after(seconds: f64) -> Date {
        let micros = (seconds.max(0.0) * 1e6).round() as u64;
        let (rest, micro) = (micros / 1_000_000, micros % 1_000_000);
        let (mut days, rest) = (rest / 86_400, rest % 86_400);
        let leap =
            |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let mut year = 2000;
        while days >= 365 + u64::from(leap(year)) {
            days -= 365 + u64::from(leap(year));
            year += 1;
        }
        let february = 28 + u64::from(leap(year));
        let mut month = 1;
        for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
            if days < length {
                break;
            }
            days -= length;
            month += 1;
        }
        Date { parts: [year, month, days + 1, rest / 3600, rest / 60 % 60, rest % 60, micro] }
    }

    /// `2000-01-01T00:02:00.000000`.
    pub fn iso(&self) -> String {
        let [y, mo, d, h, mi, s, micro] = self.parts;
        format!("{y:04}-{mo:02}-{d:02}T{h:02}:{mi:02}:{s:02}.{micro:06}")
    }

    /// Twenty digits, as in a marker file.
    pub(crate) fn digits(&self) -> String {
        let mut text = format!("{:04}", self.parts[0]);
        self.parts[1..6].iter().for_each(|p| {
            let _ = write!(text, "{p:02}");
        });
        text + &format!("{:06}", self.parts[6])
    }
}

#[cfg(test)]
mod tests {
    use super::{Date, labels, subject};
    use std::collections::BTreeSet;

    #[test]
    fn issue_more_than_26_people_have_labels_of_their_own() {
        for people in [1, 2, 26, 27, 28, 40, 52, 53, 64] {
            let all: Vec<String> =
                (0..3).flat_map(|d| (0..people).map(move |w| subject(d, w, people))).collect();
            let sorted: BTreeSet<&String> = all.iter().collect();
            assert_eq!(sorted.len(), 3 * people, "{people}");
            assert!(sorted.into_iter().eq(all.iter()), "in the order of people: {all:?}");
            assert!(all.iter().all(|l| l.chars().all(|c| c.is_ascii_alphanumeric())));
        }
        assert_eq!(subject(0, 1, 2), "001b");
        assert_eq!(subject(1, 27, 28), "002bb");
    }

    #[test]
    fn issue_phases_of_like_names_have_labels_of_their_own() {
        let names = ["talk_apart", "talk apart", "Talk-Apart", "会話", "talkapart2", "…"];
        let want = ["talkapart", "talkapart2", "TalkApart3", "phase", "talkapart22", "phase2"];
        assert_eq!(labels(names), want);
    }

    #[test]
    fn exact_dates() {
        for (seconds, want) in [
            (0.0, "2000-01-01T00:00:00.000000"),
            (125.5, "2000-01-01T00:02:05.500000"),
            (86_400.0 * 59.0, "2000-02-29T00:00:00.000000"),
            (86_400.0 * 366.0 - 1.0, "2000-12-31T23:59:59.000000"),
            (86_400.0 * (366.0 + 59.0), "2001-03-01T00:00:00.000000"),
            (86_400.0 * 36_525.0, "2100-01-01T00:00:00.000000"),
        ] {
            assert_eq!(Date::after(seconds).iso(), want);
        }
        assert_eq!(Date::after(125.5).digits(), "20000101000205500000");
    }
}
