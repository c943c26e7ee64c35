//! Tags of a resource, as most services have them.

use crate::error::AwsError;

/// How most services refuse keys that are the cloud's own.
pub const RESERVED: &str = "Tag keys starting with 'aws:' are reserved for system use.";

/// What a service allows, and how it refuses the rest.
pub struct Rules {
    /// Of one resource.
    pub most: usize,
    /// A key begins with `aws:`.
    pub reserved: fn() -> AwsError,
    pub too_many: fn() -> AwsError,
}

impl Rules {
    /// Adds tags, or gives those there are another value.
    pub fn put(
        &self,
        own: &mut Vec<(String, String)>,
        tags: impl IntoIterator<Item = (String, String)>,
    ) -> Result<(), AwsError> {
        for (key, value) in tags {
            if key.to_ascii_lowercase().starts_with("aws:") {
                return Err((self.reserved)());
            }
            match own.iter_mut().find(|(known, _)| *known == key) {
                Some(known) => known.1 = value,
                None => own.push((key, value)),
            }
        }
        match own.len() <= self.most {
            true => Ok(()),
            false => Err((self.too_many)()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: Rules = Rules {
        most: 2,
        reserved: || AwsError::new("Reserved", RESERVED),
        too_many: || AwsError::new("TooMany", ""),
    };

    fn put(own: &mut Vec<(String, String)>, tags: &[(&str, &str)]) -> Result<(), AwsError> {
        let tags = tags.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
        RULES.put(own, tags)
    }

    #[test]
    fn tags_are_added_or_change_and_some_are_refused() {
        let mut own = Vec::new();
        put(&mut own, &[("a", "1"), ("b", "2")]).unwrap();
        put(&mut own, &[("a", "3")]).unwrap();
        let pair = |k: &str, v: &str| (k.to_owned(), v.to_owned());
        assert_eq!(own, [pair("a", "3"), pair("b", "2")]);
        let code = |outcome: Result<(), AwsError>| outcome.unwrap_err().code.to_string();
        assert_eq!(code(put(&mut own, &[("AWS:x", "")])), "Reserved");
        assert_eq!(code(put(&mut own, &[("c", "")])), "TooMany");
    }
}
