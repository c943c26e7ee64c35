//! What is asked of names and by methods that are no operation of any model: a bucket's website, a
//! browser's question what a bucket allows. The service that owns them answers, on the same path.

use crate::authenticate;
use crate::caller::Caller;
use crate::cloud::Cloud;
use crate::cx::{Call, Edge, RequestInfo};
use crate::error::AwsError;
use crate::path::{self, Moment};
use crate::reply::Reply;
use crate::request::Request;
use crate::response::Voice;
use crate::run;
use crate::upload::{RawBody, Upload};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use haneul_model::{Model, Operation, Value};
use haneul_signature::ErrorStyle;
use haneul_wire::route::Site;
use http::Method;
use std::sync::Arc;

pub struct SiteRequest {
    pub site: Site,
    pub method: Method,
    /// Still percent-encoded.
    pub path: String,
    pub query: String,
    /// Of the questions that are posted, and of requests to functions; no other site is told
    /// anything.
    pub body: Bytes,
}

/// Of a question about certificates.
const QUESTION: usize = 16 << 10;
/// Of a request to a URL of a function.
const LARGEST: usize = 6 << 20;

/// How a service answers such a request. It asks the policies itself ([`crate::Cx::ask`]).
pub struct SiteHandler {
    /// What records and trails call it.
    pub operation: &'static Operation,
    /// What they show of the request.
    pub input: Value,
    pub run: fn(Edge, SiteRequest) -> BoxFuture<'static, Result<Reply, AwsError>>,
}

/// The model of the service that a site belongs to.
pub(crate) fn model(site: &Site) -> &'static str {
    match site {
        Site::Website { .. } | Site::FormUpload { .. } | Site::Preflight { .. } => "s3",
        Site::FunctionUrl { .. } => "lambda",
        Site::ExecuteApi { .. } => "apigateway",
        Site::SigningCertificate { .. } => "sns",
        Site::Ocsp { .. } => "acm-pca",
        Site::CertificateApproval { .. } => "acm",
    }
}

/// Finds who answers; most of what there could be does not exist yet.
pub(crate) fn find(
    cloud: &Cloud,
    request: &SiteRequest,
) -> Result<(&'static Model, SiteHandler), AwsError> {
    let id = model(&request.site);
    let handler = cloud.services.get(id).and_then(|s| s.service.site(request));
    let found = handler.and_then(|handler| Some((haneul_model::model(id)?, handler)));
    found.ok_or_else(|| no_site(&request.site))
}

/// Everybody is a stranger here: nothing of it is signed, but what goes to a function.
pub(crate) async fn walk(
    cloud: &Cloud,
    request: Request,
    site: Site,
    body: RawBody,
    Moment { id, now, witness }: Moment<'_>,
    voice: &mut Voice,
) -> Result<Reply, AwsError> {
    let region = match &site {
        Site::Website { region, .. }
        | Site::FunctionUrl { region, .. }
        | Site::ExecuteApi { region, .. }
        | Site::Ocsp { region }
        | Site::Preflight { region, .. } => region.clone(),
        Site::FormUpload { .. }
        | Site::SigningCertificate { .. }
        | Site::CertificateApproval { .. } => None,
    };
    let region = region.unwrap_or_else(|| "us-east-1".to_owned());
    let read = |most| Upload::plain(body, None, None).collect(most);
    let body = match &site {
        Site::Ocsp { .. } => read(QUESTION).await?,
        Site::FunctionUrl { .. } => read(LARGEST).await?,
        _ => Bytes::new(),
    };
    let asked = SiteRequest {
        site,
        method: request.method.clone(),
        path: request.path.clone(),
        query: request.query.clone(),
        body: body.clone(),
    };
    let (model, handler) = find(cloud, &asked)?;
    voice.at_site(model, handler.operation);
    let partition = authenticate::partition_of(&region).to_owned();
    let caller = match &asked.site {
        Site::FunctionUrl { .. } => signer(cloud, &request, &body, &partition)?,
        _ => Arc::new(Caller::anonymous(&partition)),
    };
    let call = Call {
        id,
        account: caller.account().to_owned(),
        caller,
        partition,
        region,
        service: model.id,
        operation: handler.operation.name,
        request: RequestInfo {
            witness: witness.clone(),
            body,
            ..path::info(request)
        },
        now,
        delivers: None,
    };
    run::execute_site(cloud, call, model, handler, asked).await
}

/// Who signed a request to a function; whoever did not is nobody.
fn signer(
    cloud: &Cloud,
    request: &Request,
    body: &[u8],
    partition: &str,
) -> Result<Arc<Caller>, AwsError> {
    let (method, headers) = (&request.method, &request.headers);
    let claim = haneul_signature::claim(method, &request.path, &request.query, headers);
    // Some functions have an Authorization of their own making.
    let Ok(Some(claim)) = claim else {
        return Ok(Arc::new(Caller::anonymous(partition)));
    };
    let parts = haneul_signature::RequestParts::new(method, &request.path, &request.query, headers);
    let hash = haneul_signature::sha256_hex(body);
    let local = request.is_local();
    match authenticate::authenticate(cloud, Some(&claim), &parts, Some(&hash), local) {
        Ok(known) => Ok(known.caller),
        Err(authenticate::Refusal::Other(error)) => Err(error),
        Err(authenticate::Refusal::Signature(fault)) => {
            Err(authenticate::signature_error(&fault, ErrorStyle::RestJson))
        }
    }
}

fn no_site(site: &Site) -> AwsError {
    AwsError::not_implemented(match site {
        Site::Website { .. } => "S3 website hosting",
        Site::FunctionUrl { .. } => "Lambda function URLs",
        Site::ExecuteApi { .. } => "API Gateway stages",
        Site::FormUpload { .. } => "S3 browser form uploads",
        Site::Preflight { .. } => "preflight requests",
        Site::SigningCertificate { .. } => "certificates of SNS",
        Site::Ocsp { .. } => "OCSP",
        Site::CertificateApproval { .. } => "approvals of certificates",
    })
}
