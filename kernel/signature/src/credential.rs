//! The credential a request names: access key and scope.

use crate::algorithm::Algorithm;
use crate::date::is_day;
use crate::error::SignatureError;

const TERMINATOR: &str = "aws4_request";

/// An access key and the scope its signature is limited to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialScope {
    pub access_key: String,
    /// `yyyyMMdd`.
    pub date: String,
    /// Absent under SigV4a, where a set of regions is carried apart.
    pub region: Option<String>,
    pub service: String,
}

impl CredentialScope {
    /// Reads `key/date/region/service/aws4_request`, or the same without the region for SigV4a.
    pub(crate) fn parse(
        algorithm: Algorithm,
        text: &str,
    ) -> Result<CredentialScope, SignatureError> {
        let malformed = || SignatureError::MalformedCredential(text.to_owned());
        let wanted = if algorithm == Algorithm::V4 { 5 } else { 4 };
        let parts: Vec<&str> = text.split('/').collect();
        if parts.len() != wanted || parts.iter().any(|part| part.is_empty()) {
            return Err(malformed());
        }
        let (date, service, terminator) = (parts[1], parts[wanted - 2], parts[wanted - 1]);
        if !is_day(date) {
            return Err(SignatureError::MalformedScopeDate(date.to_owned()));
        }
        if terminator != TERMINATOR {
            return Err(SignatureError::WrongTerminator(terminator.to_owned()));
        }
        Ok(CredentialScope {
            access_key: parts[0].to_owned(),
            date: date.to_owned(),
            region: (wanted == 5).then(|| parts[2].to_owned()),
            service: service.to_owned(),
        })
    }

    /// The scope as it stands in the string to sign.
    pub fn scope(&self) -> String {
        scope(&self.date, self.region.as_deref(), &self.service)
    }
}

pub(crate) fn scope(date: &str, region: Option<&str>, service: &str) -> String {
    let mut out = String::with_capacity(48);
    out.push_str(date);
    for part in region.into_iter().chain([service, TERMINATOR]) {
        out.push('/');
        out.push_str(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read() {
        let v4 = CredentialScope::parse(Algorithm::V4, "AKID/20150830/us-east-1/iam/aws4_request")
            .unwrap();
        assert_eq!(
            (v4.access_key.as_str(), v4.region.as_deref()),
            ("AKID", Some("us-east-1"))
        );
        assert_eq!(v4.scope(), "20150830/us-east-1/iam/aws4_request");
        let v4a = CredentialScope::parse(Algorithm::V4a, "AKID/20150830/iam/aws4_request").unwrap();
        assert_eq!(
            (v4a.region.as_deref(), v4a.scope().as_str()),
            (None, "20150830/iam/aws4_request")
        );
    }

    #[test]
    fn faults_are_told_apart() {
        let read = |text| CredentialScope::parse(Algorithm::V4, text).unwrap_err();
        assert!(matches!(
            read("AKID/20150830/iam/aws4_request"),
            SignatureError::MalformedCredential(_)
        ));
        assert!(matches!(
            read("A/20151330/r/iam/aws4_request"),
            SignatureError::MalformedScopeDate(_)
        ));
        assert!(matches!(
            read("A/20150830/r/iam/aws3_request"),
            SignatureError::WrongTerminator(_)
        ));
    }
}
