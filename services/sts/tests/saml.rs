//! AssumeRoleWithSAML: assertions signed by a provider of the test's own. What is signed is written in
//! canonical form by hand, so that the service's own canonical form is measured by it.

mod support;

use data_encoding::BASE64;
use haneul_iam::{Directory, Iam};
use haneul_sts::Sts;
use haneul_testkit::{Client, TestCloud};
use jiff::{SignedDuration, Timestamp};
use ring::digest::{SHA256, digest};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::Duration;
use support::{Signer, rsa_key};

const ROLE: &str = "arn:aws:iam::111122223333:role/Staff";
const PROVIDER: &str = "arn:aws:iam::111122223333:saml-provider/Corp";
const ISSUER: &str = "https://idp.example.test/saml";
const PAGE: &str = "https://signin.aws.amazon.com/saml";
const NAMES: &str = "urn:oasis:names:tc:SAML:2.0";
const ATTRIBUTES: &str = "https://aws.amazon.com/SAML/Attributes";
const DS: &str = "http://www.w3.org/2000/09/xmldsig#";

struct Place {
    cloud: TestCloud,
    signer: Signer,
    certificate: String,
}

async fn iam(cloud: &TestCloud, operation: &str, input: Json) {
    let root = cloud.root();
    if let Err(error) = root.call("iam", operation, input.clone()).await {
        panic!("{operation} {input}: {error}");
    }
}

async fn place(condition: Json) -> Place {
    let services: Vec<Arc<dyn haneul_pipeline::Service>> = vec![Arc::new(Iam), Arc::new(Sts)];
    let cloud = TestCloud::new(services, Arc::new(Directory::default())).await;
    let pair = rcgen::KeyPair::try_from(rsa_key().as_slice()).unwrap();
    let params = rcgen::CertificateParams::new(vec!["idp.example.test".to_owned()]).unwrap();
    let certificate = BASE64.encode(params.self_signed(&pair).unwrap().der());
    let metadata = format!(
        "<EntityDescriptor xmlns=\"{NAMES}:metadata\" entityID=\"{ISSUER}\"><IDPSSODescriptor \
         protocolSupportEnumeration=\"{NAMES}:protocol\"><KeyDescriptor use=\"signing\"><KeyInfo \
         xmlns=\"{DS}\"><X509Data><X509Certificate>{certificate}</X509Certificate></X509Data></KeyInfo>\
         </KeyDescriptor></IDPSSODescriptor></EntityDescriptor>{}",
        " ".repeat(1_000)
    );
    let input = json!({"Name": "Corp", "SAMLMetadataDocument": metadata});
    iam(&cloud, "CreateSAMLProvider", input).await;
    let trust = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
        "Principal": {"Federated": PROVIDER}, "Condition": condition,
        "Action": ["sts:AssumeRoleWithSAML", "sts:TagSession", "sts:SetSourceIdentity"]}]});
    let create = json!({"RoleName": "Staff", "AssumeRolePolicyDocument": trust.to_string()});
    iam(&cloud, "CreateRole", create).await;
    let text = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
        "Action": "iam:ListGroups", "Resource": "*"}]});
    let put = json!({"RoleName": "Staff", "PolicyName": "p", "PolicyDocument": text.to_string()});
    iam(&cloud, "PutRolePolicy", put).await;
    Place {
        cloud,
        signer: Signer::rsa(),
        certificate,
    }
}

/// An assertion in pieces, in canonical form: its start tag, issuer, and all after the signature.
#[derive(Clone)]
struct Assertion {
    start: String,
    issuer: String,
    rest: String,
}

fn attribute(name: &str, values: &[&str]) -> String {
    let values = values
        .iter()
        .map(|value| format!("<saml:AttributeValue>{value}</saml:AttributeValue>"));
    let values: String = values.collect();
    format!("<saml:Attribute Name=\"{ATTRIBUTES}/{name}\">{values}</saml:Attribute>")
}

fn assertion(now: Timestamp, more: &str) -> Assertion {
    let until = now + SignedDuration::from_mins(5);
    let role = attribute("Role", &[&format!("{ROLE},{PROVIDER}")]);
    let name = attribute("RoleSessionName", &["ann"]);
    Assertion {
        start: format!(
            "<saml:Assertion xmlns:saml=\"{NAMES}:assertion\" ID=\"_a1\" IssueInstant=\"{now}\" \
             Version=\"2.0\">"
        ),
        issuer: format!("<saml:Issuer>{ISSUER}</saml:Issuer>"),
        rest: format!(
            "<saml:Subject><saml:NameID Format=\"{NAMES}:nameid-format:persistent\">ann@corp</saml:NameID>\
             <saml:SubjectConfirmation Method=\"{NAMES}:cm:bearer\"><saml:SubjectConfirmationData \
             NotOnOrAfter=\"{until}\" Recipient=\"{PAGE}\"></saml:SubjectConfirmationData>\
             </saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore=\"{now}\" \
             NotOnOrAfter=\"{until}\"><saml:AudienceRestriction><saml:Audience>urn:amazon:webservices\
             </saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AttributeStatement>\
             {role}{name}{more}</saml:AttributeStatement></saml:Assertion>"
        ),
    }
}

