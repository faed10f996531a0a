//! What people write instead of a name that Syntony knows: abbreviations of papers, the field's other words, plurals.
//!
//! Where a protocol or plan says one of these, it is read as the name (`shape::settle`), but for units, which are hints only. Compounds and
//! regions have their aliases in the atlas.

/// What is written, and the name that is meant. Which of several names is meant depends on what may stand there.
pub const ALIASES: &[(&str, &str)] = &[
    // ligands and hormones
    ("OT", "oxytocin"),
    ("OXT", "oxytocin"),
    ("AVP", "vasopressin"),
    ("VP", "vasopressin"),
    ("ADH", "vasopressin"),
    ("DA", "dopamine"),
    ("5-HT", "serotonin"),
    ("5HT", "serotonin"),
    ("NA", "noradrenaline"),
    ("NE", "noradrenaline"),
    ("norepinephrine", "noradrenaline"),
    ("CORT", "corticosterone"),
    ("cortisol", "corticosterone"),
    ("CRH", "crf"),
    ("DYN", "dynorphin"),
    ("Glu", "glutamate"),
    ("ACTH", "acth"),
    // sexes
    ("female", "F"),
    ("male", "M"),
    // directions
    ("smaller", "less"),
    ("lower", "less"),
    ("below", "less"),
    ("larger", "greater"),
    ("bigger", "greater"),
    ("higher", "greater"),
    ("more", "greater"),
    ("above", "greater"),
    ("equal", "none"),
    ("same", "none"),
    ("no_difference", "none"),
    // kinds of phases
    ("partner_preference_test", "choice"),
    ("preference_test", "choice"),
    ("social_preference_test", "choice"),
    ("three_chamber_test", "choice"),
    ("three_chamber", "choice"),
    ("ppt", "choice"),
    ("cohabitation", "together"),
    ("cohousing", "together"),
    ("pair_housing", "together"),
    ("group_housing", "together"),
    ("reunion", "together"),
    ("isolation", "alone"),
    ("social_isolation", "alone"),
    ("single_housing", "alone"),
    ("separation", "alone"),
    ("resident_intruder", "intruder"),
    ("resident_intruder_test", "intruder"),
    ("stressor", "stress"),
    ("forced_swim_test", "forced_swim"),
    ("fst", "forced_swim"),
    ("tail_suspension", "forced_swim"),
    ("tail_suspension_test", "forced_swim"),
    ("elevated_plus_maze", "plus_maze"),
    ("epm", "plus_maze"),
    ("light_dark_box", "plus_maze"),
    ("lever_pressing", "operant"),
    ("progressive_ratio", "operant"),
    ("operant_test", "operant"),
    ("place_conditioning", "conditioning"),
    ("place_preference_test", "place_test"),
    ("cpp_test", "place_test"),
    ("interaction", "encounter"),
    ("social_interaction", "encounter"),
    // kinds of measures
    ("huddling", "contact"),
    ("huddle", "contact"),
    ("huddling_time", "contact"),
    ("side_by_side_contact", "contact"),
    ("contact_time", "contact"),
    ("immobility", "floating"),
    ("immobility_time", "floating"),
    ("lever_presses", "presses"),
    ("aggression", "attacks"),
    ("attack_count", "attacks"),
    ("chamber_time", "chamber"),
    ("time_in_chamber", "chamber"),
    ("preference_ratio", "share"),
    ("partner_preference_ratio", "share"),
    ("partner_preference_score", "share"),
    ("bouts", "act_count"),
    ("act_frequency", "act_count"),
    ("act_duration", "act_share"),
    ("open_arm_time", "open_arm_share"),
    ("place_preference", "place_share"),
    ("cpp_score", "place_share"),
    ("variable", "state"),
    ("self_report", "rating"),
    ("scale", "questionnaire"),
    ("mep", "motor"),
    ("plasma_level", "plasma"),
    ("receptor_binding", "binding"),
    ("autoradiography", "binding"),
    ("granger", "feedback"),
    ("granger_causality", "feedback"),
    ("band_power", "power"),
    ("spectral_power", "power"),
    ("phase_locking", "synchrony"),
    ("interbrain_synchrony", "synchrony"),
    ("ratio", "quotient"),
    // acts
    ("side_by_side", "huddle"),
    ("huddling", "huddle"),
    ("sniff", "investigate"),
    ("sniffing", "investigate"),
    ("allogroom", "groom"),
    ("allogrooming", "groom"),
    ("grooming", "groom"),
    ("mating", "mate"),
    ("copulation", "mate"),
    ("aggression", "attack"),
    ("usv", "vocalise"),
    ("vocalize", "vocalise"),
    ("stonewalling", "stonewall"),
    ("criticize", "criticise"),
    ("criticism", "criticise"),
    ("defensiveness", "defend"),
    ("self_disclosure", "disclose"),
    ("disclosure", "disclose"),
    ("validation", "validate"),
    ("repair_attempt", "repair"),
    ("apologise", "repair"),
    ("apologize", "repair"),
    ("social_support", "support"),
    ("comfort", "support"),
    ("active_listening", "listen"),
    ("mimicry", "imitate"),
    ("imitation", "imitate"),
    ("hand_holding", "handhold"),
    ("holding_hands", "handhold"),
    ("caress", "stroke"),
    ("stroking", "stroke"),
    ("hugging", "hug"),
    ("kissing", "kiss"),
    ("eye_contact", "gaze"),
    ("ostracise", "exclude"),
    ("ostracism", "exclude"),
    // state variables
    ("separation_distress", "alarm"),
    ("social_need", "need"),
    ("craving", "need"),
    ("allostatic_load", "load"),
    ("passive_coping", "passivity"),
    ("glucocorticoid", "corticosterone"),
    ("positive_affect", "joy"),
    ("negative_affect", "distress"),
    ("well_being", "wellbeing"),
    ("firing", "rate"),
    ("concentration", "level"),
    ("partner_responsiveness", "trust"),
    ("perceived_partner_responsiveness", "trust"),
    ("empathic_distress", "vicarious"),
    ("vicarious_distress", "vicarious"),
    ("empathic_joy", "resonance"),
    ("attraction_to", "attraction"),
    ("anxious_attachment", "attachment_anxiety"),
    ("avoidant_attachment", "attachment_avoidance"),
    ("receptor_density", "density"),
    // manipulations
    ("overexpress", "express"),
    ("overexpression", "express"),
    ("knockdown", "express"),
    ("knockout", "express"),
    ("inhibit", "silence"),
    ("inhibition", "silence"),
    ("chemogenetic_inhibition", "silence"),
    ("optogenetic_inhibition", "silence"),
    ("activate", "stimulate"),
    ("excite", "stimulate"),
    ("optogenetic_stimulation", "stimulate"),
    ("chemogenetic_activation", "stimulate"),
    ("ablate", "lesion"),
    ("ablation", "lesion"),
    // routes
    ("intracerebroventricular", "icv"),
    ("i.c.v.", "icv"),
    ("intraperitoneal", "ip"),
    ("i.p.", "ip"),
    ("subcutaneous", "sc"),
    ("s.c.", "sc"),
    ("intravenous", "iv"),
    ("i.v.", "iv"),
    ("po", "oral"),
    ("p.o.", "oral"),
    ("nasal", "intranasal"),
    ("nasal_spray", "intranasal"),
    ("microinjection", "site"),
    ("intracerebral", "site"),
    // strategies, tasks, reach, ages
    ("reappraisal", "reappraise"),
    ("cognitive_reappraisal", "reappraise"),
    ("suppression", "suppress"),
    ("expressive_suppression", "suppress"),
    ("acceptance", "accept"),
    ("mindfulness", "accept"),
    ("talk", "conversation"),
    ("resting_state", "rest"),
    ("movie", "film"),
    ("audiovisual", "sight"),
    ("video_call", "sight"),
    ("telephone", "voice"),
    ("phone", "voice"),
    ("photograph", "picture"),
    ("photo", "picture"),
    ("in_person", "touch"),
    ("face_to_face", "touch"),
    ("pup", "neonate"),
    ("newborn", "neonate"),
    ("weanling", "juvenile"),
    // claims
    ("change", "percent_change"),
    ("one_sample", "against"),
    ("proportion", "fraction"),
    ("share", "fraction"),
    ("intraclass_correlation", "icc"),
    ("retest", "icc"),
    ("reliability", "icc"),
    ("paired_t_test", "paired_t"),
    ("t_paired", "paired_t"),
    ("welch", "welch_t"),
    ("welch_t_test", "welch_t"),
    ("one_sample_t_test", "one_sample_t"),
    ("wilcoxon", "rank"),
    ("wilcoxon_signed_rank", "rank"),
    ("wilcoxon_rank_sum", "rank"),
    ("signed_rank", "rank"),
    ("rank_sum", "rank"),
    ("mann_whitney", "rank"),
    ("mann_whitney_u", "rank"),
    ("equivalence", "tost"),
    ("equivalence_test", "tost"),
    ("two_one_sided_t", "tost"),
    ("two_one_sided_tests", "tost"),
    ("fisher_exact", "fisher"),
    ("fishers_exact", "fisher"),
    ("fisher_exact_test", "fisher"),
    ("chi_square", "chi2"),
    ("chi_squared", "chi2"),
    ("chisq", "chi2"),
    ("χ2", "chi2"),
    ("χ²", "chi2"),
    ("one_way_anova", "anova"),
    ("aov", "anova"),
    ("pearson_r", "pearson"),
    ("spearman_rho", "spearman"),
    ("rank_correlation", "spearman"),
    ("sign", "direction"),
    ("increase", "greater"),
    ("decrease", "less"),
    ("no_effect", "none"),
    ("maximum", "max"),
    ("peak", "max"),
    ("minimum", "min"),
    ("average", "mean"),
    ("final", "last"),
    ("males_and_females", "both"),
    ("mixed", "both"),
    // plans and fits
    ("well_being_of_all", "wellbeing"),
    ("trust", "security"),
    ("attachment_security", "security"),
    ("empathy", "resonance"),
    ("emotional_synchrony", "resonance"),
    ("resilience", "recovery"),
    ("affectionate_touch", "touch"),
    ("mindfulness", "mindful"),
    ("meditation", "mindful"),
    ("shared_novelty", "novelty"),
    ("novel_activities", "novelty"),
    ("time_alone", "alone"),
    ("solitude", "alone"),
    ("self_disclosure", "disclosure"),
    ("active_listening", "attention"),
    ("couple_therapy", "therapy"),
    ("structured_communication", "therapy"),
    ("repair_attempts", "repair"),
    ("logarithmic", "log"),
    ("lin", "linear"),
    // units
    ("fold", "1"),
    ("ratio", "1"),
    ("x", "1"),
    ("sec", "s"),
    ("second", "s"),
    ("seconds", "s"),
    ("minute", "min"),
    ("minutes", "min"),
    ("mins", "min"),
    ("hr", "h"),
    ("hrs", "h"),
    ("hour", "h"),
    ("hours", "h"),
    ("day", "d"),
    ("days", "d"),
    ("weeks", "week"),
    ("wk", "week"),
    ("w", "week"),
    ("mcg", "ug"),
    ("gram", "g"),
    ("grams", "g"),
    ("C", "degC"),
    ("U", "IU"),
    ("NM", "nM"),
    ("percent", "%"),
    ("counts", "count"),
    ("sides", "side"),
    ("times", "count"),
];

