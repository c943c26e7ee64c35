//! Certificates and keys that people upload.

mod common;

use common::*;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use serde_json::{Value as Json, json};

const SSH: &str = include_str!("data/id_rsa.pub");
const SSH_PEM: &str = include_str!("data/id_rsa.pkcs8");

struct Chain {
    body: String,
    key: String,
    middle: String,
    top: String,
}

fn params(name: &str, ca: bool) -> CertificateParams {
    let mut params = CertificateParams::new(vec![format!("{name}.example.com")]).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    if ca {
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    }
    params
}

/// A server's certificate, signed by one that is signed by another.
fn chain() -> Chain {
    let keys = [(); 3].map(|()| KeyPair::generate().unwrap());
    let [own, middle, top] = keys;
    let key = own.serialize_pem();
    let top_cert = params("top", true).self_signed(&top).unwrap();
    let top_issuer = Issuer::new(params("top", true), top);
    let middle_cert = params("middle", true)
        .signed_by(&middle, &top_issuer)
        .unwrap();
    let middle_issuer = Issuer::new(params("middle", true), middle);
    let body = params("own", false)
        .signed_by(&own, &middle_issuer)
        .unwrap();
    Chain {
        body: body.pem(),
        key,
        middle: middle_cert.pem(),
        top: top_cert.pem(),
    }
}

fn upload(name: &str, chain: &Chain) -> Json {
    json!({"ServerCertificateName": name, "CertificateBody": chain.body, "PrivateKey": chain.key})
}

#[tokio::test]
async fn a_server_certificate_from_beginning_to_end() {
    let cloud = cloud().await;
    let root = cloud.root();
    let chain = chain();
    let mut input = upload("shop", &chain);
    input["CertificateChain"] = json!(format!("{}{}", chain.middle, chain.top));
    input["Path"] = json!("/cloudfront/");
    let made = root.ok("UploadServerCertificate", input).await;
    let made = &made["ServerCertificateMetadata"];
    let arn = "arn:aws:iam::111122223333:server-certificate/cloudfront/shop";
    assert_eq!(made["Arn"], json!(arn));
    assert!(
        made["ServerCertificateId"]
            .as_str()
            .unwrap()
            .starts_with("ASCA")
    );
    let again = root
        .no("UploadServerCertificate", upload("Shop", &chain))
        .await;
    assert_eq!(
        again.message,
        "The Server Certificate with name Shop already exists."
    );
    let named = json!({"ServerCertificateName": "shop"});
    let got = root.ok("GetServerCertificate", named.clone()).await["ServerCertificate"].clone();
    assert_eq!(got["CertificateBody"], json!(chain.body.trim()));
    assert!(!got.to_string().contains("PRIVATE"));
    let renamed = json!({"ServerCertificateName": "shop", "NewServerCertificateName": "store",
        "NewPath": "/"});
    root.ok("UpdateServerCertificate", renamed).await;
    let listed = root.ok("ListServerCertificates", json!({})).await;
    assert_eq!(
        texts(
            &listed["ServerCertificateMetadataList"],
            "ServerCertificateName"
        ),
        ["store"]
    );
    let gone = root.no("GetServerCertificate", named).await;
    assert_eq!(
        gone.message,
        "The Server Certificate with name shop cannot be found."
    );
    let summary = root.ok("GetAccountSummary", json!({})).await;
    assert_eq!(summary["SummaryMap"]["ServerCertificates"], json!(1));
    root.ok(
        "DeleteServerCertificate",
        json!({"ServerCertificateName": "store"}),
    )
    .await;
}

