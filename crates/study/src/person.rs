//! A person who is kept: the text of the file, and whether who is in it fits into a protocol.

use crate::run::{Options, Which};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use syntony_brain::Imprint;
use syntony_brain::block::imprint::VERSION;
use syntony_language::problem::nearest;
use syntony_language::{Place, Problem, Problems};
use syntony_model::protocol::{Group, Sex};
use syntony_model::{Atlas, Protocol};
use syntony_results::record::PersonRecord;
use syntony_store::hash;

/// What the file says that it is.
const KIND: &str = "person";
/// Longest list of troubles of one file.
const TOLD_MAX: usize = 10;

/// Somebody kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// What is imprinted.
    pub imprint: Imprint,
    /// By which history.
    pub from: Origin,
}

/// The history that a person was kept from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Origin {
    /// Version of Syntony.
    pub syntony: String,
    /// Protocol key.
    pub protocol: String,
    /// Group key.
    pub group: String,
    /// Member.
    pub member: String,
    /// Replicate, from 0.
    pub replicate: usize,
    /// Animal, from 0.
    pub animal: usize,
    /// Seed.
    pub seed: u64,
    /// Hash of the protocol text.
    pub protocol_hash: String,
    /// Hash of the atlas texts.
    pub atlas_hash: String,
    /// Overrides, `path=value`.
    pub set: Vec<String>,
    /// Who had been kept before that history.
    pub people: Vec<PersonRecord>,
}

impl Origin {
    /// Says where a person comes from.
    pub fn new(
        protocol: &Protocol,
        atlas: &Atlas,
        options: &Options,
        set: &[String],
        people: &[Person],
        which: &Which,
    ) -> Origin {
        let group = &protocol.groups[which.group];
        let texts = atlas.texts.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        Origin {
            syntony: env!("CARGO_PKG_VERSION").into(),
            protocol: protocol.key.clone(),
            group: group.key.clone(),
            member: group.cast[which.member].name.clone(),
            replicate: which.replicate,
            animal: which.animal,
            seed: options.seed,
            protocol_hash: hash::of_bytes(protocol.text.as_bytes()),
            atlas_hash: hash::of_texts(texts),
            set: set.to_vec(),
            people: records(people),
        }
    }
}

/// Somebody kept who is to be a member of another scene.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// The member.
    pub member: String,
    /// File as the user named it.
    pub file: String,
    /// Who.
    pub kept: Kept,
}

/// Name of the file of each of these people in the folder of a run.
pub fn file_name(number: usize, member: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    // the name of a member may be any text, that of a file may not
    match member.starts_with(|c: char| c.is_ascii_alphabetic()) && member.chars().all(plain) {
        true => format!("person_{member}.json"),
        false => format!("person_{number}.json"),
    }
}

/// Records of people, by member.
pub fn records(people: &[Person]) -> Vec<PersonRecord> {
    let record =
        |p: &Person| PersonRecord { member: p.member.clone(), file: p.file.clone(), hash: p.kept.hash() };
    let mut all: Vec<PersonRecord> = people.iter().map(record).collect();
    all.sort_by(|a, b| a.member.cmp(&b.member));
    all
}

/// The file.
#[derive(Serialize, Deserialize)]
struct File {
    syntony: String,
    version: u32,
    species: String,
    sex: String,
    from: Origin,
    lanes: BTreeMap<String, Option<f64>>,
    traits: BTreeMap<String, Option<f64>>,
    edges: BTreeMap<String, BTreeMap<String, Option<f64>>>,
}

impl Kept {
    /// Hash of what is imprinted, bit by bit; where it comes from does not matter.
    pub fn hash(&self) -> String {
        let i = &self.imprint;
        let mut h = hash::Hash::new();
        h.integer(i.version.into()).text(&i.species).text(word(i.sex));
        for (name, x) in i.numbers() {
            h.text(&name).number(x);
        }
        h.hex()
    }

    /// What goes into the file.
    pub fn to_json(&self) -> Value {
        let i = &self.imprint;
        let some = |m: &BTreeMap<String, f64>| m.iter().map(|(k, x)| (k.clone(), Some(*x))).collect();
        let file = File {
            syntony: KIND.into(),
            version: i.version,
            species: i.species.clone(),
            sex: word(i.sex).into(),
            from: self.from.clone(),
            lanes: some(&i.lanes),
            traits: some(&i.traits),
            edges: i.edges.iter().map(|(other, rows)| (other.clone(), some(rows))).collect(),
        };
        serde_json::to_value(file).unwrap_or_default()
    }

