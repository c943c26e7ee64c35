//! CreateAnalyzer: what it finds is there when the call returns.

use super::row::{self, Analyzer, EXTERNAL};
use super::{arn, configuration, tags};
use crate::shapes::{CreateAnalyzerRequest, CreateAnalyzerResponse};
use crate::{archive_rule, errors, scan, token};
use haneul_pipeline::{AwsError, Cx, Edge, Invocation, invoke};
use haneul_runtime::ids;
use serde_json::json;

/// Of each type, in an account and Region.
const MOST_EXTERNAL: usize = 1;
const MOST_UNUSED: usize = 1;

const ROLE: &str =
    "role/aws-service-role/access-analyzer.amazonaws.com/AWSServiceRoleForAccessAnalyzer";

pub async fn run(
    edge: Edge,
    input: CreateAnalyzerRequest,
) -> Result<CreateAnalyzerResponse, AwsError> {
    configuration::check_type(&input.r#type)?;
    let (unused_age, exclusions) = configuration::read(&input.r#type, input.configuration)?;
    let mut own = tags::Tags::new();
    tags::put(&mut own, input.tags.unwrap_or_default())?;
    let rules = archive_rule::inline(input.archive_rules.unwrap_or_default(), edge.call.now)?;
    let analyzer = Analyzer {
        id: ids::uuid(&edge.cloud.random),
        name: input.analyzer_name,
        kind: input.r#type,
        created: edge.call.now,
        tags: own,
        unused_age,
        exclusions,
        last: None,
    };
    let token = input.client_token.as_deref();
    let again = edge.read(|cx| token::seen(cx, token))?;
    if again.as_deref() != Some(analyzer.name.as_str()) {
        edge.read(|cx| make_room(cx, &analyzer))?;
        role(&edge).await?;
        edge.transact(|cx| {
            make_room(cx, &analyzer)?;
            row::save(cx, &analyzer)?;
            token::note(cx, token, &analyzer.name)?;
            rules
                .iter()
                .try_for_each(|rule| archive_rule::save(cx, &analyzer, rule))
        })
        .await?;
        scan::run(
            &edge.cloud,
            scan::Place::of(&edge.call),
            &analyzer.name,
            None,
        )
        .await?;
    }
    let arn = edge.read(|cx| Ok(arn::of(cx.scope(), &analyzer.name)))?;
    Ok(CreateAnalyzerResponse { arn: Some(arn) })
}

fn make_room(cx: &mut Cx, new: &Analyzer) -> Result<(), AwsError> {
    let here = row::here(cx)?;
    if here.iter().any(|old| old.name == new.name) {
        return Err(errors::exists(errors::ANALYZER, "analyzer", &new.name));
    }
    let most = match &*new.kind {
        EXTERNAL => MOST_EXTERNAL,
        _ => MOST_UNUSED,
    };
    let same = here.iter().filter(|old| old.kind == new.kind).count();
    match same < most {
        true => Ok(()),
        false => {
            let what = format!("analyzers of the type {}", new.kind);
            Err(errors::too_many(errors::ANALYZER, &what, most, &new.name))
        }
    }
}

/// The service-linked role, which the first analyzer makes; the caller must be allowed to.
async fn role(edge: &Edge) -> Result<(), AwsError> {
    let call = &edge.call;
    let arn = format!("arn:{}:iam::{}:{ROLE}", call.partition, call.account);
    if edge
        .read(|cx| cx.cloud.identity.role(cx.tx, &arn))?
        .is_some()
    {
        return Ok(());
    }
    let invocation = Invocation {
        caller: (*call.caller).clone(),
        account: call.account.clone(),
        region: call.region.clone(),
        service: "iam",
        operation: "CreateServiceLinkedRole",
        input: json!({"AWSServiceName": "access-analyzer.amazonaws.com"}),
        body: None,
        delivers: None,
    };
    let made = invoke(&edge.cloud, invocation).await;
    made.map(drop).map_err(|error| match &*error.code {
        "AccessDenied" => AwsError::new("AccessDeniedException", error.message).status(403),
        _ => error,
    })
}
