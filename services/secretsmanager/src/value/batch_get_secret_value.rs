//! BatchGetSecretValue: of those that are named, or that filters find; each is asked for by itself.

use super::get_secret_value::{choose, of_version};
use crate::place;
use crate::secret::fits;
use crate::secret::row::SECRETS;
use crate::shapes::{
    APIErrorType, BatchGetSecretValueRequest, BatchGetSecretValueResponse, Filter,
    GetSecretValueResponse, SecretValueEntry,
};
use crate::{access, errors, limits};
use haneul_pipeline::{AwsError, Cx, Page};
use haneul_store::Span;

pub fn run(
    cx: &mut Cx,
    input: BatchGetSecretValueRequest,
) -> Result<BatchGetSecretValueResponse, AwsError> {
    let (ids, next_token) = match (input.secret_id_list, input.filters) {
        (Some(ids), None) => (ids, None),
        (None, Some(filters)) => {
            let token = input.next_token.as_deref();
            let page = Page::of(input.max_results, token, limits::BATCH_PAGE);
            let page = page.ok_or_else(errors::next_token)?;
            listed(cx, &filters, &page)?
        }
        _ => {
            return Err(errors::parameter(
                "Either 'SecretIdList' or 'Filters' must be provided, but not both.",
            ));
        }
    };
    let (mut values, mut refused) = (Vec::new(), Vec::new());
    for id in ids {
        match value(cx, &id) {
            Ok(value) => values.push(entry(value)),
            Err(why) if why.status.is_some_and(|status| status >= 500) => return Err(why),
            Err(why) => refused.push(APIErrorType {
                secret_id: Some(id),
                error_code: Some(why.code.into_owned()),
                message: Some(why.message),
            }),
        }
    }
    Ok(BatchGetSecretValueResponse {
        secret_values: Some(values),
        next_token,
        errors: Some(refused),
    })
}

fn value(cx: &mut Cx, id: &str) -> Result<GetSecretValueResponse, AwsError> {
    let check = access::of_secret(cx, id)?.action("secretsmanager:GetSecretValue");
    if let Some(denial) = cx.ask(check)? {
        return Err(errors::denied(denial));
    }
    let found = place::alive(cx, id)?;
    let version = choose(&found, None, None)?.clone();
    of_version(cx, found, version)
}

fn listed(
    cx: &mut Cx,
    filters: &[Filter],
    page: &Page,
) -> Result<(Vec<String>, Option<String>), AwsError> {
    let (scope, region, tx) = (cx.scope(), cx.region(), &mut *cx.tx);
    page.fill(
        |after, limit| {
            let span = after.map_or(Span::all(), |after| Span::all().after(after));
            let rows = SECRETS.scan(tx, scope, span, limit, false)?;
            Ok(rows)
        },
        |secret| secret.deletion.is_none() && fits(Some(filters), secret, region),
    )
    .map(|(secrets, token)| (secrets.into_iter().map(|s| s.name).collect(), token))
}

fn entry(value: GetSecretValueResponse) -> SecretValueEntry {
    SecretValueEntry {
        arn: value.arn,
        name: value.name,
        version_id: value.version_id,
        secret_binary: value.secret_binary,
        secret_string: value.secret_string,
        version_stages: value.version_stages,
        created_date: value.created_date,
    }
}
