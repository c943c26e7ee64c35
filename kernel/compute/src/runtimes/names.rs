//! The names that AWS has for runtimes.

use serde::{Deserialize, Serialize};

/// Whose programs an interpreter runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Family {
    Python,
    Node,
    Java,
    Ruby,
    /// The function brings its own program, `bootstrap`.
    Provided,
}

impl Family {
    pub fn name(self) -> &'static str {
        match self {
            Family::Python => "Python",
            Family::Node => "Node.js",
            Family::Java => "Java",
            Family::Ruby => "Ruby",
            Family::Provided => "provided",
        }
    }
}

/// One runtime of AWS's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name {
    pub name: &'static str,
    pub family: Family,
    /// Major and minor; of Node.js and Java only the major one counts and the minor one is 0.
    pub version: (u32, u32),
}

const fn name(name: &'static str, family: Family, major: u32, minor: u32) -> Name {
    Name {
        name,
        family,
        version: (major, minor),
    }
}

const NAMES: &[Name] = &[
    name("java11", Family::Java, 11, 0),
    name("java11.al2023", Family::Java, 11, 0),
    name("java17", Family::Java, 17, 0),
    name("java17.al2023", Family::Java, 17, 0),
    name("java21", Family::Java, 21, 0),
    name("java25", Family::Java, 25, 0),
    name("java8.al2", Family::Java, 8, 0),
    name("java8.al2023", Family::Java, 8, 0),
    name("nodejs18.x", Family::Node, 18, 0),
    name("nodejs20.x", Family::Node, 20, 0),
    name("nodejs22.x", Family::Node, 22, 0),
    name("nodejs24.x", Family::Node, 24, 0),
    name("nodejs26.x", Family::Node, 26, 0),
    name("provided", Family::Provided, 0, 0),
    name("provided.al2", Family::Provided, 0, 0),
    name("provided.al2023", Family::Provided, 0, 0),
    name("python3.10", Family::Python, 3, 10),
    name("python3.11", Family::Python, 3, 11),
    name("python3.12", Family::Python, 3, 12),
    name("python3.13", Family::Python, 3, 13),
    name("python3.14", Family::Python, 3, 14),
    name("python3.15", Family::Python, 3, 15),
    name("python3.8", Family::Python, 3, 8),
    name("python3.9", Family::Python, 3, 9),
    name("ruby3.2", Family::Ruby, 3, 2),
    name("ruby3.3", Family::Ruby, 3, 3),
    name("ruby3.4", Family::Ruby, 3, 4),
    name("ruby4.0", Family::Ruby, 4, 0),
];

/// All runtimes that can be run here when the host has the interpreter. AWS's model names more:
/// those that AWS no longer runs, and .NET's and Go's managed ones, which have none here.
pub fn names() -> &'static [Name] {
    NAMES
}

impl Name {
    pub fn find(name: &str) -> Option<Name> {
        NAMES.iter().find(|n| n.name == name).copied()
    }
}
