//! What of the items that are found is given back: `Select`, projections, and where it comes from.

use crate::errors;
use crate::read::source::Source;
use haneul_expression::{Condition, Projection};
use haneul_pipeline::AwsError;

pub struct Choice {
    pub projection: Option<Projection>,
    pub filter: Option<Condition>,
    /// The items themselves are given back, not only their number.
    pub shows: bool,
    /// The index lacks something: the item is read from the table.
    pub fetches: bool,
}

/// Checks that need no table.
pub fn check(select: Option<&str>, has_index: bool, by: Option<&str>) -> Result<(), AwsError> {
    match (select, by) {
        (Some("SPECIFIC_ATTRIBUTES"), None) => Err(errors::invalid(
            "Must specify the AttributesToGet or ProjectionExpression when choosing to get \
             SPECIFIC_ATTRIBUTES",
        )),
        (Some(select), Some(by)) if select != "SPECIFIC_ATTRIBUTES" => {
            let what = match select {
                "COUNT" => "only the Count",
                all => all,
            };
            Err(errors::invalid(format_args!(
                "Cannot specify the {by} when choosing to get {what}"
            )))
        }
        (Some("ALL_PROJECTED_ATTRIBUTES"), _) if !has_index => Err(errors::invalid(
            "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName",
        )),
        _ => Ok(()),
    }
}

impl Choice {
    pub fn of(
        source: &Source,
        select: Option<&str>,
        projection: Option<Projection>,
        filter: Option<Condition>,
    ) -> Result<Choice, AwsError> {
        let mut lacking: Vec<&str> = Vec::new();
        let projected = projection.iter().flat_map(Projection::paths);
        let filtered = filter.iter().flat_map(Condition::paths);
        for path in projected.chain(filtered) {
            if !source.has(path.root()) && !lacking.contains(&path.root()) {
                lacking.push(path.root());
            }
        }
        let wants_all = select == Some("ALL_ATTRIBUTES") && !source.has_all();
        if let Some(index) = source.index().filter(|index| !index.is_local) {
            if wants_all {
                return Err(errors::invalid(format_args!(
                    "Select type ALL_ATTRIBUTES is not supported for global secondary index {} \
                     because its projection type is not ALL",
                    index.name
                )));
            }
            if !lacking.is_empty() {
                return Err(errors::invalid(format_args!(
                    "Global secondary index {} does not project [{}]",
                    index.name,
                    lacking.join(", ")
                )));
            }
        }
        let fetches = wants_all || !lacking.is_empty();
        Ok(Choice {
            projection,
            filter,
            shows: select != Some("COUNT"),
            fetches,
        })
    }
}
