//! All scenes that run, and the requests that begin, describe and fork them.

use crate::App;
use crate::guard::random;
use crate::scene::{self, Handle, Message};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use syntony_language::Problems;
use syntony_model::Library;
use syntony_study::live::{DEEDS_MAX, Live, SceneAsk, Timed};

/// Scenes at once; the oldest at which nobody looks makes room.
const SCENES_MAX: usize = 16;
/// Who takes part in a scene, at most.
const MEMBERS_MAX: usize = 12;
/// Ticks of a scene, at most.
const TICKS_MAX: u64 = 20_000_000;

/// Scenes by name.
pub struct Scenes {
    library: Arc<Library>,
    all: Mutex<BTreeMap<String, (u64, Handle)>>,
}

/// Why there is no scene.
pub enum Refused {
    /// The protocol does not read.
    Problems(Problems),
    /// It asks for too much.
    TooMuch(String),
    /// Every session is in use; one of them that may be looked at, by name and title.
    Full(String, String),
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        match self {
            Refused::Problems(p) => {
                (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "problems": p.0 }))).into_response()
            }
            Refused::TooMuch(why) => {
                (StatusCode::TOO_MANY_REQUESTS, Json(json!({ "error": why }))).into_response()
            }
            Refused::Full(id, title) => {
                let why =
                    format!("This server has {SCENES_MAX} open sessions, and all are in use; close one");
                let body = json!({ "error": why, "open": { "id": id, "title": title } });
                (StatusCode::SERVICE_UNAVAILABLE, Json(body)).into_response()
            }
        }
    }
}

impl Scenes {
    pub fn new(library: Arc<Library>) -> Scenes {
        Scenes { library, all: Mutex::new(BTreeMap::new()) }
    }

    pub fn find(&self, id: &str) -> Option<Handle> {
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(id).map(|(_, h)| h.clone()).filter(Handle::lives)
    }

    fn add(&self, lineage: &str, live: Box<Live>, to: Option<f64>) -> Result<String, Refused> {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, (_, h)| h.lives());
        if all.len() >= SCENES_MAX {
            let idle = all.iter().filter(|(_, (_, h))| h.viewers.load(Ordering::Relaxed) == 0);
            match idle.min_by_key(|(_, (n, _))| *n).map(|(id, _)| id.clone()) {
                Some(oldest) => all.remove(&oldest),
                None => {
                    // the one at which most look, the oldest of these: a lesson's, as a rule
                    let looked = |(n, h): &(u64, Handle)| (h.viewers.load(Ordering::Relaxed), Reverse(*n));
                    let open = all.iter().max_by_key(|(_, scene)| looked(scene));
                    let (id, title) =
                        open.map(|(id, (_, h))| (id.clone(), h.title.clone())).unwrap_or_default();
                    return Err(Refused::Full(id, title));
                }
            };
        }
        let system = |e: &dyn std::fmt::Display| Refused::TooMuch(e.to_string());
        let id = random().map_err(|e| system(&e))?;
        let number = all.values().map(|(n, _)| n + 1).max().unwrap_or(0);
        let handle = scene::begin(self.library.clone(), lineage.into(), live, to).map_err(|e| system(&e))?;
        all.insert(id.clone(), (number, handle));
        Ok(id)
    }
}

/// What a page asks to play.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    name: Option<String>,
    text: String,
    group: Option<String>,
    #[serde(default)]
    seed: u64,
    #[serde(default)]
    deeds: Vec<Timed>,
    /// Where to begin, s; the scene is on its way there when it is first seen.
    at: Option<f64>,
}

fn compiled(app: &App, wanted: Wanted) -> Result<(String, Box<Live>, Option<f64>), Refused> {
    let library: &Library = &app.library;
    let name = wanted.name.unwrap_or_else(|| "protocol".into());
    let (lineage, atlas) = (library.lineage_of(&wanted.text).to_string(), library.of(&wanted.text));
    if wanted.deeds.len() > DEEDS_MAX {
        return Err(Refused::TooMuch(format!("more than {DEEDS_MAX} deeds")));
    }
    let at_hand = app.knowledge.at_hand(&lineage, library);
    let ask = SceneAsk { name, text: wanted.text, group: wanted.group, seed: wanted.seed, at_hand };
    let mut deeds = wanted.deeds;
    deeds.sort_by(|a, b| a.at_s.total_cmp(&b.at_s));
    let live = Live::with(atlas, ask, deeds).map_err(Refused::Problems)?;
    let (members, ticks) = (live.group().cast.len(), live.run().schedule.ticks());
    if members > MEMBERS_MAX {
        return Err(Refused::TooMuch(format!(
            "{members} members, expected at most {MEMBERS_MAX} in a scene; run it from the command line"
        )));
    }
    if ticks > TICKS_MAX {
        return Err(Refused::TooMuch(format!(
            "{ticks} ticks, expected at most {TICKS_MAX} in a scene; run it from the command line"
        )));
    }
    Ok((lineage, Box::new(live), wanted.at.filter(|t| t.is_finite())))
}

/// Begins a scene.
pub async fn create(State(app): State<Arc<App>>, Json(wanted): Json<Wanted>) -> Response {
    let own = app.clone();
    let made = tokio::task::spawn_blocking(move || compiled(&own, wanted)).await;
    match made {
        Ok(Ok((lineage, live, to))) => match app.scenes.add(&lineage, live, to) {
            Ok(id) => Json(json!({ "id": id })).into_response(),
            Err(refused) => refused.into_response(),
        },
        Ok(Err(refused)) => refused.into_response(),
        Err(_) => (StatusCode::INTERNAL_SERVER_ERROR, "the scene could not be made").into_response(),
    }
}

fn gone() -> Response {
    (StatusCode::NOT_FOUND, Json(json!({ "error": "no such scene" }))).into_response()
}

/// Everything about a scene that is not of the moment.
pub async fn describe(State(app): State<Arc<App>>, Path(id): Path<String>) -> Response {
    let Some(handle) = app.scenes.find(&id) else { return gone() };
    match handle.ask::<Value>(Message::Describe).await {
        Some(value) => Json(value).into_response(),
        None => gone(),
    }
}

/// The course so far, packed.
pub async fn course(State(app): State<Arc<App>>, Path(id): Path<String>) -> Response {
    let Some(handle) = app.scenes.find(&id) else { return gone() };
    match handle.ask::<Vec<u8>>(Message::Course).await {
        Some(bytes) => bytes.into_response(),
        None => gone(),
    }
}

/// A second scene that goes on from where this one is.
pub async fn fork(State(app): State<Arc<App>>, Path(id): Path<String>) -> Response {
    let Some(handle) = app.scenes.find(&id) else { return gone() };
    let lineage = match handle.ask::<Value>(Message::Describe).await {
        Some(value) => value["lineage"].as_str().unwrap_or_default().to_string(),
        None => return gone(),
    };
    let Some((live, to)) = handle.ask(Message::Fork).await else { return gone() };
    match app.scenes.add(&lineage, live, to) {
        Ok(id) => Json(json!({ "id": id })).into_response(),
        Err(refused) => refused.into_response(),
    }
}
