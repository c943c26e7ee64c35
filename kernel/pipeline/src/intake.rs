//! From a request to what it asks for: its claim, its operation, and its body opened for reading.

use crate::error::AwsError;
use crate::request::Request;
use crate::response::{self, Found, Voice};
use crate::upload::{self, RawBody, Upload};
use bytes::Bytes;
use haneul_model::{Model, Operation, Protocol};
use haneul_signature::v2::{self, V2Claim};
use haneul_signature::{
    ChunkedDecoder, ChunkedKind, Claim, PayloadHash, Seed, Sha256Check, SignatureError,
};
use haneul_wire::route::Site;
use haneul_wire::{Labels, RequestHead};
use http_body_util::BodyExt;

/// The largest body that is read whole: what the largest request of any service needs.
const WHOLE_LIMIT: usize = 16 << 20;

/// Lambda takes fifty megabytes of code, in base64.
const CODE_LIMIT: usize = 70_167_211;

fn whole_limit(operation: &Operation) -> usize {
    match operation.name {
        "CreateFunction" | "UpdateFunctionCode" | "PublishLayerVersion" => CODE_LIMIT,
        _ => WHOLE_LIMIT,
    }
}

/// What a request turns out to be.
pub(crate) enum Taken {
    Call(Box<Intake>),
    /// Nothing of a model's; its body is still unread.
    Site {
        request: Box<Request>,
        site: Site,
        body: RawBody,
    },
}

pub(crate) struct Intake {
    pub request: Request,
    pub claim: Option<Claim>,
    /// A presigned URL of old, which only S3 accepts.
    pub old_claim: Option<V2Claim>,
    pub target: Target,
    pub body: Body,
}

pub(crate) struct Target {
    pub model: &'static Model,
    pub operation: &'static Operation,
    pub protocol: Protocol,
    pub labels: Labels,
    pub region: Option<String>,
    /// S3's bucket, where the host names it.
    pub bucket_in_host: Option<String>,
}

/// Reads the claim and finds the operation. What is known so far is in `voice`, so that even a
/// request that leads nowhere is answered in its own protocol.
pub(crate) async fn take(mut request: Request, voice: &mut Voice) -> Result<Taken, AwsError> {
    let raw = std::mem::replace(&mut request.body, upload::no_body());
    if let Some(authority) = request.authority.clone() {
        if let (false, Ok(host)) = (request.headers.contains_key("host"), authority.parse()) {
            request.headers.insert(http::header::HOST, host);
        }
    }
    let claim = haneul_signature::claim(
        &request.method,
        &request.path,
        &request.query,
        &request.headers,
    );
    let old_claim = match &claim {
        Err(SignatureError::V2Unsupported) => v2::claim(&request.query),
        _ => None,
    };
    // A form names its operation in the body.
    let claimed = claim.as_ref().ok().and_then(Option::as_ref);
    let body = if is_form(&request, claimed) {
        Body::Whole(read_whole(raw, &request, WHOLE_LIMIT).await?)
    } else {
        Body::Unread(raw)
    };
    let found = {
        let form: &[u8] = match &body {
            Body::Whole(bytes) => bytes,
            Body::Unread(_) => b"",
        };
        response::route(&head(&request), form, voice)?
    };
    let target = match found {
        Found::Operation(target) => *target,
        Found::Site(site) => {
            let body = match body {
                Body::Unread(raw) => raw,
                Body::Whole(_) => upload::no_body(),
            };
            return Ok(Taken::Site {
                request: Box::new(request),
                site,
                body,
            });
        }
    };
    voice.routed(&target);
    let said = match old_claim.filter(|_| target.model.id == "s3") {
        Some(old) => old.map(|old| (None, Some(old))),
        None => claim.map(|claim| (claim, None)),
    };
    let (claim, old_claim) =
        said.map_err(|fault| crate::authenticate::signature_error(&fault, voice.error_style()))?;
    let whole_needed = !haneul_wire::streams_input(target.model, target.operation);
    let unhashed = claim
        .as_ref()
        .is_some_and(|c| c.payload == PayloadHash::Missing);
    let body = match body {
        Body::Unread(raw) if whole_needed && unhashed => {
            let limit = whole_limit(target.operation);
            Body::Whole(read_whole(raw, &request, limit).await?)
        }
        other => other,
    };
    Ok(Taken::Call(Box::new(Intake {
        request,
        claim,
        old_claim,
        target,
        body,
    })))
}

