//! Run folders: found, opened at a glance, read piece by piece, and shown with what is wrong with them.

use crate::App;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;
use syntony_results::stats::{self, quantile_sorted};
use syntony_study::folder::{FolderError, glance};
use tokio::sync::Semaphore;

/// Runs in a list at most.
const RUNS_MAX: usize = 2_000;
/// Samples of a curve in a picture.
const SAMPLES: usize = 2_000;
/// Animals whose curves are sent one by one.
const ANIMALS: usize = 24;
/// Acts that are sent.
const EVENTS: usize = 20_000;
/// Reads at once: each may hold a large array.
const READS: usize = 4;
/// Points of a plot of a group.
const POINTS: usize = 400;

/// The folder that was named when the server was started; nothing outside of it can be read.
pub struct Runs {
    folder: Option<PathBuf>,
    turns: Semaphore,
}

impl Runs {
    pub fn new(folder: Option<PathBuf>) -> Runs {
        Runs { folder, turns: Semaphore::new(READS) }
    }

    /// The folder in words.
    pub fn place(&self) -> Option<String> {
        self.folder.as_ref().map(|f| f.display().to_string())
    }

    /// Name and place of every run. Names are paths in the folder, so an unknown one is no run and not somewhere else.
    fn all(&self) -> Vec<(String, PathBuf)> {
        let Some(folder) = &self.folder else { return Vec::new() };
        let name = |p: &PathBuf| {
            let inside = p.strip_prefix(folder).ok().filter(|i| !i.as_os_str().is_empty());
            let own = || p.file_name().map(|n| n.to_string_lossy().into_owned());
            inside.map(|i| i.to_string_lossy().replace(['/', '\\'], "~")).or_else(own)
        };
        let found = glance::find(folder, RUNS_MAX).into_iter();
        found.map(|p| (name(&p).unwrap_or_else(|| "run".into()), p)).collect()
    }

    fn find(&self, name: &str) -> Option<PathBuf> {
        self.all().into_iter().find(|(n, _)| n == name).map(|(_, p)| p)
    }
}

/// Reads on a thread that may wait for the disk, a few at a time. A read that panics is a run that cannot be read, and no more.
pub(crate) async fn read<T: Send + 'static>(
    app: Arc<App>,
    name: String,
    work: impl FnOnce(PathBuf) -> Result<T, FolderError> + Send + 'static,
) -> Result<T, Response> {
    let own = app.clone();
    let _turn = own.runs.turns.acquire().await;
    let done = tokio::task::spawn_blocking(move || {
        let path = app.runs.find(&name).ok_or(None)?;
        work(path).map_err(|e| Some(e.to_string()))
    });
    match done.await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(None)) => {
            Err((StatusCode::NOT_FOUND, Json(json!({ "error": "no such run" }))).into_response())
        }
        Ok(Err(Some(why))) => {
            Err((StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "error": why }))).into_response())
        }
        Err(_) => {
            let why = json!({ "error": "the run cannot be read" });
            Err((StatusCode::INTERNAL_SERVER_ERROR, Json(why)).into_response())
        }
    }
}

/// Every run in a line.
pub async fn list(State(app): State<Arc<App>>) -> Json<Value> {
    let rows = tokio::task::spawn_blocking(move || {
        let one = |(name, path): (String, PathBuf)| match glance::line(&path) {
            Ok(glance::RunLine { manifest: m, verdicts, finished }) => json!({
                "name": name, "title": m.title, "protocol": m.protocol, "status": m.status, "seed": m.seed,
                "replicates": m.replicates, "groups": m.groups, "citation": m.citation, "role": m.role,
                "verdicts": verdicts, "finished": finished,
            }),
            Err(e) => json!({ "name": name, "status": "broken", "error": e.to_string() }),
        };
        app.runs.all().into_iter().map(one).collect::<Vec<Value>>()
    });
    Json(json!(rows.await.unwrap_or_default()))
}

/// Everything of a run but its large files.
pub async fn open(State(app): State<Arc<App>>, Path(name): Path<String>) -> Response {
    // the page has one column for what was expected, headed by whether there is a paper
    let expected = |mut g: glance::Glance| {
        g.verdicts.iter_mut().for_each(|v| v.published = v.expected().clone());
        g
    };
    match read(app, name, move |path| glance::open(&path).map(expected)).await {
        Ok(glance) => Json(glance).into_response(),
        Err(response) => response,
    }
}

