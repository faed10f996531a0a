//! What the explorer offers reads, plays, and cites papers that are there.

use include_dir::{Dir, include_dir};
use syntony_model::Library;
use syntony_serve::{Sight, Tour, tours};
use syntony_study::live::{Live, SceneAsk, Timed};

static SCENES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/scenes");
static EXAMPLES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../examples");
static PROTOCOLS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../protocols");
const STORIES: &str = include_str!("../stories.toml");

#[test]
fn keeps_every_scene_playable() {
    let library = Library::embedded().unwrap_or_else(|p| panic!("{p}"));
    let mut seen = 0;
    for file in SCENES.files() {
        let name = file.path().display().to_string();
        let text = file.contents_utf8().unwrap_or_default().to_string();
        let atlas = library.of(&text);
        let compounds = atlas.compounds.values().filter(|c| c.numbers.contains_key("molar_mass"));
        let at_hand = compounds.map(|c| c.key.clone()).collect();
        let ask = SceneAsk { name: name.clone(), text: text.clone(), group: None, seed: 1, at_hand };
        let mut live = Live::new(atlas, ask).unwrap_or_else(|p| panic!("{p}"));
        for _ in 0..50 {
            assert!(live.step().unwrap_or_else(|e| panic!("{name}: {e}")), "{name} ends at once");
        }
        assert!(live.values().all(f32::is_finite), "{name}");
        seen += 1;
    }
    assert_eq!(seen, 6);
}

#[test]
fn issue_trust_is_there_before_the_first_tick() {
    let library = Library::embedded().unwrap_or_else(|p| panic!("{p}"));
    let mut seen = 0;
    for file in SCENES.files() {
        let text = file.contents_utf8().unwrap_or_default().to_string();
        let ask =
            SceneAsk { name: file.path().display().to_string(), text, group: None, seed: 1, at_hand: vec![] };
        let mut live = Live::new(library.of(&ask.text), ask).unwrap_or_else(|p| panic!("{p}"));
        let trust: Vec<usize> =
            (0..live.channels.len()).filter(|&i| live.channels[i].name.starts_with("trust:")).collect();
        let before: Vec<f64> = trust.iter().map(|&i| live.value(i)).collect();
        live.step().unwrap_or_else(|e| panic!("{e}"));
        let known = live.group().cast.iter().any(|m| !m.bonds.is_empty());
        for (&channel, before) in trust.iter().zip(before).filter(|_| known) {
            let name = &live.channels[channel].name;
            assert!(
                (live.value(channel) - before).abs() < 0.02,
                "{name}: {before}, then {}",
                live.value(channel)
            );
            assert!((before - 0.5).abs() > 1e-9, "{name} is what a stranger's is");
            seen += 1;
        }
    }
    assert!(seen >= 8, "{seen}");
}

#[test]
fn keeps_every_story_an_example_with_sources_that_are_there() {
    let library = Library::embedded().unwrap_or_else(|p| panic!("{p}"));
    let stories: toml::Table = STORIES.parse().unwrap_or_else(|e| panic!("{e}"));
    let examples: Vec<&str> =
        EXAMPLES.dirs().filter_map(|d| d.path().file_name().and_then(|n| n.to_str())).collect();
    assert_eq!(stories.keys().map(String::as_str).collect::<Vec<_>>().len(), examples.len());
    for (story, view) in &stories {
        assert!(examples.contains(&story.as_str()), "{story}");
        let says: Vec<&str> =
            view["says"].as_array().into_iter().flatten().filter_map(|s| s.as_str()).collect();
        assert!(!says.is_empty(), "{story} shows no sentence");
        for key in says {
            assert!(PROTOCOLS.contains(format!("{key}.toml")), "{story} says `{key}`, which is no protocol");
        }
        let sentences = view.as_table().into_iter().flat_map(|t| t.values()).filter_map(|v| v.as_array());
        for sentence in sentences.flatten().filter_map(|s| s.as_str()) {
            for key in sentence.split('[').skip(1).filter_map(|p| p.split(']').next()) {
                let known = library.iter().any(|(_, atlas)| atlas.sources.contains_key(key));
                assert!(known, "{story} cites `{key}`, which is in no sources.bib");
            }
        }
    }
}

