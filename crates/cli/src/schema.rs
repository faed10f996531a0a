//! `syntony schema`: the JSON Schema of the two formats.

use crate::fail::Fail;
use crate::out::Out;
use clap::ValueEnum;
use syntony_model::shape;

/// Which format.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Experiments (protocol) or the science (atlas)
    #[arg(value_name = "FORMAT", default_value = "protocol")]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Protocol,
    Atlas,
}

/// Prints it; it is JSON in any case.
pub fn schema(args: &Args, out: &Out) -> Result<(), Fail> {
    let schema = match args.format {
        Format::Protocol => shape::schema(&shape::PROTOCOL, "Syntony protocol"),
        Format::Atlas => shape::schema(&shape::ATLAS, "Syntony atlas"),
    };
    out.data(&schema)
}
