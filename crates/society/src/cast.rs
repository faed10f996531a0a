//! Who is in a group and who ever meets whom, read off its phases.

use syntony_brain::{Cast, CastMember};
use syntony_model::protocol::{Group, ManipulationKind, PhaseKind};

/// The cast, the pairs that ever meet, and what may be given or expressed.
pub(crate) fn cast_of(group: &Group) -> Cast {
    let members: Vec<CastMember> = group
        .cast
        .iter()
        .map(|m| CastMember {
            name: m.name.clone(),
            species: m.species.clone(),
            sex: m.sex,
            age: m.age,
            rearing: m.rearing,
            state: m.state,
            density: m.density.clone(),
            attachment: (m.anxiety, m.avoidance),
            kin: m.kin.clone(),
            attraction: m.attraction.clone(),
        })
        .collect();
    let index = |name: &String| group.cast.iter().position(|m| m.name == *name);
    let mut pairs = Vec::new();
    for phase in &group.phases {
        for (a, b) in meetings(&phase.kind) {
            if let (Some(a), Some(b)) = (index(&a), index(&b)) {
                for pair in [(a, b), (b, a)] {
                    if a != b && !pairs.contains(&pair) {
                        pairs.push(pair);
                    }
                }
            }
        }
    }
    // somebody bonded with is missed, and known again, whether they meet or not
    for (i, member) in group.cast.iter().enumerate() {
        for j in member.bonds.iter().filter_map(|(other, _, _)| index(other)) {
            if !pairs.contains(&(i, j)) {
                pairs.push((i, j));
            }
        }
    }
    let mut compounds: Vec<String> = group.doses.iter().map(|d| d.compound.clone()).collect();
    compounds.sort();
    compounds.dedup();
    let expressed = group
        .manipulations
        .iter()
        .filter_map(|m| match &m.kind {
            ManipulationKind::Express { receptor, region: Some(region), .. } => {
                Some((receptor.clone(), region.clone()))
            }
            _ => None,
        })
        .collect();
    let mut places: Vec<String> = group
        .phases
        .iter()
        .flat_map(|f| match &f.kind {
            PhaseKind::Conditioning { place, .. } => vec![place.clone()],
            PhaseKind::PlaceTest { places, .. } => places.clone(),
            _ => Vec::new(),
        })
        .collect();
    places.sort();
    places.dedup();
    Cast { members, pairs, compounds, expressed, places, watched: Vec::new() }
}

fn every_two(members: &[String]) -> Vec<(String, String)> {
    let after = |(i, a): (usize, &String)| {
        members[i + 1..].iter().map(|b| (a.clone(), b.clone())).collect::<Vec<_>>()
    };
    members.iter().enumerate().flat_map(after).collect()
}

/// Who meets whom in a phase.
pub(crate) fn meetings(kind: &PhaseKind) -> Vec<(String, String)> {
    match kind {
        PhaseKind::Together { members, .. } => every_two(members),
        PhaseKind::Encounter(e) => every_two(&e.members),
        PhaseKind::Choice { chooser, options, .. } => {
            options.iter().flatten().map(|o| (chooser.clone(), o.clone())).collect()
        }
        PhaseKind::Operant { member, options, .. } => {
            options.iter().flatten().map(|o| (member.clone(), o.clone())).collect()
        }
        PhaseKind::Intruder { resident, intruder } => vec![(resident.clone(), intruder.clone())],
        PhaseKind::Conditioning { member, with: Some(with), .. } => vec![(member.clone(), with.clone())],
        _ => Vec::new(),
    }
}
