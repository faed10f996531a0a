//! Rows of equal width in one slice, `[row × column]`, column innermost: who names a row need not compute where it lies.

use std::ops::{Index, IndexMut};

/// A row of those that are `width` wide.
///
/// ```
/// use syntony_engine::grid::row;
///
/// let values = [1.0, 2.0, 3.0, 4.0];
/// assert_eq!(row(&values, 1_usize, 2), [3.0, 4.0]);
/// ```
#[inline]
pub fn row<T>(values: &[T], row: impl Into<usize>, width: usize) -> &[T] {
    &values[row.into() * width..][..width]
}

/// The same, to be changed.
#[inline]
pub fn row_mut<T>(values: &mut [T], row: impl Into<usize>, width: usize) -> &mut [T] {
    &mut values[row.into() * width..][..width]
}

/// Row by row what stands column by column, each of so many `rows`.
///
/// ```
/// use syntony_engine::grid::by_rows;
///
/// assert_eq!(by_rows(&[1, 2, 3, 4, 5, 6], 2), [1, 3, 5, 2, 4, 6]);
/// ```
pub fn by_rows<T: Copy>(columns: &[T], rows: usize) -> Vec<T> {
    (0..rows).flat_map(|row| columns.iter().skip(row).step_by(rows)).copied().collect()
}

/// Rows of equal width that know it: a cell is `grid[(row, column)]`.
///
/// ```
/// use syntony_engine::grid::Grid;
///
/// let mut grid = Grid::new(0.0, 2, 3);
/// grid[(1, 2)] = 4.0;
/// assert_eq!(grid.row(1), [0.0, 0.0, 4.0]);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Grid<T> {
    values: Vec<T>,
    width: usize,
}

impl<T: Clone> Grid<T> {
    /// The same value in all cells.
    pub fn new(value: T, rows: usize, width: usize) -> Self {
        Grid { values: vec![value; rows * width], width }
    }
}

impl<T> Grid<T> {
    /// Values that stand row by row; a row for each `width` of them.
    pub fn of(values: Vec<T>, width: usize) -> Self {
        Grid { values, width }
    }

    /// A row.
    pub fn row(&self, row: usize) -> &[T] {
        self::row(&self.values, row, self.width)
    }

    /// The same, to be changed.
    pub fn row_mut(&mut self, row: usize) -> &mut [T] {
        row_mut(&mut self.values, row, self.width)
    }

    /// A column, from the first row on.
    pub fn column(&self, column: usize) -> impl Iterator<Item = &T> {
        self.values.iter().skip(column).step_by(self.width)
    }

    /// All cells, row by row.
    pub fn values(&self) -> &[T] {
        &self.values
    }
}

impl<T> Index<(usize, usize)> for Grid<T> {
    type Output = T;

    #[inline]
    fn index(&self, (row, column): (usize, usize)) -> &T {
        &self::row(&self.values, row, self.width)[column]
    }
}

impl<T> IndexMut<(usize, usize)> for Grid<T> {
    #[inline]
    fn index_mut(&mut self, (row, column): (usize, usize)) -> &mut T {
        &mut row_mut(&mut self.values, row, self.width)[column]
    }
}
