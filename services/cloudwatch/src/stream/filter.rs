//! Which metrics a stream has.

use crate::errors;
use crate::shapes::MetricStreamFilter;
use haneul_pipeline::AwsError;
use serde::{Deserialize, Serialize};

/// Entries of one stream, with the names in them.
const MOST: usize = 1_000;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Filters {
    All,
    Only(Vec<Filter>),
    AllBut(Vec<Filter>),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Filter {
    pub namespace: String,
    /// None: all of the namespace.
    pub names: Vec<String>,
}

impl Filters {
    pub fn of(
        include: Option<Vec<MetricStreamFilter>>,
        exclude: Option<Vec<MetricStreamFilter>>,
    ) -> Result<Filters, AwsError> {
        let include = read("IncludeFilters", include.unwrap_or_default())?;
        let exclude = read("ExcludeFilters", exclude.unwrap_or_default())?;
        match (include.is_empty(), exclude.is_empty()) {
            (false, false) => Err(errors::combination(
                "The parameters IncludeFilters and ExcludeFilters are mutually exclusive and you have specified both.",
            )),
            (false, true) => Ok(Filters::Only(include)),
            (true, false) => Ok(Filters::AllBut(exclude)),
            (true, true) => Ok(Filters::All),
        }
    }

    pub fn has(&self, namespace: &str, name: &str) -> bool {
        let is_in = |filters: &[Filter]| filters.iter().any(|one| one.has(namespace, name));
        match self {
            Filters::All => true,
            Filters::Only(filters) => is_in(filters),
            Filters::AllBut(filters) => !is_in(filters),
        }
    }

    /// As they were given: what is included, and what is not.
    pub fn shown(&self) -> [Option<Vec<MetricStreamFilter>>; 2] {
        let shown = |filters: &[Filter]| Some(filters.iter().map(Filter::shown).collect());
        match self {
            Filters::All => [None, None],
            Filters::Only(filters) => [shown(filters), None],
            Filters::AllBut(filters) => [None, shown(filters)],
        }
    }
}

impl Filter {
    fn has(&self, namespace: &str, name: &str) -> bool {
        let named = || self.names.iter().any(|known| known == name);
        self.namespace == namespace && (self.names.is_empty() || named())
    }

    fn shown(&self) -> MetricStreamFilter {
        MetricStreamFilter {
            namespace: Some(self.namespace.clone()),
            metric_names: (!self.names.is_empty()).then(|| self.names.clone()),
        }
    }
}

fn read(parameter: &str, given: Vec<MetricStreamFilter>) -> Result<Vec<Filter>, AwsError> {
    let mut filters = Vec::with_capacity(given.len());
    let mut count = 0;
    for (n, one) in given.into_iter().enumerate() {
        let Some(namespace) = one.namespace else {
            let path = format!("{parameter}.member.{}.Namespace", n + 1);
            return Err(errors::missing(&path));
        };
        let names = one.metric_names.unwrap_or_default();
        count += names.len().max(1);
        filters.push(Filter { namespace, names });
    }
    match count <= MOST {
        true => Ok(filters),
        false => Err(errors::value(format!(
            "The collection {parameter} must not have a size greater than {MOST}."
        ))),
    }
}