/// Plays a tour to its end; what it sees, and whether it came true in its step, in the order of the tour.
fn played(library: &Library, tour: &Tour, deeds: &[Timed], seed: u64) -> Vec<(Sight, bool)> {
    let atlas = library.of(&tour.text);
    let at_hand = deeds.iter().filter_map(|d| match &d.deed {
        syntony_study::live::Deed::Dose { compound, .. } => Some(compound.clone()),
        _ => None,
    });
    let ask = SceneAsk {
        name: tour.title.clone(),
        text: tour.text.clone(),
        group: None,
        seed,
        at_hand: at_hand.collect(),
    };
    let mut live = Live::with(atlas, ask, deeds.to_vec()).unwrap_or_else(|p| panic!("{p}"));
    let who = live.group().cast.iter().position(|m| m.name == tour.who);
    let channel = |live: &Live, name: &str| {
        let found = live.channels.iter().position(|c| c.name == name && Some(c.member) == who);
        found.unwrap_or_else(|| panic!("{}: no channel `{name}` of {}", tour.title, tour.who))
    };
    for strip in &tour.strips {
        strip.lines.iter().for_each(|line| assert!(channel(&live, &line.channel) < live.channels.len()));
    }
    let mut sights: Vec<(usize, usize, Sight, bool, bool)> = Vec::new();
    for (number, step) in tour.steps.iter().enumerate() {
        let seen = |s: &Sight| (number, channel(&live, &s.channel), s.clone(), false, false);
        sights.extend(step.sees.iter().map(seen));
    }
    for (number, step) in tour.steps.iter().enumerate() {
        assert!(step.until_s > live.time_s(), "{}: {} ends before it begins", tour.title, step.title);
        while live.time_s() < step.until_s && live.step().unwrap_or_else(|e| panic!("{e}")) {
            for (of, channel, sight, high, seen) in &mut sights {
                let value = live.value(*channel);
                *high |= sight.below.is_some_and(|below| value > below);
                let fallen = *high && sight.below.is_some_and(|below| value <= below);
                *seen |= *of == number && (fallen || sight.above.is_some_and(|above| value >= above));
            }
        }
    }
    sights.into_iter().map(|(_, _, sight, _, seen)| (sight, seen)).collect()
}

#[test]
fn keeps_what_a_tour_says_true_and_false_where_the_mechanism_is_taken_away() {
    let library = Library::embedded().unwrap_or_else(|p| panic!("{p}"));
    let all = tours(&library).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(all.keys().collect::<Vec<_>>(), ["bond"]);
    for tour in all.values() {
        let (plain, none) = (played(&library, tour, &[], 1), "is not seen");
        plain.iter().for_each(|(sight, seen)| assert!(seen, "{none}: {}", sight.says));
        for again in &tour.again {
            assert!(!again.deeds.is_empty(), "{}", again.label);
            for (sight, seen) in played(&library, tour, &again.deeds, 1) {
                let of_bond = ["bond:", "preference:", "alarm"].iter().any(|c| sight.channel.starts_with(c));
                assert!(!(of_bond && seen), "{}: {}", again.label, sight.says);
            }
        }
    }
}

/// What the page of the evidence reads of the scores; the program writes all of it.
#[test]
fn keeps_the_scores_readable_by_their_page() {
    let text = include_str!("../../../docs/evidence/scores.json");
    let scores: serde_json::Value = serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}"));
    let page = include_str!("../../../web/src/views/Standing.svelte");
    for key in ["made", "first", "scores", "effects", "reliability", "calibration_error", "n_is_read"] {
        assert!(!scores[key].is_null() && page.contains(key), "{key}");
    }
    let row = &scores["scores"][0];
    for key in
        ["name", "bits", "comparisons", "told", "ridge", "ridge_laboratory", "null", "hit", "holds", "hollow"]
    {
        assert!(row.get(key).is_some() && page.contains(key), "{key}");
    }
}
