//! What a call touches: certificates, with their tags.

use crate::certificate;
use haneul_model::Value;
use haneul_pipeline::{Arn, AwsError, Check, Cx};

pub fn checks(cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
    let arn = input.str("CertificateArn").or(input.str("ResourceArn"));
    let Some(arn) = arn else {
        let resource = match operation {
            "RequestCertificate" | "ImportCertificate" => cx.arn("acm", "certificate/*"),
            _ => "*".to_owned(),
        };
        let mut check = Check::new(resource).tags_of(input);
        if operation == "RequestCertificate" {
            check = asked_for(check, input);
        }
        return Ok(vec![check]);
    };
    let mut check = Check::new(arn).tags_of(input);
    if let Some(parts) = Arn::read(arn) {
        check = check.owner(parts.account);
    }
    if let Ok(id) = certificate::id_of(cx, arn) {
        let found = certificate::find(cx, &id)?;
        let tags = found.map(|found| found.tags).unwrap_or_default();
        check = check.resource_tags(tags.iter().map(|(k, v)| (k.as_str(), v.as_str())));
    }
    Ok(vec![check])
}

/// The condition keys of a request.
fn asked_for(check: Check, input: &Value) -> Check {
    let method = input.str("ValidationMethod").unwrap_or("EMAIL");
    let key = input.str("KeyAlgorithm").unwrap_or("RSA_2048");
    let names = input
        .get("SubjectAlternativeNames")
        .and_then(Value::as_list);
    let names = names.unwrap_or_default().iter().filter_map(Value::as_str);
    let mut names: Vec<String> = names.map(str::to_owned).collect();
    names.extend(input.str("DomainName").map(str::to_owned));
    let check = check
        .key("acm:ValidationMethod", method)
        .key("acm:KeyAlgorithm", key)
        .keys("acm:DomainNames", names);
    match input.str("CertificateAuthorityArn") {
        Some(arn) => check.key("acm:CertificateAuthority", arn),
        None => check,
    }
}
