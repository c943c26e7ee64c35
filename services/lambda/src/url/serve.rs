//! Requests to URLs of functions: each is an event (payload format 2.0), and what the function
//! answers is the response.

use super::row::{Cors, GLOBAL, OWNERS, Owner, Url, find};
use crate::access;
use crate::invocation::job;
use crate::measure;
use crate::names::Named;
use crate::run::{self, Ended, Job, Piece};
use base64::prelude::{BASE64_STANDARD, Engine};
use bytes::{Bytes, BytesMut};
use futures_util::stream;
use haneul_model::{Operation, Value};
use haneul_pipeline::{AwsError, Call, Caller, Edge, Reply, Site, SiteHandler, SiteRequest};
use haneul_store::Scope;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value as Json, json};
use std::sync::{Arc, LazyLock};
use tokio::sync::{mpsc, oneshot};

/// Pieces that wait for a slow reader; then the function waits.
const WAITING: usize = 4;
/// Ends the head of a streamed response.
const GAP: [u8; 8] = [0; 8];
/// Of such a head.
const HEAD: usize = 64 << 10;
const WITH_HEAD: &str = "application/vnd.awslambda.http-integration-response";

pub fn find_site(request: &SiteRequest) -> Option<SiteHandler> {
    let Site::FunctionUrl { .. } = &request.site else {
        return None;
    };
    Some(SiteHandler {
        operation: operation(),
        input: Value::Struct(Vec::new()),
        run: |edge, request| Box::pin(serve(edge, request)),
    })
}

/// What records call it: it is none of the model's.
fn operation() -> &'static Operation {
    static OPERATION: LazyLock<Operation> = LazyLock::new(|| Operation {
        name: "InvokeFunctionUrl",
        no_auth: true,
        ..Operation::default()
    });
    &OPERATION
}

struct Asked {
    owner: Owner,
    named: Named,
    url: Url,
}

impl Asked {
    fn measured(&self) -> measure::Of<'_> {
        let owner = &self.owner;
        measure::Of {
            scope: Scope::new(&owner.partition, &owner.account, &owner.region),
            name: &owner.function,
            qualifier: owner.qualifier.as_deref(),
        }
    }
}

async fn serve(edge: Edge, request: SiteRequest) -> Result<Reply, AwsError> {
    let Site::FunctionUrl { id, .. } = &request.site else {
        return Ok(forbidden());
    };
    let Some(asked) = look(&edge, id)? else {
        return Ok(forbidden());
    };
    let (cloud, begun) = (edge.cloud.clone(), edge.cloud.clock.host_now());
    let answered = answer(edge, request, &asked).await;
    let status = answered
        .as_ref()
        .map_or(500, |reply| reply.status.unwrap_or(200));
    let took = cloud.clock.host_now().duration_since(begun).as_secs_f64() * 1e3;
    measure::answered(&cloud, asked.measured(), status, took);
    answered
}

async fn answer(mut edge: Edge, request: SiteRequest, asked: &Asked) -> Result<Reply, AwsError> {
    let headers = edge.call.request.headers.clone();
    if let Some(cors) = asked
        .url
        .cors
        .as_ref()
        .filter(|_| is_preflight(&request, &headers))
    {
        return Ok(allow(
            Reply::default().status(200).body(Bytes::new()),
            cors,
            &headers,
            true,
        ));
    }
    // Without a check whoever it is is nobody.
    let caller = match asked.url.auth.as_str() {
        "AWS_IAM" => Caller::clone(&edge.call.caller),
        _ => Caller::anonymous(&asked.owner.partition),
    };
    edge.call = Arc::new(Call {
        region: asked.owner.region.clone(),
        partition: asked.owner.partition.clone(),
        ..Call::clone(&edge.call)
    });
    let shown = caller.clone();
    let checks = edge.read(|cx| access::of_url(cx, &asked.named, &asked.url.auth))?;
    if edge
        .act_as(caller, &asked.owner.account, &checks)?
        .is_some()
    {
        return Ok(forbidden());
    }
    let event = event(&edge, &request, asked, &shown);
    let reply = match call(&edge, asked, event).await {
        Ok(reply) => reply,
        Err(error) if error.code == "TooManyRequestsException" => plain(
            429,
            json!({"Reason": "ConcurrentInvocationLimitExceeded", "Type": "User",
                "message": "Rate Exceeded."}),
        ),
        Err(error) if error.code == "RequestTooLargeException" => {
            plain(413, json!({"Message": error.message}))
        }
        Err(error) if error.status.is_some_and(|status| status < 500) => {
            plain(502, json!({"Message": error.message}))
        }
        Err(error) => return Err(error),
    };
    Ok(match &asked.url.cors {
        Some(cors) => allow(reply, cors, &headers, false),
        None => reply,
    })
}

