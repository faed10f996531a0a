//! `syntony schema`: the JSON Schema of the formats.

use crate::fail::Fail;
use crate::out::Out;
use clap::ValueEnum;
use syntony_language::shape;

/// Which format.
#[derive(Debug, clap::Args)]
pub struct SchemaArgs {
    /// Experiments (protocol), the science (atlas), what people want (plan) or what is adjusted (fit)
    #[arg(value_name = "FORMAT", default_value = "protocol")]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Protocol,
    Atlas,
    Plan,
    Fit,
}

/// Prints it; it is JSON in any case.
pub fn schema(args: &SchemaArgs, out: &Out) -> Result<(), Fail> {
    let schema = match args.format {
        Format::Protocol => shape::schema(&shape::PROTOCOL, "Syntony protocol"),
        Format::Plan => shape::schema(&shape::PLAN, "Syntony plan"),
        Format::Fit => shape::schema(&shape::FIT, "Syntony fit"),
        Format::Atlas => shape::schema(&shape::ATLAS, "Syntony atlas"),
    };
    out.data(&schema)
}
