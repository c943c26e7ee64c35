//! The storage classes.

use crate::errors;
use haneul_pipeline::AwsError;
use serde::{Deserialize, Serialize};

/// All but STANDARD, which is what an object has that says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Class {
    ReducedRedundancy,
    StandardIa,
    OnezoneIa,
    IntelligentTiering,
    GlacierIr,
    Glacier,
    DeepArchive,
}

pub const STANDARD: &str = "STANDARD";

const NAMES: [(&str, Class); 7] = [
    ("REDUCED_REDUNDANCY", Class::ReducedRedundancy),
    ("STANDARD_IA", Class::StandardIa),
    ("ONEZONE_IA", Class::OnezoneIa),
    ("INTELLIGENT_TIERING", Class::IntelligentTiering),
    ("GLACIER_IR", Class::GlacierIr),
    ("GLACIER", Class::Glacier),
    ("DEEP_ARCHIVE", Class::DeepArchive),
];

impl Class {
    pub fn name(self) -> &'static str {
        let found = NAMES.iter().find(|(_, class)| *class == self);
        found.map_or(STANDARD, |(name, _)| name)
    }

    /// Must be restored before it can be read.
    pub fn is_archive(self) -> bool {
        matches!(self, Class::Glacier | Class::DeepArchive)
    }

    /// Lifecycle rules lead only down this order; classes of one step may not follow each other.
    pub fn step(class: Option<Class>) -> u8 {
        match class {
            None | Some(Class::ReducedRedundancy) => 0,
            Some(Class::StandardIa) => 1,
            Some(Class::IntelligentTiering) => 2,
            Some(Class::OnezoneIa | Class::GlacierIr) => 3,
            Some(Class::Glacier) => 4,
            Some(Class::DeepArchive) => 5,
        }
    }
}

/// As a request names it. What is not for objects of general purpose buckets is no class.
pub fn parse(name: Option<&str>) -> Result<Option<Class>, AwsError> {
    let Some(name) = name.filter(|name| *name != STANDARD) else {
        return Ok(None);
    };
    match NAMES.iter().find(|(known, _)| *known == name) {
        Some((_, class)) => Ok(Some(*class)),
        None => Err(errors::invalid_storage_class()),
    }
}

/// As listings show it.
pub fn shown(class: Option<Class>) -> String {
    class.map_or(STANDARD, Class::name).to_owned()
}

/// As headers show it, which leave STANDARD out.
pub fn header(class: Option<Class>) -> Option<String> {
    class.map(|class| class.name().to_owned())
}
