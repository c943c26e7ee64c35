//! Labels of versions: each is at one version at most.

use crate::secret::row::Version;

pub const CURRENT: &str = "AWSCURRENT";
pub const PREVIOUS: &str = "AWSPREVIOUS";
pub const PENDING: &str = "AWSPENDING";

/// Those of rotation.
pub const LABELS: [&str; 3] = [CURRENT, PREVIOUS, PENDING];

/// Puts a label to a version, from wherever it is. What was current is the previous one then.
pub fn attach(versions: &mut [Version], id: &str, label: &str) {
    if label == CURRENT {
        let before = versions.iter().find(|version| has(version, CURRENT));
        if let Some(before) = before.map(|before| before.id.clone())
            && before != id
        {
            place(versions, &before, PREVIOUS);
        }
    }
    place(versions, id, label);
}

pub fn detach(versions: &mut [Version], id: &str, label: &str) {
    for version in versions.iter_mut().filter(|version| version.id == id) {
        version.labels.retain(|known| known != label);
    }
}

fn has(version: &Version, label: &str) -> bool {
    version.labels.iter().any(|known| known == label)
}

fn place(versions: &mut [Version], id: &str, label: &str) {
    for version in versions {
        match (version.id == id, has(version, label)) {
            (true, false) => version.labels.push(label.to_owned()),
            (false, true) => version.labels.retain(|known| known != label),
            _ => {}
        }
    }
}

pub fn shown(labels: &[String]) -> Vec<String> {
    let mut labels = labels.to_vec();
    labels.sort_unstable();
    labels
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    fn versions(ids: &[&str]) -> Vec<Version> {
        let version = |id: &&str| Version {
            id: (*id).to_owned(),
            labels: Vec::new(),
            created: Timestamp::UNIX_EPOCH,
            accessed: None,
            key: None,
        };
        ids.iter().map(version).collect()
    }

    fn of(versions: &[Version]) -> Vec<String> {
        versions
            .iter()
            .map(|v| shown(&v.labels).join(" "))
            .collect()
    }

    #[test]
    fn current_becomes_previous() {
        let mut all = versions(&["a", "b", "c"]);
        attach(&mut all, "a", CURRENT);
        assert_eq!(of(&all), ["AWSCURRENT", "", ""]);
        attach(&mut all, "b", CURRENT);
        assert_eq!(of(&all), ["AWSPREVIOUS", "AWSCURRENT", ""]);
        attach(&mut all, "c", PENDING);
        attach(&mut all, "c", CURRENT);
        assert_eq!(of(&all), ["", "AWSPREVIOUS", "AWSCURRENT AWSPENDING"]);
        attach(&mut all, "b", CURRENT);
        assert_eq!(of(&all), ["", "AWSCURRENT", "AWSPENDING AWSPREVIOUS"]);
        // Once more changes nothing.
        attach(&mut all, "b", CURRENT);
        detach(&mut all, "c", PENDING);
        assert_eq!(of(&all), ["", "AWSCURRENT", "AWSPREVIOUS"]);
        attach(&mut all, "a", "mine");
        attach(&mut all, "c", "mine");
        assert_eq!(of(&all), ["", "AWSCURRENT", "AWSPREVIOUS mine"]);
    }
}
