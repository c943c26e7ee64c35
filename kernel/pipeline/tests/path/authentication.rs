//! Signed requests at the door: keys, sessions, dates, and who may be unknown.

use crate::probe::cloud;
use bytes::Bytes;
use haneul_pipeline::credentials::{self, Credential, Holder, Status, TemporarySession};
use haneul_pipeline::{AwsError, Door, Parts, RawBody, ReplyBody, Request, Settings, handle};
use haneul_runtime::host;
use haneul_signature::{PayloadHash, Signer};
use haneul_testkit::TestCloud;
use http::{HeaderMap, Method};
use http_body_util::BodyExt;
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

const SECRET: &str = "a-secret-that-only-its-holder-knows-0000";

struct Try<'a> {
    key: &'a str,
    secret: &'a str,
    token: Option<&'a str>,
    date: Timestamp,
    host: &'a str,
    loopback: bool,
    extra: &'a [(&'static str, &'static str)],
}

impl Default for Try<'_> {
    fn default() -> Self {
        Try {
            key: "test",
            secret: "test",
            token: None,
            date: host::now(),
            host: "localhost:4566",
            loopback: true,
            extra: &[],
        }
    }
}

const BODY: &str = "{}";

impl Try<'_> {
    /// `200`, or the status and the error's type.
    async fn at(&self, cloud: &TestCloud) -> String {
        let mut headers = HeaderMap::new();
        headers.insert("host", self.host.parse().unwrap());
        headers.insert("x-amz-target", "AmazonSQS.ListQueues".parse().unwrap());
        headers.insert(
            "content-type",
            "application/x-amz-json-1.0".parse().unwrap(),
        );
        let signer = Signer {
            session_token: self.token,
            ..Signer::new(self.key, self.secret, "us-east-1", "sqs", self.date)
        };
        let payload = PayloadHash::Sha256(haneul_signature::sha256_hex(BODY.as_bytes()));
        haneul_signature::sign_headers(&signer, &Method::POST, "/", "", &mut headers, &payload)
            .unwrap();
        for (name, value) in self.extra {
            headers.insert(*name, value.parse().unwrap());
        }
        send(cloud, "", headers, self.loopback).await
    }

    async fn presigned(&self, cloud: &TestCloud, expires: u64) -> String {
        let mut headers = HeaderMap::new();
        headers.insert("host", self.host.parse().unwrap());
        let signer = Signer::new(self.key, self.secret, "us-east-1", "sqs", self.date);
        let payload = PayloadHash::Sha256(haneul_signature::sha256_hex(BODY.as_bytes()));
        let query =
            haneul_signature::presign(&signer, &Method::POST, "/", "", &headers, expires, &payload)
                .unwrap();
        headers.insert("x-amz-target", "AmazonSQS.ListQueues".parse().unwrap());
        headers.insert(
            "content-type",
            "application/x-amz-json-1.0".parse().unwrap(),
        );
        for (name, value) in self.extra {
            headers.insert(*name, value.parse().unwrap());
        }
        send(cloud, &query, headers, self.loopback).await
    }
}

async fn send(cloud: &TestCloud, query: &str, headers: HeaderMap, loopback: bool) -> String {
    let body: RawBody = http_body_util::Full::new(Bytes::from_static(BODY.as_bytes()))
        .map_err(|never| match never {})
        .boxed();
    let request = Request {
        method: Method::POST,
        path: "/".to_owned(),
        query: query.to_owned(),
        headers,
        authority: None,
        body,
        peer: None,
        door: Door {
            loopback,
            secure: false,
        },
    };
    let answer = handle(&cloud.cloud, request).await;
    if answer.status == 200 {
        return "200".to_owned();
    }
    let ReplyBody::Full(body) = answer.body else {
        panic!("an error is whole");
    };
    let json: serde_json::Value = serde_json::from_slice(&body).unwrap();
    let code = json["__type"].as_str().unwrap_or_default();
    format!("{} {}", answer.status, code.rsplit('#').next().unwrap())
}

async fn issue(cloud: &TestCloud, key: &str, status: Status, session: Option<TemporarySession>) {
    let credential = Credential {
        access_key: key.to_owned(),
        secret: SECRET.to_owned(),
        partition: "aws".to_owned(),
        account: haneul_testkit::ACCOUNT.to_owned(),
        status,
        holder: Holder::Root,
        created: cloud.cloud.clock.now(),
        session,
    };
    let store = &cloud.cloud.store;
    store
        .transact(|tx| Ok::<_, AwsError>(credentials::issue(tx, &credential)?))
        .await
        .unwrap();
}

const UNKNOWN: &str = "400 UnrecognizedClientException";

