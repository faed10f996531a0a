//! What somebody at the screen does to a running scene, and how a protocol says the same.

use serde::{Deserialize, Serialize};

/// A deed at its time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Timed {
    /// Time of the scene, s.
    pub at_s: f64,
    /// What.
    #[serde(flatten)]
    pub deed: Deed,
}

/// What somebody does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Deed {
    /// One does an act to another for a while.
    Act {
        /// Who.
        by: String,
        /// To whom.
        to: String,
        /// Act of the atlas.
        act: String,
        /// How long, s.
        for_s: f64,
    },
    /// A compound is given.
    Dose {
        /// To whom.
        member: String,
        /// Compound.
        compound: String,
        /// Route.
        route: String,
        /// Region, for the route `site`.
        site: Option<String>,
        /// Amount with its unit.
        amount: String,
    },
    /// A population or region is taken away, held down or driven.
    Change {
        /// In whom.
        member: String,
        /// `lesion`, `silence` or `stimulate`.
        how: String,
        /// Population or region.
        target: String,
    },
    /// Somebody leaves.
    Leave {
        /// Who.
        member: String,
    },
    /// Somebody who had left comes back.
    Back {
        /// Who.
        member: String,
    },
}

/// Quotes as TOML does.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// The tables that say the same in a protocol; `deeds` in the order of time, `drive` in logit units for what is silenced or stimulated.
pub fn tables(deeds: &[Timed], drive: f64) -> String {
    let mut out = String::new();
    let mut table = |name: &str, lines: &[(&str, String)]| {
        out.push_str(&format!("\n[[{name}]]\n"));
        for (key, value) in lines {
            out.push_str(&format!("{key} = {value}\n"));
        }
    };
    let time = |s: f64| format!("\"{s} s\"");
    for (i, Timed { at_s, deed }) in deeds.iter().enumerate() {
        let at = time(*at_s);
        match deed {
            Deed::Act { by, to, act, for_s } => table(
                "act",
                &[
                    ("by", quoted(by)),
                    ("to", quoted(to)),
                    ("act", quoted(act)),
                    ("at", at),
                    ("for", time(*for_s)),
                ],
            ),
            Deed::Dose { member, compound, route, site, amount } => {
                let mut lines = vec![
                    ("compound", quoted(compound)),
                    ("route", quoted(route)),
                    ("amount", quoted(amount)),
                    ("members", format!("[{}]", quoted(member))),
                    ("at", at),
                ];
                lines.extend(site.iter().map(|s| ("site", quoted(s))));
                table("dose", &lines);
            }
            Deed::Change { member, how, target } => {
                let mut lines = vec![
                    ("kind", quoted(how)),
                    ("target", quoted(target)),
                    ("members", format!("[{}]", quoted(member))),
                    ("from", at),
                ];
                if how != "lesion" {
                    lines.push(("amount", format!("{drive}")));
                }
                table("manipulation", &lines);
            }
            Deed::Leave { member } => {
                let back = deeds[i + 1..].iter().find(|d| {
                    matches!(&d.deed, Deed::Back { member: m } | Deed::Leave { member: m } if m == member)
                });
                let mut lines = vec![("member", quoted(member)), ("at", at)];
                lines.extend(back.map(|b| ("for", time(b.at_s - at_s))));
                table("absence", &lines);
            }
            Deed::Back { .. } => {}
        }
    }
    out
}
