//! GetParametersByPath: those right under a path, or all of its hierarchy.

use super::filters;
use super::row::{PARAMETERS, Parameter};
use super::{public, show};
use crate::shapes::{GetParametersByPathRequest, GetParametersByPathResult};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx, Page};
use haneul_store::Span;

pub fn run(
    cx: &mut Cx,
    input: GetParametersByPathRequest,
) -> Result<GetParametersByPathResult, AwsError> {
    let open = input.with_decryption == Some(true);
    let (picked, next_token) = list(cx, &input)?;
    let mut shown = Vec::new();
    for picked in picked {
        shown.push(show::opened(cx, picked, open)?);
    }
    Ok(GetParametersByPathResult {
        parameters: Some(shown),
        next_token,
    })
}

type Listed = (Vec<show::Picked>, Option<String>);

fn list(cx: &mut Cx, input: &GetParametersByPathRequest) -> Result<Listed, AwsError> {
    let under = under(&input.path)?;
    let filters = input.parameter_filters.as_deref().unwrap_or_default();
    filters::check_path(filters)?;
    let page = Page::of(
        input.max_results,
        input.next_token.as_deref(),
        limits::PATH_PAGE,
    );
    let page = page.ok_or_else(errors::next_token)?;
    let recursive = input.recursive == Some(true);
    if let Some(listed) = public::list(cx, &under, recursive, &page)? {
        return Ok(listed);
    }
    let keep = |parameter: &Parameter| {
        let rest = parameter.name.get(under.len()..).unwrap_or_default();
        (recursive || !rest.contains('/')) && filters::fit(filters, parameter)
    };
    let (found, token) = page_of(cx, &page, &under, keep)?;
    let label = filters.iter().find(|filter| filter.key == "Label");
    let label = label.and_then(|filter| filter.values.as_ref()?.first().cloned());
    let mut picked = Vec::new();
    for parameter in found {
        let labelled = label.as_ref().and_then(|label| {
            let own = parameter.labels.iter().find(|(known, _)| known == label);
            own.map(|(_, version)| *version)
        });
        let number = labelled.unwrap_or(parameter.version);
        let selector = label.as_ref().map(|label| format!(":{label}"));
        let (account, selector) = (cx.account(), selector.as_deref());
        picked.push(show::of_version(cx, &parameter, account, number, selector)?);
    }
    Ok((picked, token))
}

pub fn page_of(
    cx: &mut Cx,
    page: &Page,
    under: &str,
    keep: impl Fn(&Parameter) -> bool,
) -> Result<(Vec<Parameter>, Option<String>), AwsError> {
    let (scope, tx) = (cx.scope(), &mut *cx.tx);
    page.fill(
        |after, limit| {
            let span = Span::starts_with(&(), under);
            let span = match after {
                Some(after) => span.after(after),
                None => span,
            };
            Ok(PARAMETERS.scan(tx, scope, span, limit, false)?)
        },
        keep,
    )
}

/// A path with the slash at its end.
fn under(path: &str) -> Result<String, AwsError> {
    let bare = path.trim_end_matches('/');
    let known = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    let levels = bare.strip_prefix('/').unwrap_or(bare);
    let good = levels
        .split('/')
        .all(|level| !level.is_empty() && level.chars().all(known));
    match path.starts_with('/') && (bare.is_empty() || good) {
        true => Ok(format!("{bare}/")),
        false => Err(errors::invalid(
            "The parameter doesn't meet the parameter name requirements. The parameter name must \
             begin with a forward slash \"/\". It can't be prefixed with \"aws\" or \"ssm\" \
             (case-insensitive). It must use only letters, numbers, or the following symbols: . \
             (period), - (hyphen), _ (underscore). Special characters are not allowed. All \
             sub-paths, if specified, must use the forward slash symbol \"/\". Valid example: \
             /get/parameters2-/by1./path0_.",
        )),
    }
}
