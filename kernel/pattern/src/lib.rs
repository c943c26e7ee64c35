//! The event-pattern language: which events a rule of EventBridge, a filter of SNS or an event
//! source of Lambda is about; with it the paths and the templates that show what is in an event.
//! Without any service's types and without I/O.
//!
//! ```
//! use haneul_pattern::{Index, Pattern};
//! let pattern = Pattern::parse(r#"{"source": ["shop", {"prefix": "shop."}]}"#)?;
//! let event = serde_json::json!({"source": "shop.orders", "detail": {}});
//! assert!(pattern.matches(&event));
//! let index = Index::new([&pattern, &pattern]);
//! assert_eq!(index.matching(&event), [0, 1]);
//! # Ok::<(), haneul_pattern::BadPattern>(())
//! ```

mod bad;
mod branch;
mod index;
mod intervals;
mod leaves;
mod number;
mod parse;
pub mod path;
pub mod template;
mod test;
mod tokens;
mod wildcard;

pub use bad::BadPattern;
pub use index::Index;

use parse::Alternative;
use serde_json::Value;

/// A pattern that was read and can be matched.
#[derive(Clone, Debug)]
pub struct Pattern {
    alternatives: Vec<Alternative>,
    alone: Index,
}

impl Pattern {
    /// Reads a pattern; what is wrong is said in the words of AWS's own compiler.
    pub fn parse(text: &str) -> Result<Self, BadPattern> {
        let alternatives = parse::parse(text)?;
        let alone = Index::of([alternatives.as_slice()].into_iter());
        Ok(Pattern {
            alternatives,
            alone,
        })
    }

    pub fn matches(&self, event: &Value) -> bool {
        !self.alone.matching(event).is_empty()
    }
}

impl Index {
    /// Of patterns that are then known by their place in the list.
    pub fn new<'a>(patterns: impl IntoIterator<Item = &'a Pattern>) -> Self {
        Index::of(
            patterns
                .into_iter()
                .map(|pattern| pattern.alternatives.as_slice()),
        )
    }
}
