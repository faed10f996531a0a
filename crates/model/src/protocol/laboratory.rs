//! Who made an experiment.

/// The laboratory of a paper: family name and first initial of the last author, `Insel T`. Where a list ends in "and others", the first author's.
pub fn of(citation: &str) -> String {
    let list = citation.split(" (").next().unwrap_or_default();
    let parts = |text: &'_ str, by: char| -> Vec<String> {
        text.split(by).map(|a| a.trim().to_string()).filter(|a| !a.is_empty()).collect()
    };
    let mut authors = parts(list, ';');
    // a list without "and", such as `Beery AK, Loo TJ, Zucker I`: initials come after a space and not after a comma
    if authors.len() == 1 && parts(list, ',').iter().all(|a| a.contains(' ')) {
        authors = parts(list, ',');
    }
    let last = match authors.last() {
        Some(last) if last == "others" => authors.first(),
        last => last,
    };
    let last = last.map(String::as_str).unwrap_or_default();
    let (family, given) = last.split_once(',').or_else(|| last.rsplit_once(' ')).unwrap_or((last, ""));
    // several names without commas: the last one
    let family = if last.contains(',') { family } else { family.rsplit(' ').next().unwrap_or(family) };
    format!("{} {}", family.trim(), given.trim().chars().next().unwrap_or('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_laboratories() {
        for (citation, expected) in [
            ("Winslow, JT; Insel, TR (1993). A role", "Insel T"),
            ("Insel, T (1995). B", "Insel T"),
            ("Own A; Other B (2024). C", "Other B"),
            ("Beery AK, Loo TJ, Zucker I (2008). D", "Zucker I"),
            ("Brusman LE Donaldson ZR (2024). E", "Donaldson Z"),
            ("Berendzen, KM; others (2023). F", "Berendzen K"),
            ("", " -"),
        ] {
            assert_eq!(of(citation), expected);
        }
    }
}
