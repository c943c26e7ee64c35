//! CreateCertificateAuthority.

use super::row::{AUTHORITIES, Authority, State};
use super::{configuration, key, row};
use crate::place::Place;
use crate::revocation::bucket;
use crate::shapes::{CreateCertificateAuthorityRequest, CreateCertificateAuthorityResponse};
use crate::{errors, limits, said, tag, token};
use haneul_pipeline::{AwsError, Cx, Edge};
use haneul_runtime::ids;
use haneul_store::Span;

pub async fn run(
    edge: Edge,
    input: CreateCertificateAuthorityRequest,
) -> Result<CreateCertificateAuthorityResponse, AwsError> {
    let digest = token::digest(&input);
    let token = input.idempotency_token.as_deref();
    if let Some(arn) = edge.read(|cx| token::known(cx, token, &digest))? {
        return Ok(answer(arn));
    }
    let kind = configuration::check(&input.certificate_authority_configuration)?;
    if let haneul_certificate::KeyKind::Rsa(bits) = kind {
        if ![2_048, 3_072, 4_096].contains(&bits) {
            return Err(errors::validation(format!("Keys of {bits} bits.")));
        }
    }
    let standard = input.key_storage_security_standard.as_deref();
    if standard == Some("CCPC_LEVEL_1_OR_HIGHER") {
        return Err(AwsError::not_implemented("keys stored by CCPC's standard"));
    }
    if let Some(revocation) = &input.revocation_configuration {
        configuration::check_revocation(revocation)?;
        bucket::check(&edge, revocation).await?;
    }
    let id = ids::uuid(&edge.cloud.random);
    let made = edge.answer(|cx| {
        if let Some(arn) = token::known(cx, token, &digest)? {
            return Ok(answer(arn));
        }
        let arn = create(cx, &id, &input)?;
        token::remember(cx, token, digest.clone(), &arn)?;
        Ok(answer(arn))
    });
    made.await
}

fn answer(arn: String) -> CreateCertificateAuthorityResponse {
    CreateCertificateAuthorityResponse {
        certificate_authority_arn: Some(arn),
    }
}

fn create(
    cx: &mut Cx,
    id: &str,
    input: &CreateCertificateAuthorityRequest,
) -> Result<String, AwsError> {
    if AUTHORITIES.count(cx.tx, cx.scope(), Span::all())? >= limits::AUTHORITIES {
        return Err(errors::limit(
            "The maximum number of private CAs of this account was reached.",
        ));
    }
    let mut tags = Vec::new();
    tag::put(&mut tags, input.tags.clone().unwrap_or_default())?;
    let said = input.certificate_authority_configuration.clone();
    let standard = input.key_storage_security_standard.clone();
    let authority = Authority {
        id: id.to_owned(),
        kind: input.certificate_authority_type.clone(),
        key_algorithm: said.key_algorithm.clone(),
        signing_algorithm: said.signing_algorithm.clone(),
        configuration: said::keep(said),
        revocation: input.revocation_configuration.clone().map(said::keep),
        standard: standard.unwrap_or_else(|| "FIPS_140_2_LEVEL_3_OR_HIGHER".to_owned()),
        usage: match &input.usage_mode {
            Some(mode) => mode.clone(),
            None => "GENERAL_PURPOSE".to_owned(),
        },
        state: State::Creating,
        created: cx.now(),
        changed: cx.now(),
        tags,
        csr: None,
        certificate: None,
        chain: None,
        deleted: None,
        renewals: 0,
        list: 0,
    };
    let place: Place = authority.place(cx.account());
    row::save(cx, &place, &authority)?;
    key::order(cx, &place)?;
    Ok(place.arn(cx))
}
