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
    /// Prefixes of the condition keys it asks about, in lower case.
    asks_about: Box<[String]>,
}

impl Policy {
    /// Checks and compiles a document.
    pub fn parse(text: &str, kind: PolicyKind) -> Result<Self, PolicyError> {
        let document = document::parse(text, kind)?;
        let asks_for_context = document.statements.iter().any(Statement::asks_for_context);
        let asks_about = prefixes(text, &document.statements);
        Ok(Self {
            inner: Arc::new(Inner {
                text: text.to_owned(),
                kind,
                document,
                asks_for_context,
                asks_about,
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

    /// Whether conditions or variables name keys of a service, such as `dynamodb`.
    pub fn asks_about(&self, prefix: &str) -> bool {
        let mut known = self.inner.asks_about.iter();
        known.any(|known| known == prefix || known == ANY)
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

/// Of a policy that may ask about anything, for all that can be told from its text.
const ANY: &str = "*";

/// What condition keys and variables begin with, in lower case.
fn prefixes(text: &str, statements: &[Statement]) -> Box<[String]> {
    // Variables may hide behind escapes of JSON.
    if text.contains("\\u") {
        return Box::new([ANY.to_owned()]);
    }
    let text = text.to_ascii_lowercase();
    let variables = text.split("${").skip(1);
    let keys = statements.iter().flat_map(Statement::condition_keys);
    let prefix = |key: &str| key.split_once(':').map(|(prefix, _)| prefix.to_owned());
    let mut all: Vec<String> = variables.chain(keys).filter_map(prefix).collect();
    all.sort_unstable();
    all.dedup();
    all.into()
}
