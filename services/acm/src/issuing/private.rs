//! Private certificates: Private CA issues them, asked over the one path. The first is asked for as
//! whoever wants it; renewals as ACM, which needs the authority's permission.

use super::{errand, failed, issued};
use crate::certificate::{self, Certificate, Status};
use crate::limits;
use base64::prelude::{BASE64_STANDARD, Engine};
use futures_util::future::BoxFuture;
use haneul_certificate::x509::name::GeneralName;
use haneul_certificate::x509::{Ia5String, SubjectAltName, rfc4519};
use haneul_certificate::{Fault, KeyKind, PrivateKey, Signing, extension, name, request as csr};
use haneul_pipeline::background::Errand;
use haneul_pipeline::{Arn, AwsError, Caller, Cloud, Cx, Edge, Invocation, Source, invoke};
use haneul_runtime::outbox::Outgoing;
use haneul_runtime::{Random, host};
use jiff::SignedDuration;
use serde_json::{Value as Json, json};

/// Errands: what was issued is fetched; another is asked for.
pub const FETCH: &str = "fetch";
pub const RENEW: &str = "renew";

const PRINCIPAL: &str = "acm.amazonaws.com";

/// A key and what an authority said to its request: the certificate's ARN, or why there is none.
pub struct Made {
    private: Vec<u8>,
    said: Result<String, &'static str>,
}

pub async fn request(
    edge: &Edge,
    authority: &str,
    names: &[String],
    kind: KeyKind,
) -> Result<Made, AwsError> {
    let (private, request) = prepare(&edge.cloud, names, kind).await?;
    let caller = edge.call.caller.as_ref().clone();
    let account = edge.call.account.clone();
    let asked = Asking {
        cloud: &edge.cloud,
        region: &edge.call.region,
        caller,
        account,
    };
    let said = asked.issue(authority, &request).await?;
    Ok(Made { private, said })
}

/// The key, and a request for all the names.
async fn prepare(
    cloud: &Cloud,
    names: &[String],
    kind: KeyKind,
) -> Result<(Vec<u8>, String), AwsError> {
    let (random, names) = (cloud.random.clone(), names.to_vec());
    let made = host::aside(move || make(&random, &names, kind)).await;
    let made = made.ok_or_else(|| AwsError::internal("no key for a certificate"))?;
    made.map_err(AwsError::internal)
}

fn make(random: &Random, names: &[String], kind: KeyKind) -> Result<(Vec<u8>, String), Fault> {
    let key = PrivateKey::generate(kind, random)?;
    let common = names.first().cloned().unwrap_or_default();
    let all = names
        .iter()
        .map(|name| Ok(GeneralName::DnsName(Ia5String::new(name)?)));
    let all = SubjectAltName(all.collect::<Result<_, Fault>>()?);
    let subject = name(&[(rfc4519::COMMON_NAME, common)])?;
    let request = csr(
        subject,
        vec![extension(&all, false)?],
        &key,
        Signing::usual(kind),
    )?;
    Ok((key.to_pkcs8()?, request))
}

struct Asking<'a> {
    cloud: &'a Cloud,
    region: &'a str,
    caller: Caller,
    account: String,
}

impl Asking<'_> {
    async fn ask(&self, operation: &str, input: Json) -> Result<Json, AwsError> {
        let invocation = Invocation {
            caller: self.caller.clone(),
            account: self.account.clone(),
            region: self.region.to_owned(),
            service: "acm-pca",
            operation,
            input,
            body: None,
            delivers: None,
        };
        Ok(invoke(self.cloud, invocation).await?.output)
    }

    /// How the authority signs is its own matter.
    async fn issue(
        &self,
        authority: &str,
        request: &str,
    ) -> Result<Result<String, &'static str>, AwsError> {
        let mut refused = None;
        for signing in ["SHA256WITHRSA", "SHA256WITHECDSA"] {
            let input = json!({
                "CertificateAuthorityArn": authority,
                "Csr": BASE64_STANDARD.encode(request),
                "SigningAlgorithm": signing,
                "Validity": {"Type": "DAYS", "Value": limits::PRIVATE_DAYS},
            });
            match self.ask("IssueCertificate", input).await {
                Ok(answer) => {
                    let arn = answer["CertificateArn"].as_str().unwrap_or_default();
                    return Ok(Ok(arn.to_owned()));
                }
                Err(error) if error.is_transient(haneul_model::model("acm-pca")) => {
                    return Err(error);
                }
                Err(error) => {
                    let other = error.message.starts_with("The signing algorithm");
                    refused = Some(reason(&error));
                    if !other {
                        break;
                    }
                }
            }
        }
        Ok(Err(refused.unwrap_or("OTHER")))
    }
}

