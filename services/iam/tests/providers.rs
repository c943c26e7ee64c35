//! Identity providers.

mod common;

use common::*;
use rcgen::{CertificateParams, KeyPair};
use serde_json::{Value as Json, json};

fn certificate() -> String {
    let params = CertificateParams::new(vec!["idp.example.com".to_owned()]).unwrap();
    let made = params
        .self_signed(&KeyPair::generate().unwrap())
        .unwrap()
        .pem();
    made.lines()
        .filter(|line| !line.starts_with("-----"))
        .collect()
}

/// Metadata as providers hand it out, with `head` among the attributes of its root.
fn metadata(head: &str) -> String {
    let certificate = certificate();
    let padding = "x".repeat(800);
    format!(
        r#"<?xml version="1.0"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.com/{padding}" {head}>
  <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
      <ds:X509Data><ds:X509Certificate>
        {certificate}
      </ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.example.com/sso"/>
  </md:IDPSSODescriptor>
</md:EntityDescriptor>"#
    )
}

const CORP: &str = "arn:aws:iam::111122223333:saml-provider/Corp";

#[tokio::test]
async fn a_saml_provider_from_beginning_to_end() {
    let cloud = cloud().await;
    let root = cloud.root();
    let document = metadata(r#"validUntil="2100-01-01T00:00:00Z""#);
    let input = json!({"Name": "Corp", "SAMLMetadataDocument": document,
        "Tags": [{"Key": "a", "Value": "b"}]});
    let made = root.ok("CreateSAMLProvider", input.clone()).await;
    assert_eq!(made["SAMLProviderArn"], json!(CORP));
    assert_eq!(
        root.no("CreateSAMLProvider", input).await.code,
        "EntityAlreadyExists"
    );
    let named = json!({"SAMLProviderArn": CORP});
    let got = root.ok("GetSAMLProvider", named.clone()).await;
    assert_eq!(got["SAMLMetadataDocument"], json!(document));
    assert_eq!(got["ValidUntil"].as_f64(), Some(4_102_444_800.0));
    let mut new = named.clone();
    new["SAMLMetadataDocument"] = json!(metadata(""));
    root.ok("UpdateSAMLProvider", new).await;
    let got = root.ok("GetSAMLProvider", named.clone()).await;
    assert!(got["ValidUntil"].as_f64() > Some(4_102_444_800.0));
    let mut required = named.clone();
    required["AssertionEncryptionMode"] = json!("Required");
    assert_eq!(
        root.no("UpdateSAMLProvider", required.clone()).await.code,
        "InvalidInput"
    );
    required["AddPrivateKey"] = json!(KeyPair::generate().unwrap().serialize_pem());
    root.ok("UpdateSAMLProvider", required).await;
    let got = root.ok("GetSAMLProvider", named.clone()).await;
    assert_eq!(got["PrivateKeyList"].as_array().unwrap().len(), 1);
    assert!(!got.to_string().contains("PRIVATE KEY"));
    let listed = root.ok("ListSAMLProviders", json!({})).await;
    assert_eq!(texts(&listed["SAMLProviderList"], "Arn"), [CORP]);
    let summary = root.ok("GetAccountSummary", json!({})).await;
    assert_eq!(summary["SummaryMap"]["Providers"], json!(1));
    root.ok("DeleteSAMLProvider", named.clone()).await;
    let gone = root.no("GetSAMLProvider", named).await;
    assert_eq!(gone.message, format!("Manifest not found for arn {CORP}"));
    let wrong = json!({"SAMLProviderArn": "this-is-no-arn-at-all"});
    assert_eq!(root.no("GetSAMLProvider", wrong).await.code, "InvalidInput");
}

#[tokio::test]
async fn what_is_no_metadata() {
    let cloud = cloud().await;
    let root = cloud.root();
    let right = metadata("");
    let table = [
        "x".repeat(1_000),
        right.replace("EntityDescriptor", "Entity"),
        right.replace("IDPSSODescriptor", "SPSSODescriptor"),
        right.replace("entityID", "entityId"),
        right.replace("SAML:2.0:metadata", "SAML:1.0:metadata"),
        right.replace("ds:X509Certificate", "ds:X509SKI"),
        right.replace("</md:EntityDescriptor>", ""),
        right.replace("MII", "MIX"),
        metadata(r#"validUntil="soon""#),
        metadata(r#"validUntil="""#),
        right.replacen("<md:", "<!DOCTYPE x [<!ENTITY a \"b\">]><md:", 1),
    ];
    for document in table {
        let input = json!({"Name": "Corp", "SAMLMetadataDocument": document});
        let error = root.no("CreateSAMLProvider", input).await;
        assert_eq!(
            (&*error.code, error.message.as_str()),
            ("InvalidInput", "Could not parse metadata")
        );
    }
}

/// Keys of other roles in one document, such as a service provider's, sign no assertions.
#[tokio::test]
async fn only_keys_of_the_identity_provider_sign() {
    let cloud = cloud().await;
    let root = cloud.root();
    let key = |text: &str| {
        let (_, tail) = text.split_once("<md:KeyDescriptor").unwrap();
        let (inner, _) = tail.split_once("</md:KeyDescriptor>").unwrap();
        format!("<md:KeyDescriptor{inner}</md:KeyDescriptor>")
    };
    let own = metadata("");
    let others = metadata("");
    let part = format!("<md:SPSSODescriptor>{}</md:SPSSODescriptor>", key(&others));
    let end = "</md:EntityDescriptor>";
    let behind = own.replace(end, &format!("{part}{end}"));
    let before = own.replacen("<md:IDPSSO", &format!("{part}<md:IDPSSO"), 1);
    let encrypting = key(&others).replace("signing", "encryption");
    let inside = own.replacen("<md:Single", &format!("{encrypting}<md:Single"), 1);
    for (at, document) in [&behind, &before, &inside].into_iter().enumerate() {
        let name = format!("Corp{at}");
        let input = json!({"Name": name, "SAMLMetadataDocument": document});
        root.ok("CreateSAMLProvider", input).await;
        let arn = format!("arn:aws:iam::111122223333:saml-provider/{name}");
        let identity = &cloud.cloud.identity;
        let facts = cloud
            .cloud
            .store
            .read(|tx| identity.saml_provider(tx, &arn));
        let [signing] = &facts.unwrap().unwrap().certificates[..] else {
            panic!("{document}");
        };
        assert!(own.contains(signing.as_str()));
    }
}

const ISSUER: &str = "arn:aws:iam::111122223333:oidc-provider/token.example.com/path";

fn of(more: Json) -> Json {
    let mut input = json!({"OpenIDConnectProviderArn": ISSUER});
    for (name, value) in more.as_object().unwrap() {
        input[name] = value.clone();
    }
    input
}

#[tokio::test]
async fn an_open_id_connect_provider_from_beginning_to_end() {
    let cloud = cloud().await;
    let root = cloud.root();
    let print = "AB".repeat(20);
    let input = json!({"Url": "https://token.example.com/path", "ClientIDList": ["app", "app"],
        "ThumbprintList": [print]});
    let create = "CreateOpenIDConnectProvider";
    let made = root.ok(create, input.clone()).await;
    assert_eq!(made["OpenIDConnectProviderArn"], json!(ISSUER));
    let twice = root.no(create, input).await;
    assert_eq!(
        twice.message,
        "Provider with url https://token.example.com/path already exists."
    );
    for url in [
        "http://a.example.com",
        "https://",
        "https://a.example.com:8443",
        "https://a?b",
    ] {
        assert_eq!(
            root.no(create, json!({"Url": url})).await.code,
            "InvalidInput",
            "{url}"
        );
    }
    let client = json!({"ClientID": "other"});
    root.ok("AddClientIDToOpenIDConnectProvider", of(client.clone()))
        .await;
    root.ok("AddClientIDToOpenIDConnectProvider", of(client))
        .await;
    let old = json!({"ClientID": "app"});
    root.ok("RemoveClientIDFromOpenIDConnectProvider", of(old))
        .await;
    let many = json!({"ThumbprintList": vec![print.clone(); 6]});
    let error = root
        .no("UpdateOpenIDConnectProviderThumbprint", of(many))
        .await;
    assert_eq!(error.code, "InvalidInput");
    let next = json!({"ThumbprintList": ["cd".repeat(20)]});
    root.ok("UpdateOpenIDConnectProviderThumbprint", of(next))
        .await;
    let got = root.ok("GetOpenIDConnectProvider", of(json!({}))).await;
    assert_eq!(got["Url"], json!("token.example.com/path"));
    assert_eq!(got["ClientIDList"], json!(["other"]));
    assert_eq!(got["ThumbprintList"], json!(["cd".repeat(20)]));
    root.ok("DeleteOpenIDConnectProvider", of(json!({}))).await;
    root.ok("DeleteOpenIDConnectProvider", of(json!({}))).await;
    let gone = root.no("GetOpenIDConnectProvider", of(json!({}))).await;
    assert_eq!(
        gone.message,
        format!("OpenIDConnect Provider not found for arn {ISSUER}")
    );
}
