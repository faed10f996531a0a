//! Who is tied to whom in a run: who there is, all ties of a moment, all moments of one unit. Each is read when it is asked for.

use crate::App;
use crate::runs::read;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;
use syntony_study::folder::glance::{self, Ties};

/// People, or voles, in a picture of ties.
const PEOPLE_MAX: usize = 2_000;

/// Units that are shown of so many with a cast of so many.
fn shown(units: usize, cast: usize) -> usize {
    units.min((PEOPLE_MAX / cast.max(1)).max(1))
}

/// Which group.
#[derive(Debug, Deserialize)]
pub struct TieQuery {
    group: String,
}

/// Which moment, or which unit.
#[derive(Debug, Deserialize)]
pub struct TieSelection {
    group: String,
    kind: String,
    sample: Option<usize>,
    animal: Option<usize>,
}

fn none(what: &str) -> Response {
    (StatusCode::NOT_FOUND, Json(json!({ "error": what }))).into_response()
}

/// Who there is, who is ever tied to whom, by what, and when.
pub async fn people(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    Query(which): Query<TieQuery>,
) -> Response {
    let found = read(app, name, move |path| {
        glance::ties(&path, &which.group, |group, ties| {
            Ok(json!({
                "kinds": ties.kinds(), "members": (0..group.cast.len()).map(|i| group.member(i)).collect::<Vec<_>>(),
                "cast": group.cast, "pairs": ties.pairs, "time": ties.time_s, "units": ties.animals(),
                "shown": shown(ties.animals(), group.cast.len()), "phases": group.phases,
            }))
        })
    });
    match found.await {
        Ok(Some(people)) => Json(people).into_response(),
        Ok(None) => none("no ties: the run was made with --no-traces, by an older version, or nobody meets"),
        Err(response) => response,
    }
}

/// All ties of a moment, `[unit × pair]`, or those of one unit, `[sample × pair]`, as 32-bit floats.
pub async fn values(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    Query(part): Query<TieSelection>,
) -> Response {
    let (sample, animal) = (part.sample, part.animal);
    if sample.is_some() == animal.is_some() {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": "name a sample, or an animal" })))
            .into_response();
    }
    let found = read(app, name, move |path| {
        glance::ties(&path, &part.group, |group, ties: &Ties| {
            let mut values = ties.values(&part.kind, sample, animal, None)?;
            if let (Some(values), Some(_)) = (&mut values, sample) {
                values.truncate(shown(ties.animals(), group.cast.len()) * ties.pairs.len());
            }
            Ok(values)
        })
    });
    match found.await {
        Ok(Some(Some(values))) => {
            let bytes: Vec<u8> = values.into_iter().flat_map(f32::to_le_bytes).collect();
            ([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response()
        }
        Ok(_) => none("no such ties"),
        Err(response) => response,
    }
}