fn look(edge: &Edge, id: &str) -> Result<Option<Asked>, AwsError> {
    let owner = edge.read(|cx| Ok(OWNERS.get(cx.tx, GLOBAL, id)?))?;
    let Some(owner) = owner else { return Ok(None) };
    let named = Named {
        account: owner.account.clone(),
        name: owner.function.clone(),
        qualifier: owner.qualifier.clone(),
    };
    let call = Call {
        region: owner.region.clone(),
        partition: owner.partition.clone(),
        ..Call::clone(&edge.call)
    };
    let url = edge.cloud.store.read(|tx| {
        let mut cx = haneul_pipeline::Cx::new(tx, &call, &edge.cloud);
        find(&mut cx, &named)
    })?;
    Ok(url.map(|url| Asked { owner, named, url }))
}

fn plain(status: u16, body: Json) -> Reply {
    let reply = Reply::default().status(status).body(body.to_string());
    reply.header("content-type", "application/json")
}

fn forbidden() -> Reply {
    let message = "Forbidden. For troubleshooting Function URL authorization issues, see: \
                   https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html";
    plain(403, json!({"Message": message})).header("x-amzn-errortype", "AccessDeniedException")
}

fn is_preflight(request: &SiteRequest, headers: &HeaderMap) -> bool {
    request.method == Method::OPTIONS
        && headers.contains_key("origin")
        && headers.contains_key("access-control-request-method")
}

/// What pages of other origins may do with an answer.
fn allow(mut reply: Reply, cors: &Cors, headers: &HeaderMap, before: bool) -> Reply {
    let origin = headers
        .get("origin")
        .and_then(|origin| origin.to_str().ok());
    let Some(origin) = origin else { return reply };
    let any = |list: &Option<Vec<String>>| list.iter().flatten().any(|one| one == "*");
    let named = cors.origins.iter().flatten().any(|one| one == origin);
    if !named && !any(&cors.origins) {
        return reply;
    }
    let credentials = cors.credentials == Some(true);
    let shown = if any(&cors.origins) { "*" } else { origin };
    reply = reply
        .header("access-control-allow-origin", shown)
        .header("vary", "Origin");
    if credentials {
        reply = reply.header("access-control-allow-credentials", "true");
    }
    let joined = |list: &Option<Vec<String>>| {
        list.as_ref()
            .filter(|list| !list.is_empty())
            .map(|list| list.join(","))
    };
    if !before {
        if let Some(exposed) = joined(&cors.exposed) {
            reply = reply.header("access-control-expose-headers", exposed);
        }
        return reply;
    }
    for (name, said) in [
        ("access-control-allow-methods", joined(&cors.methods)),
        ("access-control-allow-headers", joined(&cors.headers)),
        (
            "access-control-max-age",
            cors.age.map(|age| age.to_string()),
        ),
    ] {
        if let Some(said) = said {
            reply = reply.header(name, said);
        }
    }
    reply
}

