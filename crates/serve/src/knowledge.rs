//! What is known without running anything: scenes, protocols, the atlas, where a number comes from, what is wrong with a text.

use crate::App;
use crate::texts;
use crate::tours::tours;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};
use syntony_language::{Problems, shape};
use syntony_model::atlas::{Reach, Route};
use syntony_model::{Atlas, Library, Param, Protocol};
use syntony_study::Options;
use syntony_study::run::Study;

/// Scenes in the order in which they are offered; the first is played first.
const ORDER: [&str; 6] = ["couple", "strangers", "three", "voles", "bond", "friends"];

/// Texts and answers that do not change.
pub struct FixedAnswers {
    protocols: BTreeMap<&'static str, &'static str>,
    scenes: BTreeMap<&'static str, &'static str>,
    atlases: BTreeMap<String, OnceLock<Value>>,
    known: OnceLock<Vec<Value>>,
    tours: OnceLock<Value>,
}

impl FixedAnswers {
    /// Of this binary.
    pub fn new(library: &Library) -> FixedAnswers {
        let atlases = library.iter().map(|(name, _)| (name.to_string(), OnceLock::new())).collect();
        let (protocols, scenes) = (texts::protocols(), texts::scenes());
        FixedAnswers { protocols, scenes, atlases, known: OnceLock::new(), tours: OnceLock::new() }
    }

    /// Scenes that play by themselves.
    fn tours(&self, library: &Library) -> &Value {
        self.tours.get_or_init(|| json!(tours(library).unwrap_or_default()))
    }

    /// Key, title and what else a list shows of every built-in protocol.
    fn list(&self, library: &Library) -> &[Value] {
        self.known.get_or_init(|| {
            let one = |(key, text): (&&str, &&str)| {
                let p = Protocol::read(&format!("protocols/{key}.toml"), text, library.of(text)).ok()?;
                Some(json!({
                    "key": key, "title": p.title, "summary": p.summary, "topic": p.topic, "role": p.role.word(),
                    "lineage": library.lineage_of(text), "source": p.source,
                }))
            };
            self.protocols.iter().filter_map(one).collect()
        })
    }

    /// Everything that a page shows of a lineage.
    fn described(&self, lineage: &str, library: &Library) -> Option<&Value> {
        let (cell, atlas) = (self.atlases.get(lineage)?, library.lineage(lineage)?);
        Some(cell.get_or_init(|| described(atlas, lineage, library, &self.protocols)))
    }

    /// Compounds that a page offers to give.
    pub fn at_hand(&self, lineage: &str, library: &Library) -> Vec<String> {
        let doses = self.described(lineage, library).and_then(|d| d["doses"].as_array());
        let compounds = doses.into_iter().flatten().filter_map(|d| d["compound"].as_str());
        compounds.map(String::from).collect::<BTreeSet<String>>().into_iter().collect()
    }

    /// Scenes that are offered, with their texts.
    pub fn offered(&self, library: &Library) -> Vec<Value> {
        let one = |key: &&str| {
            let text = self.scenes.get(*key)?;
            let p = Protocol::read(&format!("{key}.toml"), text, library.of(text)).ok()?;
            let groups: Vec<Value> =
                p.groups.iter().map(|g| json!({ "key": g.key, "label": g.label })).collect();
            Some(json!({
                "key": key, "title": p.title, "summary": p.summary, "groups": groups,
                "lineage": library.lineage_of(text), "text": text,
            }))
        };
        ORDER.iter().filter_map(one).collect()
    }
}

/// What a page needs first.
pub async fn hello(State(app): State<Arc<App>>) -> Json<Value> {
    let scenes = app.knowledge.offered(&app.library);
    let lineages: Vec<&str> = app.library.iter().map(|(name, _)| name).collect();
    Json(json!({
        "version": env!("CARGO_PKG_VERSION"), "scenes": scenes, "lineages": lineages,
        "runs": app.runs.place(), "tours": app.knowledge.tours(&app.library),
    }))
}

/// JSON Schema of protocols.
pub async fn schema() -> Json<Value> {
    Json(shape::schema(&shape::PROTOCOL, "Syntony protocol"))
}

/// The text of a built-in protocol, or with `all` the list of them.
pub async fn protocol(State(app): State<Arc<App>>, Path(key): Path<String>) -> Response {
    if key == "all" {
        return Json(app.knowledge.list(&app.library).to_vec()).into_response();
    }
    match app.knowledge.protocols.get(key.as_str()) {
        Some(text) => Json(json!({ "key": key, "text": text })).into_response(),
        None => nothing_here().await,
    }
}

/// An answer for what is not there.
pub async fn nothing_here() -> Response {
    (StatusCode::NOT_FOUND, Json(json!({ "error": "nothing here" }))).into_response()
}

/// A text to check.
#[derive(Debug, Deserialize)]
pub struct Written {
    name: Option<String>,
    text: String,
}