/// Tests of papers that mean no one criterion, or that claims do not have, and what to write instead.
const INSTEAD: &[(&[&str], &str)] = &[
    (
        &["t", "ttest", "t_test", "student_t", "students_t", "students_t_test"],
        "say which t test: paired_t within animals, welch_t between groups, one_sample_t against a value",
    ),
    (
        &["kruskal", "kruskal_wallis", "kruskal_wallis_h", "friedman"],
        "by ranks only two groups are compared (rank); anova compares several",
    ),
    (
        &[
            "two_way_anova",
            "repeated_measures_anova",
            "rm_anova",
            "ancova",
            "manova",
            "mixed_model",
            "lmm",
            "glmm",
        ],
        "write a claim for each comparison that the paper makes: within, between, or among groups by anova",
    ),
    (&["log_rank", "kaplan_meier", "cox"], "times to an event are compared by rank or welch_t"),
];

/// What to write instead of a word that no criterion stands for.
pub fn instead(written: &str) -> Option<&'static str> {
    let written = plain(written).to_lowercase();
    INSTEAD.iter().find(|(words, _)| words.contains(&written.as_str())).map(|(_, hint)| *hint)
}

/// A word with its parts joined as names are: `t-test` and `t test` are `t_test`.
fn plain(written: &str) -> String {
    written.replace([' ', '-'], "_").replace(['\'', '’'], "")
}