fn response(inside: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<samlp:Response xmlns:samlp=\"{NAMES}:protocol\" ID=\"_r1\">\
         <samlp:Status><samlp:StatusCode Value=\"{NAMES}:status:Success\"/></samlp:Status>{inside}\
         </samlp:Response>"
    )
}

impl Place {
    /// A signature of what has this id and this canonical form.
    fn signature(&self, id: &str, canonical: &str) -> String {
        self.signature_as(id, canonical, "rsa-sha256", "RS256")
    }

    fn signature_as(&self, id: &str, canonical: &str, method: &str, algorithm: &str) -> String {
        let digest = BASE64.encode(digest(&SHA256, canonical.as_bytes()).as_ref());
        let info = |space: &str| {
            format!(
                "<ds:SignedInfo{space}><ds:CanonicalizationMethod \
                 Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"></ds:CanonicalizationMethod>\
                 <ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#{method}\">\
                 </ds:SignatureMethod><ds:Reference URI=\"#{id}\"><ds:Transforms><ds:Transform \
                 Algorithm=\"{DS}enveloped-signature\"></ds:Transform><ds:Transform \
                 Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"></ds:Transform></ds:Transforms>\
                 <ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\">\
                 </ds:DigestMethod><ds:DigestValue>{digest}</ds:DigestValue></ds:Reference>\
                 </ds:SignedInfo>"
            )
        };
        let signed = info(&format!(" xmlns:ds=\"{DS}\""));
        let value = BASE64.encode(&self.signer.sign(algorithm, signed.as_bytes()));
        let certificate = &self.certificate;
        format!(
            "<ds:Signature xmlns:ds=\"{DS}\">{}<ds:SignatureValue>\n{value}\n</ds:SignatureValue>\
             <ds:KeyInfo><ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate>\
             </ds:X509Data></ds:KeyInfo></ds:Signature>",
            info("")
        )
    }

    fn signed(&self, assertion: &Assertion) -> String {
        let Assertion {
            start,
            issuer,
            rest,
        } = assertion;
        let signature = self.signature("_a1", &format!("{start}{issuer}{rest}"));
        format!("{start}{issuer}{signature}{rest}")
    }

    fn now(&self) -> Timestamp {
        self.cloud.cloud.clock.now()
    }

    fn good(&self, more: &str) -> Assertion {
        assertion(self.now(), more)
    }

    async fn trade(&self, xml: &str) -> Result<Json, (String, String)> {
        self.trade_with(xml, json!({})).await
    }

    async fn trade_with(&self, xml: &str, more: Json) -> Result<Json, (String, String)> {
        let mut input = json!({"RoleArn": ROLE, "PrincipalArn": PROVIDER,
            "SAMLAssertion": BASE64.encode(xml.as_bytes())});
        for (name, value) in more.as_object().unwrap() {
            input[name] = value.clone();
        }
        let anyone = self.cloud.anonymous();
        let answer = anyone.call("sts", "AssumeRoleWithSAML", input).await;
        answer.map_err(|e| (e.code.to_string(), e.message))
    }
}

fn session(cloud: &TestCloud, answer: &Json) -> Client {
    let key = answer["Credentials"]["AccessKeyId"].as_str();
    cloud.with_key(key.unwrap_or_default())
}

fn refusal(code: &str, message: &str) -> Result<Json, (String, String)> {
    Err((code.to_owned(), message.to_owned()))
}

