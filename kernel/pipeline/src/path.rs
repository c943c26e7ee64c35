//! The path of one call, in the order it is walked.

use crate::authenticate::{self, Authenticated, Refusal};
use crate::authenticate_v2;
use crate::begins::Begins;
use crate::cloud::Cloud;
use crate::crossing::Crossing;
use crate::cx::{Call, RequestInfo};
use crate::error::AwsError;
use crate::form;
use crate::intake::{self, Intake, Taken};
use crate::record::{CallRecord, Verdict};
use crate::reply::{Reply, ReplyBody};
use crate::request::{Answer, Request};
use crate::response::{self, Voice};
use crate::run;
use crate::site;
use crate::witness::Witness;
use bytes::Bytes;
use haneul_runtime::ids::RequestId;
use haneul_signature::{Claim, Place};
use haneul_wire::route::Site;
use http::{HeaderName, HeaderValue};
use jiff::Timestamp;
use std::time::Duration;

/// Answers one request from a socket: authenticate → route → decode, then [`run::execute`], → encode.
pub async fn handle(cloud: &Cloud, request: Request) -> Answer {
    let _inside = cloud.gate.enter().await;
    let mut voice = Voice::before_routing(&request);
    let taken = take(cloud, request, &mut voice).await;
    // Only now: another node may have moved the clock.
    let now = cloud.clock.now();
    let id = RequestId::new(&cloud.random, now);
    let crossing = taken.as_ref().ok().and_then(Crossing::of);
    let witness = Witness::default();
    let at = Moment {
        id,
        now,
        witness: &witness,
    };
    let reply = match taken {
        Ok(Taken::Call(intake)) => walk(cloud, *intake, at, &voice).await,
        Ok(Taken::Site {
            request,
            site: Site::FormUpload { bucket },
            body,
        }) => Box::pin(form::walk(cloud, *request, &bucket, body, at, &mut voice)).await,
        Ok(Taken::Site {
            request,
            site,
            body,
        }) => Box::pin(site::walk(cloud, *request, site, body, at, &mut voice)).await,
        Err(error) => Err(error),
    };
    let (mut answer, error) = match reply {
        Ok(reply) => (response::success(&voice, reply, id), None),
        Err(error) => (response::failure(&voice, &error, id), Some(error)),
    };
    if let Some(crossing) = crossing {
        crossing.allow(cloud, &mut answer);
    }
    witness.tell(cloud, id, &answer, error.as_ref());
    answer
}

/// What tells one call from all others, and who waits for its answer.
#[derive(Clone, Copy)]
pub(crate) struct Moment<'a> {
    pub id: RequestId,
    pub now: Timestamp,
    pub witness: &'a Witness,
}

/// Finds what is asked for, and learns what other nodes did before it was asked.
async fn take(cloud: &Cloud, request: Request, voice: &mut Voice) -> Result<Taken, AwsError> {
    let taken = intake::take(request, voice).await?;
    let age = match &taken {
        Taken::Call(intake) => {
            Begins::of(cloud, intake.target.model, intake.target.operation.name).age()
        }
        Taken::Site { .. } => Begins::Fresh.age(),
    };
    cloud.refresh(age).await?;
    Ok(taken)
}

