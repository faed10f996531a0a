//! Writes numbers into the text of an atlas file: only the value and the grade change, every other byte stays.

use std::ops::Range;
use syntony_language::problem::Place;
use toml::de::{DeTable, DeValue};

/// A number that gets another value.
#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    /// Where its table begins, as [`crate::param::Param`] tells.
    pub place: Place,
    /// The new value, in the written unit.
    pub value: f64,
    /// The new grade.
    pub grade: &'static str,
}

/// The text with the new numbers, or the first edit whose table is not in it.
pub fn edited<'e>(text: &str, edits: &'e [Edit]) -> Result<String, &'e Edit> {
    let (root, _) = DeTable::parse_recoverable(text);
    let mut all: Vec<(Range<usize>, String)> = Vec::new();
    for edit in edits {
        let at = offset(text, &edit.place);
        let table = at.and_then(|at| find(root.get_ref(), at)).ok_or(edit)?;
        let span = |key: &str| Some(table.get(key)?.span());
        let (value, grade) = (span("value").ok_or(edit)?, span("grade").ok_or(edit)?);
        all.push((value, edit.value.to_string()));
        all.push((grade, format!("\"{}\"", edit.grade)));
    }
    // from the end, so that earlier spans stay true
    all.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    let mut text = text.to_string();
    for (span, new) in all {
        text.replace_range(span, &new);
    }
    Ok(text)
}

/// The byte at a place, whose column counts characters.
fn offset(text: &str, place: &Place) -> Option<usize> {
    let start = match place.line {
        1 => 0,
        line => text.match_indices('\n').nth(line.checked_sub(2)?)?.0 + 1,
    };
    let within = text[start..].char_indices().nth(place.column.checked_sub(1)?)?.0;
    Some(start + within)
}

/// The table of a number that begins there.
fn find<'t, 's>(table: &'t DeTable<'s>, at: usize) -> Option<&'t DeTable<'s>> {
    table.iter().find_map(|(_, value)| inside(value.get_ref(), value.span(), at))
}

fn inside<'t, 's>(value: &'t DeValue<'s>, span: Range<usize>, at: usize) -> Option<&'t DeTable<'s>> {
    match value {
        DeValue::Table(table) if span.start == at && table.contains_key("value") => Some(table),
        DeValue::Table(table) => find(table, at),
        DeValue::Array(list) => list.iter().find_map(|v| inside(v.get_ref(), v.span(), at)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(line: usize, column: usize, value: f64) -> Edit {
        Edit { place: Place { file: "a.toml".into(), line, column }, value, grade: "fitted" }
    }

    #[test]
    fn keeps_every_other_byte_of_an_edited_file() {
        let text = "# é: a remark\n[process.bond]\nrate = { value = 2.96, unit = \"1/h\", grade = \"assumed\", note = \"ü\" } # why\n\
                    far = [{ value = 1, unit = \"1\", grade = \"fitted\" },  { value = 3, unit = \"1\", grade = \"fitted\" }]\n";
        let want = text
            .replace("2.96, unit = \"1/h\", grade = \"assumed\"", "0.5, unit = \"1/h\", grade = \"fitted\"")
            .replace("value = 3", "value = 4.25");
        assert_eq!(edited(text, &[edit(4, 54, 4.25), edit(3, 8, 0.5)]), Ok(want));
    }

    #[test]
    fn keeps_a_file_in_which_the_number_is_not() {
        let text = "a = { value = 1, grade = \"fitted\" }\n";
        for gone in [edit(1, 1, 2.0), edit(7, 1, 2.0), edit(0, 0, 2.0)] {
            assert_eq!(edited(text, std::slice::from_ref(&gone)), Err(&gone));
        }
    }
}
