//! URLs, as they are kept and shown.

use crate::errors;
use crate::function::row as functions;
use crate::function::show::time;
use crate::names::Named;
use crate::shapes::{self, FunctionUrlConfig};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Scope, Span, Stored, Table};
use serde::{Deserialize, Serialize};

/// By function and qualifier, which is empty for the function itself.
pub static URLS: Table<(String, String), Url> = Table::new("lambda_url");
/// Whose URL it is, by its id.
pub static OWNERS: Table<String, Owner> = Table::new("lambda_url_owner");

pub const GLOBAL: Scope<'static> = Scope::new("", "", "");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Url {
    pub id: String,
    /// NONE, or AWS_IAM.
    pub auth: String,
    /// BUFFERED, or RESPONSE_STREAM.
    pub mode: String,
    pub cors: Option<Cors>,
    pub created: i64,
    pub modified: i64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cors {
    pub credentials: Option<bool>,
    pub headers: Option<Vec<String>>,
    pub methods: Option<Vec<String>>,
    pub origins: Option<Vec<String>>,
    pub exposed: Option<Vec<String>>,
    pub age: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Owner {
    pub partition: String,
    pub account: String,
    pub region: String,
    pub function: String,
    pub qualifier: Option<String>,
}

impl Stored for Url {
    const VERSION: u32 = 1;
}

impl Stored for Owner {
    const VERSION: u32 = 1;
}

pub fn place(named: &Named) -> (String, String) {
    (
        named.name.clone(),
        named.qualifier.clone().unwrap_or_default(),
    )
}

/// A function or one of its aliases that is there; versions have no URLs.
pub fn target(cx: &mut Cx, said: &str, qualifier: Option<&str>) -> Result<Named, AwsError> {
    let named = Named::read(cx, said, qualifier)?;
    if named.number().is_some() || named.qualifier.as_deref() == Some(crate::names::LATEST) {
        return Err(errors::invalid(
            "Function URLs are not supported for function versions.",
        ));
    }
    functions::version(cx, &named)?;
    Ok(named)
}

pub fn find(cx: &mut Cx, named: &Named) -> Result<Option<Url>, AwsError> {
    let scope = cx.scope_of(&named.account, cx.region());
    Ok(URLS.get(cx.tx, scope, &place(named))?)
}

pub fn open(cx: &mut Cx, named: &Named) -> Result<Url, AwsError> {
    find(cx, named)?.ok_or_else(errors::no_policy)
}

pub fn save(cx: &mut Cx, named: &Named, url: &Url) -> Result<(), AwsError> {
    let scope = cx.scope_of(&named.account, cx.region());
    let owner = Owner {
        partition: cx.partition().to_owned(),
        account: named.account.clone(),
        region: cx.region().to_owned(),
        function: named.name.clone(),
        qualifier: named.qualifier.clone(),
    };
    OWNERS.put(cx.tx, GLOBAL, &url.id, &owner)?;
    Ok(URLS.put(cx.tx, scope, &place(named), url)?)
}

pub fn forget(cx: &mut Cx, named: &Named) -> Result<(), AwsError> {
    let scope = cx.scope_of(&named.account, cx.region());
    for (key, url) in URLS.scan(cx.tx, scope, Span::prefix(&named.name), usize::MAX, false)? {
        URLS.delete(cx.tx, scope, &key)?;
        OWNERS.delete(cx.tx, GLOBAL, &url.id)?;
    }
    Ok(())
}

pub fn forget_one(cx: &mut Cx, named: &Named) -> Result<(), AwsError> {
    let scope = cx.scope_of(&named.account, cx.region());
    if let Some(url) = find(cx, named)? {
        URLS.delete(cx.tx, scope, &place(named))?;
        OWNERS.delete(cx.tx, GLOBAL, &url.id)?;
    }
    Ok(())
}

pub fn cors(said: shapes::Cors) -> Result<Cors, AwsError> {
    let every = |list: &Option<Vec<String>>| list.iter().flatten().any(|one| one == "*");
    if said.allow_credentials == Some(true) && every(&said.allow_origins) {
        return Err(errors::invalid(
            "AllowCredentials cannot be true when AllowOrigins contains *.",
        ));
    }
    Ok(Cors {
        credentials: said.allow_credentials,
        headers: said.allow_headers,
        methods: said.allow_methods,
        origins: said.allow_origins,
        exposed: said.expose_headers,
        age: said.max_age,
    })
}

/// Below the name that the client called the cloud by; AWS's own, where it did.
pub fn address(cx: &Cx, url: &Url) -> String {
    let base = &cx.call.request.base_url;
    let (scheme, host) = base.split_once("://").unwrap_or(("https", ""));
    let (id, region) = (&url.id, cx.region());
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => {
            (name, format!(":{port}"))
        }
        _ => (host, String::new()),
    };
    if name.ends_with(".amazonaws.com") || name.is_empty() {
        return format!("https://{id}.lambda-url.{region}.on.aws/");
    }
    let local = match name.ends_with("localhost.localstack.cloud") {
        true => "localhost.localstack.cloud",
        false => "localhost",
    };
    format!("{scheme}://{id}.lambda-url.{region}.{local}{port}/")
}

pub fn shown(cx: &Cx, named: &Named, url: Url) -> FunctionUrlConfig {
    FunctionUrlConfig {
        function_url: Some(address(cx, &url)),
        function_arn: Some(named.arn(cx)),
        creation_time: Some(time(url.created)),
        last_modified_time: Some(time(url.modified)),
        cors: url.cors.map(|cors| shapes::Cors {
            allow_credentials: cors.credentials,
            allow_headers: cors.headers,
            allow_methods: cors.methods,
            allow_origins: cors.origins,
            expose_headers: cors.exposed,
            max_age: cors.age,
        }),
        auth_type: Some(url.auth),
        invoke_mode: Some(url.mode),
    }
}