#[tokio::test]
async fn certificates_that_do_not_hold_together() {
    let cloud = cloud().await;
    let root = cloud.root();
    let (chain, other) = (chain(), chain());
    let with = |member: &str, value: String| {
        let mut input = upload("x", &chain);
        input[member] = json!(value);
        input
    };
    let mut two = chain.body.clone();
    two += &chain.middle;
    let table = [
        (
            with("CertificateBody", "nonsense".into()),
            "MalformedCertificate",
        ),
        (with("CertificateBody", two), "MalformedCertificate"),
        (
            with("PrivateKey", "nonsense".into()),
            "MalformedCertificate",
        ),
        (with("PrivateKey", other.key.clone()), "KeyPairMismatch"),
        (
            with("CertificateChain", "nonsense".into()),
            "MalformedCertificate",
        ),
        (
            with("CertificateChain", chain.top.clone()),
            "MalformedCertificate",
        ),
        (
            with("CertificateChain", other.middle.clone()),
            "MalformedCertificate",
        ),
    ];
    for (input, code) in table {
        let error = root.no("UploadServerCertificate", input).await;
        assert_eq!((&*error.code, error.status), (code, Some(400)), "{error}");
    }
    let wrong = with("CertificateChain", format!("{}{}", chain.middle, other.top));
    let error = root.no("UploadServerCertificate", wrong).await;
    assert!(
        error
            .message
            .ends_with("The index within the chain of the invalid certificate is: 0")
    );
    for number in 0..20 {
        root.ok(
            "UploadServerCertificate",
            upload(&format!("c{number}"), &chain),
        )
        .await;
    }
    let error = root
        .no("UploadServerCertificate", upload("one-more", &chain))
        .await;
    assert_eq!(
        error.message,
        "Cannot exceed quota for ServerCertificatesPerAccount: 20"
    );
}

#[tokio::test]
async fn signing_certificates() {
    let cloud = cloud().await;
    let root = cloud.root();
    root.ok("CreateUser", json!({"UserName": "Ann"})).await;
    let body = |chain: &Chain| json!({"UserName": "Ann", "CertificateBody": chain.body});
    let first = chain();
    let made = root.ok("UploadSigningCertificate", body(&first)).await["Certificate"].clone();
    assert_eq!(made["Status"], json!("Active"));
    let twice = root.no("UploadSigningCertificate", body(&first)).await;
    assert_eq!(
        (&*twice.code, twice.status),
        ("DuplicateCertificate", Some(409))
    );
    root.ok("UploadSigningCertificate", body(&chain())).await;
    let third = root.no("UploadSigningCertificate", body(&chain())).await;
    assert_eq!(third.code, "LimitExceeded");
    let none = json!({"UserName": "Ann", "CertificateBody": "nonsense"});
    assert_eq!(
        root.no("UploadSigningCertificate", none).await.code,
        "MalformedCertificate"
    );
    let of =
        json!({"UserName": "Ann", "CertificateId": made["CertificateId"], "Status": "Inactive"});
    root.ok("UpdateSigningCertificate", of.clone()).await;
    let listed = root
        .ok("ListSigningCertificates", json!({"UserName": "Ann"}))
        .await;
    assert!(texts(&listed["Certificates"], "Status").contains(&"Inactive".to_owned()));
    assert_eq!(
        root.no("DeleteUser", json!({"UserName": "Ann"})).await.code,
        "DeleteConflict"
    );
    let id = json!({"UserName": "Ann", "CertificateId": made["CertificateId"]});
    root.ok("DeleteSigningCertificate", id).await;
    assert_eq!(
        root.no("UpdateSigningCertificate", of).await.code,
        "NoSuchEntity"
    );
}

