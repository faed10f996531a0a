//! The running mean of first scores, by lineage and month.
//!
//! Bits of the first batch, which kept only the share of repetitions with the published outcome, are those of
//! P = (share · R + ½) / (R + m/2) against today's base rates; a correlation with a direction was judged by its sign then, which has two
//! outcomes. A published number of that batch has no bits. Bits of shares below a threshold do not count: until 2026-11-30 they were logged against
//! what is known of shares above one, which gave a dozen for nothing.

use super::super::Share;
use super::super::bits::{Bits, over_papers};
use super::super::forecast::{self, Base};
use super::super::score::people_say;
use super::{Log, LogEntry};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use syntony_model::Protocol;
use syntony_model::protocol::{Claim, ClaimKind, Expect, Threshold};

/// Month of the entries that say none: they are the first batch.
const FIRST_MONTH: &str = "2026-11";

/// The mean of some first scores.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq)]
pub struct FirstScore {
    /// Lineage; none for all.
    pub lineage: Option<String>,
    /// Month; none for all.
    pub month: Option<String>,
    /// Bits of the claims that have them.
    pub bits: Option<Bits>,
    /// Claims that held, of those that could be judged.
    pub holds: Share,
    /// Their share as a mean, with its interval over papers.
    pub held: Option<Bits>,
}

/// An entry with what is known of its record.
struct Known<'a> {
    lineage: &'a str,
    month: &'a str,
    paper: &'a str,
    held: bool,
    bits: Option<f64>,
}

/// The running means: all, then each lineage, and its months if there are several. `protocols` are all that are known, with their lineages.
pub fn running(log: &Log, protocols: &[(&str, &Protocol)], base: &Base) -> Vec<FirstScore> {
    let by_key: BTreeMap<&str, (&str, &Protocol)> =
        protocols.iter().map(|p| (p.1.key.as_str(), *p)).collect();
    let known: Vec<Known> = log
        .entries
        .iter()
        .filter(|e| e.verdict != "na")
        .map(|e| known(e, by_key.get(e.protocol.as_str()).copied(), base))
        .collect();
    let lineages: BTreeSet<&str> = known.iter().map(|k| k.lineage).filter(|l| !l.is_empty()).collect();
    let mut out: Vec<FirstScore> = mean(&known, None, None).into_iter().collect();
    for lineage in lineages {
        out.extend(mean(&known, Some(lineage), None));
        let months: BTreeSet<&str> = known.iter().filter(|k| k.lineage == lineage).map(|k| k.month).collect();
        if months.len() > 1 {
            out.extend(months.into_iter().filter_map(|m| mean(&known, Some(lineage), Some(m))));
        }
    }
    out
}

fn known<'a>(e: &'a LogEntry, protocol: Option<(&'a str, &'a Protocol)>, base: &Base) -> Known<'a> {
    let lineage = e.lineage.as_deref().or(protocol.map(|p| p.0)).unwrap_or_default();
    let source = protocol.map(|p| p.1.source.as_str()).filter(|s| !s.is_empty());
    let claim = protocol.and_then(|p| p.1.claims.iter().find(|c| c.key == e.claim));
    let made = || {
        let claim = claim?;
        let by_sign = matches!(&claim.kind, ClaimKind::Correlation { expect, .. } if *expect != Expect::None);
        forecast::bits_of_share(claim, e.holds_in?, e.replicates, by_sign, base.of_lineage(lineage))
    };
    let below = |c: &Claim| matches!(c.kind, ClaimKind::Fraction { threshold: Threshold::Below(_), .. });
    let logged = e.bits.filter(|_| !claim.is_some_and(below));
    Known {
        lineage,
        month: e.date.as_deref().and_then(|d| d.get(..7)).unwrap_or(FIRST_MONTH),
        paper: e.source.as_deref().or(source).unwrap_or(&e.record),
        held: e.verdict == "holds",
        bits: logged.or_else(|| if e.date.is_none() { made() } else { None }),
    }
}

fn mean(known: &[Known], lineage: Option<&str>, month: Option<&str>) -> Option<FirstScore> {
    let own: Vec<&Known> = known
        .iter()
        .filter(|k| lineage.is_none_or(|l| l == k.lineage) && month.is_none_or(|m| m == k.month))
        .collect();
    let held = |k: &Known| f64::from(u8::from(k.held));
    Some(FirstScore {
        lineage: lineage.map(String::from),
        month: month.map(String::from),
        bits: over_papers(own.iter().filter_map(|k| Some((k.paper, k.bits?)))),
        holds: Share { hits: own.iter().filter(|k| k.held).count(), of: own.len() },
        held: Some(over_papers(own.iter().map(|k| (k.paper, held(k))))?),
    })
}

/// The table of the pages; nothing without first scores.
pub fn table(all: &[FirstScore]) -> String {
    let Some(papers) = all.first().and_then(|s| s.held).map(|h| h.papers) else { return String::new() };
    let mut out = format!(
        "**First scores**: what the model said of {papers} papers the first time each was run, before anybody could look into why. Nothing that is fitted or\n\
         mended later can move them.\n\n\
         | | papers | **bits a claim** | claims with bits | claims that held |\n|---|---|---|---|---|\n"
    );
    for s in all {
        let Some(held) = s.held else { continue };
        let (low, high) = held.interval;
        let _ = writeln!(
            out,
            "| {} | {} | **{}** | {} | {} of {} ({:.0} %, {:.0} to {:.0}) |",
            name(s),
            held.papers,
            s.bits.map_or("-".into(), Bits::words),
            s.bits.map_or(0, |b| b.claims),
            s.holds.hits,
            s.holds.of,
            100.0 * held.mean,
            100.0 * low,
            100.0 * high
        );
    }
    out.push('\n');
    out
}

/// What a mean is of.
pub fn name(s: &FirstScore) -> String {
    let parts = [s.lineage.as_deref().map(people_say), s.month.clone()];
    let name = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    if name.is_empty() { "all".into() } else { name }
}
