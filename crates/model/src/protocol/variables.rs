//! State variables that a measure may name, and the check of what they refer to.

use crate::atlas::Atlas;
use std::collections::BTreeMap;
use syntony_language::problem::nearest;

/// What a state variable belongs to; the brain has an arm for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VariableKind {
    /// Firing of a population.
    Rate,
    /// Ligand in a region.
    Level,
    /// Signal of a receptor in a region.
    Signal,
    /// Binding of a receptor in a region.
    Binding,
    /// What a member is to the animal; the word names the state.
    Edge,
    /// Hormone of the adrenal cortex.
    Corticosterone,
    /// Corticotropin.
    Acth,
    /// Releasing hormone in the portal vessels.
    Crh,
    /// Contact of late.
    Contact,
    /// Contact that the animal is used to.
    SetPoint,
    /// Passive coping.
    Passivity,
    /// Load of chronic stress.
    Load,
    /// Social need.
    Need,
    /// Alarm.
    Alarm,
    /// How much of a reward is credited.
    Attribution,
    /// Burst of dopamine at a cue.
    Cue,
    /// Density of a receptor at birth.
    Density,
    /// Factor on the release of a peptide.
    Release,
    /// What an animal was born with; the word says what.
    Trait,
    /// What a person was born with or has become before; the word says what.
    Attachment,
    /// What can be read of a person; the word says what.
    Person,
    /// What one person has of another; the word says what.
    Relation,
}

/// Where the values of a variable lie.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scale {
    /// 0 to 1.
    Share,
    /// -1 to 1.
    Signed,
    /// 0 or more.
    NotNegative,
    /// 0 or more, with what marks are worth.
    Amount(&'static str),
    /// 0 to a sum of products of process parameters.
    Sum(&'static [&'static [&'static str]]),
    /// As it says.
    Words(&'static str),
}

impl Scale {
    /// In words, with the numbers of an atlas.
    pub fn words(self, atlas: &Atlas) -> String {
        match self {
            Scale::Share => "0 to 1".into(),
            Scale::Signed => "-1 to 1".into(),
            Scale::NotNegative => "0 or more".into(),
            Scale::Amount(words) => format!("0 or more; {words}"),
            Scale::Words(words) => words.into(),
            Scale::Sum(terms) => {
                let value = |name: &&str| {
                    atlas.params.find(&format!("process.{name}")).map(|p| atlas.params.value(p))
                };
                let term = |names: &&[&str]| names.iter().map(value).product::<Option<f64>>();
                match terms.iter().map(term).sum::<Option<f64>>() {
                    Some(top) => format!("0 to {}", (top * 100.0).round() / 100.0),
                    None => "0 or more".into(),
                }
            }
        }
    }
}

/// A state variable that a protocol may name and the brain resolves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VariableForm {
    /// How it is written: a word, and after a colon what it is of.
    pub form: &'static str,
    /// What it belongs to.
    pub kind: VariableKind,
    /// Unit.
    pub unit: &'static str,
    /// Where its values lie.
    pub scale: Scale,
    /// Whether only people have it.
    pub people: bool,
    /// What it is, without a full stop.
    pub about: &'static str,
}

impl VariableForm {
    /// The word before the colon.
    pub fn word(&self) -> &'static str {
        self.form.split(':').next().unwrap_or(self.form)
    }

    /// The form of a variable as a protocol writes it.
    pub fn of(name: &str) -> Option<&'static VariableForm> {
        let word = name.split(':').next().unwrap_or(name);
        let found = VARIABLES.iter().find(|v| v.word() == word)?;
        (found.form.contains(':') == name.contains(':')).then_some(found)
    }
}

const fn all(
    form: &'static str,
    kind: VariableKind,
    unit: &'static str,
    scale: Scale,
    about: &'static str,
) -> VariableForm {
    VariableForm { form, kind, unit, scale, people: false, about }
}

/// A hormone, as a multiple of what it is at rest.
const fn hormone(form: &'static str, kind: VariableKind, about: &'static str) -> VariableForm {
    all(form, kind, "fold", Scale::Amount("1 is the mean at rest"), about)
}

