//! Messages in AWS's wording.

use super::{BadExpiry, ErrorStyle, SignatureError};

impl SignatureError {
    /// The message of the answer.
    pub fn message(&self, style: ErrorStyle) -> String {
        match style {
            ErrorStyle::S3 => self.s3_message(false),
            ErrorStyle::Ec2 if self.code(style).0 == "AuthFailure" => {
                "AWS was not able to validate the provided access credentials".into()
            }
            ErrorStyle::RestJson if *self == SignatureError::MissingToken => {
                "Missing Authentication Token".into()
            }
            _ => self.common_message(),
        }
    }

    pub(super) fn unsigned_message(&self) -> String {
        "There were headers present in the request which were not signed".into()
    }

    pub(super) fn common_message(&self) -> String {
        use SignatureError as E;
        match self {
            E::InQuery(inner) => inner.common_message(),
            E::MissingToken => "Request is missing Authentication Token".into(),
            E::Incomplete(message) | E::MissingDate(message) | E::UnsupportedScheme { message, .. } => message.clone(),
            E::MalformedDate(got) => format!(
                "Date must be in ISO-8601 'basic format'. Got '{got}'. See http://en.wikipedia.org/wiki/ISO_8601"
            ),
            E::MalformedCredential(got) => format!(
                "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{got}'"
            ),
            E::MalformedScopeDate(got) => {
                format!("Date in Credential scope must be in the format 'YYYYMMDD', not '{got}'.")
            }
            E::WrongTerminator(got) => {
                format!("Credential should be scoped with a valid terminator: 'aws4_request', not '{got}'.")
            }
            E::ScopeDateMismatch { scope_date, amz_date } => format!(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: \
                 '{scope_date}' != '{}', from '{amz_date}'.",
                day(amz_date)
            ),
            E::WrongRegion { got, .. } => format!("Credential should be scoped to a valid region, not '{got}'. "),
            E::WrongService { expected, .. } => {
                format!("Credential should be scoped to correct service: '{expected}'. ")
            }
            E::UnsupportedAlgorithm(got) => format!("Unsupported AWS 'algorithm': '{got}'."),
            E::V2Unsupported => {
                "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.".into()
            }
            E::TwoMechanisms => "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature \
                 query string parameter or the Authorization header should be specified"
                .into(),
            E::BadPresignedExpiry(why) => expiry_message(*why).into(),
            E::HostNotSigned => "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.".into(),
            E::HeadersNotSigned(_) => self.unsigned_message(),
            E::InvalidContentSha256(_) => CONTENT_SHA256_FORMS.into(),
            E::MissingContentSha256 => "Missing required header for this request: x-amz-content-sha256".into(),
            E::Mismatch { .. } | E::ChunkMismatch { .. } => "The request signature we calculated does not match the \
                 signature you provided. Check your AWS Secret Access Key and signing method. Consult the service \
                 documentation for details."
                .into(),
            E::BodyHashMismatch { .. } => {
                "The provided 'x-amz-content-sha256' header does not match what was computed.".into()
            }
            _ => self.remaining_message(),
        }
    }

    fn remaining_message(&self) -> String {
        use SignatureError as E;
        match self {
            E::IncompleteBody => "The request body terminated unexpectedly".into(),
            E::MalformedChunk(why) => format!("The aws-chunked body is malformed: {why}"),
            E::ChunkTooSmall { .. } => {
                "Only the last chunk is allowed to have a size less than 8192 bytes".into()
            }
            E::MalformedTrailer => {
                "The request contained trailing data that was not well-formed or did not conform \
                 to our published schema."
                    .into()
            }
            E::UnknownAccessKey(_) | E::InvalidToken => {
                "The security token included in the request is invalid.".into()
            }
            E::ExpiredToken => "The security token included in the request is expired".into(),
            E::Expired {
                amz_date,
                limit,
                now,
            } => {
                format!(
                    "Signature expired: {amz_date} is now earlier than {limit} ({now} - 15 min.)"
                )
            }
            E::NotYetCurrent {
                amz_date,
                limit,
                now,
            } => {
                format!(
                    "Signature not yet current: {amz_date} is still later than {limit} ({now} + 15 min.)"
                )
            }
            E::PresignedExpired => "Request has expired".into(),
            E::MissingFormField(name) => format!(
                "Bucket POST must contain a field named '{name}'.  \
                 If it is specified, please check the order of the fields."
            ),
            _ => "We encountered an internal error. Please try again.".into(),
        }
    }
}

const CONTENT_SHA256_FORMS: &str = "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, \
    STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, \
    STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD, \
    STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER or a valid sha256 value.";

fn expiry_message(why: BadExpiry) -> &'static str {
    match why {
        BadExpiry::NotANumber => "X-Amz-Expires should be a number",
        BadExpiry::Negative => "X-Amz-Expires must be non-negative",
        BadExpiry::TooLong => {
            "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than \
             604800 seconds"
        }
    }
}

pub(super) fn day(amz_date: &str) -> &str {
    amz_date.get(..8).unwrap_or(amz_date)
}