#[tokio::test]
async fn unknown_keys_are_root_for_this_machine_and_nothing_for_anyone_else() {
    let cloud = cloud().await;
    let local = Try::default();
    assert_eq!(local.at(&cloud).await, "200");
    let twelve = Try {
        key: "123456789012",
        ..Try::default()
    };
    assert_eq!(twelve.at(&cloud).await, "200");
    let refused = [
        Try {
            loopback: false,
            ..Try::default()
        },
        Try {
            host: "evil.example:4566",
            ..Try::default()
        },
        Try {
            extra: &[("origin", "https://evil.example")],
            ..Try::default()
        },
        Try {
            extra: &[("sec-fetch-site", "cross-site")],
            ..Try::default()
        },
        Try {
            key: "ASIAEXAMPLEEXAMPLE00",
            ..Try::default()
        },
    ];
    for attempt in refused {
        assert_eq!(attempt.at(&cloud).await, UNKNOWN);
        assert_eq!(attempt.presigned(&cloud, 60).await, UNKNOWN);
    }
}

#[tokio::test]
async fn a_strict_cloud_knows_only_its_own_keys() {
    let open = cloud().await;
    let strict = haneul_pipeline::Cloud::open(Parts {
        store: open.cloud.store.clone(),
        blobs: open.cloud.blobs.clone(),
        random: open.cloud.random.clone(),
        services: vec![std::sync::Arc::new(crate::probe::Probe)],
        identity: open.cloud.identity.clone(),
        reconcilers: Vec::new(),
        settings: Settings {
            strict: true,
            ..Settings::default()
        },
        node: None,
    });
    let strict = TestCloud {
        cloud: strict.await.unwrap(),
    };
    assert_eq!(Try::default().at(&strict).await, UNKNOWN);
    let account = strict.cloud.account();
    let own = Try {
        key: &account.root_access_key,
        secret: &account.root_secret,
        ..Try::default()
    };
    assert_eq!(own.at(&strict).await, "200");
}

#[tokio::test]
async fn an_issued_key_is_verified_and_once_gone_stays_refused() {
    let cloud = cloud().await;
    let key = "AKIAISSUEDISSUED0000";
    issue(&cloud, key, Status::Active, None).await;
    let right = Try {
        key,
        secret: SECRET,
        ..Try::default()
    };
    assert_eq!(right.at(&cloud).await, "200");
    let wrong = Try {
        key,
        secret: "wrong",
        ..Try::default()
    };
    assert_eq!(wrong.at(&cloud).await, "400 InvalidSignatureException");
    for status in [Status::Inactive, Status::Deleted] {
        issue(&cloud, key, status, None).await;
        assert_eq!(right.at(&cloud).await, UNKNOWN);
        cloud.cloud.reset().await.unwrap();
        assert_eq!(right.at(&cloud).await, UNKNOWN, "a reset forgets no key");
    }
}

#[tokio::test]
async fn a_session_needs_its_token_and_ends_by_the_clouds_clock() {
    let cloud = cloud().await;
    let key = "ASIASESSIONSESSION00";
    let session = TemporarySession {
        token: "the-token".to_owned(),
        expires: cloud.cloud.clock.now() + SignedDuration::from_secs(900),
        policies: None,
        tags: Vec::new(),
        transitive_tags: Vec::new(),
        source_identity: None,
        mfa_at: None,
    };
    issue(&cloud, key, Status::Active, Some(session)).await;
    let with = |token| Try {
        key,
        secret: SECRET,
        token,
        ..Try::default()
    };
    assert_eq!(with(Some("the-token")).at(&cloud).await, "200");
    assert_eq!(with(None).at(&cloud).await, UNKNOWN);
    assert_eq!(with(Some("another")).at(&cloud).await, UNKNOWN);
    cloud.advance(Duration::from_secs(901)).await;
    let expired = with(Some("the-token")).at(&cloud).await;
    assert_eq!(expired, "400 ExpiredTokenException");
}

#[tokio::test]
async fn a_moved_clock_refuses_no_honest_client() {
    let cloud = cloud().await;
    cloud.advance(Duration::from_secs(400 * 86_400)).await;
    assert_eq!(
        Try::default().at(&cloud).await,
        "200",
        "signed in host time"
    );
    let inside = Try {
        date: cloud.cloud.clock.now(),
        ..Try::default()
    };
    assert_eq!(inside.at(&cloud).await, "200", "signed in cloud time");
    for minutes in [-16, 16] {
        let date = host::now() + SignedDuration::from_mins(minutes);
        let off = Try {
            date,
            ..Try::default()
        };
        assert_eq!(off.at(&cloud).await, "400 InvalidSignatureException");
    }
}

#[tokio::test]
async fn a_presigned_url_ages_with_the_clouds_clock() {
    let cloud = cloud().await;
    let made = Try::default();
    assert_eq!(made.presigned(&cloud, 600).await, "200");
    cloud.advance(Duration::from_secs(601)).await;
    let expired = made.presigned(&cloud, 600).await;
    assert_ne!(expired, "200", "made before a jump past its lifetime");
    // Signed dates are whole seconds: what was signed after the jump shows it from the next one on.
    let date = host::now() + SignedDuration::from_secs(1);
    let fresh = Try {
        date,
        ..Try::default()
    };
    assert_eq!(
        fresh.presigned(&cloud, 600).await,
        "200",
        "made after the jump"
    );
}
