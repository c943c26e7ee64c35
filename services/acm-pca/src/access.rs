//! What a call touches: authorities, with their policies, permissions and tags.

use crate::certificate::DEFAULT_TEMPLATE;
use crate::place::Place;
use crate::{authority, policy};
use haneul_model::Value;
use haneul_pipeline::{AwsError, Check, Cx};

pub fn checks(cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
    let arn = input
        .str("CertificateAuthorityArn")
        .or(input.str("ResourceArn"));
    let Some(arn) = arn else {
        return Ok(vec![Check::new("*").tags_of(input)]);
    };
    let mut check = Check::new(arn).tags_of(input);
    if let Ok(place) = Place::of(cx, arn) {
        check = check.owner(&place.account).policy(policy::of(cx, &place)?);
        let found = authority::find(cx, &place)?;
        let tags = found.map(|found| found.tags).unwrap_or_default();
        check = check.resource_tags(tags.iter().map(|(k, v)| (k.as_str(), v.as_str())));
    }
    if operation == "IssueCertificate" {
        let template = input.str("TemplateArn").unwrap_or(DEFAULT_TEMPLATE);
        check = check.key("acm-pca:TemplateArn", template);
    }
    Ok(vec![check])
}
