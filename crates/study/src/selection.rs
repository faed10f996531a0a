//! A choice of protocols by words: keys and globs, files, lineages, roles, topics.
//!
//! Words of different kind narrow the choice, words of the same kind widen it: `vole calibration development` is every vole
//! protocol of either role. No word at all is everything built in.

use std::collections::BTreeSet;
use syntony_language::Problems;
use syntony_language::problem::{Place, Problem, nearest};
use syntony_language::text::{Files, glob};
use syntony_model::Library;
use syntony_model::protocol::RecordRole;

/// What begins a word that names a topic.
const TOPIC: &str = "topic:";

/// A protocol to choose from: what words can say of it, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// File as the user named it, or the place inside the binary.
    pub name: String,
    /// The word by which it was given; none for what is built in.
    pub given: Option<String>,
    /// Key.
    pub key: String,
    /// Lineage of its cast.
    pub lineage: String,
    /// Role, as written.
    pub role: String,
    /// Topic; empty for none.
    pub topic: String,
    /// The whole text.
    pub text: String,
}

impl Candidate {
    /// Reads what words can say of a protocol, and leaves whatever is wrong with it to whoever reads it whole.
    pub fn of(name: &str, given: Option<&str>, text: &str, library: &Library) -> Candidate {
        let root = Files::default().parse(name, text, &mut Problems::default());
        let word = |key: &str| root.as_ref().map_or(String::new(), |r| r.text_or_empty(key));
        Candidate {
            name: name.into(),
            given: given.map(str::to_string),
            key: word("key"),
            lineage: library.lineage_of(text).into(),
            role: word("role"),
            topic: word("topic"),
            text: text.into(),
        }
    }
}

/// Chooses among candidates, which keep their order; every word that means nothing is a problem.
pub fn select(words: &[String], candidates: &[Candidate], library: &Library) -> Result<Vec<usize>, Problems> {
    let mut problems = Problems::default();
    let (mut named, mut roles, mut topics, mut lineages) =
        (None::<BTreeSet<usize>>, Vec::new(), Vec::new(), Vec::new());
    for word in words {
        if let Some(topic) = word.strip_prefix(TOPIC) {
            match candidates.iter().any(|c| c.topic == topic && !topic.is_empty()) {
                true => topics.push(topic),
                false => problems.0.push(unknown_topic(word, topic, candidates)),
            }
        } else if library.iter().any(|(name, _)| name == word) {
            lineages.push(word.as_str());
        } else if RecordRole::ALL.iter().any(|r| r.word() == word) {
            roles.push(word.as_str());
        } else {
            let hits: Vec<usize> = (0..candidates.len()).filter(|&i| names(word, &candidates[i])).collect();
            if hits.is_empty() {
                problems.0.push(unknown(word, candidates, library));
            }
            named.get_or_insert_default().extend(hits);
        }
    }
    let fits = |kind: &[&str], of: &str| kind.is_empty() || kind.contains(&of);
    let chosen: Vec<usize> = candidates
        .iter()
        .enumerate()
        .filter(|(i, c)| match &named {
            Some(named) => named.contains(i),
            None => c.given.is_none(),
        })
        .filter(|(_, c)| fits(&roles, &c.role) && fits(&topics, &c.topic) && fits(&lineages, &c.lineage))
        .map(|(i, _)| i)
        .collect();
    if chosen.is_empty() && problems.is_empty() {
        let hint = "words of different kind narrow the choice, words of the same kind widen it";
        problems.0.push(problem(&words.join(" "), "no protocol is all of this".into(), Some(hint.into())));
    }
    twice(&chosen, candidates, &mut problems);
    problems.into_result(chosen)
}

/// Whether a word names a candidate: the file that was given, a key, or a glob of keys.
fn names(word: &str, c: &Candidate) -> bool {
    match &c.given {
        Some(given) => given == word,
        None => glob(word, &c.key),
    }
}

/// A file beside the built-in protocol of the same key would be judged twice under one name.
fn twice(chosen: &[usize], candidates: &[Candidate], problems: &mut Problems) {
    let mut seen = BTreeSet::new();
    for c in chosen.iter().map(|&i| &candidates[i]) {
        if !c.key.is_empty() && !seen.insert(&c.key) {
            let what = format!("the protocol '{}' is given twice, expected once", c.key);
            problems.0.push(problem(&c.name, what, None));
        }
    }
}

fn unknown(word: &str, candidates: &[Candidate], library: &Library) -> Problem {
    let keys = candidates.iter().map(|c| c.key.as_str());
    let words = RecordRole::ALL.iter().map(|r| r.word()).chain(library.iter().map(|(name, _)| name));
    let lower = word.to_lowercase();
    let within = candidates.iter().find(|c| lower.len() > 3 && c.key.contains(&lower)).map(|c| c.key.clone());
    let topic = candidates.iter().find(|c| c.topic == word && !word.is_empty());
    let near = match topic {
        Some(c) => Some(format!("{TOPIC}{}", c.topic)),
        None => within.or_else(|| nearest(word, words.chain(keys)).map(str::to_string)),
    };
    let what = "no such protocol, file, lineage or role, and no key that fits it";
    let all = "`syntony show protocols` lists all";
    problem(word, what.into(), Some(near.map_or(all.into(), |near| format!("did you mean '{near}'? {all}"))))
}