#[tokio::test]
async fn s17_sts_2_a_signed_assertion_is_traded_for_a_role() {
    let condition = json!({"StringEquals": {"saml:aud": PAGE, "saml:iss": ISSUER,
        "saml:sub": "ann@corp", "saml:sub_type": "persistent", "saml:doc": "111122223333/Corp",
        "saml:cn": "Ann", "sts:RoleSessionName": "ann"}});
    let place = place(condition).await;
    let cn = "<saml:Attribute Name=\"urn:oid:2.5.4.3\"><saml:AttributeValue>Ann</saml:AttributeValue>\
              </saml:Attribute>";
    let xml = response(&place.signed(&place.good(cn)));
    let answer = place.trade(&xml).await.unwrap();
    let told = json!({"Subject": "ann@corp", "SubjectType": "persistent", "Issuer": ISSUER,
        "Audience": PAGE, "NameQualifier": "NQ"});
    let nq = ring::digest::digest(
        &ring::digest::SHA1_FOR_LEGACY_USE_ONLY,
        format!("{ISSUER}111122223333/Corp").as_bytes(),
    );
    for (name, value) in told.as_object().unwrap() {
        let value = match name.as_str() {
            "NameQualifier" => json!(BASE64.encode(nq.as_ref())),
            _ => value.clone(),
        };
        assert_eq!(answer[name], value, "{name}");
    }
    let arn = "arn:aws:sts::111122223333:assumed-role/Staff/ann";
    assert_eq!(answer["AssumedRoleUser"]["Arn"], arn);
    let staff = session(&place.cloud, &answer);
    assert!(staff.call("iam", "ListGroups", json!({})).await.is_ok());
    assert!(staff.call("iam", "ListUsers", json!({})).await.is_err());
    let bob = response(&place.signed(&place.good("")));
    let denied = refusal(
        "AccessDenied",
        "Not authorized to perform sts:AssumeRoleWithSAML",
    );
    assert_eq!(place.trade(&bob).await, denied);
}

/// However the signed element is written, its canonical form is what was signed.
#[tokio::test]
async fn the_signed_form_does_not_depend_on_how_it_is_written() {
    let place = place(json!({})).await;
    let good = place.good("");
    let xml = response(&place.signed(&good));
    let declared = format!(" xmlns:saml=\"{NAMES}:assertion\"");
    let hoisted = xml.replacen(&declared, "", 1).replacen(
        "<samlp:Response",
        &format!("<samlp:Response{declared}"),
        1,
    );
    for written in [
        xml.replacen("ID=\"_a1\"", "ID = '_a1' ", 1),
        xml.replace("></saml:SubjectConfirmationData>", "/>"),
        xml.replace("ann@corp", "ann<!-- x -->@cor&#112;"),
        hoisted,
    ] {
        assert_ne!(written, xml);
        let answer = place.trade(&written).await.unwrap();
        assert_eq!(answer["Subject"], "ann@corp");
    }
    for (method, algorithm) in [("rsa-sha384", "RS384"), ("rsa-sha512", "RS512")] {
        let Assertion {
            start,
            issuer,
            rest,
        } = &good;
        let canonical = format!("{start}{issuer}{rest}");
        let signature = place.signature_as("_a1", &canonical, method, algorithm);
        let xml = response(&format!("{start}{issuer}{signature}{rest}"));
        assert!(place.trade(&xml).await.is_ok(), "{method}");
    }
    // The whole response may be signed instead.
    let Assertion {
        start,
        issuer,
        rest,
    } = &good;
    let canonical = response(&format!("{start}{issuer}{rest}"))
        .replace("<?xml version=\"1.0\"?>\n", "")
        .replace("Success\"/>", "Success\"></samlp:StatusCode>");
    let signature = place.signature("_r1", &canonical);
    let whole = canonical.replacen("<samlp:Status>", &format!("{signature}<samlp:Status>"), 1);
    assert!(place.trade(&whole).await.is_ok());
}

