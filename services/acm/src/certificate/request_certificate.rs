//! RequestCertificate: public, to be validated, or of a private authority.

use super::import_certificate::make_room;
use super::row::{self, Certificate, Status};
use super::token;
use crate::issuing::private;
use crate::shapes::{RequestCertificateRequest, RequestCertificateResponse};
use crate::validation::{self, Asked};
use crate::{errors, limits, tag};
use haneul_certificate::KeyKind;
use haneul_pipeline::{AwsError, Cx, Edge};
use haneul_runtime::ids;

/// Keys of public certificates, and further ones of private ones.
const PUBLIC: [&str; 3] = ["RSA_2048", "EC_prime256v1", "EC_secp384r1"];
const PRIVATE: [&str; 3] = ["RSA_3072", "RSA_4096", "EC_secp521r1"];

pub async fn run(
    edge: Edge,
    input: RequestCertificateRequest,
) -> Result<RequestCertificateResponse, AwsError> {
    let digest = token::digest(&input);
    let token = input.idempotency_token.as_deref();
    let known = |cx: &mut Cx| match token {
        Some(token) => token::known(cx, token, &digest),
        None => Ok(None),
    };
    if let Some(arn) = edge.read(known)? {
        return Ok(answer(arn));
    }
    let names = names(&input)?;
    let kind = key_kind(&input)?;
    let made = match &input.certificate_authority_arn {
        Some(authority) => Some(private::request(&edge, authority, &names, kind).await?),
        None => None,
    };
    let id = ids::uuid(&edge.cloud.random);
    let made = edge.answer(|cx| {
        if let Some(arn) = known(cx)? {
            return Ok(answer(arn));
        }
        let mut row = fresh(cx, &id, &input, &names)?;
        match &made {
            Some(made) => private::begin(cx, &mut row, made)?,
            None => validation::begin(cx, &mut row, &asked(&input))?,
        }
        row::save(cx, &row)?;
        let arn = row::arn(cx, &id);
        if let Some(token) = token {
            token::remember(cx, token, &digest, &arn)?;
        }
        Ok(answer(arn))
    });
    made.await
}

fn answer(arn: String) -> RequestCertificateResponse {
    RequestCertificateResponse {
        certificate_arn: Some(arn),
    }
}

fn names(input: &RequestCertificateRequest) -> Result<Vec<String>, AwsError> {
    let mut names = vec![input.domain_name.to_ascii_lowercase()];
    for name in input.subject_alternative_names.iter().flatten() {
        let name = name.to_ascii_lowercase();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if let Some(wrong) = names.iter().find(|name| !is_domain(name)) {
        return Err(errors::validation(format!("{wrong} is no domain name.")));
    }
    if names.len() > limits::NAMES {
        return Err(errors::limit(format!(
            "A certificate has at most {} domain names.",
            limits::NAMES
        )));
    }
    // It is the common name, too, which is no longer.
    if input.domain_name.len() > 64 {
        return Err(errors::parameter(
            "The first domain name can be no longer than 64 characters.",
        ));
    }
    Ok(names)
}

/// The model's pattern looks ahead, which ours do not.
fn is_domain(name: &str) -> bool {
    let labels: Vec<&str> = validation::bare(name).split('.').collect();
    let fits = |label: &&str| {
        let known = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let edges = !label.starts_with('-') && !label.ends_with('-');
        (1..=63).contains(&label.len()) && label.chars().all(known) && edges
    };
    name.len() <= 253 && labels.len() > 1 && labels.iter().all(fits)
}

fn key_kind(input: &RequestCertificateRequest) -> Result<KeyKind, AwsError> {
    let name = input.key_algorithm.as_deref().unwrap_or("RSA_2048");
    let private = input.certificate_authority_arn.is_some();
    let fits = PUBLIC.contains(&name) || (private && PRIVATE.contains(&name));
    match KeyKind::named(name).filter(|_| fits) {
        Some(kind) => Ok(kind),
        None => Err(errors::parameter(format!(
            "The key algorithm {name} is not supported."
        ))),
    }
}

fn asked(input: &RequestCertificateRequest) -> Asked {
    let options = input.domain_validation_options.iter().flatten();
    let options = options.map(|one| (one.domain_name.clone(), one.validation_domain.clone()));
    Asked {
        domains: options.collect(),
    }
}

fn fresh(
    cx: &mut Cx,
    id: &str,
    input: &RequestCertificateRequest,
    names: &[String],
) -> Result<Certificate, AwsError> {
    make_room(cx)?;
    if input.managed_by.is_some() {
        return Err(AwsError::not_implemented(
            "certificates that CloudFront manages",
        ));
    }
    let private = input.certificate_authority_arn.is_some();
    let method = input.validation_method.as_deref();
    if method == Some("HTTP") {
        return Err(AwsError::not_implemented("validation by HTTP"));
    }
    if private && method.is_some() {
        return Err(errors::parameter(
            "Certificates of private authorities are not validated.",
        ));
    }
    let options = input.options.clone().unwrap_or_default();
    if options.validation_method.is_some() {
        return Err(AwsError::not_implemented(
            "other methods of validation in the options",
        ));
    }
    let logging = options
        .certificate_transparency_logging_preference
        .as_deref();
    let mut tags = Vec::new();
    tag::put(&mut tags, input.tags.clone().unwrap_or_default())?;
    let key = input.key_algorithm.clone();
    Ok(Certificate {
        id: id.to_owned(),
        domain: names.first().cloned().unwrap_or_default(),
        names: names.to_vec(),
        kind: if private { "PRIVATE" } else { "AMAZON_ISSUED" }.to_owned(),
        status: Status::Pending,
        method: (!private).then(|| method.unwrap_or("EMAIL").to_owned()),
        key_algorithm: key.unwrap_or_else(|| "RSA_2048".to_owned()),
        validations: Vec::new(),
        authority: input.certificate_authority_arn.clone(),
        under_way: None,
        body: None,
        chain: None,
        from: None,
        until: None,
        created: cx.now(),
        issued: None,
        imported: None,
        failure: None,
        revoked: None,
        renewal: None,
        exported: false,
        ever_exported: false,
        transparency: !private && logging != Some("DISABLED"),
        exportable: !private && options.export.as_deref() == Some("ENABLED"),
        in_use: Vec::new(),
        tags,
        edition: 0,
    })
}
