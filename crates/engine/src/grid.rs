//! Rows of equal width in one slice, `[row × column]`, column innermost: who names a row need not compute where it lies.

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
