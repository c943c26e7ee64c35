//! Error codes and HTTP statuses.

use super::{ErrorStyle, SignatureError};

type Code = (&'static str, u16);

impl SignatureError {
    /// The error code and HTTP status of the answer.
    pub fn code(&self, style: ErrorStyle) -> Code {
        match style {
            ErrorStyle::S3 => self.s3_code(false),
            _ => self.class().code(style),
        }
    }

    fn s3_code(&self, in_query: bool) -> Code {
        use SignatureError as E;
        match self {
            E::InQuery(inner) => inner.s3_code(true),
            E::MissingToken | E::MissingDate(_) | E::PresignedExpired => ("AccessDenied", 403),
            E::HostNotSigned | E::HeadersNotSigned(_) => ("AccessDenied", 403),
            E::MalformedDate(_) if !in_query => ("AccessDenied", 403),
            _ if self.is_malformed() && in_query => ("AuthorizationQueryParametersError", 400),
            E::UnsupportedAlgorithm(_) | E::UnsupportedScheme { .. } => ("InvalidArgument", 400),
            _ if self.is_malformed() => ("AuthorizationHeaderMalformed", 400),
            E::V2Unsupported | E::MissingContentSha256 => ("InvalidRequest", 400),
            E::TwoMechanisms | E::InvalidContentSha256(_) | E::MissingFormField(_) => {
                ("InvalidArgument", 400)
            }
            E::Mismatch { .. } | E::ChunkMismatch { .. } => ("SignatureDoesNotMatch", 403),
            E::BodyHashMismatch { .. } => ("XAmzContentSHA256Mismatch", 400),
            E::IncompleteBody => ("IncompleteBody", 400),
            E::MalformedChunk(_) => ("InvalidRequest", 400),
            E::ChunkTooSmall { .. } => ("InvalidChunkSizeError", 403),
            E::MalformedTrailer => ("MalformedTrailerError", 400),
            E::UnknownAccessKey(_) => ("InvalidAccessKeyId", 403),
            E::InvalidToken => ("InvalidToken", 400),
            E::ExpiredToken => ("ExpiredToken", 400),
            E::Expired { .. } | E::NotYetCurrent { .. } => ("RequestTimeTooSkewed", 403),
            _ => ("InternalError", 500),
        }
    }

    /// Whether S3 calls it a malformed header or malformed query parameters.
    fn is_malformed(&self) -> bool {
        use SignatureError as E;
        matches!(
            self,
            E::Incomplete(_)
                | E::MalformedDate(_)
                | E::MalformedCredential(_)
                | E::MalformedScopeDate(_)
                | E::WrongTerminator(_)
                | E::ScopeDateMismatch { .. }
                | E::WrongRegion { .. }
                | E::WrongService { .. }
                | E::UnsupportedAlgorithm(_)
                | E::BadPresignedExpiry(_)
        )
    }

    fn class(&self) -> Class {
        use SignatureError as E;
        match self {
            E::InQuery(inner) => inner.class(),
            E::MissingToken => Class::Missing,
            E::Incomplete(_)
            | E::MissingDate(_)
            | E::MalformedDate(_)
            | E::MalformedCredential(_) => Class::Incomplete,
            E::UnsupportedAlgorithm(_) | E::UnsupportedScheme { .. } | E::TwoMechanisms => {
                Class::Incomplete
            }
            E::BadPresignedExpiry(_) | E::InvalidContentSha256(_) | E::MissingFormField(_) => {
                Class::Incomplete
            }
            E::UnknownAccessKey(_) | E::InvalidToken => Class::UnknownKey,
            E::ExpiredToken => Class::ExpiredToken,
            E::MalformedChunk(_)
            | E::IncompleteBody
            | E::MalformedTrailer
            | E::ChunkTooSmall { .. } => Class::Body,
            E::KeyDerivation | E::MissingSeed | E::Unsignable(_) => Class::Internal,
            _ => Class::Mismatch,
        }
    }
}

/// The few kinds of answer that services other than S3 know.
#[derive(Clone, Copy)]
enum Class {
    Missing,
    Incomplete,
    Mismatch,
    UnknownKey,
    ExpiredToken,
    Body,
    Internal,
}

impl Class {
    fn code(self, style: ErrorStyle) -> Code {
        match style {
            ErrorStyle::S3 | ErrorStyle::Query => self.query_code(),
            ErrorStyle::Ec2 => self.ec2_code(),
            ErrorStyle::Json => self.json_code(400),
            ErrorStyle::RestJson => self.json_code(403),
        }
    }

    fn query_code(self) -> Code {
        match self {
            Class::Missing => ("MissingAuthenticationToken", 403),
            Class::Incomplete => ("IncompleteSignature", 400),
            Class::Mismatch => ("SignatureDoesNotMatch", 403),
            Class::UnknownKey => ("InvalidClientTokenId", 403),
            Class::ExpiredToken => ("ExpiredToken", 403),
            Class::Body => ("InvalidRequest", 400),
            Class::Internal => ("InternalFailure", 500),
        }
    }

    fn ec2_code(self) -> Code {
        match self {
            Class::Missing | Class::Mismatch | Class::UnknownKey => ("AuthFailure", 401),
            Class::ExpiredToken => ("RequestExpired", 400),
            _ => self.query_code(),
        }
    }

    fn json_code(self, status: u16) -> Code {
        match self {
            Class::Missing => ("MissingAuthenticationTokenException", status),
            Class::Incomplete => ("IncompleteSignatureException", 400),
            Class::Mismatch => ("InvalidSignatureException", status),
            Class::UnknownKey => ("UnrecognizedClientException", status),
            Class::ExpiredToken => ("ExpiredTokenException", status),
            Class::Body => ("SerializationException", 400),
            Class::Internal => ("InternalFailure", 500),
        }
    }
}
