//! A paper of one's own: written in the protocol, or in a BibTeX file beside it.

use std::path::Path;
use syntony_language::Problems;
use syntony_model::protocol::Beside;
use syntony_model::{Atlas, Protocol};

const BIB: &str = "@article{own_2024, author = {Own, Ada and Other, Bo}, title = {A study of ours}, year = 2024, doi = {10.1234/ours}}";

fn read(source: &str, beside: &[(&str, &str)]) -> Result<Protocol, Problems> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/atlas");
    let atlas = Atlas::from_dir(&path).unwrap_or_else(|p| panic!("{p}"));
    let text = include_str!("good/insel_hulihan_1995.toml");
    let text = text.replace("source = \"insel_hulihan_1995\"", &format!("source = {source}"));
    let beside: Vec<Beside> = beside.iter().map(|(n, t)| (n.to_string(), Ok(t.to_string()))).collect();
    Protocol::read_beside("insel_hulihan_1995.toml", &text, &atlas, &beside)
}

fn paper(source: &str, beside: &[(&str, &str)]) -> (String, String, String) {
    let protocol = read(source, beside).unwrap_or_else(|p| panic!("{p}"));
    let paper = protocol.paper.clone().expect("a paper");
    assert_eq!(protocol.source, paper.key);
    (paper.key, paper.citation, paper.bibtex)
}

#[test]
fn exact_a_paper_in_the_protocol() {
    let source = r#"{ key = "own_2024", title = "Salt & pepper in 5 % of voles", authors = ["Own A", "Other B"], year = 2024, doi = "https://doi.org/10.1234/ours", journal = "J Voles 3:1-9" }"#;
    let (key, citation, bibtex) = paper(source, &[]);
    assert_eq!(key, "own_2024");
    assert_eq!(
        citation,
        "Own A; Other B (2024). Salt & pepper in 5 % of voles. J Voles 3:1-9. doi:10.1234/ours"
    );
    assert_eq!(
        bibtex,
        "@article{own_2024,\n  author = {Own A and Other B},\n  title = {{Salt \\& pepper in 5 \\% of voles}},\n  \
         journal = {J Voles 3:1-9},\n  year = {2024},\n  doi = {10.1234/ours}\n}"
    );
}

#[test]
fn same_authors_as_a_list_or_in_one_string() {
    let with =
        |authors: &str| format!(r#"{{ key = "own", title = "A title", authors = {authors}, year = 2024 }}"#);
    let list = paper(&with(r#"["Own A", "Other B"]"#), &[]);
    assert_eq!(list, paper(&with(r#""Own A and Other B""#), &[]));
    assert_eq!(list, paper(&with(r#""Own A; Other B""#), &[]));
    assert!(list.2.starts_with("@misc{own,"), "a paper without a journal is no article: {}", list.2);
}

#[test]
fn same_paper_by_key_by_doi_and_beside_the_file() {
    let built_in = paper(r#""insel_hulihan_1995""#, &[]);
    let by_doi = r#"{ title = "Whatever", authors = "Insel TR", year = 1995, doi = "doi:10.1037/0735-7044.109.4.782" }"#;
    assert_eq!(built_in, paper(by_doi, &[]), "a laboratory is one, however its paper is named");
    let copy = "@article{insel_hulihan_1995, title = {Copied}, doi = {10.1037/0735-7044.109.4.782}}";
    assert_eq!(built_in, paper(r#""insel_hulihan_1995""#, &[("mine.bib", copy)]));
    let own = paper(r#""own_2024""#, &[("a.bib", "@misc{x, title = {X}}"), ("b.bib", BIB)]);
    assert_eq!(own.1, "Own, Ada; Other, Bo (2024). A study of ours. doi:10.1234/ours");
    assert_eq!(own.2, BIB);
}

#[test]
fn text_papers_that_are_not_found_or_not_the_one_meant() {
    let told = |source: &str, beside: &[(&str, &str)]| {
        read(source, beside).err().map_or(String::from("nothing"), |p| p.to_string())
    };
    let unknown = told(r#""own_2042""#, &[("refs.bib", BIB), ("broken.bib", "@article{a, title = {")]);
    assert_eq!(
        unknown,
        "broken.bib:1:1: the @article entry is not closed, expected a } for every {\n\
         insel_hulihan_1995.toml:3:10: unknown source 'own_2042', expected a key of the built-in sources.bib or of refs.bib, broken.bib\n  \
         hint: did you mean 'own_2024'? A paper of your own: write source = { title = \"…\", authors = [\"…\"], year = 2024, doi = \"10.…\" } or put a .bib file beside the protocol"
    );
    let found = told(r#""own_2024""#, &[("refs.bib", BIB), ("broken.bib", "@article{a, title = {")]);
    assert_eq!(found, "nothing", "a broken file that is not needed does no harm");
    let other = "@article{insel_hulihan_1995, title = {Of something else}, doi = {10.1234/else}}";
    let other = told(r#""insel_hulihan_1995""#, &[("refs.bib", other)]);
    assert!(
        other.contains("the key 'insel_hulihan_1995' is that of another paper, expected a new one"),
        "{other}"
    );
}
