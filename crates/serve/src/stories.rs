//! The numbered examples as stories, and the evidence pages, as texts for the page to lay out.

use crate::{App, texts};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use include_dir::{Dir, include_dir};
use serde_json::{Value, json};
use std::sync::Arc;
use syntony_model::Protocol;

static EXAMPLES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../examples");
static EVIDENCE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../docs/evidence");
/// What is established and what is debated about each story.
const VIEWS: &str = include_str!("../stories.toml");

/// Every example: its words, its protocol, and what is established and debated.
pub async fn all(State(app): State<Arc<App>>) -> Json<Value> {
    let views: toml::Table = VIEWS.parse().unwrap_or_default();
    let mut folders: Vec<&Dir> = EXAMPLES.dirs().collect();
    folders.sort_by_key(|d| d.path());
    let stories: Vec<Value> = folders
        .into_iter()
        .filter_map(|dir| {
            let key = dir.path().file_name()?.to_str()?;
            let text = |end: &str| dir.files().find(|f| f.path().to_str().is_some_and(|p| p.ends_with(end)));
            let words = text("README.md")?.contents_utf8()?;
            let file = text(".toml")?;
            let protocol = file.contents_utf8()?;
            let view = serde_json::to_value(views.get(key)).unwrap_or_default();
            let sources = cited(&app, &view);
            Some(json!({
                "key": key, "words": words, "protocol": protocol, "view": view, "sources": sources,
                "says": said(&app, &view),
                "file": file.path().file_name().and_then(|f| f.to_str()),
                "lineage": app.library.lineage_of(protocol),
                "scene": !syntony_model::Aim::is(protocol),
            }))
        })
        .collect();
    Json(json!(stories))
}

/// Key, sentence and text of the protocols that a story says.
fn said(app: &App, view: &Value) -> Vec<Value> {
    let keys = view["says"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let one = |key| {
        let text = texts::built_in(key)?;
        let protocol = Protocol::read(key, text, app.library.of(text)).ok()?;
        Some(json!({ "key": key, "sentence": protocol.title, "text": text }))
    };
    keys.filter_map(one).collect()
}

/// Citations of the keys in square brackets.
fn cited(app: &App, view: &Value) -> Value {
    let text = view.to_string();
    let keys = text.split('[').filter_map(|part| part.split_once(']')).map(|(key, _)| key);
    let mut found = serde_json::Map::new();
    for key in keys {
        let source = app.library.iter().find_map(|(_, atlas)| atlas.sources.get(key));
        if let Some(s) = source {
            found.insert(key.to_string(), json!(s.citation));
        }
    }
    Value::Object(found)
}

/// Pages of evidence, by name.
pub async fn evidence() -> Json<Value> {
    let text = |f: &include_dir::File<'static>| {
        let name = f.path().file_name()?.to_str()?;
        name.ends_with(".md").then(|| f.contents_utf8().map(|t| (name.to_string(), json!(t)))).flatten()
    };
    let pages: serde_json::Map<String, Value> = EVIDENCE.files().filter_map(text).collect();
    Json(Value::Object(pages))
}

/// Scores at a glance, as the last validation wrote them.
pub async fn scores() -> Response {
    let file = EVIDENCE.get_file("scores.json");
    match file.and_then(|f| f.contents_utf8()) {
        Some(text) => ([(CONTENT_TYPE, "application/json")], text).into_response(),
        None => (StatusCode::NOT_FOUND, Json(json!({ "error": "no scores yet" }))).into_response(),
    }
}
