//! CreateGrant.

use super::row::{self, Constraint, GRANTS, Grant};
use super::token;
use crate::crypto::{Spec, Usage};
use crate::data;
use crate::key::{self, Found};
use crate::shapes::{CreateGrantRequest, CreateGrantResponse, GrantConstraints};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(cx: &mut Cx, input: CreateGrantRequest) -> Result<CreateGrantResponse, AwsError> {
    super::check_tokens(cx, input.grant_tokens.as_deref())?;
    let found = match key::make_for_service(cx, &input.key_id)? {
        Some(found) => found,
        None => key::open_own(cx, &input.key_id)?,
    };
    key::check_enabled(cx, &found)?;
    let grantee = principal(input.grantee_principal, input.grantee_service_principal)?;
    let grantee = grantee.ok_or_else(|| errors::invalid("GranteePrincipal is required."))?;
    let retiring = principal(input.retiring_principal, input.retiring_service_principal)?;
    check_operations(&found, &input.operations)?;
    let mut grant = Grant {
        id: String::new(),
        name: input.name,
        created: cx.now(),
        grantee,
        retiring,
        issuer: format!("arn:{}:iam::{}:root", cx.partition(), cx.account()),
        operations: input.operations,
        context: constraint(&found, input.constraints)?,
    };
    data::unless_dry(input.dry_run)?;
    // By the same name and content the same grant, with a token of its own.
    let same = match grant.name {
        Some(_) => same(cx, &found, &grant)?,
        None => None,
    };
    match same {
        Some(id) => grant.id = id,
        None => {
            check_room(cx, &found)?;
            grant.id = hex::encode(cx.random().bytes::<32>());
            row::put(cx, &found, &grant)?;
        }
    }
    Ok(CreateGrantResponse {
        grant_token: Some(token::make(cx, &found, &grant.id)?),
        grant_id: Some(grant.id),
    })
}

fn principal(arn: Option<String>, service: Option<String>) -> Result<Option<String>, AwsError> {
    match (arn, service) {
        (Some(_), Some(_)) => Err(errors::invalid(
            "A grant names a principal or a service, not both.",
        )),
        (Some(arn), None) if !arn.contains(".amazonaws.com") && !is_principal(&arn) => {
            Err(errors::arn(format!("ARN {arn} is not valid.")))
        }
        (arn, service) => Ok(arn.or(service)),
    }
}

/// An account, or one of its users, roles or sessions.
fn is_principal(text: &str) -> bool {
    let arn = haneul_pipeline::Arn::read(text);
    arn.is_some_and(|arn| {
        let named = matches!(arn.service, "iam" | "sts") && !arn.account.is_empty();
        let kinds = ["user/", "role/", "assumed-role/", "federated-user/"];
        named && (arn.resource == "root" || kinds.iter().any(|kind| arn.resource.starts_with(kind)))
    })
}

/// Only what the key can do can be granted.
fn check_operations(found: &Found, operations: &[String]) -> Result<(), AwsError> {
    let (spec, usage) = (found.key.spec()?, found.key.usage()?);
    if operations.is_empty() {
        return Err(errors::invalid("Operations must not be empty."));
    }
    let fits = |operation: &str| match operation {
        "CreateGrant" | "RetireGrant" | "DescribeKey" => true,
        "GetPublicKey" => spec.is_asymmetric(),
        "Encrypt" | "Decrypt" | "ReEncryptFrom" | "ReEncryptTo" => usage == Usage::Encrypt,
        "Sign" | "Verify" => usage == Usage::Sign,
        "GenerateMac" | "VerifyMac" => usage == Usage::Mac,
        "DeriveSharedSecret" => usage == Usage::Agree,
        "Encapsulate" | "Decapsulate" => false,
        _ => spec == Spec::Symmetric,
    };
    match operations.iter().find(|operation| !fits(operation)) {
        None => Ok(()),
        Some(other) => Err(errors::invalid(format!(
            "Operation {other} is not valid for a key of {} for {}.",
            found.key.spec, found.key.usage
        ))),
    }
}

fn constraint(
    found: &Found,
    given: Option<GrantConstraints>,
) -> Result<Option<Constraint>, AwsError> {
    let Some(given) = given else {
        return Ok(None);
    };
    if given.source_arn.is_some() {
        return Err(AwsError::not_implemented("the SourceArn of KMS grants"));
    }
    // Clients that always send both leave one of them empty.
    let said = |pairs: Option<Vec<_>>| pairs.filter(|pairs| !pairs.is_empty());
    let constraint = match (
        said(given.encryption_context_subset),
        said(given.encryption_context_equals),
    ) {
        (None, None) => return Ok(None),
        (Some(pairs), None) => Constraint {
            pairs,
            whole: false,
        },
        (None, Some(pairs)) => Constraint { pairs, whole: true },
        (Some(_), Some(_)) => {
            return Err(errors::invalid(
                "A grant has EncryptionContextSubset or EncryptionContextEquals, not both.",
            ));
        }
    };
    match found.key.spec()? {
        Spec::Symmetric => Ok(Some(constraint)),
        _ => Err(errors::invalid(
            "Encryption context constraints are for symmetric encryption keys only.",
        )),
    }
}

fn same(cx: &mut Cx, found: &Found, grant: &Grant) -> Result<Option<String>, AwsError> {
    let sorted = |operations: &[String]| {
        let mut operations = operations.to_vec();
        operations.sort_unstable();
        operations
    };
    let is_same = |other: &Grant| {
        (&other.name, &other.retiring, &other.context, &other.issuer)
            == (&grant.name, &grant.retiring, &grant.context, &grant.issuer)
            && sorted(&other.operations) == sorted(&grant.operations)
    };
    let mut there = row::to(cx, found, &grant.grantee)?.into_iter();
    Ok(there.find(is_same).map(|other| other.id))
}

fn check_room(cx: &mut Cx, found: &Found) -> Result<(), AwsError> {
    let span = Span::prefix(&(found.key.id.as_str(),));
    let scope = found.scope(cx);
    match GRANTS.count(cx.tx, scope, span)? < limits::GRANTS {
        true => Ok(()),
        false => Err(errors::limit("The key has too many grants.")),
    }
}
