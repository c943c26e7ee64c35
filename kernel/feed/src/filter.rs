//! Which events somebody wants.

use haneul_pattern::Pattern;
use haneul_pipeline::AwsError;
use serde_json::Value as Json;

pub struct Filter(Vec<Pattern>);

impl Filter {
    /// Of patterns that were read before.
    pub fn of(patterns: &[String]) -> Result<Filter, AwsError> {
        let read = |text: &String| Pattern::parse(text).map_err(AwsError::internal);
        let patterns = patterns.iter().map(read);
        Ok(Filter(patterns.collect::<Result<_, _>>()?))
    }

    /// Told of the event with its body read.
    pub fn takes(&self, event: &Json) -> bool {
        self.0.is_empty() || self.0.iter().any(|pattern| pattern.matches(event))
    }
}
