//! What can go wrong, in the words callers decide by.

use std::path::PathBuf;

pub type Result<T> = std::result::Result<T, StoreError>;

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Something this transaction read was written by another one. Run it again.
    #[error("the transaction conflicts with another one")]
    Conflict,
    /// The outcome is unknown: the write may or may not be there.
    #[error("the outcome of the commit is unknown")]
    MaybeCommitted,
    /// No space is left. Reading still works; writing works again once there is space.
    #[error("the disk is full")]
    Full,
    #[error("the data directory {} is in use by another process", path.display())]
    Locked { path: PathBuf },
    #[error("the data is in format {found}, this version knows up to {known}")]
    NewerFormat { found: u32, known: u32 },
    #[error("the stored data is damaged: {0}")]
    Corrupt(String),
    /// A key, a row or a transaction exceeds its limit.
    #[error("a key, a row or a transaction is too large")]
    TooLarge,
    /// The caller broke a rule of this crate; a mistake in code, not in data.
    #[error("wrong use of the store: {0}")]
    Misuse(&'static str),
    /// Somebody takes part who would misread it. Nothing was changed; it works once all know it.
    #[error("not every node can read this yet")]
    OlderReaders,
    #[error("store I/O: {0}")]
    Io(#[source] std::io::Error),
    /// The database does not answer. Nothing was changed; calls work again once it does.
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
    /// The database answers, but refuses what the store needs of it.
    #[error("{0}")]
    Database(String),
    #[error("the store is closed")]
    Closed,
}

impl StoreError {
    pub fn corrupt(what: impl std::fmt::Display) -> Self {
        Self::Corrupt(what.to_string())
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind as Kind;
        match error.kind() {
            Kind::StorageFull | Kind::QuotaExceeded | Kind::FileTooLarge => Self::Full,
            _ => Self::Io(error),
        }
    }
}

impl StoreError {
    /// The same error for each commit of a group.
    pub fn copy(&self) -> Self {
        match self {
            Self::Conflict => Self::Conflict,
            Self::MaybeCommitted => Self::MaybeCommitted,
            Self::Full => Self::Full,
            Self::Locked { path } => Self::Locked { path: path.clone() },
            Self::NewerFormat { found, known } => Self::NewerFormat {
                found: *found,
                known: *known,
            },
            Self::Corrupt(what) => Self::Corrupt(what.clone()),
            Self::TooLarge => Self::TooLarge,
            Self::Misuse(what) => Self::Misuse(what),
            Self::OlderReaders => Self::OlderReaders,
            Self::Io(error) => Self::Io(std::io::Error::new(error.kind(), error.to_string())),
            Self::Unreachable(why) => Self::Unreachable(why.clone()),
            Self::Database(why) => Self::Database(why.clone()),
            Self::Closed => Self::Closed,
        }
    }
}
