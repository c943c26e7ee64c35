//! Mail to a domain's owners, which is caught: `haneul sent` shows it, and its link approves.

use super::Validation;
use crate::certificate::Certificate;
use haneul_pipeline::{AwsError, Captured, Cx, capture};
use haneul_runtime::ids;

const WHO: [&str; 5] = [
    "admin",
    "administrator",
    "hostmaster",
    "postmaster",
    "webmaster",
];

pub fn addresses(domain: &str) -> Vec<String> {
    WHO.iter().map(|who| format!("{who}@{domain}")).collect()
}

pub fn send(cx: &mut Cx, row: &Certificate, one: &Validation) -> Result<(), AwsError> {
    let base = match cx.call.request.base_url.as_str() {
        "" => "http://localhost:4566",
        base => base,
    };
    let link = format!("{base}/CertificateApproval-{}", one.token);
    let body = format!(
        "Amazon Web Services has received a request to issue an SSL/TLS certificate for {}.\n\n\
         AWS account: {}\nRegion: {}\nCertificate identifier: {}\n\n\
         To approve this request, go to:\n\n{link}\n",
        one.domain,
        cx.account(),
        cx.region(),
        row.id
    );
    for to in addresses(&one.of) {
        let mail = Captured {
            channel: "email".to_owned(),
            to,
            from: "no-reply@certificates.amazon.com".to_owned(),
            subject: format!("Certificate approval for {}", one.domain),
            body: body.clone(),
            at: cx.now(),
            details: vec![("link".to_owned(), link.clone())],
            answers: None,
        };
        capture(cx.tx, &ids::uuid(cx.random()), &mail)?;
    }
    Ok(())
}