async fn walk(
    cloud: &Cloud,
    intake: Intake,
    Moment { id, now, witness }: Moment<'_>,
    voice: &Voice,
) -> Result<Reply, AwsError> {
    let Intake {
        mut request,
        claim,
        old_claim,
        target,
        body,
    } = intake;
    let (model, operation) = (target.model, target.operation);
    let begins = Begins::of(cloud, model, operation.name);
    let local = request.is_local();
    let parts = haneul_signature::RequestParts::new(
        &request.method,
        &request.path,
        &request.query,
        &request.headers,
    );
    let body_sha256 = body.sha256_if_needed(claim.as_ref());
    let authenticate = || match &old_claim {
        Some(old) => {
            let bucket = target.bucket_in_host.as_deref();
            authenticate_v2::authenticate(cloud, old, &parts, bucket, local)
        }
        None => {
            let hash = body_sha256.as_deref();
            authenticate::authenticate(cloud, claim.as_ref(), &parts, hash, local)
        }
    };
    let mut authenticated = authenticate();
    let verified = matches!(&authenticated, Ok(known) if known.seed.is_some());
    if !verified && claim.is_some() && begins != Begins::Fresh {
        // Another node may have issued the key just now. It must be refused neither for that, nor
        // taken for a key that nobody issued.
        cloud.refresh(Duration::ZERO).await?;
        authenticated = authenticate();
    }
    let Authenticated { caller, seed } = match authenticated {
        Ok(authenticated) => authenticated,
        Err(Refusal::Other(error)) => return Err(error),
        Err(Refusal::Signature(fault)) => {
            note_refused_signature(cloud, &request, &target, id, now, &fault);
            return Err(authenticate::signature_error(&fault, voice.error_style()));
        }
    };
    if caller.is_anonymous() && !operation.no_auth && voice.asks_for_signature() {
        let fault = haneul_signature::SignatureError::MissingToken;
        note_refused_signature(cloud, &request, &target, id, now, &fault);
        return Err(authenticate::signature_error(&fault, voice.error_style()));
    }
    let region = region(claim.as_ref(), target.region.as_deref());
    if let Some(claim) = claim.as_ref().filter(|claim| !claim.covers_region(&region)) {
        let fault = haneul_signature::SignatureError::WrongRegion {
            got: claim
                .region_set
                .iter()
                .flatten()
                .cloned()
                .collect::<Vec<_>>()
                .join(","),
            expected: region,
        };
        note_refused_signature(cloud, &request, &target, id, now, &fault);
        return Err(authenticate::signature_error(&fault, voice.error_style()));
    }
    let by_url = old_claim.is_some() || claim.as_ref().is_some_and(|c| c.place == Place::Query);
    if by_url && model.id == "s3" {
        unhoist(&mut request);
    }
    let streams = haneul_wire::streams_input(model, operation);
    let body = body
        .open(&request, claim.as_ref(), seed, operation, streams)
        .await?;
    let head = intake::head(&request);
    let value = haneul_wire::decode(
        model,
        operation,
        target.protocol,
        &target.labels,
        &head,
        &body.whole,
    )
    .map_err(response::wire_error)?;
    let partition = if caller.is_anonymous() {
        authenticate::partition_of(&region).to_owned()
    } else {
        caller.partition.clone()
    };
    let call = Call {
        id,
        account: caller.account().to_owned(),
        caller,
        partition,
        region,
        service: model.id,
        operation: operation.name,
        request: RequestInfo {
            names_region: claim.is_some(),
            body: body.whole,
            presigned: by_url,
            protocol: Some(target.protocol),
            witness: witness.clone(),
            ..info(request)
        },
        now,
        delivers: None,
    };
    run::execute(cloud, call, begins, model, operation, value, body.stream).await
}

/// The Region signed for, else the host's. A set of Regions names the host's, or its first.
pub(crate) fn region(claim: Option<&Claim>, host: Option<&str>) -> String {
    let signed = claim.and_then(|c| c.region.as_deref());
    let set = claim.and_then(|c| c.region_set.as_ref());
    let first = set.and_then(|set| set.iter().find(|r| !r.contains('*')));
    signed
        .or(host)
        .or(first.map(String::as_str))
        .unwrap_or("us-east-1")
        .to_owned()
}

/// Headers that a URL carries as parameters. The URL's maker has the say.
fn unhoist(request: &mut Request) {
    for (name, value) in haneul_signature::hoisted(&request.query) {
        let header = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(&value),
        );
        if let (Ok(name), Ok(value)) = header {
            request.headers.insert(name, value);
        }
    }
}

pub(crate) fn info(request: Request) -> RequestInfo {
    RequestInfo {
        base_url: request.base_url(),
        host: crate::request::host_name(request.host()).to_ascii_lowercase(),
        secure: request.door.secure,
        source_ip: request.peer,
        user_agent: request.header("user-agent").unwrap_or_default().to_owned(),
        method: request.method,
        path: request.path,
        query: request.query,
        headers: request.headers,
        ..RequestInfo::default()
    }
}

fn note_refused_signature(
    cloud: &Cloud,
    request: &Request,
    target: &intake::Target,
    id: RequestId,
    now: Timestamp,
    fault: &haneul_signature::SignatureError,
) {
    let reason = fault.message(haneul_signature::ErrorStyle::Query);
    let pushed = cloud.calls.push_whole(CallRecord {
        id: id.to_string(),
        at: now,
        partition: String::new(),
        account: String::new(),
        region: String::new(),
        service: target.model.id.to_owned(),
        operation: target.operation.name.to_owned(),
        principal: String::new(),
        access_key: String::new(),
        source_ip: request.peer.map(|ip| ip.to_string()).unwrap_or_default(),
        user_agent: request.header("user-agent").unwrap_or_default().to_owned(),
        status: 403,
        error: Some("signature refused".to_owned()),
        verdict: Verdict {
            allowed: false,
            reason,
            checks: Vec::new(),
        },
    });
    run::logged(cloud, pushed);
}

/// An empty body for answers that have none.
pub(crate) fn no_body() -> ReplyBody {
    ReplyBody::Full(Bytes::new())
}
