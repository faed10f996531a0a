//! Reads a protocol: the text becomes a tree, the tree is checked, groups are filled in and judged.

use super::knowledge::Known;
use super::{Group, Protocol, RecordRole, Sample, names};
use crate::atlas::Atlas;
use std::collections::BTreeMap;
use syntony_language::notes::Notes;
use syntony_language::problem::Problems;
use syntony_language::shape::{PROTOCOL, check};
use syntony_language::text::{Spot, Table, Value};

/// More groups, or phases in a group, than any experiment has.
pub(super) const MANY: usize = 1000;
/// Animals of a group at most.
const N_MAX: usize = 100_000;

/// A BibTeX file beside a protocol: its name, and its text or why it cannot be read.
pub type Beside = (String, Result<String, Problems>);

impl Protocol {
    /// Reads a protocol. `name` is the file as the user named it; all problems are reported at once.
    pub fn read(name: &str, text: &str, atlas: &Atlas) -> Result<Protocol, Problems> {
        Protocol::read_beside(name, text, atlas, &[])
    }

    /// Reads a protocol whose paper may be in one of these BibTeX files, each with its name and its text.
    pub fn read_beside(
        name: &str,
        text: &str,
        atlas: &Atlas,
        beside: &[Beside],
    ) -> Result<Protocol, Problems> {
        let mut notes = Notes::default();
        let Some(mut root) = notes.files.parse(name, text, &mut notes.problems) else {
            return Err(sorted(notes.problems));
        };
        let settled = names::settled(&PROTOCOL, &mut root, atlas);
        check(&PROTOCOL, &root, &notes.files, &mut notes.problems);
        let mut reader = Reader { atlas, notes, root: &root, subject: subject(&root), pooled: Vec::new() };
        reader.head(name);
        let paper = reader.paper(beside);
        let mut groups = reader.groups();
        shift(&mut groups);
        let measures = reader.measures(&groups);
        let samples = reader.samples(&groups, &measures);
        let claims = reader.claims(&groups, &measures, &samples);
        let known = reader.known(&groups);
        let role = RecordRole::ALL.into_iter().find(|r| Some(r.word()) == root.text("role"));
        let protocol = Protocol {
            key: root.text_or_empty("key"),
            title: root.text_or_empty("title"),
            summary: root.text_or_empty("summary"),
            source: paper.as_ref().map_or(String::new(), |p| p.key.clone()),
            paper,
            role: role.unwrap_or(RecordRole::Calibration),
            topic: root.text_or_empty("topic"),
            notes: root.texts("notes").map(|n| n.0.to_string()).collect(),
            groups: groups.into_iter().map(|d| d.group).collect(),
            measures,
            samples,
            claims,
            remarks: reader.notes.remarks(settled),
            known,
            hash: fnv(text),
            text: text.to_string(),
        };
        reader.notes.problems.into_result(protocol)
    }
}

/// Reads one protocol.
pub(super) struct Reader<'a> {
    pub atlas: &'a Atlas,
    pub notes: Notes,
    pub root: &'a Table,
    /// First member of the cast.
    pub subject: String,
    /// Groups of both sexes, as samples of their two.
    pub pooled: Vec<Sample>,
}

/// Some phases in a row, how often, and who is another each time.
#[derive(Debug, Clone)]
pub(super) struct Repeats {
    pub phases: Vec<String>,
    pub times: usize,
    pub fresh: Vec<String>,
}

impl Repeats {
    /// Name of a phase or member in a repetition, from 1.
    pub fn nth(name: &str, k: usize) -> String {
        format!("{name}_{k}")
    }
}

/// A group, and whether what was noted about its phases lets one judge times and members at all.
pub(super) struct Draft {
    pub group: Group,
    /// Which of its phases were repeated.
    pub repeats: Vec<Repeats>,
    /// How what it says of the paper is known, where that differs.
    pub known: Known,
    /// Whether all times of its phases are known.
    pub timed: bool,
    /// Names of phases whose kind is not known.
    pub vague: Vec<String>,
}

impl Draft {
    /// Start and end of a phase by name; of one that is repeated, start of the first and end of the last.
    pub fn span(&self, phase: &str) -> Option<(f64, f64)> {
        let one =
            |name: &str| self.group.phases.iter().find(|p| p.name == name).map(|p| (p.start_s, p.end_s()));
        one(phase).or_else(|| {
            let spans: Vec<(f64, f64)> = self.each(phase).filter_map(|name| one(&name)).collect();
            Some((spans.first()?.0, spans.last()?.1))
        })
    }
    /// Names of the repetitions of a phase or of somebody who is another each time; none for what is not repeated.
    pub fn each<'d>(&'d self, name: &'d str) -> impl Iterator<Item = String> + 'd {
        let has = move |r: &&Repeats| r.phases.iter().chain(&r.fresh).any(|p| p == name);
        self.repeats.iter().filter(has).flat_map(move |r| (1..=r.times).map(move |k| Repeats::nth(name, k)))
    }
    /// End of the last phase.
    pub fn end_s(&self) -> f64 {
        self.group.phases.iter().map(|p| p.end_s()).fold(0.0, f64::max)
    }
    /// Whether somebody is in the cast of the group.
    pub fn casts(&self, member: &str) -> bool {
        self.group.cast.iter().any(|m| m.name == member)
    }
}