#[tokio::test]
async fn ssh_keys() {
    let cloud = cloud().await;
    let root = cloud.root();
    root.ok("CreateUser", json!({"UserName": "Ann"})).await;
    let body = |body: &str| json!({"UserName": "Ann", "SSHPublicKeyBody": body});
    let made = root.ok("UploadSSHPublicKey", body(SSH)).await["SSHPublicKey"].clone();
    assert_eq!(
        made["Fingerprint"],
        json!(include_str!("data/id_rsa.md5").trim())
    );
    let twice = root.no("UploadSSHPublicKey", body(SSH_PEM)).await;
    assert_eq!(
        (&*twice.code, twice.status),
        ("DuplicateSSHPublicKey", Some(400))
    );
    let none = root.no("UploadSSHPublicKey", body("nonsense")).await;
    assert_eq!(none.code, "UnrecognizedPublicKeyEncoding");
    let none = root
        .no("UploadSSHPublicKey", body("ssh-ed25519 AAAA luna"))
        .await;
    assert_eq!(none.code, "InvalidPublicKey");
    let get = |encoding: &str| json!({"UserName": "Ann", "SSHPublicKeyId": made["SSHPublicKeyId"], "Encoding": encoding});
    let shown = root.ok("GetSSHPublicKey", get("PEM")).await["SSHPublicKey"].clone();
    assert_eq!(shown["SSHPublicKeyBody"], json!(SSH_PEM));
    let shown = root.ok("GetSSHPublicKey", get("SSH")).await["SSHPublicKey"].clone();
    assert!(SSH.starts_with(shown["SSHPublicKeyBody"].as_str().unwrap()));
    let off =
        json!({"UserName": "Ann", "SSHPublicKeyId": made["SSHPublicKeyId"], "Status": "Inactive"});
    root.ok("UpdateSSHPublicKey", off).await;
    let listed = root
        .ok("ListSSHPublicKeys", json!({"UserName": "Ann"}))
        .await;
    assert_eq!(texts(&listed["SSHPublicKeys"], "Status"), ["Inactive"]);
    assert_eq!(
        root.no("DeleteUser", json!({"UserName": "Ann"})).await.code,
        "DeleteConflict"
    );
    let id = json!({"UserName": "Ann", "SSHPublicKeyId": made["SSHPublicKeyId"]});
    root.ok("DeleteSSHPublicKey", id.clone()).await;
    assert_eq!(root.no("DeleteSSHPublicKey", id).await.code, "NoSuchEntity");
}

#[tokio::test]
async fn credentials_of_single_services() {
    let cloud = cloud().await;
    let root = cloud.root();
    root.ok("CreateUser", json!({"UserName": "Ann"})).await;
    let of = |service: &str| json!({"UserName": "Ann", "ServiceName": service});
    let git = "codecommit.amazonaws.com";
    let create = "CreateServiceSpecificCredential";
    let made = root.ok(create, of(git)).await["ServiceSpecificCredential"].clone();
    assert_eq!(made["ServiceUserName"], json!("Ann-at-111122223333"));
    let next = root.ok(create, of(git)).await["ServiceSpecificCredential"].clone();
    assert_eq!(next["ServiceUserName"], json!("Ann+1-at-111122223333"));
    assert_eq!(root.no(create, of(git)).await.code, "LimitExceeded");
    let unknown = root.no(create, of("nothing.amazonaws.com")).await;
    assert_eq!(
        (&*unknown.code, unknown.status),
        ("NotSupportedService", Some(404))
    );
    let id = json!({"UserName": "Ann",
        "ServiceSpecificCredentialId": made["ServiceSpecificCredentialId"]});
    let reset = root.ok("ResetServiceSpecificCredential", id.clone()).await;
    let password = |of: &Json| of["ServicePassword"].as_str().unwrap().to_owned();
    assert_ne!(
        password(&reset["ServiceSpecificCredential"]),
        password(&made)
    );
    let mut off = id.clone();
    off["Status"] = json!("Inactive");
    root.ok("UpdateServiceSpecificCredential", off).await;
    let mut key = of("bedrock.amazonaws.com");
    key["CredentialAgeDays"] = json!(1);
    let key = root.ok(create, key).await["ServiceSpecificCredential"].clone();
    assert!(key["ServiceCredentialSecret"].is_string() && key.get("ServicePassword").is_none());
    cloud.advance(std::time::Duration::from_secs(90_000)).await;
    let listed = root
        .ok("ListServiceSpecificCredentials", json!({"UserName": "Ann"}))
        .await;
    let mut states = texts(&listed["ServiceSpecificCredentials"], "Status");
    states.sort();
    assert_eq!(states, ["Active", "Expired", "Inactive"]);
    assert!(!listed.to_string().contains("Password"));
    let only = json!({"UserName": "Ann", "ServiceName": git});
    let only = root.ok("ListServiceSpecificCredentials", only).await;
    assert_eq!(
        only["ServiceSpecificCredentials"].as_array().unwrap().len(),
        2
    );
    root.ok("DeleteServiceSpecificCredential", id.clone()).await;
    assert_eq!(
        root.no("DeleteServiceSpecificCredential", id).await.code,
        "NoSuchEntity"
    );
    assert_eq!(
        root.no("DeleteUser", json!({"UserName": "Ann"})).await.code,
        "DeleteConflict"
    );
}
