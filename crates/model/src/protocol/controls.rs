//! Positive controls: a claim of no difference, or of a smaller one, says something only where another claim shows the effect that is absent from it.

use super::read::Reader;
use super::{Claim, ClaimKind, Expect, Protocol};

impl Claim {
    /// Whether it compares and expects no difference.
    pub fn is_null(&self) -> bool {
        self.kind.compared().is_some_and(|(expect, _)| expect == Expect::None)
    }

    /// Whether it says that the effect of its control is smaller elsewhere, or gone.
    pub fn reduces(&self) -> bool {
        matches!(self.kind, ClaimKind::Reduces(_))
    }
}

impl Protocol {
    /// The claim that must hold in a repetition in which this one says that nothing differs, or less does.
    pub fn control_of(&self, claim: &Claim) -> Option<&Claim> {
        self.claims.iter().find(|c| Some(&c.key) == claim.control.as_ref())
    }
}

impl Reader<'_> {
    /// Notes every control that could show nothing. A control has none itself, so that there is no circle.
    pub(super) fn controls(&mut self, claims: &[Claim]) {
        let root = self.root;
        let written: Vec<&str> = root.tables("claim").filter_map(|t| t.text("key")).collect();
        for table in root.tables("claim").filter(|t| t.get("control").is_some()) {
            let (Some(control), spot) = (table.text("control"), table.spot_of("control")) else { continue };
            if !self.notes.known("claim", "protocol", control, spot, written.iter().copied()) {
                continue;
            }
            let of = |key: Option<&str>| claims.iter().find(|c| Some(c.key.as_str()) == key);
            let (own, other) = (of(table.text("key")), of(Some(control)));
            let (what, hint) = if table.text("key") == Some(control) {
                (format!("'{control}' is its own control, expected another claim"), None)
            } else if own.is_some_and(|c| c.kind.compared().is_some() && !c.is_null() && !c.reduces()) {
                let what = "a control of a claim that expects a difference, expected expect = \"none\"";
                let hint = "that an effect is smaller than in the control is a claim of kind reduces, that it is gone one of kind abolishes";
                (what.into(), Some(hint.into()))
            } else if other.is_some_and(|c| c.kind.compared().is_none()) {
                (format!("the control '{control}' compares nothing, expected a comparison"), None)
            } else if other.is_some_and(Claim::reduces) {
                (
                    format!("the control '{control}' has a control itself, expected one that stands alone"),
                    None,
                )
            } else if other.is_some_and(Claim::is_null) {
                let what =
                    format!("the control '{control}' expects no difference itself, expected a difference");
                (what, Some("a control shows the effect that is absent here".into()))
            } else {
                continue;
            };
            self.notes.add(spot, what, hint);
        }
    }
}
