//! The row of an application.

use crate::{errors, id, shapes};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Span, Stored, Table};
use serde::{Deserialize, Serialize};

pub static APPLICATIONS: Table<String, Application> = Table::new("appconfig_application");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Application {
    pub id: String,
    pub name: String,
    pub description: Option<String>,
    pub tags: Vec<(String, String)>,
}

impl Stored for Application {
    const VERSION: u32 = 1;
}

impl Application {
    pub fn shown(self) -> shapes::Application {
        shapes::Application {
            id: Some(self.id),
            name: Some(self.name),
            description: self.description,
        }
    }
}

pub fn find(cx: &mut Cx, id: &str) -> Result<Option<Application>, AwsError> {
    Ok(APPLICATIONS.get(cx.tx, cx.scope(), id)?)
}

/// By id or name.
pub fn open(cx: &mut Cx, given: &str) -> Result<Application, AwsError> {
    let id = id_of(cx, given)?;
    find(cx, &id)?.ok_or_else(|| errors::not_found("Application", given))
}

/// The id behind an id or a name; what is neither stays what it is.
pub fn id_of(cx: &mut Cx, given: &str) -> Result<String, AwsError> {
    if id::is_one(given) && find(cx, given)?.is_some() {
        return Ok(given.to_owned());
    }
    let all = APPLICATIONS.scan(cx.tx, cx.scope(), Span::all(), usize::MAX, false)?;
    let named = all.into_iter().find(|(_, found)| found.name == given);
    Ok(named.map_or_else(|| given.to_owned(), |(id, _)| id))
}

pub fn save(cx: &mut Cx, application: &Application) -> Result<(), AwsError> {
    Ok(APPLICATIONS.put(cx.tx, cx.scope(), &application.id, application)?)
}