/// The known name that an alias stands for; letter case decides only between two that differ in it alone.
pub fn meant<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let one = |is: &dyn Fn(&str) -> bool| {
        let names = ALIASES.iter().filter(|a| is(a.0)).map(|a| a.1);
        names.into_iter().find_map(|n| known.iter().copied().find(|k| *k == n))
    };
    one(&|alias| alias == name)
        .or_else(|| known.iter().copied().find(|k| k.eq_ignore_ascii_case(name)))
        .or_else(|| one(&|alias| alias.eq_ignore_ascii_case(name)))
}

/// The name that the field's other word means here; letter case does not count. Nothing if it is none, or a known name itself.
pub fn read_as<'a>(written: &str, known: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    if known.clone().any(|k| k == written) {
        return None;
    }
    let joined = plain(written);
    let is = |alias: &str| alias.eq_ignore_ascii_case(written) || alias.eq_ignore_ascii_case(&joined);
    let mut meant = ALIASES.iter().filter(|a| is(a.0)).map(|a| a.1);
    meant.find_map(|name| known.clone().find(|k| *k == name))
}

/// The field's other words for a name.
pub fn words_for(name: &str) -> impl Iterator<Item = &'static str> + use<'_> {
    ALIASES.iter().filter(move |a| a.1 == name).map(|a| a.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::Unit;

    fn check(written: &str, known: &[&str], expected: Option<&str>) {
        assert_eq!(meant(written, known), expected, "{written}");
    }

    #[test]
    fn text_an_alias_means_a_name_that_may_stand_there() {
        let ligands = ["crf", "dopamine", "oxytocin", "vasopressin"];
        check("OT", &ligands, Some("oxytocin"));
        check("avp", &ligands, Some("vasopressin"));
        check("DA", &ligands, Some("dopamine"));
        check("female", &["F", "M"], Some("F"));
        check("smaller", &["greater", "less", "none"], Some("less"));
        check("OT", &["F", "M"], None);
        check("Oxytocin", &ligands, Some("oxytocin"));
    }

    #[test]
    fn text_a_test_is_read_in_any_spelling_or_refused_with_the_way_out() {
        let criteria = ["paired_t", "welch_t", "rank", "tost", "fisher", "chi2"];
        let read = |word| read_as(word, criteria.iter().copied());
        for (word, name) in [
            ("Mann-Whitney U", "rank"),
            ("wilcoxon", "rank"),
            ("equivalence", "tost"),
            ("Fisher's exact", "fisher"),
            ("chi-square", "chi2"),
            ("paired t-test", "paired_t"),
        ] {
            assert_eq!(read(word), Some(name), "{word}");
        }
        for word in ["t-test", "Student's t", "Kruskal-Wallis", "two-way ANOVA"] {
            assert!(read(word).is_none() && instead(word).is_some(), "{word}");
        }
    }

    #[test]
    fn text_no_unit_is_an_alias() {
        for (symbol, _) in Unit::symbols() {
            assert!(ALIASES.iter().all(|a| a.0 != symbol), "{symbol} is a unit");
        }
    }
}