fn event(edge: &Edge, request: &SiteRequest, asked: &Asked, caller: &Caller) -> Json {
    let info = &edge.call.request;
    let mut headers: Map<String, Json> = Map::new();
    let mut cookies: Vec<String> = Vec::new();
    for name in info.headers.keys() {
        let values = info.headers.get_all(name).iter();
        let values: Vec<String> = values
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
            .collect();
        match name.as_str() {
            "cookie" => cookies.extend(values.iter().flat_map(|all| {
                all.split(';')
                    .map(|one| one.trim().to_owned())
                    .collect::<Vec<_>>()
            })),
            name => _ = headers.insert(name.to_owned(), json!(values.join(","))),
        }
    }
    let now = edge.call.now;
    let account = match caller.is_anonymous() {
        true => "anonymous".to_owned(),
        false => caller.account().to_owned(),
    };
    let mut context = json!({
        "accountId": account,
        "apiId": asked.url.id,
        "domainName": info.host,
        "domainPrefix": asked.url.id,
        "http": {
            "method": request.method.as_str(),
            "path": request.path,
            "protocol": "HTTP/1.1",
            "sourceIp": info.source_ip.map(|ip| ip.to_string()),
            "userAgent": info.user_agent,
        },
        "requestId": edge.call.id.to_string(),
        "routeKey": "$default",
        "stage": "$default",
        "time": now.strftime("%d/%b/%Y:%H:%M:%S +0000").to_string(),
        "timeEpoch": now.as_millisecond(),
    });
    if !caller.is_anonymous() {
        context["authorizer"] = json!({"iam": {
            "accessKey": caller.access_key,
            "accountId": caller.account(),
            "callerId": caller.principal.user_id,
            "cognitoIdentity": null,
            "principalOrgId": null,
            "userArn": caller.principal.arn,
            "userId": caller.principal.user_id,
        }});
    }
    let mut event = json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": request.path,
        "rawQueryString": request.query,
        "headers": headers,
        "requestContext": context,
        "isBase64Encoded": false,
    });
    if !cookies.is_empty() {
        event["cookies"] = json!(cookies);
    }
    let query = parameters(&request.query);
    if !query.is_empty() {
        event["queryStringParameters"] = Json::Object(query);
    }
    let body = &info.body;
    if !body.is_empty() {
        let kind = info
            .headers
            .get("content-type")
            .and_then(|kind| kind.to_str().ok());
        match std::str::from_utf8(body).ok().filter(|_| is_text(kind)) {
            Some(text) => event["body"] = json!(text),
            None => {
                event["body"] = json!(BASE64_STANDARD.encode(body));
                event["isBase64Encoded"] = json!(true);
            }
        }
    }
    event
}

/// What the event says as it came; anything else is in base64.
fn is_text(kind: Option<&str>) -> bool {
    let Some(kind) = kind else { return false };
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.starts_with("text/")
        || [
            "application/json",
            "application/xml",
            "application/javascript",
        ]
        .contains(&kind)
        || kind.ends_with("+json")
        || kind.ends_with("+xml")
}

/// Several of a name are joined.
fn parameters(query: &str) -> Map<String, Json> {
    let mut found: Map<String, Json> = Map::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let plain = |text: &str| {
            let spaced = text.replace('+', " ");
            percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
        };
        let (name, value) = (plain(name), plain(value));
        let joined = match found.get(&name).and_then(Json::as_str) {
            Some(known) => format!("{known},{value}"),
            None => value,
        };
        found.insert(name, json!(joined));
    }
    found
}

async fn call(edge: &Edge, asked: &Asked, event: Json) -> Result<Reply, AwsError> {
    let payload = job::payload(Some(event.to_string().into()), job::SYNCHRONOUS)?;
    let (target, permit) = edge.read(|cx| {
        let target = job::target(cx, &asked.named)?;
        let permit = job::enter(cx, &edge.cloud, &target, edge.call.trace())?;
        Ok((target, permit))
    })?;
    let streams = asked.url.mode == "RESPONSE_STREAM";
    let (pieces, coming) = mpsc::channel(WAITING);
    let job = Job {
        target,
        id: edge.call.id.to_string(),
        payload,
        client_context: None,
        trace: job::trace(edge),
        pieces: streams.then_some(pieces),
        permit,
    };
    if !streams {
        let ended = run::run(&edge.cloud, job).await?;
        return Ok(response(&ended));
    }
    let (tell, told) = oneshot::channel();
    let cloud = edge.cloud.clone();
    tokio::spawn(async move {
        // Whoever asked may have gone.
        _ = tell.send(run::run(&cloud, job).await);
    });
    streamed(coming, told).await
}

