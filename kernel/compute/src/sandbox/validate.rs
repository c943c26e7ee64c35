//! Whether a specification can be, and its paths made plain.

use crate::{Failure, Spec};
use std::path::{Component, Path, PathBuf};

/// What every sandbox has already, and what may not be covered.
const TAKEN: &[&str] = &[
    "/", "/bin", "/dev", "/etc", "/lib", "/lib32", "/lib64", "/libx32", "/nix", "/proc", "/sbin",
    "/tmp", "/usr",
];

/// Targets are absolute, without dots, and none lies in another; sources are without links, since a link
/// would lead elsewhere in the sandbox's root.
pub fn plain_paths(spec: &mut Spec) -> Result<(), Failure> {
    for mount in &mut spec.mounts {
        for source in &mut mount.sources {
            let plain = std::fs::canonicalize(&source);
            *source = plain.map_err(Failure::step(format!("mounting {}", source.display())))?;
        }
        if mount.sources.is_empty() || (mount.writable && mount.sources.len() > 1) {
            return Err(refused(
                "cannot be mounted: wants one source",
                &mount.target,
            ));
        }
    }
    let files = spec.files.iter().map(|f| &f.target);
    for target in spec.mounts.iter().map(|m| &m.target).chain(files) {
        inside(target)?;
    }
    let targets: Vec<&PathBuf> = spec.mounts.iter().map(|m| &m.target).collect();
    for (at, target) in targets.iter().enumerate() {
        let mut others = targets.iter().enumerate().filter(|(other, _)| *other != at);
        if others.any(|(_, other)| target.starts_with(other)) {
            return Err(refused("lies in another mount", target));
        }
    }
    if spec.command.iter().any(|c| c.contains('\0'))
        || spec.env.iter().any(|(n, v)| bad_variable(n, v))
    {
        return Err(Failure::Refused(
            "a command or variable with a zero or without a name".into(),
        ));
    }
    Ok(())
}

fn bad_variable(name: &str, value: &str) -> bool {
    name.is_empty() || name.contains(['=', '\0']) || value.contains('\0')
}

fn inside(target: &Path) -> Result<(), Failure> {
    let plain = target
        .components()
        .all(|c| matches!(c, Component::RootDir | Component::Normal(_)));
    if !target.is_absolute() || !plain {
        return Err(refused("is not a plain absolute path", target));
    }
    let covers = TAKEN
        .iter()
        .any(|taken| *taken != "/" && target.starts_with(taken));
    if covers || target == Path::new("/") {
        return Err(refused("is the sandbox's own", target));
    }
    Ok(())
}

fn refused(why: &str, target: &Path) -> Failure {
    Failure::Refused(format!("{} {why}", target.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Mount;

    fn refuses(targets: &[&str]) -> bool {
        let mut spec = Spec::new("test", ["/bin/true"]);
        spec.mounts = targets
            .iter()
            .map(|t| Mount::read_only("/usr", *t))
            .collect();
        plain_paths(&mut spec).is_err()
    }

    #[test]
    fn where_a_mount_may_be() {
        assert!(!refuses(&["/var/task", "/opt", "/var/runtime/lib"]));
        assert!(refuses(&["/usr/lib"]));
        assert!(refuses(&["/"]));
        assert!(refuses(&["/var/../etc"]));
        assert!(refuses(&["var/task"]));
        assert!(refuses(&["/opt", "/opt/python"]));
        assert!(refuses(&["/opt", "/opt"]));
    }
}
