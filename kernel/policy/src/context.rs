use std::collections::BTreeMap;

/// The context key under which a caller's canonical user id is looked up for `CanonicalUser`
/// principals. It is not one of AWS's keys; the service that knows canonical ids sets it.
pub const CANONICAL_USER_KEY: &str = "haneul:canonicaluserid";

/// What is known about a request besides who, what and where: condition keys and their values.
/// Names are case-insensitive. A key with an empty list of values counts as absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    values: BTreeMap<String, Vec<String>>,
}

impl Context {
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a key to one value, replacing what was there.
    pub fn insert(&mut self, key: &str, value: impl Into<String>) {
        self.insert_many(key, [value]);
    }

    /// Sets a key to a list of values, replacing what was there.
    pub fn insert_many<V: Into<String>>(&mut self, key: &str, values: impl IntoIterator<Item = V>) {
        let values = values.into_iter().map(Into::into).collect();
        self.values.insert(key.to_ascii_lowercase(), values);
    }

    pub fn remove(&mut self, key: &str) {
        self.values.remove(&key.to_ascii_lowercase());
    }

    /// The values of a key, `None` when it is absent or has no values.
    pub fn get(&self, key: &str) -> Option<&[String]> {
        if key.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return self.lowered(&key.to_ascii_lowercase());
        }
        self.lowered(key)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.values
            .iter()
            .map(|(key, values)| (key.as_str(), values.as_slice()))
    }

    /// Like [`Context::get`] for a name already in lower case.
    pub(crate) fn lowered(&self, key: &str) -> Option<&[String]> {
        self.values
            .get(key)
            .map(Vec::as_slice)
            .filter(|values| !values.is_empty())
    }

    /// The value of a key that has exactly one: only such a key can stand in for a variable.
    pub(crate) fn single(&self, key: &str) -> Option<&str> {
        match self.lowered(key)? {
            [value] => Some(value),
            _ => None,
        }
    }
}

impl<K: AsRef<str>, V: Into<String>> FromIterator<(K, V)> for Context {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let mut context = Self::new();
        for (key, value) in pairs {
            context.insert(key.as_ref(), value);
        }
        context
    }
}
