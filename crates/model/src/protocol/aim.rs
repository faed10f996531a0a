//! A plan file: people, what they want more of, and the time they have for it.

use super::read::{Reader, sorted, subject};
use super::{Member, names};
use crate::atlas::{Atlas, Practice, Reach};
use syntony_language::notes::Notes;
use syntony_language::problem::{Problem, Problems};
use syntony_language::shape::{PLAN, check};
use syntony_language::text::Table;

const MINUTE_S: f64 = 60.0;
const DAY_S: f64 = 86_400.0;
/// The goal is averaged over the last week.
const WEEK_S: f64 = 7.0 * DAY_S;
/// Longer would take hours to search.
const HORIZON_MAX_S: f64 = 366.0 * DAY_S;

/// What somebody wants to reach, checked.
#[derive(Debug, Clone)]
pub struct Aim {
    /// Key, also the file's name.
    pub key: String,
    /// Title in words.
    pub title: String,
    /// What is to rise.
    pub goal: Goal,
    /// How long they practise, s; whole days.
    pub horizon_s: f64,
    /// Practice a day, at most, s.
    pub budget_s: f64,
    /// Time together a day besides practice, s.
    pub hours_s: f64,
    /// How near they are when they meet.
    pub reach: Reach,
    /// Practices to choose from, with their limits; those out of reach are not among them.
    pub limits: Vec<Limit>,
    /// Practices that were asked for and that are out of reach.
    pub unreachable: Vec<String>,
    /// What weighs on them every day.
    pub strain: Option<Strain>,
    /// Who they are.
    pub cast: Vec<Member>,
    /// Words that were read as others.
    pub remarks: Vec<Problem>,
    /// The text itself.
    pub text: String,
}

/// What a plan may aim at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    /// Well-being of all.
    Wellbeing,
    /// Trust in the others.
    Security,
    /// Feelings that move together.
    Resonance,
    /// Well-being of whoever is worst off.
    Recovery,
}

/// A practice and how much of it there may be a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Limit {
    /// Key of the practice.
    pub practice: String,
    /// At least, s a day.
    pub least_s: f64,
    /// At most, s a day.
    pub most_s: f64,
}

/// A stressor that acts on all every day.
#[derive(Debug, Clone, PartialEq)]
pub struct Strain {
    /// Name of a number of the process `stress`.
    pub stressor: String,
    /// How long each day, s.
    pub time_s: f64,
}

impl Goal {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Goal::Wellbeing => "wellbeing",
            Goal::Security => "security",
            Goal::Resonance => "resonance",
            Goal::Recovery => "recovery",
        }
    }
}

impl Practice {
    /// Share of the practice that is left when people are no nearer than this; 1 if each is alone.
    pub fn within(&self, reach: Reach, atlas: &Atlas) -> f64 {
        let share = |near: &dyn Fn(Reach) -> bool| -> f64 {
            let acts =
                self.acts.iter().filter(|(act, _)| atlas.acts.get(*act).is_some_and(|a| near(a.reach)));
            acts.map(|(_, id)| atlas.params.value(*id)).sum()
        };
        let all = share(&|_| true);
        if self.alone || all <= 0.0 { 1.0 } else { share(&|r| r <= reach) / all }
    }
}

impl Aim {
    /// Whether a text is a plan file rather than a protocol: it has a goal.
    pub fn is(text: &str) -> bool {
        let words = |line: &str| {
            line.trim_start().strip_prefix("goal").map(|rest| rest.trim_start().starts_with('='))
        };
        text.lines().any(|line| words(line) == Some(true))
    }

    /// Reads a plan file. `name` is the file as the user named it; all problems are reported at once.
    pub fn read(name: &str, text: &str, atlas: &Atlas) -> Result<Aim, Problems> {
        let mut notes = Notes::default();
        let Some(mut root) = notes.files.parse(name, text, &mut notes.problems) else {
            return Err(sorted(notes.problems));
        };
        let settled = names::settled(&PLAN, &mut root, atlas);
        check(&PLAN, &root, &notes.files, &mut notes.problems);
        let mut reader = Reader { atlas, notes, root: &root, subject: subject(&root), pooled: Vec::new() };
        reader.named(name);
        let aim = Aim { remarks: reader.notes.remarks(settled), ..reader.aim(text) };
        reader.notes.problems.into_result(aim)
    }
}

