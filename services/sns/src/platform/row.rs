//! Rows of platform applications and their endpoints.

use crate::errors;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Index, Span, Stored, Table, key_bytes};
use serde::{Deserialize, Serialize};

/// By platform and name.
pub static APPLICATIONS: Table<(String, String), Application> = Table::new("sns_application");

/// By the application's id and the endpoint's own.
pub static ENDPOINTS: Table<(u64, String), Endpoint> = Table::new("sns_endpoint")
    .sealed()
    .with_indexes(&[Index::new(TOKEN, |key, e| {
        vec![key_bytes(&(key.0, e.token.as_str()))]
    })]);

const TOKEN: &str = "token";

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Application {
    pub id: u64,
    pub platform: String,
    pub name: String,
    pub attributes: Vec<(String, String)>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Endpoint {
    pub id: String,
    pub token: String,
    pub attributes: Vec<(String, String)>,
}

impl Stored for Application {
    const VERSION: u32 = 1;
}

impl Stored for Endpoint {
    const VERSION: u32 = 1;
}

fn is_on(attributes: &[(String, String)]) -> bool {
    let enabled = attributes.iter().find(|(name, _)| name == "Enabled");
    enabled.is_none_or(|(_, value)| value.eq_ignore_ascii_case("true"))
}

impl Application {
    pub fn is_enabled(&self) -> bool {
        is_on(&self.attributes)
    }

    pub fn arn(&self, cx: &Cx) -> String {
        cx.arn("sns", &format!("app/{}/{}", self.platform, self.name))
    }
}

impl Endpoint {
    pub fn is_enabled(&self) -> bool {
        is_on(&self.attributes)
    }

    pub fn arn(&self, cx: &Cx, application: &Application) -> String {
        let Application { platform, name, .. } = application;
        cx.arn("sns", &format!("endpoint/{platform}/{name}/{}", self.id))
    }
}

/// An endpoint with its application.
pub struct Found {
    pub application: Application,
    pub endpoint: Endpoint,
}

/// The account of an ARN of this Region, and what stands behind it.
fn resource<'a>(cx: &Cx, arn: &'a str) -> Option<(&'a str, Vec<&'a str>)> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    match parts.as_slice() {
        ["arn", partition, "sns", region, account, rest]
            if *partition == cx.partition()
                && *region == cx.region()
                && crate::arn::is_account(account) =>
        {
            Some((account, rest.split('/').collect()))
        }
        _ => None,
    }
}

pub fn application(cx: &mut Cx, arn: &str) -> Result<Application, AwsError> {
    let parsed = resource(cx, arn);
    let Some((account, parts)) = parsed.filter(|(_, parts)| parts.len() == 3 && parts[0] == "app")
    else {
        return Err(errors::invalid("PlatformApplicationArn"));
    };
    let key = (parts[1].to_owned(), parts[2].to_owned());
    let scope = cx.scope_of(account, cx.region());
    let found = APPLICATIONS.get(cx.tx, scope, &key)?;
    found.ok_or_else(|| errors::not_found("PlatformApplication does not exist"))
}

/// The endpoint of an ARN, wherever it comes from.
pub fn endpoint(cx: &mut Cx, arn: &str) -> Result<Option<Found>, AwsError> {
    let Some((account, parts)) = resource(cx, arn) else {
        return Ok(None);
    };
    let ["endpoint", platform, name, id] = parts.as_slice() else {
        return Ok(None);
    };
    let key = ((*platform).to_owned(), (*name).to_owned());
    let scope = cx.scope_of(account, cx.region());
    let Some(application) = APPLICATIONS.get(cx.tx, scope, &key)? else {
        return Ok(None);
    };
    let key = (application.id, (*id).to_owned());
    let endpoint = ENDPOINTS.get(cx.tx, scope, &key)?;
    Ok(endpoint.map(|endpoint| Found {
        application,
        endpoint,
    }))
}

/// The same for whoever names it.
pub fn named(cx: &mut Cx, arn: &str) -> Result<Found, AwsError> {
    if resource(cx, arn).is_none_or(|(_, parts)| parts.len() != 4 || parts[0] != "endpoint") {
        return Err(errors::invalid("EndpointArn"));
    }
    let found = endpoint(cx, arn)?;
    found.ok_or_else(|| errors::not_found("Endpoint does not exist"))
}

/// One application has one endpoint of a token.
pub fn of_token(cx: &mut Cx, application: u64, token: &str) -> Result<Option<Endpoint>, AwsError> {
    let key = key_bytes(&(application, token));
    let rows = ENDPOINTS.by_index(cx.tx, cx.scope(), TOKEN, &key, 1)?;
    let mut found = rows.into_iter().map(|(_, endpoint)| endpoint);
    Ok(found.find(|endpoint| endpoint.token == token))
}

/// Endpoints of an application in the order of their ids.
pub fn endpoints(
    cx: &mut Cx,
    application: u64,
    after: Option<&str>,
    limit: usize,
) -> Result<Vec<Endpoint>, AwsError> {
    let mut span = Span::prefix(&application);
    if let Some(after) = after {
        span = span.after(&(application, after));
    }
    let scope = cx.scope();
    let rows = ENDPOINTS.scan(cx.tx, scope, span, limit, false)?;
    Ok(rows.into_iter().map(|(_, endpoint)| endpoint).collect())
}