/// Signatures that do not cover what is read: changed, wrapped, foreign, missing.
#[tokio::test]
async fn what_no_signature_covers_is_refused() {
    let place = place(json!({})).await;
    let invalid = refusal("InvalidIdentityToken", "Response signature invalid");
    let good = place.good("");
    let signed = place.signed(&good);
    let Assertion {
        start,
        issuer,
        rest,
    } = &good;
    let bare = format!("{start}{issuer}{rest}");
    let evil = bare.replace("ann@corp", "root@corp");
    let signature = place.signature("_a1", &bare);
    let other_id = evil.replace("_a1", "_evil");
    let cases = [
        ("unsigned", response(&bare)),
        (
            "changed",
            response(&signed.replace("ann@corp", "root@corp")),
        ),
        (
            "signature of another element, the other kept inside",
            response(&evil.replacen(
                issuer.as_str(),
                &format!(
                    "{issuer}{}",
                    signature.replace(
                        "</ds:KeyInfo>",
                        &format!("</ds:KeyInfo><ds:Object>{bare}</ds:Object>")
                    )
                ),
                1,
            )),
        ),
        (
            "an id of its own",
            response(&other_id.replacen(issuer.as_str(), &format!("{issuer}{signature}"), 1)),
        ),
        ("signature beside", response(&format!("{signature}{evil}"))),
        (
            "two signatures",
            response(&signed.replacen("<saml:Subject>", &format!("{signature}<saml:Subject>"), 1)),
        ),
        (
            "sha-1",
            response(&signed.replace("xmldsig-more#rsa-sha256", "xmldsig#rsa-sha1")),
        ),
        (
            "another transform",
            response(&signed.replace("enveloped-signature", "base64")),
        ),
        (
            "a good signature inside, a wrong one outside",
            response(&signed).replacen(
                "<samlp:Status>",
                &format!("{}<samlp:Status>", place.signature("_r1", "x")),
                1,
            ),
        ),
    ];
    for (what, xml) in cases {
        assert_eq!(place.trade(&xml).await, invalid, "{what}");
    }
    // Two assertions: which one is meant cannot be told.
    let two = place.trade(&response(&format!("{other_id}{signed}"))).await;
    assert_eq!(
        two,
        refusal("InvalidIdentityToken", "Invalid SAML response")
    );
    // The key in the message is not believed.
    let stranger = Place {
        signer: Signer::rsa_of(8),
        ..place
    };
    let signed = stranger.signed(&good);
    assert_eq!(stranger.trade(&response(&signed)).await, invalid);
}

#[tokio::test]
async fn assertions_must_be_fresh_and_for_aws() {
    let place = place(json!({})).await;
    let now = place.now();
    let good = place.good("");
    let with = |from: &str, to: &str| {
        let swap = |text: &String| text.replace(from, to);
        Assertion {
            start: swap(&good.start),
            issuer: swap(&good.issuer),
            rest: swap(&good.rest),
        }
    };
    let role = attribute("Role", &[&format!("{ROLE},{PROVIDER}")]);
    let swapped = attribute("Role", &["x", &format!("{PROVIDER},{ROLE}")]);
    assert!(
        place
            .trade(&response(&place.signed(&with(&role, &swapped))))
            .await
            .is_ok()
    );
    let later = (now + SignedDuration::from_mins(1)).to_string();
    let until = now + SignedDuration::from_mins(5);
    let another = format!(
        "<saml:SubjectConfirmation Method=\"{NAMES}:cm:bearer\"><saml:SubjectConfirmationData \
         NotOnOrAfter=\"{until}\" Recipient=\"{PAGE}\"></saml:SubjectConfirmationData>\
         </saml:SubjectConfirmation>"
    );
    let invalid = "InvalidIdentityToken";
    let table = [
        (
            with("urn:amazon:webservices", "urn:other"),
            invalid,
            "Response does not contain the required audience.",
        ),
        (
            with(PAGE, "https://evil.test/saml"),
            invalid,
            "Response is not meant for this recipient",
        ),
        (
            with(&format!(" Recipient=\"{PAGE}\""), ""),
            invalid,
            "Response is not meant for this recipient",
        ),
        (
            with(":cm:bearer", ":cm:sender-vouches"),
            invalid,
            "Response is not meant for this recipient",
        ),
        (
            with(&format!("NotOnOrAfter=\"{until}\" Recipient"), "Recipient"),
            invalid,
            "SubjectConfirmationData does not contain NotOnOrAfter.",
        ),
        (
            with("</saml:Subject>", &format!("{another}</saml:Subject>")),
            invalid,
            "Response must contain exactly one SubjectConfirmation.",
        ),
        (
            with(ISSUER, "https://other.test"),
            invalid,
            "Issuer not present in specified provider",
        ),
        (
            with(
                &format!("NotBefore=\"{now}\""),
                &format!("NotBefore=\"{later}\""),
            ),
            "IDPRejectedClaim",
            "The assertion is not valid yet",
        ),
        (
            with(&role, &attribute("Role", &[&format!("{ROLE}x,{PROVIDER}")])),
            "AccessDenied",
            "Not authorized to perform sts:AssumeRoleWithSAML",
        ),
        (
            with(&attribute("RoleSessionName", &["ann"]), ""),
            invalid,
            "RoleSessionName is required in AuthnResponse",
        ),
        (
            with(">ann<", ">a n<"),
            invalid,
            "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}",
        ),
        (
            with(&format!("IssueInstant=\"{now}\""), "IssueInstant=\"x\""),
            invalid,
            "Invalid SAML response",
        ),
        (
            with(
                &format!("IssueInstant=\"{now}\""),
                "IssueInstant=\"-009999-01-02T00:00:00Z\"",
            ),
            invalid,
            "Invalid SAML response",
        ),
    ];
    for (assertion, code, message) in table {
        let answer = place.trade(&response(&place.signed(&assertion))).await;
        assert_eq!(answer, refusal(code, message));
    }
    let xml = response(&place.signed(&good));
    let failed = xml.replace("status:Success", "status:Responder");
    assert_eq!(
        place.trade(&failed).await.unwrap_err().0,
        "IDPRejectedClaim"
    );
    let nobody = json!({"PrincipalArn": format!("{PROVIDER}s")});
    let none = refusal(invalid, "Specified provider doesn't exist");
    assert_eq!(place.trade_with(&xml, nobody).await, none);
    place.cloud.advance(Duration::from_secs(300)).await;
    assert_eq!(
        place.trade(&xml).await,
        refusal("ExpiredTokenException", "Response has expired")
    );
    place.cloud.advance(Duration::from_secs(1)).await;
    let old = "Token must be redeemed within 5 minutes of issuance";
    assert_eq!(
        place.trade(&xml).await,
        refusal("ExpiredTokenException", old)
    );
}

