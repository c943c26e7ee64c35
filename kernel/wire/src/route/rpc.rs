//! RPC requests: the operation is named in a header, in the path, or as `Action`.

use super::{Route, RouteError, Search};
use crate::detect;
use crate::request::Labels;
use crate::value::percent;
use haneul_model::{Model, Protocol};
use std::borrow::Cow;

type Found = Option<Result<Route, RouteError>>;

/// `None` where the request is none of these.
pub(super) fn find(search: &Search<'_>) -> Found {
    by_target(search)
        .or_else(|| by_rpc_path(search))
        .or_else(|| by_action(search))
}

fn by_target(search: &Search<'_>) -> Found {
    let target = search.head.header("x-amz-target")?;
    let (prefix, operation) = target.rsplit_once('.')?;
    let Some(id) = search.catalogue.by_target_prefix(prefix) else {
        return Some(Err(RouteError::UnknownService(prefix.to_owned())));
    };
    Some(named(search, id, operation, Protocol::Json11))
}

/// `/service/<Service>/operation/<Operation>`
fn by_rpc_path(search: &Search<'_>) -> Found {
    let rest = search.head.path.strip_prefix("/service/")?;
    let (service, operation) = rest.split_once("/operation/")?;
    if !detect::is_rpc_v2(search.head) {
        return None;
    }
    let operation = operation.trim_end_matches('/');
    let by_prefix = search.catalogue.by_target_prefix(service);
    let id = by_prefix.or_else(|| {
        let ids = search.candidates()?.ok()?;
        let has = |id: &&str| search.catalogue.has_operation(id, operation);
        ids.iter().copied().find(has).or(ids.first().copied())
    });
    match id {
        Some(id) => Some(named(search, id, operation, Protocol::Cbor)),
        None => Some(Err(RouteError::UnknownService(service.to_owned()))),
    }
}

fn by_action(search: &Search<'_>) -> Found {
    let (action, version) = action(search)?;
    let ids = match search.candidates() {
        Some(Ok(ids)) => ids,
        Some(Err(error)) => return Some(Err(error)),
        None => without_names(search, &action, &version),
    };
    let speaks = |id: &&str| search.catalogue.model(id).is_some_and(speaks_query);
    let has = |id: &&str| search.catalogue.has_operation(id, &action);
    let dated = |id: &&str| search.catalogue.api_version(id) == version;
    let all = || ids.iter().copied();
    let best = all()
        .find(|id| dated(id) && has(id) && speaks(id))
        .or_else(|| all().find(|id| has(id) && speaks(id)))
        .or_else(|| all().find(|id| dated(id) && speaks(id)))
        .or_else(|| all().find(speaks))?;
    Some(named(search, best, &action, Protocol::Query))
}

fn speaks_query(model: &'static Model) -> bool {
    let forms = [Protocol::Query, Protocol::Ec2];
    model.metadata.query_compatible || model.metadata.protocols.iter().any(|p| forms.contains(p))
}

/// Services that answer unsigned calls at any host: by action and version alone.
fn without_names(search: &Search<'_>, action: &str, version: &str) -> Vec<&'static str> {
    let open = ["sts", "sns", "sqs", "iam", "ec2", "cloudformation"];
    let catalogue = search.catalogue;
    let fits = |id: &str| {
        catalogue.has_operation(id, action)
            && (version.is_empty() || catalogue.api_version(id) == version)
    };
    open.into_iter().filter(|id| fits(id)).collect()
}

/// `Action` and `Version`, of the query string or the form.
fn action<'a>(search: &'a Search<'_>) -> Option<(Cow<'a, str>, Cow<'a, str>)> {
    let form = if detect::is_form(search.head) {
        search.form
    } else {
        ""
    };
    let pairs = percent::pairs(search.head.query).chain(percent::pairs(form.trim_ascii_end()));
    let (mut action, mut version) = (None, None);
    for (name, value) in pairs {
        match name.as_ref() {
            "Action" => action = action.or(Some(value)),
            "Version" => version = version.or(Some(value)),
            _ => continue,
        }
        if action.is_some() && version.is_some() {
            break;
        }
    }
    Some((action?, version.unwrap_or_default()))
}

fn named(
    search: &Search<'_>,
    id: &str,
    operation: &str,
    fallback: Protocol,
) -> Result<Route, RouteError> {
    let Some(model) = search.catalogue.model(id) else {
        return Err(RouteError::UnknownService(id.to_owned()));
    };
    let forms = fallback == Protocol::Query;
    let protocol = if forms {
        form_protocol(model)
    } else {
        detect::protocol(model, search.head)
    };
    let protocol = protocol.unwrap_or(fallback);
    match model.operation(operation) {
        Some(operation) => Ok(search.target(model, operation, protocol, Labels::default())),
        None => Err(RouteError::UnknownOperation {
            service: model.id,
            operation: operation.to_owned(),
            protocol,
        }),
    }
}

fn form_protocol(model: &Model) -> Option<Protocol> {
    let ec2 = model.metadata.protocols.contains(&Protocol::Ec2);
    Some(if ec2 { Protocol::Ec2 } else { Protocol::Query })
}