fn unknown_topic(word: &str, topic: &str, candidates: &[Candidate]) -> Problem {
    let known: BTreeSet<&str> =
        candidates.iter().map(|c| c.topic.as_str()).filter(|t| !t.is_empty()).collect();
    let hint = match nearest(topic, known.iter().copied()) {
        Some(near) => format!("did you mean '{TOPIC}{near}'?"),
        None => format!("known are: {}", known.iter().copied().collect::<Vec<_>>().join(", ")),
    };
    problem(word, "no protocol has this topic".into(), Some(hint))
}

fn problem(word: &str, what: String, hint: Option<String>) -> Problem {
    Problem { place: Place { file: word.into(), line: 0, column: 0 }, what, hint }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn library() -> Library {
        Library::embedded().unwrap()
    }

    fn candidates() -> Vec<Candidate> {
        let one = |key: &str, lineage: &str, role: &str, topic: &str| Candidate {
            name: format!("protocols/{key}.toml"),
            given: None,
            key: key.into(),
            lineage: lineage.into(),
            role: role.into(),
            topic: topic.into(),
            text: String::new(),
        };
        let mut all = vec![
            one("aragona_2003", "vole", "calibration", "da_site"),
            one("bosch_2009", "vole", "calibration", "loss"),
            one("moon_2011", "human", "calibration", "loss"),
            one("says_k_loss", "human", "scenario", "seed_sentences"),
            one("way_2009", "human", "constraint", "genetics"),
        ];
        all.push(Candidate { given: Some("mine.toml".into()), ..one("mine", "human", "scenario", "") });
        all
    }

    fn chosen(words: &[&str]) -> Result<Vec<String>, String> {
        let words: Vec<String> = words.iter().map(|w| w.to_string()).collect();
        let candidates = candidates();
        match select(&words, &candidates, &library()) {
            Ok(chosen) => Ok(chosen.into_iter().map(|i| candidates[i].key.clone()).collect()),
            Err(problems) => Err(problems.to_string()),
        }
    }

    #[test]
    fn exact_words_of_a_kind_widen_and_kinds_narrow() {
        let check = |words: &[&str], expected: &[&str]| assert_eq!(chosen(words).unwrap(), expected);
        check(&[], &["aragona_2003", "bosch_2009", "moon_2011", "says_k_loss", "way_2009"]);
        check(&["vole"], &["aragona_2003", "bosch_2009"]);
        check(&["human", "calibration", "constraint"], &["moon_2011", "way_2009"]);
        check(&["topic:loss"], &["bosch_2009", "moon_2011"]);
        check(&["topic:loss", "topic:da_site", "vole"], &["aragona_2003", "bosch_2009"]);
        check(&["*_2009", "says_*"], &["bosch_2009", "says_k_loss", "way_2009"]);
        check(&["mine.toml"], &["mine"]);
        check(&["mine.toml", "*_20?3"], &["aragona_2003", "mine"]);
    }

    #[test]
    fn text_of_words_that_mean_nothing() {
        let check = |words: &[&str], expected: &str| assert_eq!(chosen(words).unwrap_err(), expected);
        check(
            &["aragona_2004", "topic:los"],
            "aragona_2004: no such protocol, file, lineage or role, and no key that fits it\n  \
             hint: did you mean 'aragona_2003'? `syntony show protocols` lists all\n\
             topic:los: no protocol has this topic\n  hint: did you mean 'topic:loss'?",
        );
        check(
            &["loss"],
            "loss: no such protocol, file, lineage or role, and no key that fits it\n  \
             hint: did you mean 'topic:loss'? `syntony show protocols` lists all",
        );
        check(
            &["callibration"],
            "callibration: no such protocol, file, lineage or role, and no key that fits it\n  \
             hint: did you mean 'calibration'? `syntony show protocols` lists all",
        );
        check(
            &["vole", "constraint"],
            "vole constraint: no protocol is all of this\n  \
             hint: words of different kind narrow the choice, words of the same kind widen it",
        );
    }

    #[test]
    fn exact_globs() {
        let check =
            |pattern: &str, text: &str, fits: bool| assert_eq!(glob(pattern, text), fits, "{pattern}");
        check("*", "", true);
        check("*", "a_b", true);
        check("a*b", "ab", true);
        check("a*b*", "axxbyy", true);
        check("a?b", "ab", false);
        check("ab", "abc", false);
        check("", "a", false);
    }
}
