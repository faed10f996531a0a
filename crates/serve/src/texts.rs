//! Texts of scenes and protocols that are inside the binary.

use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;

static PROTOCOLS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../protocols");
static SCENES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/scenes");

/// Texts of all scenes by their keys.
pub fn scenes() -> BTreeMap<&'static str, &'static str> {
    texts(&SCENES)
}

/// Texts of all built-in protocols by their keys.
pub fn protocols() -> BTreeMap<&'static str, &'static str> {
    texts(&PROTOCOLS)
}

/// Texts of files by their name without ending.
fn texts(dir: &'static Dir<'static>) -> BTreeMap<&'static str, &'static str> {
    dir.files().filter_map(|f| Some((f.path().file_stem()?.to_str()?, f.contents_utf8()?))).collect()
}

fn text(dir: &'static Dir<'static>, key: &str) -> Option<&'static str> {
    dir.get_file(format!("{key}.toml"))?.contents_utf8()
}

/// The text of a scene that is offered.
pub fn scene(key: &str) -> Option<&'static str> {
    text(&SCENES, key)
}

/// The text of a built-in protocol.
pub fn built_in(key: &str) -> Option<&'static str> {
    text(&PROTOCOLS, key)
}