    /// Reads the text of a file.
    pub fn read(name: &str, text: &str) -> Result<Kept, Problems> {
        let hint = || Some("`syntony keep` writes the file of a person".to_string());
        let one = |line: usize, column: usize, what: String, hint: Option<String>| {
            let place = Place { file: name.into(), line, column };
            Problems(vec![Problem { place, what, hint }])
        };
        let not_json = |e: serde_json::Error| {
            let said = e.to_string();
            let said = said.split(" at line ").next().unwrap_or_default();
            one(e.line(), e.column(), format!("{said}, expected the file of a person"), hint())
        };
        let value: Value = serde_json::from_str(text).map_err(not_json)?;
        if value.get("syntony").and_then(Value::as_str) != Some(KIND) {
            return Err(one(0, 0, "is not the file of a person".into(), hint()));
        }
        match value.get("version").and_then(Value::as_u64) {
            Some(version) if version == u64::from(VERSION) => {}
            Some(version) => {
                let hint = "keep the person again with this Syntony".to_string();
                let what = format!("is the file of a person in version {version}, expected {VERSION}");
                return Err(one(0, 0, what, Some(hint)));
            }
            None => {
                let what = "the file of a person has no version".to_string();
                return Err(one(0, 0, format!("{what}, expected {VERSION}"), hint()));
            }
        }
        let file: File = serde_json::from_str(text).map_err(not_json)?;
        let sex = match file.sex.as_str() {
            "F" => Sex::F,
            "M" => Sex::M,
            other => return Err(one(0, 0, format!("unknown sex `{other}`, expected F or M"), None)),
        };
        // a number that is none is `null` in JSON
        let plain = |m: BTreeMap<String, Option<f64>>| -> BTreeMap<String, f64> {
            m.into_iter().map(|(k, x)| (k, x.unwrap_or(f64::NAN))).collect()
        };
        let imprint = Imprint {
            version: file.version,
            species: file.species,
            sex,
            lanes: plain(file.lanes),
            traits: plain(file.traits),
            edges: file.edges.into_iter().map(|(other, rows)| (other, plain(rows))).collect(),
        };
        let troubles = imprint.numbers().filter_map(|(number, x)| {
            let trouble = Imprint::trouble(&number, x)?;
            Some(Problem {
                place: Place { file: name.into(), line: 0, column: 0 },
                what: format!("{number} {trouble}"),
                hint: Some("keep the person again".into()),
            })
        });
        let troubles = Problems(troubles.take(TOLD_MAX).collect());
        troubles.into_result(Kept { imprint, from: file.from })
    }
}

fn word(sex: Sex) -> &'static str {
    match sex {
        Sex::F => "F",
        Sex::M => "M",
    }
}

/// Members of the groups who a person is to be, one for each group that has them.
fn cast<'a>(
    person: &'a Person,
    groups: &'a [&Group],
) -> impl Iterator<Item = &'a syntony_model::protocol::Member> {
    groups.iter().filter_map(|g| g.cast.iter().find(|m| m.name == person.member))
}

/// What stands against these people in these groups of a protocol.
pub fn problems(people: &[Person], protocol: &str, groups: &[&Group]) -> Vec<Problem> {
    let mut all = Vec::new();
    let mut add = |file: String, what: String, hint: Option<String>| {
        all.push(Problem { place: Place { file, line: 0, column: 0 }, what, hint });
    };
    for (i, person) in people.iter().enumerate() {
        let member = &person.member;
        let given = format!("--person {member}={}", person.file);
        if people[..i].iter().any(|p| p.member == *member) {
            add(given.clone(), format!("`{member}` is given twice, expected once"), None);
        }
        if !groups.is_empty() && cast(person, groups).next().is_none() {
            let mut known: Vec<&str> = groups.iter().flat_map(|g| &g.cast).map(|m| m.name.as_str()).collect();
            known.sort_unstable();
            known.dedup();
            let hint = nearest(member, known.iter().copied()).map(|n| format!("did you mean `{n}`?"));
            let what = format!("no member `{member}` in {protocol}, expected one of {}", known.join(", "));
            add(given, what, hint);
        }
        let kept = &person.kept.imprint.species;
        if let Some(other) = cast(person, groups).find(|m| m.species != *kept) {
            let what = format!(
                "is of the species `{kept}`, but `{member}` in {protocol} is of the species `{}`",
                other.species
            );
            add(person.file.clone(), what, Some("keep somebody of that species".into()));
        }
    }
    all
}

/// What is odd about these people in a protocol, in words.
pub fn notes(people: &[Person], protocol: &Protocol) -> Vec<String> {
    let groups: Vec<&Group> = protocol.groups.iter().collect();
    let odd = people.iter().filter_map(|p| {
        let kept = p.kept.imprint.sex;
        let other = cast(p, &groups).find(|m| m.sex != kept)?;
        Some(format!(
            "note: {} is of the sex {}, but `{}` in {} is {}; the scene keeps its own",
            p.file,
            word(kept),
            p.member,
            protocol.key,
            word(other.sex)
        ))
    });
    odd.collect()
}
