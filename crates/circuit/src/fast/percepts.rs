//! The door of a brain at the millisecond clock: what reaches its senses, and what its own body does, from one millisecond to the next.
//!
//! Rows are `[millisecond × sense × lane]`, values 0 to 1. Nothing else of another person comes in.

use syntony_engine::grid;

/// What is resolved in time; everything else that a brain senses changes from tick to tick.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum Sense {
    /// Acts of others that are seen.
    Seen,
    /// Voices of others.
    Voice,
    /// What a film shows and says.
    Film,
    /// The own voice or movement, heard and seen by oneself.
    Heard,
    /// The own movement, felt.
    Felt,
    /// The own command to move.
    Motor,
}

impl Sense {
    /// Every sense.
    pub const ALL: [Sense; 6] =
        [Sense::Seen, Sense::Voice, Sense::Film, Sense::Heard, Sense::Felt, Sense::Motor];
}

/// Length of a row, s.
pub const ROW_S: f64 = 1e-3;

/// What the people of a block sense and do within a tick.
#[derive(Debug, Clone, Default)]
pub struct Percepts {
    lanes: usize,
    values: Vec<f32>,
    /// What of the acts seen in each pair column is faces, which no row resolves; nothing where nobody is seen.
    pub faces: Vec<f64>,
}

impl Percepts {
    /// Nothing sensed, for so many rows.
    pub fn new(lanes: usize, rows: usize) -> Percepts {
        Percepts { lanes, values: vec![0.0; rows * Sense::ALL.len() * lanes], faces: Vec::new() }
    }

    /// Rows.
    pub fn rows(&self) -> usize {
        self.values.len() / (Sense::ALL.len() * self.lanes).max(1)
    }

    /// Value in a row.
    pub fn at(&self, row: usize, sense: Sense, lane: usize) -> f64 {
        let now = grid::row(&self.values, row, Sense::ALL.len() * self.lanes);
        f64::from(grid::row(now, sense as usize, self.lanes)[lane])
    }

    /// Sets a value in a row.
    pub fn set(&mut self, row: usize, sense: Sense, lane: usize, value: f64) {
        let now = grid::row_mut(&mut self.values, row, Sense::ALL.len() * self.lanes);
        grid::row_mut(now, sense as usize, self.lanes)[lane] = value as f32;
    }

    /// Mean over all rows.
    pub fn mean(&self, sense: Sense, lane: usize) -> f64 {
        let rows = self.rows();
        (0..rows).map(|row| self.at(row, sense, lane)).sum::<f64>() / rows.max(1) as f64
    }
}
