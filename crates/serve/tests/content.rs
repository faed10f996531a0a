//! What the explorer offers reads, plays, and cites papers that are there.

use include_dir::{Dir, include_dir};
use syntony_model::Library;
use syntony_study::live::{Ask, Live};

static SCENES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/scenes");
static EXAMPLES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../examples");
const STORIES: &str = include_str!("../stories.toml");

#[test]
fn keeps_every_scene_playable() {
    let library = Library::embedded().unwrap_or_else(|p| panic!("{p}"));
    let mut seen = 0;
    for file in SCENES.files() {
        let name = file.path().display().to_string();
        let text = file.contents_utf8().unwrap_or_default().to_string();
        let atlas = library.of(&text);
        let at_hand = atlas.compounds.keys().cloned().collect();
        let ask = Ask { name: name.clone(), text: text.clone(), group: None, seed: 1, at_hand };
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
fn keeps_every_story_an_example_with_sources_that_are_there() {
    let library = Library::embedded().unwrap_or_else(|p| panic!("{p}"));
    let stories: toml::Table = STORIES.parse().unwrap_or_else(|e| panic!("{e}"));
    let examples: Vec<&str> =
        EXAMPLES.dirs().filter_map(|d| d.path().file_name().and_then(|n| n.to_str())).collect();
    assert_eq!(stories.keys().map(String::as_str).collect::<Vec<_>>().len(), examples.len());
    for (story, view) in &stories {
        assert!(examples.contains(&story.as_str()), "{story}");
        let sentences = view.as_table().into_iter().flat_map(|t| t.values()).filter_map(|v| v.as_array());
        for sentence in sentences.flatten().filter_map(|s| s.as_str()) {
            for key in sentence.split('[').skip(1).filter_map(|p| p.split(']').next()) {
                let known = library.iter().any(|(_, atlas)| atlas.sources.contains_key(key));
                assert!(known, "{story} cites `{key}`, which is in no sources.bib");
            }
        }
    }
}