/// A factor on a strength or a speed that an individual is born with.
const fn born(form: &'static str, kind: VariableKind, people: bool, about: &'static str) -> VariableForm {
    let scale = Scale::Words("above 0; 1 is the mean");
    VariableForm { form, kind, unit: "1", scale, people, about }
}

const fn people(
    form: &'static str,
    kind: VariableKind,
    unit: &'static str,
    scale: Scale,
    about: &'static str,
) -> VariableForm {
    VariableForm { form, kind, unit, scale, people: true, about }
}

use Scale as S;
use VariableKind as V;

/// Every state variable.
pub const VARIABLES: &[VariableForm] = &[
    all(
        "rate:POPULATION",
        V::Rate,
        "Hz",
        S::Words("0 to the largest rate of the population"),
        "firing of a population",
    ),
    all(
        "level:LIGAND@REGION",
        V::Level,
        "nM",
        S::NotNegative,
        "extracellular concentration of a ligand in a region, with what was given",
    ),
    all(
        "signal:RECEPTOR@REGION",
        V::Signal,
        "1",
        S::Words("0 to the density of the receptor there"),
        "signal of a receptor: density times surface fraction times occupancy by agonists",
    ),
    all(
        "occupancy:RECEPTOR@REGION",
        V::Signal,
        "1",
        S::Words("0 to the density of the receptor there"),
        "another word for signal",
    ),
    all(
        "binding:RECEPTOR@REGION",
        V::Binding,
        "1",
        S::Amount("1 is the densest region of the reference animal"),
        "what autoradiography shows of a receptor: density times surface fraction and expression",
    ),
    all(
        "density:RECEPTOR@REGION",
        V::Density,
        "1",
        S::Amount("1 is the densest region of the reference animal"),
        "density of a receptor at birth: species, genotype and the animal's own draw",
    ),
    all(
        "release_capacity:LIGAND",
        V::Release,
        "1",
        S::Words("above 0; 1 is the mean of well-reared animals"),
        "factor on the release of a peptide that an animal is born and reared with",
    ),
    all(
        "sociability",
        V::Trait,
        "1",
        S::Words("logit units of wanting; 0 is the mean"),
        "inborn inclination to contact, drawn for each animal",
    ),
    all(
        "novelty_seeking",
        V::Trait,
        "1",
        S::Words("logit units of wanting; 0 is the mean"),
        "inborn attraction by unknown others, drawn for each animal",
    ),
    born("basal_hormone", V::Trait, false, "inborn factor on basal stress hormones, drawn for each animal"),
    all("contact_set_point", V::Trait, "1", S::Share, "set point of contact that an animal is born with"),
    all("bond:MEMBER", V::Edge, "1", S::Share, "strength of the bond to a member"),
    all(
        "preference:MEMBER",
        V::Edge,
        "1",
        S::Words("about -1 to 1; 0 is neither; 1 is the reward of full mating"),
        "learned value of a member",
    ),
    all("ease:MEMBER", V::Edge, "1", S::Share, "safety learned of a member by touch over days"),
    all(
        "captured:MEMBER",
        V::Edge,
        "1",
        S::NotNegative,
        "part of the value of a member that was captured and lasts",
    ),
    all(
        "tag_against:MEMBER",
        V::Edge,
        "1",
        S::NotNegative,
        "trace of hurt or disappointment with a member, for hours",
    ),
    all("aversion:MEMBER", V::Edge, "1", S::NotNegative, "what was learned against a member and lasts"),
    all(
        "attribution",
        V::Attribution,
        "1",
        S::NotNegative,
        "share of a social reward that peptides let be credited to who is there",
    ),
    all(
        "cue:MEMBER",
        V::Cue,
        "1",
        S::NotNegative,
        "burst of dopamine at the cue of a member, over its tonic level",
    ),
    all("familiarity:MEMBER", V::Edge, "1", S::Share, "familiarity of a member"),
    all("tag:MEMBER", V::Edge, "1", S::NotNegative, "trace of reward with a member, for hours"),
    all("consolidation:MEMBER", V::Edge, "1", S::Share, "how lasting the preference is, by time together"),
    all("maturation:MEMBER", V::Edge, "1", S::Share, "maturation of the bond to a member"),
    all(
        "expectation:MEMBER",
        V::Edge,
        "1",
        S::Share,
        "presence of a member that is expected, as a share of time",
    ),
    all("presence:MEMBER", V::Edge, "1", S::Share, "presence of a member that is felt, as a share of time"),
    people(
        "attraction:MEMBER",
        V::Relation,
        "1",
        S::Words("standard deviations; 0 is neither liking nor dislike"),
        "liking of a member at first sight",
    ),
    people("realised:MEMBER", V::Relation, "1", S::Share, "how far it is believed that a member is gone"),
    hormone("corticosterone", V::Corticosterone, "glucocorticoid in plasma (cortisol in people)"),
    hormone("cortisol", V::Corticosterone, "another word for corticosterone"),
    hormone("acth", V::Acth, "corticotropin in plasma"),
    hormone("crh", V::Crh, "releasing hormone in the portal vessels"),
    all("need", V::Need, "1", S::Share, "social need: how far contact falls short of its set point"),
    all("contact", V::Contact, "1", S::Share, "contact of late, by which the need is filled"),
    all("set_point", V::SetPoint, "1", S::Share, "set point of contact now: long isolation lowers it"),
    all(
        "alarm",
        V::Alarm,
        "1",
        S::Amount("1 is one whole bond whose partner is wholly missing, at unit gain"),
        "separation distress: alarm at the absence of a member bonded with, and at exclusion",
    ),
    all(
        "passivity",
        V::Passivity,
        "1",
        S::Words("0 is rest; above is passive coping, below active"),
        "disposition to passive coping",
    ),
    all("load", V::Load, "1", S::Amount("0 is none"), "load of chronic stress (allostatic load)"),
    people("joy", V::Person, "1", S::Sum(&[&["affect.limit"]]), "positive affect of a person"),
    people("distress", V::Person, "1", S::Sum(&[&["affect.limit"]]), "negative affect of a person"),
    people("pain", V::Person, "1", S::NotNegative, "pain from outside that gets through"),
    people("pain_inhibition", V::Person, "1", S::Share, "descending inhibition of pain"),
    people("valence", V::Person, "1", S::Signed, "joy against distress"),
    people(
        "arousal",
        V::Person,
        "1",
        S::Words("-1 or more; 0 is rest"),
        "activity of the locus coeruleus relative to rest",
    ),
    people(
        "sympathetic",
        V::Person,
        "1",
        S::Words("-1 (none) or more; 0 is rest"),
        "outflow of the sympathetic branch, as arousal shows in the body and is caught by others",
    ),
    people(
        "vagal",
        V::Person,
        "1",
        S::Words("-1 (none) or more; 0 is rest"),
        "outflow of the vagal branch: what respiratory sinus arrhythmia follows",
    ),
    people("effort", V::Person, "1", S::NotNegative, "effort of regulating feelings"),
    people("shown", V::Person, "1", S::Share, "distress that shows"),
    people("safety", V::Person, "1", S::Share, "safety that a trusted other gives"),
    people("capacity", V::Person, "1", S::Share, "capacity to regulate feelings; 1 is rested"),
    people("skill", V::Person, "1", S::Share, "practised skill in regulation"),
    people(
        "wellbeing",
        V::Person,
        "1",
        S::Words("about -1 to 1; 0 is neutral"),
        "well-being, averaged over days: valence less unmet need and load",
    ),
    people(
        "mirror",
        V::Person,
        "1",
        S::Share,
        "share of what the sight of an act evokes that is the same act, mean over categories",
    ),
    people(
        "hand_mirror",
        V::Person,
        "1",
        S::Share,
        "share of what the sight of handling evokes that is handling",
    ),
    people(
        "counter_mirror",
        V::Person,
        "1",
        S::Share,
        "share of what the sight of handling evokes that is striking: what counter-mirror training makes",
    ),
    people(
        "attachment_anxiety",
        V::Attachment,
        "1",
        S::Words("standard deviations; 0 is the mean of the cohort"),
        "attachment anxiety, given or drawn for each person",
    ),
    people(
        "attachment_avoidance",
        V::Attachment,
        "1",
        S::Words("standard deviations; 0 is the mean of the cohort"),
        "attachment avoidance, given or drawn for each person",
    ),
    born("regulation_strength", V::Attachment, true, "strength of regulation, drawn for each person"),
    born("pain_sensitivity", V::Attachment, true, "how much is felt of the same pain, drawn for each person"),
    born("realising_speed", V::Attachment, true, "how fast a loss sinks in, drawn for each person"),
    people("trust:MEMBER", V::Relation, "1", S::Share, "belief that a member is responsive"),
    people(
        "vicarious:MEMBER",
        V::Relation,
        "1",
        S::NotNegative,
        "mirrored distress of a member (vicarious distress)",
    ),
    people(
        "resonance:MEMBER",
        V::Relation,
        "1",
        S::NotNegative,
        "mirrored joy of a member (empathic positive affect)",
    ),
    people(
        "closeness:MEMBER",
        V::Relation,
        "1",
        S::Sum(&[
            &["affect.closeness_familiar"],
            &["affect.closeness_preference"],
            &["affect.closeness_trust"],
            &["affect.closeness_joy", "affect.limit"],
        ]),
        "felt closeness to a member: familiarity, preference, trust and joy in company, weighted",
    ),
];

