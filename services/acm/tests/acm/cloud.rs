//! A cloud with ACM, Private CA, and a queue that hears the events of ACM.

use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_certificate::x509::{BasicConstraints, rfc4519};
use haneul_certificate::{
    CERTIFICATE, Draft, KeyKind, PrivateKey, Signing, certificate, extension, name, write,
};
use haneul_pipeline::{Captured, captured};
use haneul_runtime::Random;
use haneul_testkit::{TestCloud, World, text};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value as Json, json};
use std::sync::Arc;

pub async fn world() -> World {
    let cloud = TestCloud::new(
        vec![
            Arc::new(haneul_acm::Acm),
            Arc::new(haneul_acm_pca::AcmPca),
            Arc::new(haneul_cloudwatch::CloudWatch),
            Arc::new(haneul_events::Events),
            Arc::new(haneul_iam::Iam),
            Arc::new(haneul_sqs::Sqs),
            Arc::new(haneul_sts::Sts),
        ],
        Arc::new(haneul_iam::Directory::default()),
    )
    .await;
    World::new(cloud, "acm")
}

pub async fn detail(world: &World, arn: &str) -> Json {
    let input = json!({"CertificateArn": arn});
    world.ok("DescribeCertificate", input).await["Certificate"].clone()
}

pub async fn status(world: &World, arn: &str) -> String {
    text(&detail(world, arn).await["Status"])
}

pub async fn of_pca(world: &World, operation: &str, input: Json) -> Json {
    world.client.must("acm-pca", operation, input).await
}

/// A root that issues.
pub async fn private_authority(world: &World) -> String {
    let input = json!({
        "CertificateAuthorityType": "ROOT",
        "CertificateAuthorityConfiguration": {
            "KeyAlgorithm": "EC_prime256v1", "SigningAlgorithm": "SHA256WITHECDSA",
            "Subject": {"CommonName": "Private root"},
        },
    });
    let made = of_pca(world, "CreateCertificateAuthority", input).await;
    let arn = text(&made["CertificateAuthorityArn"]);
    world.seconds(1).await;
    let which = json!({"CertificateAuthorityArn": arn});
    let csr = of_pca(world, "GetCertificateAuthorityCsr", which).await;
    let issue = json!({
        "CertificateAuthorityArn": arn, "Csr": BASE64_STANDARD.encode(text(&csr["Csr"])),
        "SigningAlgorithm": "SHA256WITHECDSA",
        "TemplateArn": "arn:aws:acm-pca:::template/RootCACertificate/V1",
        "Validity": {"Type": "YEARS", "Value": 10},
    });
    let made = of_pca(world, "IssueCertificate", issue).await;
    world.seconds(1).await;
    let which = json!({
        "CertificateAuthorityArn": arn, "CertificateArn": made["CertificateArn"],
    });
    let own = of_pca(world, "GetCertificate", which).await;
    let own = BASE64_STANDARD.encode(text(&own["Certificate"]));
    let import = json!({"CertificateAuthorityArn": arn, "Certificate": own});
    of_pca(world, "ImportCertificateAuthorityCertificate", import).await;
    arn
}

pub fn mails(world: &World) -> Vec<Captured> {
    let store = &world.cloud.cloud.store;
    store
        .read(|tx| captured(tx, 100, |sent| sent.channel == "email"))
        .unwrap()
}

/// A queue that gets all events of ACM.
pub async fn ears(world: &World) -> String {
    let queue = json!({"QueueName": "heard"});
    let made = world.client.must("sqs", "CreateQueue", queue).await;
    let url = text(&made["QueueUrl"]);
    let policy = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage", "Resource": "*",
    }});
    let attributes = json!({
        "Policy": policy.to_string(), "MessageRetentionPeriod": "1209600",
    });
    let set = json!({"QueueUrl": url, "Attributes": attributes});
    world.client.must("sqs", "SetQueueAttributes", set).await;
    let pattern = json!({"source": ["aws.acm"]}).to_string();
    let rule = json!({"Name": "acm", "EventPattern": pattern});
    world.client.must("events", "PutRule", rule).await;
    let arn = "arn:aws:sqs:us-east-1:111122223333:heard";
    let target = json!({"Rule": "acm", "Targets": [{"Id": "1", "Arn": arn}]});
    world.client.must("events", "PutTargets", target).await;
    url
}

/// What came since it was last asked, in no order.
pub async fn heard(world: &World, url: &str) -> Vec<Json> {
    let mut all = Vec::new();
    loop {
        let receive = json!({"QueueUrl": url, "MaxNumberOfMessages": 10});
        let got = world.client.must("sqs", "ReceiveMessage", receive).await;
        let messages = got["Messages"].as_array().cloned().unwrap_or_default();
        if messages.is_empty() {
            return all;
        }
        for message in messages {
            all.push(serde_json::from_str(&text(&message["Body"])).unwrap());
            let gone = json!({"QueueUrl": url, "ReceiptHandle": message["ReceiptHandle"]});
            world.client.must("sqs", "DeleteMessage", gone).await;
        }
    }
}

/// A key with a certificate of somebody's own, signed by itself or by another.
pub struct Own {
    pub key: PrivateKey,
    pub pem: String,
    subject: haneul_certificate::Name,
}

impl Own {
    pub fn make(seed: u64, common_name: &str, days: i64, by: Option<&Own>, now: Timestamp) -> Own {
        let random = Random::seeded(seed);
        let key = PrivateKey::generate(KeyKind::P256, &random).unwrap();
        let subject = name(&[(rfc4519::COMMON_NAME, common_name.to_owned())]).unwrap();
        let constraints = BasicConstraints {
            ca: true,
            path_len_constraint: None,
        };
        let draft = Draft {
            serial: vec![1, seed as u8],
            issuer: by.map_or_else(|| subject.clone(), |by| by.subject.clone()),
            subject: subject.clone(),
            from: now - SignedDuration::from_hours(1),
            until: now + SignedDuration::from_hours(24 * days),
            public: key.public().unwrap(),
            extensions: vec![extension(&constraints, true).unwrap()],
        };
        let signer = by.map_or(&key, |by| &by.key);
        let bytes = certificate(draft, signer, Signing::usual(KeyKind::P256)).unwrap();
        Own {
            pem: write(CERTIFICATE, &bytes),
            key,
            subject,
        }
    }

    pub fn key_pem(&self) -> String {
        write("PRIVATE KEY", &self.key.to_pkcs8().unwrap())
    }

    pub fn import(&self) -> Json {
        json!({
            "Certificate": BASE64_STANDARD.encode(&self.pem),
            "PrivateKey": BASE64_STANDARD.encode(self.key_pem()),
        })
    }
}

pub fn now(world: &World) -> Timestamp {
    world.cloud.cloud.clock.now()
}
