use crate::BlobId;

pub type Result<T> = std::result::Result<T, BlobError>;

#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    #[error("there is no blob {0}")]
    NotFound(BlobId),
    /// What is stored is not what was written.
    #[error("blob {id} is damaged: {what}")]
    Corrupt { id: BlobId, what: String },
    #[error("the disk is full")]
    Full,
    /// The place where blobs lie does not answer, or not as it should.
    #[error("the place of the blobs fails: {0}")]
    Unavailable(String),
    #[error("blob I/O: {0}")]
    Io(#[source] std::io::Error),
    /// An earlier step of this writer or reader failed.
    #[error("an earlier step failed")]
    Broken,
}

impl From<std::io::Error> for BlobError {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind as Kind;
        match error.kind() {
            Kind::StorageFull | Kind::QuotaExceeded | Kind::FileTooLarge => Self::Full,
            _ => Self::Io(error),
        }
    }
}

impl BlobError {
    pub fn corrupt(id: BlobId, what: impl Into<String>) -> Self {
        Self::Corrupt {
            id,
            what: what.into(),
        }
    }

    /// For errors of opening and reading the blob's own file.
    pub(crate) fn of(id: BlobId, error: std::io::Error) -> Self {
        use std::io::ErrorKind as Kind;
        match error.kind() {
            // Stale: another host deleted what we have open, and NFS does not keep it for us.
            Kind::NotFound | Kind::StaleNetworkFileHandle => Self::NotFound(id),
            Kind::UnexpectedEof => Self::corrupt(id, "it ends too early"),
            _ => error.into(),
        }
    }
}
