use super::glob::{matches_lowered, push_wild};
use super::{Complaint, PolicyError, PolicyKind};

/// `s3:Get*`, compared without regard to case.
#[derive(Clone, Debug)]
pub(crate) struct ActionPattern {
    text: Box<str>,
    mask: Box<[u8]>,
}

impl ActionPattern {
    pub fn parse(text: &str, kind: PolicyKind) -> Result<Self, PolicyError> {
        check(text, kind).map_err(|complaint| complaint.about(kind))?;
        let mut mask = Vec::with_capacity(text.len());
        push_wild(&mut mask, &text.to_ascii_lowercase());
        Ok(Self {
            text: text.into(),
            mask: mask.into(),
        })
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn matches(&self, action: &str) -> bool {
        matches_lowered(&self.mask, action)
    }
}

fn check(text: &str, kind: PolicyKind) -> Result<(), Complaint<'_>> {
    if kind == PolicyKind::Trust && !text.to_ascii_lowercase().starts_with("sts:") {
        return Err(Complaint::NotAssumeRole);
    }
    if text == "*" {
        return Ok(());
    }
    let (vendor, name) = text.split_once(':').ok_or(Complaint::NoVendor)?;
    if name.contains(':') {
        return Err(Complaint::ManyColons);
    }
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if vendor.is_empty() || !vendor.bytes().all(plain) {
        return Err(Complaint::InvalidVendor(vendor));
    }
    if name.is_empty()
        || !name
            .bytes()
            .all(|byte| plain(byte) || b"*?_.".contains(&byte))
    {
        return Err(Complaint::Syntax);
    }
    Ok(())
}
