//! Advanced event selectors: each a list of fields that must all fit.

use crate::errors;
use haneul_pipeline::AwsError;
use haneul_pipeline::trail::Facts;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Advanced {
    pub name: Option<String>,
    pub fields: Vec<Field>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Field {
    pub field: String,
    pub equals: Vec<String>,
    pub starts_with: Vec<String>,
    pub ends_with: Vec<String>,
    pub not_equals: Vec<String>,
    pub not_starts_with: Vec<String>,
    pub not_ends_with: Vec<String>,
}

/// Of one trail, all selectors together.
const VALUES: usize = 500;

impl Advanced {
    pub fn wants(&self, facts: &Facts) -> bool {
        self.fields.iter().all(|field| field.fits(facts))
    }
}

impl Field {
    fn fits(&self, facts: &Facts) -> bool {
        let flag = |flag: bool| if flag { "true" } else { "false" };
        let values: Vec<&str> = match self.field.as_str() {
            "eventCategory" => vec![facts.data.map_or("Management", |_| "Data")],
            "readOnly" => vec![flag(facts.read_only)],
            "eventSource" => vec![facts.source],
            "eventName" => vec![facts.name],
            "eventType" => vec!["AwsApiCall"],
            "resources.type" => facts.data.into_iter().collect(),
            "resources.ARN" => facts.resources.iter().map(String::as_str).collect(),
            "userIdentity.arn" => vec![facts.principal],
            "sessionCredentialFromConsole" => vec!["false"],
            _ => return false,
        };
        let any = |list: &[String], test: fn(&str, &str) -> bool| {
            values
                .iter()
                .any(|value| list.iter().any(|wanted| test(value, wanted)))
        };
        let is: fn(&str, &str) -> bool = |value, wanted| value == wanted;
        let begins: fn(&str, &str) -> bool = |value, wanted| value.starts_with(wanted);
        let ends: fn(&str, &str) -> bool = |value, wanted| value.ends_with(wanted);
        let asks = [&self.equals, &self.starts_with, &self.ends_with];
        let is_asked = asks.iter().any(|list| !list.is_empty());
        let fits =
            any(&self.equals, is) || any(&self.starts_with, begins) || any(&self.ends_with, ends);
        let is_barred = any(&self.not_equals, is)
            || any(&self.not_starts_with, begins)
            || any(&self.not_ends_with, ends);
        (fits || !is_asked) && !is_barred
    }

    fn values(&self) -> usize {
        let lists = [
            &self.equals,
            &self.starts_with,
            &self.ends_with,
            &self.not_equals,
            &self.not_starts_with,
            &self.not_ends_with,
        ];
        lists.iter().map(|list| list.len()).sum()
    }
}

pub fn check(list: &[Advanced]) -> Result<(), AwsError> {
    let refuse = |message: String| Err(errors::invalid_selectors(message));
    if list.is_empty() {
        return refuse("A trail must have at least one selector.".to_owned());
    }
    let fields = list.iter().flat_map(|selector| &selector.fields);
    if fields.clone().map(Field::values).sum::<usize>() > VALUES {
        return refuse(format!(
            "A trail must not have more than {VALUES} values over all selectors."
        ));
    }
    for field in fields {
        const KNOWN: [&str; 9] = [
            "eventCategory",
            "readOnly",
            "eventSource",
            "eventName",
            "eventType",
            "resources.type",
            "resources.ARN",
            "userIdentity.arn",
            "sessionCredentialFromConsole",
        ];
        if !KNOWN.contains(&field.field.as_str()) {
            return refuse(format!("{} is not a valid field.", field.field));
        }
        if field.values() == 0 {
            return refuse(format!("The field {} has no value.", field.field));
        }
    }
    for selector in list {
        let category = selector
            .fields
            .iter()
            .find(|field| field.field == "eventCategory");
        let Some([category]) = category.map(|field| field.equals.as_slice()) else {
            return refuse("Each selector must have eventCategory equal to one value.".to_owned());
        };
        let has = |name: &str| selector.fields.iter().any(|field| field.field == name);
        match category.as_str() {
            "Data" if !has("resources.type") => {
                return refuse("Selectors of data events must have resources.type.".to_owned());
            }
            "Management" if has("resources.type") || has("resources.ARN") => {
                return refuse(
                    "Selectors of management events must not name resources.".to_owned(),
                );
            }
            "Management" | "Data" => {}
            other => {
                return Err(AwsError::not_implemented(format_args!(
                    "events of the category {other}"
                )));
            }
        }
    }
    Ok(())
}