/// The problems that `syntony check` would tell, in its words.
pub async fn check(State(app): State<Arc<App>>, Json(written): Json<Written>) -> Json<Value> {
    let name = written.name.unwrap_or_else(|| "protocol".into());
    let library = app.library.clone();
    let checked = tokio::task::spawn_blocking(move || checked(&library, &name, &written.text)).await;
    Json(match checked {
        Ok(Ok(value)) => value,
        Ok(Err(problems)) => json!({ "problems": problems.0 }),
        Err(_) => {
            json!({ "problems": [{ "place": { "file": "", "line": 0, "column": 0 }, "what": "cannot be checked" }] })
        }
    })
}

fn checked(library: &Library, name: &str, text: &str) -> Result<Value, Problems> {
    let atlas = library.of(text);
    let protocol = Protocol::read(name, text, atlas)?;
    let options = Options { seed: 1, replicates: 1, groups: Vec::new(), traces: false };
    // what can only be seen when the brains are put together
    Study::compile(&protocol, atlas, &options).map_err(|mut p| {
        p.0.iter_mut().filter(|p| p.place.file.is_empty()).for_each(|p| p.place.file = name.to_string());
        p
    })?;
    let groups: Vec<Value> = protocol
        .groups
        .iter()
        .map(|g| {
            let phases: Vec<Value> = g
                .phases
                .iter()
                .map(|p| json!({ "name": p.name, "start": p.start_s, "end": p.end_s() }))
                .collect();
            let cast: Vec<Value> = g
                .cast
                .iter()
                .map(|m| json!({ "name": m.name, "species": m.species, "sex": format!("{:?}", m.sex) }))
                .collect();
            json!({ "key": g.key, "label": g.label, "n": g.n, "phases": phases, "cast": cast })
        })
        .collect();
    Ok(json!({
        "problems": [], "key": protocol.key, "title": protocol.title, "groups": groups,
        "measures": protocol.measures.len(), "claims": protocol.claims.len(),
        "lineage": library.lineage_of(text),
    }))
}

/// Regions, populations, projections, ligands, receptors, acts and doses of a lineage.
pub async fn atlas(State(app): State<Arc<App>>, Path(lineage): Path<String>) -> Response {
    match app.knowledge.described(&lineage, &app.library) {
        Some(value) => Json(value).into_response(),
        None => nothing_here().await,
    }
}

fn described(
    atlas: &Atlas,
    lineage: &str,
    library: &Library,
    protocols: &BTreeMap<&'static str, &'static str>,
) -> Value {
    let regions: Vec<Value> =
        atlas.regions.values().map(|r| json!({ "key": r.key, "name": r.name })).collect();
    let populations: Vec<Value> = atlas
        .populations
        .iter()
        .map(|p| json!({ "key": p.key, "name": p.name, "region": p.region }))
        .collect();
    let projections: Vec<Value> = atlas
        .projections
        .iter()
        .map(|p| {
            let strength = atlas.params.get(p.strength).written.number;
            json!({ "from": p.from, "to": p.to, "strength": strength, "transmitter": p.transmitter })
        })
        .collect();
    let ligands: Vec<Value> = atlas
        .ligands
        .values()
        .map(|l| json!({ "key": l.key, "name": l.name, "class": l.class, "from": l.released_by }))
        .collect();
    let receptors: Vec<Value> = atlas
        .receptors
        .values()
        .map(|r| json!({ "key": r.key, "name": r.name, "gene": r.gene, "binds": r.binding.keys().collect::<Vec<_>>() }))
        .collect();
    let word = |reach: Reach| Reach::ALL.iter().find(|(_, r)| *r == reach).map_or("", |(w, _)| w);
    let acts: Vec<Value> = atlas
        .acts
        .values()
        .map(|a| json!({ "key": a.key, "name": a.name, "mutual": a.mutual, "reach": word(a.reach) }))
        .collect();
    let fibres = fibres(atlas);
    json!({
        "lineage": lineage, "regions": regions, "populations": populations, "projections": projections,
        "ligands": ligands, "receptors": receptors, "acts": acts, "fibres": fibres,
        "doses": doses(atlas, lineage, library, protocols),
    })
}

/// Which ligand reaches which region in any species.
fn fibres(atlas: &Atlas) -> Vec<Value> {
    let all: BTreeSet<&(String, String)> = atlas.species.values().flat_map(|s| s.fibre.keys()).collect();
    all.into_iter().map(|(ligand, region)| json!({ "ligand": ligand, "region": region })).collect()
}

