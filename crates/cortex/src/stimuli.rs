//! Stimuli: a number of the mass that is another in a region for a while.
//!
//! ```text
//! region,number,amount,from,to        lV1,i_ext,0.1nA,2s,2.5s: i_ext of lV1 is 0.1 nA more in the steps from 2 s on and before 2.5 s
//! ```
//! Times count from the start of the simulation, as those of the series do. Stimuli that overlap add up.

use super::{CortexAsk, CortexPlan, checks};
use crate::Connectome;
use crate::mass::Card;
use syntony_language::problem::nearest;
use syntony_language::quantity::Dimension;
use syntony_language::table::{CellTable, Row, Separator};
use syntony_language::{Place, Problems, Quantity};

/// The head that a table of stimuli may have.
const HEAD: &str = "region,number,amount,from,to";

/// Problems of stimuli that are told.
const TOLD_MAX: usize = 50;

/// Those of a table, one a line.
pub fn of_table(name: &str, text: &str, problems: &mut Problems) -> Vec<(Place, Vec<String>)> {
    let table = CellTable::new(name, text);
    let cells =
        |row: &Row| -> Vec<String> { row.cells.iter().map(|c| table.quantity(c).into_owned()).collect() };
    let rows = table.all(problems);
    let head = |row: &&Row| cells(row).join(",") != HEAD;
    let all: Vec<_> = rows.iter().filter(head).map(|row| (table.place(row.line, 0), cells(row))).collect();
    if all.is_empty() {
        problems.add(table.place(0, 0), format!("has no stimulus, expected lines of {HEAD}"), None);
    }
    all
}

/// One that is written on the command line.
pub fn of_text(text: &str, problems: &mut Problems) -> Vec<(Place, Vec<String>)> {
    let name = format!("--stimulus {text}");
    let table = CellTable::new(&name, text).separated(Separator::Char(','));
    let rows = table.all(problems);
    let cells = |row: &Row| row.cells.iter().map(|c| c.text.to_string()).collect();
    let place = Place { file: name.clone(), ..Place::default() };
    match rows.first() {
        Some(row) => vec![(place, cells(row))],
        None => vec![(place, Vec::new())],
    }
}

/// One of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Stimulus {
    /// Index of the region.
    pub region: usize,
    /// Index of the number.
    pub number: usize,
    /// What is added to it, in internal units.
    pub amount: f64,
    /// First step.
    pub from: u64,
    /// Step after the last.
    pub to: u64,
}

/// Reads them, with everything that is wrong.
pub(super) fn read(
    ask: &CortexAsk,
    card: &Card,
    (connectome, steps): (&Connectome, u64),
    problems: &mut Problems,
) -> Vec<Stimulus> {
    let mut all = Vec::new();
    let before = problems.0.len();
    for (place, cells) in &ask.stimuli {
        if problems.0.len() >= before + TOLD_MAX {
            problems.add(place.clone(), "after so many problems the rest is not read", None);
            break;
        }
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        let &[region, number, amount, from, to] = &cells[..] else {
            let hint = "for instance lV1,i_ext,0.1nA,2s,2.5s".to_string();
            let what = format!("{} cells, expected {HEAD}", cells.len());
            problems.add(place.clone(), what, Some(hint));
            continue;
        };
        let at = connectome.labels.iter().position(|l| l == region);
        if at.is_none() {
            let near = nearest(region, connectome.labels.iter().map(String::as_str));
            let what = format!("no region '{region}', expected a label of the connectome");
            problems.add(place.clone(), what, near.map(|n| format!("did you mean '{n}'?")));
        }
        // coupling is in the weights of edges, noise is one for all
        let free = &card.numbers[..card.numbers.len() - 2];
        let which = free.iter().position(|n| n.0 == number);
        if which.is_none() {
            let names = || free.iter().map(|n| n.0);
            let hint = match nearest(number, names()) {
                Some(near) => format!("did you mean '{near}'?"),
                None => format!("it has {}", names().collect::<Vec<_>>().join(", ")),
            };
            let what = format!("{} has no number '{number}' that a stimulus may change", card.key);
            problems.add(place.clone(), what, Some(hint));
        }
        let mut quantity = |text: &str, dimension: Dimension| match Quantity::parse_as(text, &[dimension]) {
            Ok(quantity) => Some(quantity.internal()),
            Err(e) => {
                problems.add(place.clone(), e.to_string(), e.hint());
                None
            }
        };
        let amount = which.and_then(|which| quantity(amount, free[which].1));
        let (from, to) = (quantity(from, Dimension::TIME), quantity(to, Dimension::TIME));
        let (Some(from), Some(to)) = (from, to) else { continue };
        let end = steps as f64 * ask.dt;
        // without steps something else is wrong, and told
        if steps > 0 && !(0.0 <= from && from < to && from < end) {
            let what = format!(
                "from {} to {}, expected a time within the {} that are simulated",
                checks::ms(from),
                checks::ms(to),
                checks::ms(end)
            );
            problems.add(place.clone(), what, None);
            continue;
        }
        let step = |time: f64| (time / ask.dt).round() as u64;
        if let (Some(region), Some(number), Some(amount)) = (at, which, amount) {
            all.push(Stimulus { region, number, amount, from: step(from), to: step(to) });
        }
    }
    all
}

impl CortexPlan {
    /// Numbers of the step `[P × region]` as they are from `step` on.
    pub fn folded_at(&self, step: u64) -> Vec<f64> {
        let mut numbers = self.numbers.clone();
        for s in self.stimuli.iter().filter(|s| (s.from..s.to).contains(&step)) {
            numbers[s.region][s.number] += s.amount;
        }
        folded(&self.card, &numbers, &self.strengths)
    }

    /// The next step from which on numbers are others.
    pub fn next_change(&self, step: u64) -> Option<u64> {
        self.stimuli.iter().flat_map(|s| [s.from, s.to]).filter(|&s| s > step).min()
    }
}

/// Numbers of the step `[P × region]`.
fn folded(card: &Card, numbers: &[Vec<f64>], strengths: &[f64]) -> Vec<f64> {
    let rows: Vec<Vec<f64>> = numbers.iter().zip(strengths).map(|(n, s)| (card.fold)(n, *s)).collect();
    (0..rows[0].len()).flat_map(|v| rows.iter().map(move |r| r[v])).collect()
}
