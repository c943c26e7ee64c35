//! Messages in S3's wording, where it has its own.

use super::SignatureError;
use super::message::day;

const CREDENTIAL_FORM: &str =
    "the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".";

impl SignatureError {
    pub(super) fn s3_message(&self, in_query: bool) -> String {
        use SignatureError as E;
        if let Some(fault) = self.credential_fault() {
            return if in_query {
                format!("Error parsing the X-Amz-Credential parameter; {fault}")
            } else {
                format!("The authorization header is malformed; {fault}")
            };
        }
        match self {
            E::InQuery(inner) => inner.s3_message(true),
            E::MissingToken => "Access Denied".into(),
            E::Incomplete(_) if in_query => {
                "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, \
                 X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters."
                    .into()
            }
            E::Incomplete(_) => "The authorization header is malformed; the authorization header requires three \
                 components: Credential, SignedHeaders, and Signature."
                .into(),
            E::MalformedDate(_) if in_query => {
                "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"".into()
            }
            E::MissingDate(_) | E::MalformedDate(_) => {
                "AWS authentication requires a valid Date or x-amz-date header".into()
            }
            E::UnsupportedAlgorithm(_) if in_query => {
                "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256\"".into()
            }
            E::UnsupportedAlgorithm(_) | E::UnsupportedScheme { .. } => "Unsupported Authorization Type".into(),
            E::HostNotSigned => self.unsigned_message(),
            E::Mismatch { .. } | E::ChunkMismatch { .. } => "The request signature we calculated does not match the \
                 signature you provided. Check your key and signing method."
                .into(),
            E::UnknownAccessKey(_) => "The AWS Access Key Id you provided does not exist in our records.".into(),
            E::InvalidToken => "The provided token is malformed or otherwise invalid.".into(),
            E::ExpiredToken => "The provided token has expired.".into(),
            E::Expired { .. } | E::NotYetCurrent { .. } => {
                "The difference between the request time and the current time is too large.".into()
            }
            _ => self.common_message(),
        }
    }

    /// What S3 says of a faulty credential, without the words before it.
    fn credential_fault(&self) -> Option<String> {
        use SignatureError as E;
        Some(match self {
            E::MalformedCredential(_) => CREDENTIAL_FORM.into(),
            E::MalformedScopeDate(date) => format!(
                "incorrect date format \"{date}\". This date in the credential must be in the format \"yyyyMMdd\"."
            ),
            E::WrongTerminator(got) => {
                format!("incorrect terminal \"{got}\". This endpoint uses \"aws4_request\".")
            }
            E::ScopeDateMismatch {
                scope_date,
                amz_date,
            } => format!(
                "Invalid credential date \"{scope_date}\". This date is not the same as X-Amz-Date: \"{}\".",
                day(amz_date)
            ),
            E::WrongRegion { got, expected } => {
                format!("the region '{got}' is wrong; expecting '{expected}'")
            }
            E::WrongService { got, expected } => {
                format!("incorrect service \"{got}\". This endpoint belongs to \"{expected}\".")
            }
            _ => return None,
        })
    }
}
