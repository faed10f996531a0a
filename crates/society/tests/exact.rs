//! The words of a protocol and the states of a brain are the same ones.

mod common;

use common::{atlas, compile, pair, society};
use syntony_brain::Variable;
use syntony_model::protocol::{VARIABLES, VariableKind};

#[test]
fn exact_every_variable_that_a_protocol_may_name_is_a_state_of_the_brain() {
    let run = compile(&atlas(), &pair("F", "M", 1.0, true, ""));
    let society = society(&run, 1, &[0]);
    for variable in VARIABLES.iter().filter(|v| !v.people) {
        let name = variable
            .form
            .replace("POPULATION", "vta")
            .replace("LIGAND@REGION", "oxytocin@nacc_shell")
            .replace("LIGAND", "oxytocin")
            .replace("RECEPTOR@REGION", "otr@nacc_shell")
            .replace("MEMBER", "partner");
        assert!(Variable::resolve(&name, 0, &society.block).is_some(), "{name}");
    }
}

#[test]
fn exact_every_edge_state_of_the_brain_may_be_named() {
    let run = compile(&atlas(), &pair("F", "M", 1.0, true, ""));
    let society = society(&run, 1, &[0]);
    let layout = &society.block.edge_layout;
    for slot in 0..layout.len() {
        let name = format!("{}:partner", layout.name(slot));
        assert_eq!(VariableKind::split(&name).map(|v| v.0), Some(VariableKind::Edge), "{name}");
    }
}