pub(crate) fn head(request: &Request) -> RequestHead<'_> {
    RequestHead {
        method: &request.method,
        path: &request.path,
        query: &request.query,
        headers: &request.headers,
    }
}

/// A form that may name an operation: queries are posted, also to a queue's own URL. Uploads to S3
/// may carry the same content type, by a client's default.
fn is_form(request: &Request, claim: Option<&Claim>) -> bool {
    let form = request
        .header("content-type")
        .is_some_and(|t| t.starts_with("application/x-www-form-urlencoded"));
    form && request.method == http::Method::POST && claim.is_none_or(|c| !c.is_s3())
}

async fn read_whole(raw: RawBody, request: &Request, limit: usize) -> Result<Bytes, AwsError> {
    let expected = length(request);
    if expected.is_some_and(|length| length > limit as u64) {
        return Err(upload::too_large());
    }
    Upload::plain(raw, expected, None).collect(limit).await
}

fn length(request: &Request) -> Option<u64> {
    request.header("content-length")?.parse().ok()
}

pub(crate) enum Body {
    Unread(RawBody),
    Whole(Bytes),
}

/// The body as the operation wants it.
pub(crate) struct Opened {
    /// Empty where the operation streams.
    pub whole: Bytes,
    pub stream: Option<Upload>,
}

impl Body {
    /// The hash of a body that is already here; the signature may depend on it.
    pub fn sha256_if_needed(&self, claim: Option<&Claim>) -> Option<String> {
        match (self, claim?) {
            (Body::Whole(bytes), _) => Some(haneul_signature::sha256_hex(bytes)),
            (Body::Unread(raw), _) if http_body::Body::is_end_stream(raw) => {
                Some(haneul_signature::sha256_hex(b""))
            }
            _ => None,
        }
    }

    /// Opens the body for the operation: as a stream that is checked while it passes, or whole.
    pub async fn open(
        self,
        request: &Request,
        claim: Option<&Claim>,
        seed: Option<Seed>,
        operation: &Operation,
        streams: bool,
    ) -> Result<Opened, AwsError> {
        let upload = match self {
            Body::Whole(whole) if !streams => {
                return Ok(Opened {
                    whole,
                    stream: None,
                });
            }
            Body::Whole(whole) => Upload::of(whole),
            Body::Unread(raw) => unread(raw, request, claim, seed),
        };
        if streams {
            return Ok(Opened {
                whole: Bytes::new(),
                stream: Some(upload),
            });
        }
        let expected = upload.expected.unwrap_or_default();
        let limit = whole_limit(operation);
        if expected > limit as u64 {
            return Err(upload::too_large());
        }
        Ok(Opened {
            whole: upload.collect(limit).await?,
            stream: None,
        })
    }
}

/// What the claim says of the body decides how it is checked. Presigned URLs leave it unsigned
/// but may still come in chunks.
fn unread(raw: RawBody, request: &Request, claim: Option<&Claim>, seed: Option<Seed>) -> Upload {
    let named = request
        .header("x-amz-content-sha256")
        .and_then(|text| PayloadHash::parse(text).ok());
    let payload = match claim {
        Some(claim) if claim.payload != PayloadHash::Unsigned => Some(claim.payload.clone()),
        _ => named,
    };
    let kind = payload.as_ref().and_then(ChunkedKind::of);
    if let Some(kind) = kind {
        let decoded = request
            .header("x-amz-decoded-content-length")
            .and_then(|length| length.parse().ok());
        let decoder = match seed {
            Some(seed) => ChunkedDecoder::new(kind, Some(seed), decoded),
            None => ChunkedDecoder::unverified(kind, decoded),
        };
        return Upload::chunked(raw.boxed(), decoded, decoder);
    }
    let check = match payload {
        Some(PayloadHash::Sha256(hash)) => Some(Sha256Check::new(hash)),
        _ => None,
    };
    Upload::plain(raw, length(request), check)
}
