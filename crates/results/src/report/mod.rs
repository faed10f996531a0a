//! The report of a run: one self-contained HTML file, readable without network and without scripts.
//!
//! | module | draws |
//! |---|---|
//! | `claims` | published beside simulated |
//! | `timeline` | what was done and when |
//! | `measures` | animals and means beside the published mean |
//! | `distributions` | the same measures over all replicates |
//! | `traces` | levels, rates, bond over time |
//! | `tables` | cast, parameters, sources, provenance |
//! | `svg`, `scale`, `along`, `stats` | marks, ticks and the few statistics drawn |

pub mod along;
mod claims;
mod distributions;
#[cfg(test)]
pub(crate) mod fake;
mod measures;
pub mod scale;
mod stats;
pub mod svg;
mod tables;
#[cfg(test)]
mod tests;
mod timeline;
mod traces;

use crate::record::{Manifest, Results};
use measures::Figure;
use minijinja::{Environment, Value, context};
use std::fmt;

const TEMPLATE: &str = include_str!("report.html.jinja");
/// The style sheet of all pages.
pub const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");

/// The template could not be filled: a mistake in Syntony, not in the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportError {
    /// What the template engine said.
    pub said: String,
}

impl fmt::Display for ReportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "report: {}\n  hint: please report this; the run's files are complete without it",
            self.said
        )
    }
}

impl std::error::Error for ReportError {}

impl From<minijinja::Error> for ReportError {
    fn from(error: minijinja::Error) -> ReportError {
        ReportError { said: format!("{error:#}") }
    }
}

/// The report as one HTML file. Equal inputs give equal bytes.
///
/// # Errors
/// Only if the template itself is broken.
pub fn render(manifest: &Manifest, results: &Results) -> Result<String, ReportError> {
    let mut environment = Environment::new();
    environment.add_template("report.html", TEMPLATE)?;
    // the policy admits the style sheet and the script of this file and nothing else
    let nonce = blake3::hash(format!("{STYLE}{SCRIPT}").as_bytes()).to_hex()[..24].to_string();
    let animals: usize = results.groups.iter().map(|g| g.n).sum();
    let page = context! {
        style => Value::from_safe_string(STYLE.into()),
        script => Value::from_safe_string(SCRIPT.into()),
        nonce => nonce,
        run => tables::manifest(manifest),
        animals => animals,
        sentence => claims::sentence(&results.verdicts),
        tally => claims::tally(&results.verdicts),
        verdicts => claims::rows(&results.verdicts),
        any_beside => claims::any_beside(&results.verdicts),
        hypothesis => results.verdicts.iter().any(|v| !v.hypothesis.is_empty()),
        timeline => timeline::figure(&results.groups).map(Value::from_safe_string),
        groups => tables::groups(&results.groups),
        same_cast => tables::same_cast(&results.groups),
        any_published => measures::any_published(results),
        measures => figures(measures::groups(results)),
        distributions => figures(distributions::figures(results)),
        any_shade => traces::any_shade(results),
        traces => traces::sections(results)
            .into_iter()
            .map(|s| context! { title => s.title, figures => figures(s.figures) })
            .collect::<Value>(),
        parameters => tables::parameters(&results.parameters, &results.sources),
        grades => tables::grades(&results.parameters),
        overridden => results.parameters.iter().filter(|p| p.overridden.is_some()).count(),
        sources => tables::sources(&results.sources),
    };
    Ok(environment.get_template("report.html")?.render(page)?)
}

fn figures(figures: Vec<Figure>) -> Value {
    figures
        .into_iter()
        .map(|f| {
            context! { title => f.title, caption => f.caption, svg => Value::from_safe_string(f.svg) }
        })
        .collect()
}