fn reason(error: &AwsError) -> &'static str {
    match error.code.as_ref() {
        "AccessDeniedException" => "PCA_ACCESS_DENIED",
        "ResourceNotFoundException" => "PCA_RESOURCE_NOT_FOUND",
        "InvalidStateException" => "PCA_INVALID_STATE",
        "InvalidArnException" => "PCA_INVALID_ARN",
        "InvalidArgsException" => "PCA_INVALID_ARGS",
        "LimitExceededException" => "PCA_LIMIT_EXCEEDED",
        "ValidationException" => "PCA_INVALID_DURATION",
        _ => "PCA_REQUEST_FAILED",
    }
}

/// What was issued can be fetched a moment later.
pub fn begin(cx: &mut Cx, row: &mut Certificate, made: &Made) -> Result<(), AwsError> {
    match &made.said {
        Ok(arn) => {
            row.under_way = Some(arn.clone());
            certificate::put_key(cx, &row.id, true, &made.private)?;
            let errand = errand(cx, FETCH, &row.id);
            let at = cx.now() + SignedDuration::from_millis(1_001);
            cx.appoint(at.as_microsecond(), &errand)
        }
        Err(reason) => {
            row.status = Status::Failed;
            row.failure = Some((*reason).to_owned());
            Ok(())
        }
    }
}

fn as_acm(errand: &Errand) -> Caller {
    let source = Source {
        arn: errand.call.source_arn.clone(),
        account: errand.call.account.clone(),
    };
    Caller::service(&errand.call.partition, PRINCIPAL, source)
}

fn asking<'a>(errand: &'a Errand, authority: &str) -> Asking<'a> {
    let account = Arn::read(authority).map_or("", |arn| arn.account);
    Asking {
        cloud: &errand.cloud,
        region: &errand.call.region,
        caller: as_acm(errand),
        account: account.to_owned(),
    }
}

fn subject(errand: &Errand) -> Result<Option<Certificate>, AwsError> {
    let id = errand.call.input["id"].as_str().unwrap_or_default();
    errand.read(|cx| certificate::find(cx, id))
}

pub fn fetch(cloud: Cloud, call: Outgoing) -> BoxFuture<'static, Result<(), AwsError>> {
    Box::pin(async move {
        let errand = Errand::new(cloud, call, ("acm", FETCH));
        let Some(row) = subject(&errand)? else {
            return Ok(());
        };
        let (Some(authority), Some(arn)) = (&row.authority, &row.under_way) else {
            return Ok(());
        };
        let input = json!({"CertificateAuthorityArn": authority, "CertificateArn": arn});
        let got = asking(&errand, authority)
            .ask("GetCertificate", input)
            .await;
        let text = |json: &Json| json.as_str().unwrap_or_default().to_owned();
        let got = match got {
            Ok(got) => Ok((text(&got["Certificate"]), text(&got["CertificateChain"]))),
            Err(error) if error.code == "RequestInProgressException" => return Err(error),
            Err(error) if error.is_transient(haneul_model::model("acm-pca")) => return Err(error),
            Err(error) => Err(reason(&error)),
        };
        errand
            .transact(|cx| {
                let found = certificate::find(cx, &row.id)?;
                let Some(now) = found.filter(|now| now.under_way == row.under_way) else {
                    return Ok(());
                };
                match &got {
                    Ok((body, chain)) => issued(cx, now, body.clone(), chain.clone()),
                    Err(reason) => failed(cx, now, reason),
                }
            })
            .await
    })
}

pub fn renew(cloud: Cloud, call: Outgoing) -> BoxFuture<'static, Result<(), AwsError>> {
    Box::pin(async move {
        let errand = Errand::new(cloud, call, ("acm", RENEW));
        let Some(row) = subject(&errand)? else {
            return Ok(());
        };
        let kind = KeyKind::named(&row.key_algorithm);
        let (Some(authority), Some(kind)) = (&row.authority, kind) else {
            return Ok(());
        };
        let (private, request) = prepare(&errand.cloud, &row.names, kind).await?;
        let said = asking(&errand, authority)
            .issue(authority, &request)
            .await?;
        let made = Made { private, said };
        errand
            .transact(|cx| match certificate::find(cx, &row.id)? {
                Some(mut now) if now.edition == row.edition => match &made.said {
                    Ok(_) => {
                        begin(cx, &mut now, &made)?;
                        certificate::save(cx, &now)
                    }
                    Err(reason) => failed(cx, now, reason),
                },
                _ => Ok(()),
            })
            .await
    })
}