/// A response of the function's own making, or its answer as the body of one.
fn response(ended: &Ended) -> Reply {
    if ended.error.is_some() {
        return plain(502, json!({"Message": "Internal Server Error"}));
    }
    let answer: Option<Json> = serde_json::from_slice(&ended.payload).ok();
    let Some(made) = answer
        .as_ref()
        .filter(|answer| answer["statusCode"].is_number())
    else {
        let body = match answer {
            Some(Json::String(text)) => text.into(),
            _ => ended.payload.clone(),
        };
        return Reply::default()
            .status(200)
            .body(body)
            .header("content-type", "application/json");
    };
    let text = made["body"].as_str().map_or_else(
        || match &made["body"] {
            Json::Null => String::new(),
            other => other.to_string(),
        },
        str::to_owned,
    );
    let body = match made["isBase64Encoded"] == true {
        true => BASE64_STANDARD.decode(&text).unwrap_or_default().into(),
        false => Bytes::from(text),
    };
    headed(made).body(body)
}

/// The status, headers and cookies that an answer says.
fn headed(made: &Json) -> Reply {
    let status = made["statusCode"]
        .as_u64()
        .and_then(|status| u16::try_from(status).ok());
    let mut reply = Reply::default().status(status.unwrap_or(200));
    let text = |value: &Json| match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    };
    for (name, value) in made["headers"].as_object().into_iter().flatten() {
        reply = further(reply, name, &text(value));
    }
    for cookie in made["cookies"].as_array().into_iter().flatten() {
        reply = further(reply, "set-cookie", &text(cookie));
    }
    let has_kind = reply.further.iter().any(|(name, _)| name == "content-type");
    match has_kind {
        true => reply,
        false => reply.header("content-type", "application/json"),
    }
}

fn further(mut reply: Reply, name: &str, value: &str) -> Reply {
    // What belongs to the connection is not the function's.
    const OURS: [&str; 3] = ["connection", "content-length", "transfer-encoding"];
    let name = name.to_ascii_lowercase();
    let header = HeaderName::from_bytes(name.as_bytes()).ok();
    let value = HeaderValue::from_str(value).ok();
    if let Some(both) = header.zip(value).filter(|_| !OURS.contains(&name.as_str())) {
        reply.further.push(both);
    }
    reply
}

type Told = oneshot::Receiver<Result<Ended, AwsError>>;

/// The head first, where there is one, and then pieces as they come.
async fn streamed(mut coming: mpsc::Receiver<Piece>, told: Told) -> Result<Reply, AwsError> {
    let Some(Piece::Begin(kind)) = coming.recv().await else {
        let ended = told.await.map_err(AwsError::internal)??;
        return Ok(response(&ended));
    };
    let mut held = BytesMut::new();
    let mut reply = Reply::default().status(200);
    if kind.as_deref() == Some(WITH_HEAD) {
        let at = loop {
            if let Some(at) = held.windows(GAP.len()).position(|window| window == GAP) {
                break Some(at);
            }
            match coming.recv().await {
                Some(Piece::Bytes(bytes)) if held.len() <= HEAD => held.extend_from_slice(&bytes),
                _ => break None,
            }
        };
        let Some(at) = at else {
            return Ok(plain(502, json!({"Message": "Internal Server Error"})));
        };
        let head: Json = serde_json::from_slice(&held.split_to(at)).unwrap_or_default();
        let _ = held.split_to(GAP.len());
        reply = headed(&head);
    } else {
        let kind = kind.unwrap_or_else(|| "application/octet-stream".to_owned());
        reply = reply.header("content-type", kind);
    }
    let first = Some(held.freeze()).filter(|held| !held.is_empty());
    let pieces = stream::unfold((first, coming), |(first, mut coming)| async move {
        if let Some(first) = first {
            return Some((Ok(first), (None, coming)));
        }
        loop {
            match coming.recv().await? {
                Piece::Bytes(bytes) => return Some((Ok(bytes), (None, coming))),
                Piece::Begin(_) => {}
            }
        }
    });
    Ok(reply.events(Box::pin(pieces)))
}
