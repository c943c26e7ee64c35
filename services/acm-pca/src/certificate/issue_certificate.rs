//! IssueCertificate.

use super::draft::{Issuing, extensions};
use super::row::{self, Certificate};
use super::template::{Purpose, Template};
use super::{passthrough, validity};
use crate::authority::{self, Authority, State, key};
use crate::place::Place;
use crate::shapes::{ApiPassthrough, IssueCertificateRequest, IssueCertificateResponse};
use crate::{errors, limits, token};
use haneul_certificate::{
    CERTIFICATE, Draft, Name, Request, Signing, certificate, key_id, read_request, write,
};
use haneul_pipeline::{AwsError, Cx};
use haneul_policy::PrincipalKind;
use jiff::{SignedDuration, Timestamp};

pub fn run(
    cx: &mut Cx,
    input: IssueCertificateRequest,
) -> Result<IssueCertificateResponse, AwsError> {
    let digest = token::digest(&input);
    let token = input.idempotency_token.clone();
    let arn = match token::known(cx, token.as_deref(), &digest)? {
        Some(arn) => arn,
        None => {
            let arn = issue(cx, input)?;
            token::remember(cx, token.as_deref(), digest, &arn)?;
            arn
        }
    };
    Ok(IssueCertificateResponse {
        certificate_arn: Some(arn),
    })
}

fn issue(cx: &mut Cx, input: IssueCertificateRequest) -> Result<String, AwsError> {
    let (place, authority) = authority::open(cx, &input.certificate_authority_arn)?;
    let template = Template::of(input.template_arn.as_deref())?;
    let signing = signing(&authority, &input.signing_algorithm)?;
    let said = input.api_passthrough.unwrap_or_default();
    if !template.api && said != ApiPassthrough::default() {
        return Err(errors::arguments(
            "ApiPassthrough is only for templates that let it pass.",
        ));
    }
    let request = read_request(&input.csr).map_err(|why| errors::bad_csr(why.to_string()))?;
    let from = input.validity_not_before.as_ref();
    let (from, until) = validity::period(cx.now(), &input.validity, from)?;
    let issuer = issuer(cx, &authority, &template, &request, until)?;
    let scope = place.scope(cx);
    let own = key::of(cx.tx, scope, &place.id)?;
    let issuer_key = own.public().map_err(AwsError::internal)?;
    let subject = match passthrough::subject(&said)? {
        Some(subject) => subject,
        None => request.subject.clone(),
    };
    let extensions = extensions(Issuing {
        template: &template,
        authority: &authority,
        region: cx.region(),
        issuer_key: key_id(&issuer_key),
        request: &request,
        added: passthrough::extensions(&said)?,
    })?;
    let mut serial: [u8; 16] = cx.random().bytes();
    // Positive, and never shorter than the others.
    serial[0] = serial[0] & 0x7f | 0x40;
    let draft = Draft {
        serial: serial.to_vec(),
        issuer,
        subject: subject.clone(),
        from,
        until,
        public: request.public.clone(),
        extensions,
    };
    let bytes = certificate(draft, &own, signing);
    let bytes = bytes.map_err(|why| errors::bad_csr(why.to_string()))?;
    let made = Certificate {
        serial: hex::encode(serial),
        body: write(CERTIFICATE, &bytes),
        chain: chain(&authority),
        subject: subject.to_string(),
        template: match input.template_arn {
            Some(arn) => arn,
            None => super::DEFAULT_TEMPLATE.to_owned(),
        },
        service: match &cx.caller().principal.kind {
            PrincipalKind::Service(name) => Some(name.clone()),
            _ => None,
        },
        issued: cx.now(),
        from,
        until,
        revoked: None,
    };
    row::save(cx, &place, &made)?;
    Ok(place.certificate_arn(cx, &made.serial))
}

fn signing(authority: &Authority, asked: &str) -> Result<Signing, AwsError> {
    let signing = Signing::named(asked);
    let signing =
        signing.ok_or_else(|| AwsError::not_implemented(format_args!("signatures by {asked}")))?;
    match signing.rsa == key::signing(authority)?.rsa {
        true => Ok(signing),
        false => Err(errors::arguments(format!(
            "The signing algorithm {asked} does not go with the key of the certificate authority."
        ))),
    }
}

/// From the authority's own certificate to the root's.
fn chain(authority: &Authority) -> String {
    let all = [&authority.certificate, &authority.chain];
    let all: Vec<&str> = all.into_iter().filter_map(|one| one.as_deref()).collect();
    all.join("\n")
}

/// As whom it issues, if it may issue such a thing now.
fn issuer(
    cx: &Cx,
    authority: &Authority,
    template: &Template,
    request: &Request,
    until: Timestamp,
) -> Result<Name, AwsError> {
    if template.purpose == Purpose::Root {
        return root(authority, request);
    }
    let facts = authority.facts()?;
    let (State::Active, Some(facts)) = (authority.state, facts) else {
        return Err(errors::not_for_issuing());
    };
    if facts.until <= cx.now() {
        return Err(errors::not_for_issuing());
    }
    if until > facts.until {
        return Err(errors::validation(
            "The certificate validity specified exceeds the certificate authority validity",
        ));
    }
    let short = cx.now() + SignedDuration::from_hours(24 * limits::SHORT_LIVED_DAYS);
    if authority.usage == "SHORT_LIVED_CERTIFICATE" && until > short {
        return Err(errors::validation(
            "The certificate validity of a short-lived certificate authority exceeds seven days",
        ));
    }
    let above = facts
        .constraints
        .and_then(|found| found.path_len_constraint);
    if let Some(above) = above.filter(|_| template.is_authority()) {
        if template.path_length.is_none_or(|below| below >= above) {
            return Err(errors::arguments(
                "The path length of the template must be less than that of the issuing CA.",
            ));
        }
    }
    Ok(facts.subject)
}

/// A root is its own issuer: of its own request, and of nothing else.
fn root(authority: &Authority, request: &Request) -> Result<Name, AwsError> {
    if !authority.is_root() || matches!(authority.state, State::Creating | State::Failed) {
        return Err(errors::not_for_issuing());
    }
    let csr = authority.csr.as_deref().unwrap_or_default();
    let own = read_request(csr.as_bytes()).map_err(AwsError::internal)?;
    match own.public == request.public {
        true => Ok(own.subject),
        false => Err(errors::arguments(
            "A root CA certificate is issued for the request of the root CA itself.",
        )),
    }
}

/// Where a certificate's own place is, for whoever has its ARN.
pub fn place_of(cx: &Cx, authority: &str, certificate: &str) -> Result<(Place, String), AwsError> {
    let place = Place::of(cx, certificate)?;
    let serial = place.certificate.clone();
    let owner = Place::of(cx, authority)?;
    match serial.filter(|_| place.id == owner.id && place.account == owner.account) {
        Some(serial) => Ok((owner, serial)),
        None => Err(errors::arn(certificate)),
    }
}
