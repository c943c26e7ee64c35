//! What a query is of, where it says so itself.

/// Groups by how their names begin, their class and account; what is empty is any.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Source {
    pub prefixes: Vec<String>,
    pub classes: Vec<String>,
    pub accounts: Vec<String>,
}

pub const PREFIXES: usize = 5;
pub const ACCOUNTS: usize = 20;
pub const CLASSES: [&str; 2] = ["STANDARD", "INFREQUENT_ACCESS"];

impl Source {
    /// Whether a group is meant; of the standard class, unless another is named.
    pub fn has(&self, name: &str, class: &str) -> bool {
        let mut prefixes = self.prefixes.iter();
        let named = self.prefixes.is_empty() || prefixes.any(|prefix| name.starts_with(prefix));
        named
            && match self.classes.is_empty() {
                true => class == "STANDARD",
                false => self.classes.iter().any(|known| known == class),
            }
    }
}
