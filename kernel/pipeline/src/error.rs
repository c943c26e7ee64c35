//! The one error a service answers with. It stays typed until the wire writes it.

use haneul_model::{Model, Shape, ToValue, Value};
use haneul_store::StoreError;
use std::borrow::Cow;

/// An AWS error: a code of the service's model (or a common one) and a message in AWS's words.
#[derive(Clone, Debug, PartialEq)]
pub struct AwsError {
    pub code: Cow<'static, str>,
    pub message: String,
    /// Where the model says nothing, or S3 differs from it.
    pub status: Option<u16>,
    /// Further members of the error's shape.
    pub fields: Vec<(&'static str, Value)>,
    /// Further elements of S3's `<Error>`, such as `BucketName`.
    pub details: Vec<(&'static str, String)>,
    /// Further response headers.
    pub headers: Vec<(&'static str, String)>,
    /// The store's reason, kept apart so that a transaction can be run again.
    pub(crate) store: Option<StoreFault>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StoreFault {
    Conflict,
    Other,
}

impl AwsError {
    pub fn new(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            message: message.into(),
            status: None,
            fields: Vec::new(),
            details: Vec::new(),
            headers: Vec::new(),
            store: None,
        }
    }

    pub fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    pub fn field(mut self, name: &'static str, value: impl ToValue) -> Self {
        self.fields.push((name, value.to_value()));
        self
    }

    pub fn detail(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.details.push((name, value.into()));
        self
    }

    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The HTTP status: its own, else what the model gives the code.
    pub fn status_in(&self, model: Option<&Model>) -> u16 {
        let modelled = || model?.error(&self.code).map(Shape::error_status);
        self.status.or_else(modelled).unwrap_or(400)
    }

    /// What Haneul does not do is refused by name.
    pub fn not_implemented(what: impl std::fmt::Display) -> Self {
        Self::new(
            "NotImplemented",
            format!("Haneul does not implement {what} yet."),
        )
        .status(501)
    }

    /// Whether the same call may succeed later, without anybody doing anything about it. The model
    /// is that of the service that was called.
    pub fn is_transient(&self, model: Option<&Model>) -> bool {
        let busy = [
            "Throttl",
            "TooManyRequests",
            "SlowDown",
            "LimitExceeded",
            "RequestThrottled",
        ];
        let status = self.status_in(model);
        let server = status >= 500 && status != 501;
        server || status == 429 || busy.iter().any(|word| self.code.contains(word))
    }

    /// How many seconds another try waits at least, where the answer says so.
    pub fn retry_after(&self) -> Option<i64> {
        let headers = self.headers.iter();
        let mut said = headers.filter(|(name, _)| *name == "retry-after");
        said.next().and_then(|(_, seconds)| seconds.parse().ok())
    }

    /// The transaction lost against another and should run again.
    pub(crate) fn is_conflict(&self) -> bool {
        self.store == Some(StoreFault::Conflict)
    }

    pub fn internal(context: impl std::fmt::Display) -> Self {
        tracing::error!("internal failure: {context}");
        Self::new(
            "InternalFailure",
            "The request processing has failed because of an unknown error, exception or failure.",
        )
        .status(500)
    }
}

impl std::fmt::Display for AwsError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for AwsError {}

impl From<StoreError> for AwsError {
    fn from(error: StoreError) -> Self {
        let fault = match &error {
            StoreError::Conflict => StoreFault::Conflict,
            _ => StoreFault::Other,
        };
        let mut answer = match error {
            StoreError::Conflict => Self::new(
                "ServiceUnavailable",
                "Too many concurrent changes to the same resource. Please try again.",
            )
            .status(503),
            StoreError::Full => Self::new(
                "ServiceUnavailable",
                "The disk that holds the cloud's data is full; nothing was changed.",
            )
            .status(503),
            StoreError::Unreachable(why) => {
                tracing::warn!("the database cannot be reached: {why}");
                Self::new(
                    "ServiceUnavailable",
                    "The database that holds the cloud's data cannot be reached; nothing was changed.",
                )
                .status(503)
            }
            StoreError::OlderReaders => Self::new(
                "ServiceUnavailable",
                "This needs every node of the cloud to be of the newest version. Please try again.",
            )
            .status(503),
            StoreError::MaybeCommitted => Self::new(
                "ServiceUnavailable",
                "The outcome of the change is not known. Please look before trying again.",
            )
            .status(503),
            other => Self::internal(format_args!("store: {other}")),
        };
        answer.store = Some(fault);
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_succeed_later() {
        let kinesis = haneul_model::model("kinesis");
        assert!(kinesis.is_some());
        let is = |code: &'static str, status: Option<u16>, model| {
            let error = AwsError {
                status,
                ..AwsError::new(code, "")
            };
            error.is_transient(model)
        };
        // The model alone gives it a status.
        assert!(is("InternalFailureException", None, kinesis));
        assert!(!is("InternalFailureException", None, None));
        assert!(!is("InternalFailureException", Some(400), kinesis));
        assert!(!is("ResourceNotFoundException", None, kinesis));
        assert!(is("Anything", Some(503), None));
        assert!(is("Anything", Some(429), None));
        assert!(!is("NotImplemented", Some(501), None));
        assert!(is("ThrottlingException", Some(400), None));
    }
}