impl Reader<'_> {
    fn aim(&mut self, text: &str) -> Aim {
        let root = self.root;
        let cast = self.cast(&Table::default());
        if cast.len() == 1 {
            let hint = "add a second table [cast.NAME]".to_string();
            self.notes.add(
                root.spot_of("cast"),
                "the cast has one member, expected at least two",
                Some(hint),
            );
        }
        let people = !self.atlas.practices.is_empty();
        if !people && cast.iter().any(|m| self.atlas.species.contains_key(&m.species)) {
            let hint = "write species = \"human\"".to_string();
            let what = "these animals have no practices, expected people";
            self.notes.add(root.spot_of("cast"), what, Some(hint));
        }
        let budget_s = self.positive(root, "budget").unwrap_or(0.0);
        let reach = Reach::of(root.text("reach"));
        let (limits, unreachable) =
            if people { self.limits(budget_s, reach) } else { (Vec::new(), Vec::new()) };
        let hours_s = match root.get("hours") {
            None => 4.0 * 3600.0,
            Some(_) => self.time(root, "hours").unwrap_or(0.0),
        };
        if hours_s < 0.0 {
            self.notes.add(root.spot_of("hours"), "'hours' is negative, expected 0 h or more", None);
        }
        let strain = root.table("strain").and_then(|t| self.strain(t));
        let busy = budget_s + hours_s + strain.as_ref().map_or(0.0, |s| s.time_s);
        if busy > DAY_S {
            let what = format!(
                "budget, hours and strain make a day of {:.1} h, expected at most 24 h",
                busy / 3600.0
            );
            self.notes.add(root.spot_of("budget"), what, None);
        }
        Aim {
            key: root.text_or_empty("key"),
            title: root.text("title").unwrap_or(root.text("key").unwrap_or_default()).to_string(),
            goal: match root.text("goal") {
                Some("security") => Goal::Security,
                Some("resonance") => Goal::Resonance,
                Some("recovery") => Goal::Recovery,
                _ => Goal::Wellbeing,
            },
            horizon_s: self.horizon(),
            budget_s,
            hours_s,
            reach,
            limits,
            unreachable,
            strain,
            cast,
            remarks: Vec::new(),
            text: text.to_string(),
        }
    }

    fn horizon(&mut self) -> f64 {
        let root = self.root;
        if root.get("horizon").is_none() {
            return 4.0 * WEEK_S;
        }
        let Some(horizon) = self.positive(root, "horizon") else { return WEEK_S };
        if !(WEEK_S..=HORIZON_MAX_S).contains(&horizon) {
            let given = root.text_or_empty("horizon");
            let what = format!("'horizon' is '{given}', expected 7 d to 366 d");
            self.notes.add(
                root.spot_of("horizon"),
                what,
                Some("the goal is averaged over the last week".into()),
            );
        }
        (horizon / DAY_S).round() * DAY_S
    }

    fn strain(&mut self, table: &Table) -> Option<Strain> {
        let time_s = self.positive(table, "time");
        let stressor = table.text("stressor")?;
        let numbers = self.atlas.processes.get("stress").map(|p| &p.numbers);
        let names = numbers.iter().flat_map(|n| n.keys()).map(String::as_str);
        self.notes.known("stressor", "process 'stress'", stressor, table.spot_of("stressor"), names);
        Some(Strain { stressor: stressor.to_string(), time_s: time_s? })
    }

    /// Practices within reach with their limits, and those out of reach; notes limits that contradict one another.
    fn limits(&mut self, budget_s: f64, reach: Reach) -> (Vec<Limit>, Vec<String>) {
        let (root, atlas) = (self.root, self.atlas);
        let keys = || atlas.practices.keys().map(String::as_str);
        let mut asked: Vec<String> = Vec::new();
        for (name, spot) in root.texts("practices") {
            if self.notes.known("practice", "atlas", name, spot, keys()) && !asked.iter().any(|a| a == name) {
                asked.push(name.to_string());
            }
        }
        let listed = root.get("practices").is_some();
        if !listed {
            asked = keys().map(String::from).collect();
        }
        let (near, far): (Vec<String>, Vec<String>) =
            asked.into_iter().partition(|k| atlas.practices[k].within(reach, atlas) >= 0.5);
        let mut limits: Vec<Limit> =
            near.into_iter().map(|practice| Limit { practice, least_s: 0.0, most_s: budget_s }).collect();
        self.unique("limit of", root, "limit", "practice");
        for table in root.tables("limit") {
            let Some(name) = table.text("practice") else { continue };
            let spot = table.spot_of("practice");
            if !self.notes.known("practice", "atlas", name, spot, keys()) {
                continue;
            }
            let (least, most) = (self.time(table, "least"), self.time(table, "most"));
            for (key, _) in [("least", least), ("most", most)].iter().filter(|x| x.1.is_some_and(|t| t < 0.0))
            {
                self.notes.add(
                    table.spot_of(key),
                    format!("'{key}' is negative, expected 0 min or more"),
                    None,
                );
            }
            let least_s = least.unwrap_or(0.0).max(0.0);
            let most_s = most.unwrap_or(budget_s).max(0.0);
            if most.is_some() && least_s > most_s {
                let what = format!(
                    "at least {} of '{name}' and at most {}, expected no more at least than at most",
                    minutes(least_s),
                    minutes(most_s)
                );
                self.notes.add(table.spot_of("least"), what, None);
            }
            match limits.iter_mut().find(|l| l.practice == name) {
                Some(limit) => *limit = Limit { least_s, most_s: most_s.min(budget_s), ..limit.clone() },
                None if least_s > 0.0 && far.iter().any(|f| f == name) => {
                    let what = format!(
                        "no schedule is feasible: at least {} of '{name}', which needs to be nearer than `reach`",
                        minutes(least_s)
                    );
                    self.notes.add(spot, what, Some("take 'least' away, or change 'reach'".into()));
                }
                None if listed && !far.iter().any(|f| f == name) => {
                    let what = format!("a limit of '{name}', expected one of 'practices'");
                    self.notes.add(spot, what, Some(format!("add \"{name}\" to practices")));
                }
                None => {}
            }
        }
        self.feasible(&limits, &far, budget_s);
        (limits, far)
    }

    /// Notes what leaves no schedule at all.
    fn feasible(&mut self, limits: &[Limit], far: &[String], budget_s: f64) {
        let root = self.root;
        let least: f64 = limits.iter().map(|l| l.least_s).sum();
        if budget_s > 0.0 && least > budget_s {
            let what = format!(
                "no schedule is feasible: the limits ask for at least {}, the budget is {}",
                minutes(least),
                minutes(budget_s)
            );
            self.notes.add(root.spot_of("budget"), what, Some("raise 'budget', or lower a 'least'".into()));
        } else if limits.is_empty() && !far.is_empty() {
            let what = format!("no schedule is feasible: {} out of reach", far.join(", "));
            self.notes.add(
                root.spot_of("reach"),
                what,
                Some("allow other practices, or change 'reach'".into()),
            );
        } else if limits.is_empty() && root.list("practices").is_empty() {
            self.notes.add(root.spot_of("practices"), "no practice is allowed, expected at least one", None);
        } else if budget_s > 0.0 && !limits.is_empty() && limits.iter().all(|l| l.most_s < MINUTE_S) {
            let what = "no schedule is feasible: the limits leave less than a minute of each practice";
            self.notes.add(root.spot_of("limit"), what, Some("raise 'most', or 'budget'".into()));
        }
    }
}

/// Seconds in words.
fn minutes(seconds: f64) -> String {
    let text = format!("{:.1}", seconds / MINUTE_S);
    format!("{} min", text.strip_suffix(".0").unwrap_or(&text))
}
