//! A cloud with Private CA and S3, and openssl.

use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_certificate::{KeyKind, PrivateKey, Signing, name, request};
use haneul_runtime::Random;
use haneul_testkit::{TestCloud, World, text};
use serde_json::{Value as Json, json};
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use tempfile::TempDir;

pub async fn world() -> World {
    let cloud = TestCloud::new(
        vec![
            Arc::new(haneul_acm_pca::AcmPca),
            Arc::new(haneul_cloudwatch::CloudWatch),
            Arc::new(haneul_iam::Iam),
            Arc::new(haneul_s3::S3),
            Arc::new(haneul_sts::Sts),
        ],
        Arc::new(haneul_iam::Directory::default()),
    )
    .await;
    World::new(cloud, "acm-pca")
}

pub fn root_input(name: &str) -> Json {
    json!({
        "CertificateAuthorityType": "ROOT",
        "CertificateAuthorityConfiguration": {
            "KeyAlgorithm": "EC_prime256v1", "SigningAlgorithm": "SHA256WITHECDSA",
            "Subject": {"Country": "KR", "Organization": "Haneul", "CommonName": name},
        },
    })
}

/// One that has its key.
pub async fn authority(world: &World, input: Json) -> String {
    let made = world.ok("CreateCertificateAuthority", input).await;
    world.seconds(1).await;
    text(&made["CertificateAuthorityArn"])
}

pub async fn csr_of(world: &World, arn: &str) -> String {
    let input = json!({"CertificateAuthorityArn": arn});
    text(&world.ok("GetCertificateAuthorityCsr", input).await["Csr"])
}

pub fn template(name: &str) -> String {
    format!("arn:aws:acm-pca:::template/{name}/V1")
}

pub fn issuing(arn: &str, csr: &str, template: &str, days: i64) -> Json {
    json!({
        "CertificateAuthorityArn": arn,
        "Csr": BASE64_STANDARD.encode(csr),
        "SigningAlgorithm": "SHA256WITHECDSA",
        "TemplateArn": self::template(template),
        "Validity": {"Type": "DAYS", "Value": days},
    })
}

/// ARN, certificate and chain.
pub async fn issued(world: &World, input: Json) -> (String, String, String) {
    let authority = input["CertificateAuthorityArn"].clone();
    let made = world.ok("IssueCertificate", input).await;
    let which = json!({
        "CertificateAuthorityArn": authority, "CertificateArn": made["CertificateArn"],
    });
    world.seconds(1).await;
    let got = world.ok("GetCertificate", which).await;
    let chain = got["CertificateChain"].as_str().unwrap_or_default();
    (
        text(&made["CertificateArn"]),
        text(&got["Certificate"]),
        chain.to_owned(),
    )
}

pub async fn import(world: &World, arn: &str, certificate: &str, chain: &str) {
    let mut input = json!({
        "CertificateAuthorityArn": arn, "Certificate": BASE64_STANDARD.encode(certificate),
    });
    if !chain.is_empty() {
        input["CertificateChain"] = json!(BASE64_STANDARD.encode(chain));
    }
    world
        .ok("ImportCertificateAuthorityCertificate", input)
        .await;
}

/// A root that issues.
pub async fn root(world: &World, input: Json) -> (String, String) {
    let arn = authority(world, input).await;
    let csr = csr_of(world, &arn).await;
    let (_, own, _) = issued(world, issuing(&arn, &csr, "RootCACertificate", 3_650)).await;
    import(world, &arn, &own, "").await;
    (arn, own)
}

/// A subordinate that issues, under a root.
pub async fn subordinate(world: &World, above: &str, mut input: Json, length: u8) -> String {
    input["CertificateAuthorityType"] = json!("SUBORDINATE");
    let arn = authority(world, input).await;
    let csr = csr_of(world, &arn).await;
    let template = format!("SubordinateCACertificate_PathLen{length}");
    let (_, own, chain) = issued(
        world,
        issuing(above, &csr, &template, 100 + 100 * i64::from(length)),
    )
    .await;
    import(world, &arn, &own, &chain).await;
    arn
}

/// Somebody's request.
pub fn csr(common_name: &str) -> String {
    let key = PrivateKey::generate(KeyKind::P256, &Random::seeded(7)).unwrap();
    let subject = (
        haneul_certificate::x509::rfc4519::COMMON_NAME,
        common_name.to_owned(),
    );
    let subject = name(&[subject]).unwrap();
    request(subject, Vec::new(), &key, Signing::usual(KeyKind::P256)).unwrap()
}

pub fn status(described: &Json) -> String {
    text(&described["CertificateAuthority"]["Status"])
}

pub async fn describe(world: &World, arn: &str) -> Json {
    let input = json!({"CertificateAuthorityArn": arn});
    world.ok("DescribeCertificateAuthority", input).await
}

/// The machine's openssl, with files of a folder of its own.
pub struct Openssl(TempDir);

impl Openssl {
    /// `None`: this machine has none, and the test says nothing of it.
    pub fn find() -> Option<Openssl> {
        let found = Command::new("openssl").arg("version").output();
        found
            .ok()?
            .status
            .success()
            .then(|| Openssl(TempDir::new().unwrap()))
    }

    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// What it says, and whether it is content.
    pub fn run(&self, arguments: &[&str]) -> (bool, String) {
        let run = Command::new("openssl")
            .current_dir(self.0.path())
            .args(arguments)
            .output()
            .unwrap();
        let said = [run.stdout, run.stderr].concat();
        (
            run.status.success(),
            String::from_utf8_lossy(&said).into_owned(),
        )
    }

    pub fn must(&self, arguments: &[&str]) -> String {
        let (good, said) = self.run(arguments);
        assert!(good, "openssl {arguments:?}: {said}");
        said
    }
}
