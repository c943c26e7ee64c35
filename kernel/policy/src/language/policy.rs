use std::sync::Arc;

use super::document::{self, Document};
use super::{Complaint, Opening, Owner, PolicyError, PolicyKind, Statement, opening, public};

/// A parsed, compiled policy document. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Policy {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    text: String,
    kind: PolicyKind,
    document: Document,
    asks_for_context: bool,
}

impl Policy {
    /// Checks and compiles a document.
    pub fn parse(text: &str, kind: PolicyKind) -> Result<Self, PolicyError> {
        let document = document::parse(text, kind)?;
        let asks_for_context = document.statements.iter().any(Statement::asks_for_context);
        Ok(Self {
            inner: Arc::new(Inner {
                text: text.to_owned(),
                kind,
                document,
                asks_for_context,
            }),
        })
    }

    /// Like [`Policy::parse`] for a managed policy, which may not use the old version of the
    /// language that inline policies still may.
    pub fn parse_managed(text: &str, kind: PolicyKind) -> Result<Self, PolicyError> {
        let policy = Self::parse(text, kind)?;
        if !policy.is_current_version() {
            return Err(Complaint::OldVersion.about(kind));
        }
        Ok(policy)
    }

    /// The document as it was given.
    pub fn text(&self) -> &str {
        &self.inner.text
    }

    pub fn kind(&self) -> PolicyKind {
        self.inner.kind
    }

    pub fn id(&self) -> Option<&str> {
        self.inner.document.id.as_deref()
    }

    /// Whether the document declares version 2012-10-17, the one with policy variables.
    pub fn is_current_version(&self) -> bool {
        self.inner.document.current
    }

    pub fn statements(&self) -> &[Statement] {
        &self.inner.document.statements
    }

    /// Whether an answer of this policy can depend on what is known of the request besides who,
    /// what and where.
    pub fn asks_for_context(&self) -> bool {
        self.inner.asks_for_context
    }

    /// Whether the policy grants something to everyone, by the notion of S3 Block Public Access:
    /// everyone is named and no condition pins the grant to fixed callers.
    pub fn is_public(&self) -> bool {
        self.statements().iter().any(public::grants_to_everyone)
    }

    /// Whom the policy lets in from outside the account that owns the resource it protects, less
    /// what it denies them in any case.
    pub fn openings(&self, owner: Owner<'_>) -> Vec<Opening> {
        opening::of(self, owner)
    }
}
