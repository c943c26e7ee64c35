//! Which interpreter of the host runs a runtime of AWS's.

use super::{Family, Interpreter, Name, Runtimes};

/// What runs functions of one runtime.
#[derive(Clone, Debug)]
pub struct Choice {
    pub name: Name,
    /// `None` where the function brings its own program.
    pub interpreter: Option<Interpreter>,
    /// Whether it has the version that AWS would run.
    pub exact: bool,
}

/// Why nothing runs functions of a runtime here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unavailable {
    /// Not one of [`super::names`].
    #[error("the runtime {0} has no interpreter here")]
    Unknown(String),
    #[error("{runtime} needs {wanted}, and this host has {has}")]
    NotFound {
        runtime: String,
        wanted: String,
        has: String,
    },
}

impl Runtimes {
    /// What runs functions of this runtime. With `near`, the nearest version may stand in for one that
    /// is not there: the next later one, else the latest earlier one.
    pub fn choose(&self, runtime: &str, near: bool) -> Result<Choice, Unavailable> {
        let name = Name::find(runtime).ok_or_else(|| Unavailable::Unknown(runtime.to_string()))?;
        if name.family == Family::Provided {
            return Ok(Choice {
                name,
                interpreter: None,
                exact: true,
            });
        }
        let chosen = self.nearest(name);
        match chosen {
            Some(i) if near || i.series() == name.version => Ok(Choice {
                name,
                exact: i.series() == name.version,
                interpreter: Some(i.clone()),
            }),
            _ => Err(self.not_found(name)),
        }
    }

    fn nearest(&self, name: Name) -> Option<&Interpreter> {
        let of_family = || self.found().iter().filter(|i| i.family == name.family);
        let later = of_family().filter(|i| i.series() >= name.version);
        let later = later.min_by_key(|i| i.series());
        later.or_else(|| of_family().max_by_key(|i| i.series()))
    }

    fn not_found(&self, name: Name) -> Unavailable {
        let of_family = self.found().iter().filter(|i| i.family == name.family);
        let mut has: Vec<String> = of_family.map(|i| i.version.clone()).collect();
        has.sort();
        let family = name.family.name();
        Unavailable::NotFound {
            runtime: name.name.to_string(),
            wanted: match name.family {
                Family::Python | Family::Ruby => {
                    format!("{family} {}.{}", name.version.0, name.version.1)
                }
                _ => format!("{family} {}", name.version.0),
            },
            has: match has.is_empty() {
                true => format!("no {family}"),
                false => format!("{family} {}", has.join(", ")),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host() -> Runtimes {
        let python =
            |version: &str| Interpreter::named(Family::Python, version, "/usr/bin/python3");
        Runtimes::of(vec![
            python("3.9.18"),
            python("3.11.7"),
            Interpreter::named(Family::Java, "17.0.15", "/usr/bin/java"),
        ])
    }

    #[test]
    fn the_version_asked_for() {
        let choice = host().choose("python3.11", false).unwrap();
        assert!(choice.exact);
        assert_eq!(choice.interpreter.unwrap().version, "3.11.7");
        assert!(host().choose("java17", false).unwrap().exact);
        assert!(
            host()
                .choose("provided.al2023", false)
                .unwrap()
                .interpreter
                .is_none()
        );
    }

    #[test]
    fn a_near_version_only_where_allowed() {
        let refused = host().choose("python3.10", false).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "python3.10 needs Python 3.10, and this host has Python 3.11.7, 3.9.18"
        );
        let near = |runtime| {
            host()
                .choose(runtime, true)
                .unwrap()
                .interpreter
                .unwrap()
                .version
        };
        assert_eq!(near("python3.10"), "3.11.7");
        assert_eq!(near("python3.13"), "3.11.7");
        assert_eq!(near("java21"), "17.0.15");
        assert!(!host().choose("java21", true).unwrap().exact);
    }

    #[test]
    fn none_of_the_family() {
        let refused = host().choose("ruby3.3", true).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "ruby3.3 needs Ruby 3.3, and this host has no Ruby"
        );
        assert_eq!(
            host().choose("dotnet8", true).unwrap_err(),
            Unavailable::Unknown("dotnet8".into())
        );
    }
}