/// Which series.
#[derive(Debug, Deserialize)]
pub struct SeriesQuery {
    group: String,
    variable: String,
}

/// One series: mean, quartiles and the first animals, thinned to what a picture can show.
pub async fn series(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    Query(which): Query<SeriesQuery>,
) -> Response {
    let piece = read(app, name, move |path| glance::piece(&path, &which.group, &which.variable)).await;
    let piece = match piece {
        Ok(Some(piece)) => piece,
        Ok(None) => {
            return (StatusCode::NOT_FOUND, Json(json!({ "error": "no such series" }))).into_response();
        }
        Err(response) => return response,
    };
    let step = piece.time_s.len().div_ceil(SAMPLES).max(1);
    let thin = |row: &[f32]| -> Vec<Option<f32>> {
        row.iter().step_by(step).map(|v| v.is_finite().then_some(*v)).collect()
    };
    let at = |i: usize| {
        let mut all: Vec<f64> = piece.values.iter().filter_map(|r| Some(f64::from(*r.get(i)?))).collect();
        all.retain(|v| v.is_finite());
        all.sort_by(f64::total_cmp);
        all
    };
    let (mut mean, mut low, mut high) = (Vec::new(), Vec::new(), Vec::new());
    for i in (0..piece.time_s.len()).step_by(step) {
        let all = at(i);
        let some = |x: f64| x.is_finite().then_some(x as f32);
        let quantile = |q: f64| some(quantile_sorted(&all, q));
        mean.push(some(stats::mean(&all)));
        low.push(quantile(0.25));
        high.push(quantile(0.75));
    }
    let times: Vec<f64> = piece.time_s.iter().step_by(step).copied().collect();
    let animals: Vec<_> = piece.values.iter().take(ANIMALS).map(|r| thin(r)).collect();
    Json(json!({ "time": times, "mean": mean, "low": low, "high": high, "animals": animals })).into_response()
}

/// Mean and spread of one measure in one group, as rows come by (Welford).
#[derive(Default, Clone)]
struct Summary {
    n: u64,
    mean: f64,
    squares: f64,
    points: Vec<f64>,
}

impl Summary {
    fn add(&mut self, x: f64) {
        self.n += 1;
        let away = x - self.mean;
        self.mean += away / self.n as f64;
        self.squares += away * (x - self.mean);
        if self.points.len() < POINTS {
            self.points.push(x);
        }
    }
    fn value(&self, key: &str, label: &str) -> Value {
        let known = self.n > 0;
        let sd = (self.squares / (self.n as f64 - 1.0).max(1.0)).sqrt();
        json!({
            "group": key, "label": label, "n": self.n, "mean": known.then_some(self.mean), "sd": known.then_some(sd),
            "points": self.points,
        })
    }
}

/// Scores by group and measure: mean, spread, and points of the first animals.
pub async fn animals(State(app): State<Arc<App>>, Path(name): Path<String>) -> Response {
    let done = read(app, name, |path| {
        let glance = glance::open(&path)?;
        let mut all = vec![vec![Summary::default(); glance.groups.len()]; glance.measures.len()];
        glance::animals(&path, &mut |row| {
            for (summaries, value) in all.iter_mut().zip(&row.values) {
                if let (Some(summary), Some(x)) = (summaries.get_mut(row.group), value) {
                    summary.add(*x);
                }
            }
        })?;
        Ok((glance, all))
    });
    let (glance, all) = match done.await {
        Ok(done) => done,
        Err(response) => return response,
    };
    let measures: Vec<Value> = glance
        .measures
        .iter()
        .zip(&all)
        .map(|(measure, summaries)| {
            let groups = glance.groups.iter().zip(summaries);
            let groups: Vec<Value> = groups.map(|(g, s)| s.value(&g.key, &g.label)).collect();
            json!({ "key": measure.key, "label": measure.label, "unit": measure.unit, "groups": groups })
        })
        .collect();
    Json(json!(measures)).into_response()
}

/// Acts of the first replicate.
pub async fn events(State(app): State<Arc<App>>, Path(name): Path<String>) -> Response {
    match read(app, name, |path| glance::events(&path, EVENTS)).await {
        Ok(rows) => Json(json!({ "events": rows })).into_response(),
        Err(response) => response,
    }
}
