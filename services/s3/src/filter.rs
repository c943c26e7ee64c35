//! Which objects a rule of a bucket's configuration is about.

use crate::object::Object;
use crate::shapes::Tag;
use crate::{errors, tagging};
use haneul_pipeline::AwsError;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Filter {
    pub prefix: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub greater: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub less: Option<i64>,
    /// Said in an `And`, in which it is shown again.
    #[serde(default)]
    pub and: bool,
}

/// What stands in a filter, or in its `And`.
#[derive(Clone, Debug, Default)]
pub struct Said {
    pub prefix: Option<String>,
    pub tags: Vec<Tag>,
    pub greater: Option<i64>,
    pub less: Option<i64>,
}

impl Said {
    fn count(&self) -> usize {
        let others = [
            self.prefix.is_some(),
            self.greater.is_some(),
            self.less.is_some(),
        ];
        self.tags.len() + others.into_iter().filter(|said| *said).count()
    }
}

impl Filter {
    /// A filter says one thing, or several in an `And`.
    pub fn read(alone: Said, and: Option<Said>) -> Result<Filter, AwsError> {
        let most = if and.is_some() { 0 } else { 1 };
        if alone.count() > most {
            return Err(errors::malformed_xml());
        }
        let is_and = and.is_some();
        let said = and.unwrap_or(alone);
        if is_and && said.count() < 2 {
            return Err(errors::malformed_xml());
        }
        let tags = tagging::filter_tags(said.tags)?;
        Ok(Filter {
            prefix: said.prefix,
            tags,
            greater: said.greater,
            less: said.less,
            and: is_and,
        })
    }

    /// What is shown outside and inside of `And`.
    pub fn shown(&self) -> (Said, Option<Said>) {
        let said = Said {
            prefix: self.prefix.clone(),
            tags: tagging::shown(&self.tags),
            greater: self.greater,
            less: self.less,
        };
        match self.and {
            true => (Said::default(), Some(said)),
            false => (said, None),
        }
    }

    pub fn prefix(&self) -> &str {
        self.prefix.as_deref().unwrap_or_default()
    }

    pub fn has_size(&self) -> bool {
        self.greater.is_some() || self.less.is_some()
    }

    pub fn matches(&self, key: &str, object: &Object) -> bool {
        let size = i64::try_from(object.size).unwrap_or(i64::MAX);
        key.starts_with(self.prefix())
            && self.tags.iter().all(|tag| object.tags.contains(tag))
            && self.greater.is_none_or(|bound| size > bound)
            && self.less.is_none_or(|bound| size < bound)
    }
}

/// Reads a filter of the model that has no sizes.
macro_rules! read_filter {
    ($filter:expr) => {{
        let filter = $filter;
        let alone = $crate::filter::Said {
            prefix: filter.prefix,
            tags: filter.tag.into_iter().collect(),
            ..Default::default()
        };
        let and = filter.and.map(|and| $crate::filter::Said {
            prefix: and.prefix,
            tags: and.tags.unwrap_or_default(),
            ..Default::default()
        });
        $crate::filter::Filter::read(alone, and)
    }};
}

/// Shows it again, as the model's shapes for a filter and its `And`.
macro_rules! show_filter {
    ($filter:expr, $shape:ident, $and:ident) => {{
        let (alone, and) = $filter.shown();
        $shape {
            prefix: alone.prefix,
            tag: alone.tags.into_iter().next(),
            and: and.map(|and| $and {
                prefix: and.prefix,
                tags: (!and.tags.is_empty()).then_some(and.tags),
            }),
        }
    }};
}

pub(crate) use {read_filter, show_filter};
