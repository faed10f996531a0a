//! The published experiments that were built into this binary.

use include_dir::{Dir, include_dir};
use syntony_language::problem::nearest;

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../protocols");

/// Keys, sorted.
pub fn keys() -> Vec<&'static str> {
    let mut keys: Vec<&str> =
        EMBEDDED.files().filter_map(|f| f.path().to_str()?.strip_suffix(".toml")).collect();
    keys.sort_unstable();
    keys
}

/// The text of a protocol.
pub fn text(key: &str) -> Option<&'static str> {
    EMBEDDED.get_file(format!("{key}.toml"))?.contents_utf8()
}

/// The key that was probably meant.
pub fn near(key: &str) -> Option<&'static str> {
    let keys = keys();
    let wanted = key.to_lowercase();
    let within = keys.iter().find(|k| wanted.len() > 3 && k.contains(&wanted)).copied();
    within.or_else(|| nearest(key, keys.iter().copied()))
}