impl<'a> Reader<'a> {
    /// Notes a key that is not the name of the file.
    pub(super) fn named(&mut self, name: &str) {
        let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
        if let (Some(stem), Some(key)) = (file.strip_suffix(".toml"), self.root.text("key"))
            && stem != key
        {
            let spot = self.root.spot_of("key");
            let hint = format!("rename the file to {key}.toml, or the key to {stem}");
            self.notes.add(
                spot,
                format!("the key is '{key}' but the file is '{file}', expected the same name"),
                Some(hint),
            );
        }
    }

    /// Key, file name, names that are given twice.
    fn head(&mut self, name: &str) {
        self.named(name);
        let root = self.root;
        self.unique("phase", root, "phase", "name");
        self.unique("group", root, "group", "key");
        self.unique("measure", root, "measure", "key");
        self.unique("sample", root, "sample", "key");
        self.unique("claim", root, "claim", "key");
    }

    /// Notes names that are given twice in a list of tables.
    pub fn unique(&mut self, what: &str, table: &Table, list: &str, key: &str) {
        let mut seen: BTreeMap<&str, Spot> = BTreeMap::new();
        for item in table.tables(list) {
            let Some(name) = item.text(key) else { continue };
            match seen.get(name) {
                Some(first) => {
                    let first = self.notes.files.place(*first).line;
                    let text = format!(
                        "the {what} '{name}' is given twice, expected different names; the first is in line {first}"
                    );
                    self.notes.add(item.spot_of(key), text, None);
                }
                None => {
                    seen.insert(name, item.spot_of(key));
                }
            }
        }
    }

    fn groups(&mut self) -> Vec<Draft> {
        let root = self.root;
        if let Some(node) = root.get("group").filter(|n| matches!(&n.value, Value::List(l) if l.is_empty())) {
            self.notes.add(node.spot, "the protocol has no group, expected at least one", None);
        }
        for (list, what) in [("group", "groups"), ("phase", "phases")] {
            let count = root.list(list).len();
            if count > MANY {
                self.notes.add(
                    root.spot_of(list),
                    format!("the protocol has {count} {what}, expected at most {MANY}"),
                    None,
                );
                return Vec::new();
            }
        }
        let tables = self.group_tables();
        let mut groups: Vec<Draft> = tables.iter().map(|table| self.group(table)).collect();
        for (i, table) in tables.iter().enumerate() {
            groups[i].group.same_as = self.same_animals(table, &groups[..i], &groups[i].group);
            if let Some(at) = groups[i].group.same_as {
                groups[i].group.born = groups[at].group.key.clone();
            }
        }
        groups
    }

    /// The group whose animals a group has, too.
    fn same_animals(&mut self, table: &Table, earlier: &[Draft], own: &Group) -> Option<usize> {
        let name = table.text("same_as")?;
        let spot = table.spot_of("same_as");
        let all = earlier.iter().map(|d| d.group.key.as_str());
        if !self.notes.known("group", "protocol, above this one", name, spot, all) {
            return None;
        }
        let at = earlier.iter().position(|d| d.group.key == name)?;
        let other = &earlier[at].group;
        if other.n != own.n {
            let what = format!(
                "'{}' has n = {}, expected {}: the animals of '{name}' are the same",
                own.key, own.n, other.n
            );
            self.notes.add(table.spot_of("n"), what, None);
        }
        let born = |g: &Group| -> Vec<(String, String, super::Sex)> {
            g.cast.iter().map(|m| (m.name.clone(), m.species.clone(), m.sex)).collect()
        };
        if born(other) != born(own) {
            let what = format!(
                "the cast of '{}' differs from that of '{name}' in members, species or sex, expected the same animals",
                own.key
            );
            self.notes.add(spot, what, None);
        }
        Some(other.same_as.unwrap_or(at))
    }

