//! Ids and ARNs in AWS's forms.

use haneul_pipeline::Cx;

const LETTERS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";

/// Such as `o-` and ten characters.
pub fn new(cx: &Cx, prefix: &str, length: usize) -> String {
    format!("{prefix}{}", cx.random().text(LETTERS, length))
}

/// `ou-<root>-<unit>`.
pub fn unit(cx: &Cx, root: &str) -> String {
    let root = root.trim_start_matches("r-");
    new(cx, &format!("ou-{root}-"), 8)
}

/// The management account owns everything of the organisation's.
pub fn arn(partition: &str, management: &str, resource: &str) -> String {
    format!("arn:{partition}:organizations::{management}:{resource}")
}

/// What an id stands for, by its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Root,
    Unit,
    Account,
}

impl Kind {
    pub fn of(id: &str) -> Option<Kind> {
        match id {
            id if id.starts_with("r-") => Some(Kind::Root),
            id if id.starts_with("ou-") => Some(Kind::Unit),
            id if id.len() == 12 && id.bytes().all(|b| b.is_ascii_digit()) => Some(Kind::Account),
            _ => None,
        }
    }

    /// As targets of policies, parents and children have it.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Root => "ROOT",
            Kind::Unit => "ORGANIZATIONAL_UNIT",
            Kind::Account => "ACCOUNT",
        }
    }
}
