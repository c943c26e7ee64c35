//! What is wrong with an expression or a value, in AWS's words.

/// What a service makes of a refusal: all of them are its `ValidationException`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The expression, its placeholders or a value are not as they must be.
    Validation,
    /// Well formed, but more than is allowed.
    Size,
    /// Well formed, but not applicable to the item that was found.
    Item,
}

/// `message` is exactly what AWS says after the code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    pub kind: ErrorKind,
    pub message: String,
}

impl Error {
    pub fn validation(message: impl Into<String>) -> Self {
        Error {
            kind: ErrorKind::Validation,
            message: message.into(),
        }
    }

    pub fn size(message: impl Into<String>) -> Self {
        Error {
            kind: ErrorKind::Size,
            message: message.into(),
        }
    }

    pub fn item(message: impl Into<String>) -> Self {
        Error {
            kind: ErrorKind::Item,
            message: message.into(),
        }
    }
}