    fn group(&mut self, table: &Table) -> Draft {
        let key = table.text_or_empty("key");
        let cast = self.cast(table);
        let n = table.count("n").unwrap_or(1);
        if n > N_MAX {
            let what = format!("the group has n = {n}, expected at most {N_MAX}");
            self.notes.add(table.spot_of("n"), what, Some("`--replicates` repeats the whole study".into()));
        }
        let repeats = self.repeats(table, &cast);
        let group = Group {
            label: table.text("label").unwrap_or(&key).to_string(),
            n: n.min(N_MAX),
            same_as: None,
            born: key.clone(),
            cast,
            phases: Vec::new(),
            doses: Vec::new(),
            manipulations: Vec::new(),
            acts: Vec::new(),
            absences: Vec::new(),
            place: self.notes.files.place(table.spot),
            key,
        };
        let known = Known::read(table.table("known"));
        let mut draft = Draft { group, repeats, known, timed: true, vague: Vec::new() };
        self.phases(table, &mut draft);
        self.doses(table, &mut draft);
        self.manipulations(table, &mut draft);
        self.acts(table, &mut draft);
        self.absences(table, &mut draft);
        draft
    }

    /// A list of members, each of the cast; the subject if none is named.
    pub fn members(&mut self, table: &Table, key: &str, draft: &Draft) -> Vec<String> {
        if table.get(key).is_none() {
            return vec![self.subject.clone()];
        }
        let mut members: Vec<String> = Vec::new();
        for (name, spot) in table.texts(key) {
            if !draft.casts(name) && draft.each(name).next().is_some() {
                members.extend(draft.each(name));
                continue;
            }
            self.member(name, spot, draft);
            if members.iter().any(|m| m == name) {
                self.notes.add(spot, format!("the member '{name}' is named twice, expected once"), None);
            } else {
                members.push(name.to_string());
            }
        }
        if table.list(key).is_empty() {
            self.notes.add(
                table.spot_of(key),
                format!("'{key}' is empty, expected at least one member"),
                None,
            );
        }
        members
    }

    /// Notes a member that is not in the cast of a group.
    pub fn member(&mut self, name: &str, spot: Spot, draft: &Draft) {
        let cast = draft.group.cast.iter().map(|m| m.name.as_str());
        self.notes.known("member", "cast", name, spot, cast);
    }

    /// The member of a key, or the subject.
    pub fn one_member(&mut self, table: &Table, key: &str, draft: &Draft) -> String {
        match table.text(key) {
            Some(name) => {
                self.member(name, table.spot_of(key), draft);
                name.to_string()
            }
            None => self.subject.clone(),
        }
    }

    /// The key of a region that is given by key or alias.
    pub fn region(&mut self, name: &str, spot: Spot) -> Option<String> {
        if let Some(key) = self.atlas.region_of_site(name) {
            return Some(key.to_string());
        }
        let names = self
            .atlas
            .regions
            .values()
            .flat_map(|r| std::iter::once(&r.key).chain(&r.aliases))
            .map(String::as_str);
        self.notes.known("region", "atlas", name, spot, names);
        None
    }
}

/// What a patch says replaces what the base says; tables within are joined likewise.
pub(super) fn patch(base: &Table, patch: &Table) -> Table {
    let mut out = base.clone();
    for entry in &patch.entries {
        let mut entry = entry.clone();
        if let (Some(old), Some(new)) = (base.table(&entry.key), entry.node.table()) {
            entry.node.value = Value::Table(self::patch(old, new));
        }
        out.set(entry);
    }
    out
}

pub(super) fn subject(root: &Table) -> String {
    root.table("cast").and_then(|c| c.entries.first()).map(|e| e.key.clone()).unwrap_or_default()
}

pub(super) fn sorted(problems: Problems) -> Problems {
    problems.into_result(()).err().unwrap_or_default()
}

/// Moves all groups alike so that the earliest dose of any of them is not before 0.
fn shift(groups: &mut [Draft]) {
    let times = groups.iter().flat_map(|d| &d.group.doses).flat_map(|d| &d.times_s);
    let earliest = times.copied().fold(0.0, f64::min);
    for group in groups.iter_mut().map(|d| &mut d.group).filter(|_| earliest < 0.0) {
        group.phases.iter_mut().for_each(|p| p.start_s -= earliest);
        group.doses.iter_mut().flat_map(|d| &mut d.times_s).for_each(|t| *t -= earliest);
        for manipulation in &mut group.manipulations {
            manipulation.window_s.0 -= earliest;
            manipulation.window_s.1 -= earliest;
        }
        let acts = group.acts.iter_mut().map(|a| &mut a.window_s);
        for window in acts.chain(group.absences.iter_mut().map(|a| &mut a.window_s)) {
            *window = (window.0 - earliest, window.1 - earliest);
        }
    }
}

/// 64-bit FNV-1a of a text, in hex.
fn fnv(text: &str) -> String {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3));
    format!("{hash:016x}")
}
