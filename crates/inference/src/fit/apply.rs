//! Fitted values written into the files of an atlas, when somebody asks for it: value and grade change, all else stays.

use super::record::{FitRecord, Fitted};
use std::collections::BTreeMap;
use std::path::Path;
use syntony_language::{Place, Problem, Problems};
use syntony_model::atlas::edit::{Edit, edited};
use syntony_model::{Atlas, Grade, Param};
use syntony_store::{StoreError, atomic};

/// A number before and after.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Change {
    /// Path in the atlas.
    pub path: String,
    /// Unit.
    pub unit: String,
    /// File that has it.
    pub file: String,
    /// Value before.
    pub before: f64,
    /// Value after.
    pub after: f64,
}

/// Writes a fit's values into the files that the atlas was read from; with `force` also where the atlas has changed since the fit.
pub fn apply(record: &FitRecord, atlas: &Atlas, force: bool) -> Result<Vec<Change>, Problems> {
    let mut problems = Problems::default();
    let mut edits: BTreeMap<&str, Vec<Edit>> = BTreeMap::new();
    let mut changes = Vec::new();
    for fitted in &record.parameters {
        match change(fitted, atlas, force) {
            Ok(param) => {
                let (before, after) = (param.written.number, fitted.fitted);
                if before == after && param.grade == Grade::Fitted {
                    continue;
                }
                let edit = Edit { place: param.place.clone(), value: after, grade: "fitted" };
                edits.entry(&param.place.file).or_default().push(edit);
                let (path, unit, file) =
                    (param.path.clone(), fitted.was.unit.clone(), param.place.file.clone());
                changes.push(Change { path, unit, file, before, after });
            }
            Err(problem) => problems.0.push(problem),
        }
    }
    let mut texts = Vec::new();
    for (file, edits) in &edits {
        match text(file, edits) {
            Ok(text) => texts.push((Path::new(file), text)),
            Err(problem) => problems.0.push(problem),
        }
    }
    // nothing is written while anything is wrong
    problems.into_result(())?;
    for (file, text) in texts {
        atomic::write(file, text.as_bytes()).map_err(|e| Problems(vec![stored(&e)]))?;
    }
    Ok(changes)
}

/// The number that gets another value, or what stands against it.
fn change<'a>(fitted: &Fitted, atlas: &'a Atlas, force: bool) -> Result<&'a Param, Problem> {
    let was = &fitted.was;
    let Some(param) = atlas.params.find(&was.path).map(|id| atlas.params.get(id)) else {
        let place = Place { file: was.path.clone(), line: 0, column: 0 };
        let hint = atlas.near(&was.path).map(|n| format!("did you mean '{n}'?"));
        let what = "is not in this atlas, expected the path of a number".to_string();
        return Err(Problem { place, what, hint });
    };
    let wrong = |what: String, hint: &str| {
        Err(Problem { place: param.place.clone(), what, hint: Some(hint.to_string()) })
    };
    let (path, number, unit) = (&param.path, param.written.number, param.written.unit.text());
    let again = "fit again with this atlas";
    if unit != was.unit {
        return wrong(format!("'{path}' is in {unit}, expected {} as in the fit", was.unit), again);
    }
    if !matches!(param.grade, Grade::Fitted | Grade::Assumed) {
        let grade = format!("{:?}", param.grade).to_lowercase();
        return wrong(format!("'{path}' is graded {grade}, expected fitted or assumed"), again);
    }
    if let Some((low, high)) = param.range.filter(|(low, high)| !(*low..=*high).contains(&fitted.fitted)) {
        let what = format!("the fitted '{path}' is {}, expected it within [{low}, {high}]", fitted.fitted);
        return wrong(what, again);
    }
    if !force && number != was.value && number != fitted.fitted {
        let what = format!("'{path}' is {number}, expected {} where the fit began", was.value);
        return wrong(what, "fit again with this atlas, or write over it with --force");
    }
    Ok(param)
}

fn text(file: &str, edits: &[Edit]) -> Result<String, Problem> {
    let text = atomic::read_text(Path::new(file)).map_err(|e| stored(&e))?;
    edited(&text, edits).map_err(|edit| {
        let what = "the number is no longer where it was read, expected its table".to_string();
        Problem { place: edit.place.clone(), what, hint: Some("try again".into()) }
    })
}

fn stored(e: &StoreError) -> Problem {
    let place = Place { file: e.path().display().to_string(), line: 0, column: 0 };
    Problem { place, what: e.what(), hint: e.hint().map(str::to_string) }
}
