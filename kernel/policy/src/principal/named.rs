use crate::language::{Complaint, Json};

/// One caller, or set of callers, as a policy names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// `*`
    Everyone,
    /// An account id or its root ARN: the account may decide for its own people.
    Account(Box<str>),
    /// A user, role, session or federated user by ARN.
    Arn(Box<str>),
    /// A user or role by its unique id (`AIDA…`, `AROA…`), as AWS stores it.
    UniqueId(Box<str>),
    Service(Box<str>),
    Federated(Box<str>),
    CanonicalUser(Box<str>),
}

/// Reads `Principal` or `NotPrincipal`.
pub(crate) fn parse(json: &Json) -> Result<Vec<Named>, Complaint<'_>> {
    let classes = match json {
        Json::Text(text) if text == "*" => return Ok(vec![Named::Everyone]),
        Json::Text(value) => {
            return Err(Complaint::InvalidPrincipal {
                class: "AWS",
                value,
            });
        }
        Json::Object(classes) if !classes.is_empty() => classes,
        _ => return Err(Complaint::Syntax),
    };
    let mut list = Vec::new();
    for (class, values) in classes {
        for value in values.texts().ok_or(Complaint::Syntax)? {
            let named = one(class, value);
            list.push(named.ok_or(Complaint::InvalidPrincipal { class, value })?);
        }
    }
    if list.is_empty() {
        Err(Complaint::MissingField("Principal"))
    } else {
        Ok(list)
    }
}

fn one(class: &str, value: &str) -> Option<Named> {
    match class {
        "AWS" if value == "*" => Some(Named::Everyone),
        "AWS" => aws(value),
        "Service" if is_host(value) => Some(Named::Service(value.into())),
        "Federated" if !value.is_empty() => Some(Named::Federated(value.into())),
        "CanonicalUser" if is_alphanumeric(value) => Some(Named::CanonicalUser(value.into())),
        _ => None,
    }
}

fn aws(value: &str) -> Option<Named> {
    if is_account(value) {
        return Some(Named::Account(value.into()));
    }
    if !value.starts_with("arn:") {
        let unique = value.len() >= 16 && is_alphanumeric(value) && value.starts_with('A');
        return unique.then(|| Named::UniqueId(value.into()));
    }
    if value.contains(['*', '?']) {
        return None;
    }
    let parts: Vec<&str> = value.splitn(6, ':').collect();
    match parts.as_slice() {
        ["arn", _, "iam", "", account, "root"] if is_account(account) => {
            Some(Named::Account((*account).into()))
        }
        ["arn", _, "iam" | "sts", "", account, name] => {
            let known = is_account(account) || *account == "cloudfront";
            (known && name.contains('/')).then(|| Named::Arn(value.into()))
        }
        _ => None,
    }
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_alphanumeric(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn is_host(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    text.contains('.') && text.bytes().all(plain)
}