impl VariableKind {
    /// Kind, word and what stands after the colon (nothing if there is none).
    pub fn split(name: &str) -> Option<(VariableKind, &str, &str)> {
        let (word, what) = name.split_once(':').unwrap_or((name, ""));
        VariableForm::of(name).map(|v| (v.kind, word, what))
    }
}

/// What is wrong with a variable, and a hint.
pub(super) type Fault = (String, Option<String>);

/// The variable with regions by key; else what is wrong with it.
pub(super) fn normal(text: &str, atlas: &Atlas, cast: &[&str]) -> Result<String, Fault> {
    let (kind, what) = text.split_once(':').map_or((text, None), |(kind, what)| (kind, Some(what)));
    let words = || VARIABLES.iter().map(VariableForm::word);
    let Some(form) = VARIABLES.iter().find(|v| v.word() == kind).map(|v| v.form) else {
        let hint = nearest(kind, words()).map(|n| format!("did you mean '{n}'?"));
        let known = syntony_language::shape::listed(words(), "variables");
        return Err((format!("unknown state variable '{text}', expected one of {known}"), hint));
    };
    let wrong = || (format!("'{text}' is no state variable, expected {form}"), None);
    match (form.split_once(':'), what) {
        (None, None) => Ok(text.to_string()),
        (None, Some(_)) | (Some(_), None) => Err(wrong()),
        (Some((_, "POPULATION")), Some(population)) => {
            let known: Vec<&str> = atlas.populations.iter().map(|p| p.key.as_str()).collect();
            one_of("population", "atlas", population, &known).map(|()| text.to_string())
        }
        (Some((_, "MEMBER")), Some(member)) => {
            one_of("member", "cast", member, cast).map(|()| text.to_string())
        }
        (Some((_, "LIGAND")), Some(ligand)) => {
            one_of("ligand", "atlas", ligand, &keys(&atlas.ligands)).map(|()| text.to_string())
        }
        (Some((_, form)), Some(what)) => {
            let (name, site) = what.split_once('@').ok_or_else(wrong)?;
            match form.starts_with("LIGAND") {
                true => one_of("ligand", "atlas", name, &keys(&atlas.ligands))?,
                false => one_of("receptor", "atlas", name, &keys(&atlas.receptors))?,
            }
            match atlas.region_of_site(site) {
                Some(region) => Ok(format!("{kind}:{name}@{region}")),
                None => one_of("region", "atlas", site, &keys(&atlas.regions)).map(|()| String::new()),
            }
        }
    }
}

fn keys<T>(entries: &BTreeMap<String, T>) -> Vec<&str> {
    entries.keys().map(String::as_str).collect()
}

fn one_of(what: &str, owner: &str, name: &str, known: &[&str]) -> Result<(), Fault> {
    if known.contains(&name) {
        return Ok(());
    }
    let list =
        || syntony_language::shape::list_of(what).map(|list| format!("`syntony show {list}` lists them"));
    let hint = nearest(name, known.iter().copied()).map(|n| format!("did you mean '{n}'?")).or_else(list);
    Err((format!("unknown {what} '{name}', expected a {what} of the {owner}"), hint))
}