#[tokio::test]
async fn sessions_carry_what_the_assertion_says() {
    let place =
        place(json!({"StringEquals": {"aws:RequestTag/team": "red", "sts:SourceIdentity": "ann"}}))
            .await;
    let end = place.now() + SignedDuration::from_mins(20);
    let more = [
        attribute("PrincipalTag:team", &["red"]),
        attribute("TransitiveTagKeys", &["team"]),
        attribute("SourceIdentity", &["ann"]),
    ]
    .concat();
    let mut good = place.good(&more);
    let statement =
        format!("<saml:AuthnStatement SessionNotOnOrAfter=\"{end}\"></saml:AuthnStatement>");
    good.rest = good.rest.replace(
        "<saml:AttributeStatement>",
        &format!("{statement}<saml:AttributeStatement>"),
    );
    let answer = place.trade(&response(&place.signed(&good))).await.unwrap();
    assert_eq!(answer["SourceIdentity"], "ann");
    let carried = session(&place.cloud, &answer).caller.session.unwrap();
    assert_eq!(carried.tags, [("team".to_owned(), "red".to_owned())]);
    assert_eq!(carried.transitive_tags, ["team"]);
    let lasts = carried.expires.unwrap().as_second() - place.now().as_second();
    assert!((1_199..=1_200).contains(&lasts), "{lasts}");
    let two = place.good(&attribute("PrincipalTag:team", &["red", "blue"]));
    let refused = place.trade(&response(&place.signed(&two))).await;
    assert_eq!(refused.unwrap_err().0, "InvalidIdentityToken");
}

/// An attribute that comes twice has the values of both: the later does not hide the earlier.
#[tokio::test]
async fn attributes_of_one_name_are_one_key() {
    let cn = |name: &str| {
        format!(
            "<saml:Attribute Name=\"urn:oid:2.5.4.3\"><saml:AttributeValue>{name}\
             </saml:AttributeValue></saml:Attribute>"
        )
    };
    let place = place(json!({"ForAllValues:StringEquals": {"saml:cn": ["Ann", "Annie"]}})).await;
    for (names, let_in) in [
        (["Ann", "Annie"], true),
        (["Mallory", "Ann"], false),
        (["Ann", "Mallory"], false),
    ] {
        let more = names.map(cn).concat();
        let answer = place
            .trade(&response(&place.signed(&place.good(&more))))
            .await;
        assert_eq!(answer.is_ok(), let_in, "{names:?}: {answer:?}");
    }
}

#[tokio::test]
async fn anything_else_is_no_response() {
    let place = place(json!({})).await;
    let deep = format!("{}{}", "<a>".repeat(9_000), "</a>".repeat(9_000));
    let doctype = format!("<!DOCTYPE x [<!ENTITY e \"y\">]>{}", response("&e;"));
    for xml in ["<a/>", "<", "\u{0}\u{1}", &deep, &doctype, &response("")] {
        let refused = place.trade(xml).await.unwrap_err();
        let short: String = xml.chars().take(40).collect();
        assert_eq!(refused.0, "InvalidIdentityToken", "{short}");
    }
    let odd = json!({"SAMLAssertion": "not base 64!"});
    assert_eq!(
        place.trade_with("", odd).await.unwrap_err().0,
        "InvalidIdentityToken"
    );
    let encrypted = response(&format!(
        "<saml:EncryptedAssertion xmlns:saml=\"{NAMES}:assertion\"/>"
    ));
    assert_eq!(
        place.trade(&encrypted).await.unwrap_err().0,
        "NotImplemented"
    );
}