/// What papers have given, by mouth, nose, vein or skin: amounts stand in their protocols and nowhere else.
fn doses(
    atlas: &Atlas,
    lineage: &str,
    library: &Library,
    protocols: &BTreeMap<&'static str, &'static str>,
) -> Vec<Value> {
    let mut found: BTreeMap<(String, String), Value> = BTreeMap::new();
    for (key, text) in protocols.iter().filter(|(_, text)| library.lineage_of(text) == lineage) {
        let Ok(protocol) = Protocol::read(key, text, atlas) else { continue };
        let given = protocol.groups.iter().flat_map(|g| &g.doses);
        for dose in given.filter(|d| d.duration_s == 0.0 && d.route != Route::Site) {
            let route = dose.route.word();
            let Some(compound) = atlas.compounds.get(&dose.compound) else { continue };
            let vehicle = compound.class == "vehicle" || !compound.numbers.contains_key("molar_mass");
            found.entry((dose.compound.clone(), route.to_string())).or_insert_with(|| {
                json!({
                    "compound": dose.compound, "name": compound.name, "class": compound.class, "route": route,
                    "amount": dose.amount.to_string(), "protocol": key, "title": protocol.title,
                    "source": protocol.source, "vehicle": vehicle,
                })
            });
        }
    }
    found.into_values().filter(|d| d["vehicle"] != true).collect()
}

/// A number that is shown.
#[derive(Debug, Deserialize)]
pub struct ShownNumber {
    lineage: String,
    name: String,
    species: Option<String>,
}

/// Numbers of the atlas that a shown value rests on, with their sources.
pub async fn provenance(State(app): State<Arc<App>>, Query(shown): Query<ShownNumber>) -> Response {
    let Some(atlas) = app.library.lineage(&shown.lineage) else { return nothing_here().await };
    let species = shown.species.unwrap_or_default();
    let wanted = behind(&shown.name, &species);
    let mut papers: BTreeMap<String, Value> = BTreeMap::new();
    let mut cite = |key: &str| {
        if let Some(s) = atlas.sources.get(key) {
            papers.insert(key.to_string(), json!({ "citation": s.citation, "bibtex": s.bibtex }));
        }
    };
    let chosen = |p: &Param| wanted.iter().any(|w| within(&p.path, w));
    let mut numbers: Vec<Value> = Vec::new();
    for (_, p) in atlas.params.iter().filter(|(_, p)| chosen(p)) {
        cite(&p.source);
        if let Some((_, rest)) = atlas.papers_of(&p.path) {
            rest.iter().for_each(|key| cite(key));
        }
        numbers.push(json!({
            "path": p.path, "value": p.written.number, "unit": p.written.unit.text(), "range": p.range,
            "grade": p.grade, "source": p.source, "note": p.note, "place": p.place.to_string(),
        }));
    }
    Json(json!({ "name": shown.name, "numbers": numbers, "papers": papers })).into_response()
}

/// Whether a path begins with a pattern, part by part; `*` is any part.
fn within(path: &str, pattern: &str) -> bool {
    let mut parts = path.split('.');
    pattern.split('.').all(|want| parts.next().is_some_and(|is| want == "*" || want == is))
}

/// Beginnings of the paths of the numbers behind a variable.
fn behind(name: &str, species: &str) -> Vec<String> {
    let (word, what) = name.split_once(':').unwrap_or((name, ""));
    let (key, region) = what.split_once('@').unwrap_or((what, ""));
    let of = |texts: &[&str]| texts.iter().map(|t| t.to_string()).collect();
    match word {
        "rate" => vec![format!("population.{key}"), format!("projection.{key}"), format!("percept.*.{key}")],
        "level" => vec![
            format!("ligand.{key}"),
            format!("species.{species}.fibre.{key}.{region}"),
            format!("species.*.fibre.{key}.{region}"),
        ],
        "signal" | "binding" => vec![
            format!("receptor.{key}"),
            format!("species.{species}.density.{key}.{region}"),
            format!("species.*.density.{key}.{region}"),
        ],
        "joy" | "distress" | "valence" | "arousal" | "shown" => of(&["process.affect"]),
        "sympathetic" | "vagal" => of(&["process.autonomic"]),
        "effort" | "capacity" | "skill" => of(&["process.regulation"]),
        "safety" | "trust" | "closeness" | "attraction" | "realised" => of(&["process.attachment"]),
        "mirror" | "resonance" | "vicarious" => of(&["process.mirror"]),
        "bond" | "preference" | "familiarity" | "maturation" | "consolidation" => of(&["process.bond"]),
        "need" | "contact" | "alarm" | "set_point" | "passivity" | "load" => of(&["process.need"]),
        "corticosterone" | "acth" | "crh" => of(&["process.hpa", "ligand.corticosterone"]),
        "near" | "touch" | "sexual" | "pain" | "warmth" | "gaze" | "voice" | "responsive" | "disclosure"
        | "play" | "hostility" | "exclusion" | "aside" | "pressure" => {
            vec![format!("act.*.senses.{word}"), "process.touch".into()]
        }
        _ => of(&["process.affect", "process.attachment"]),
    }
}
