//! Where a request is sent instead.

use super::configuration::{AllTo, Redirect, Rule};
use haneul_pipeline::Reply;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What a path has as it is.
const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b'!')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// A request as the rules see it.
pub struct Asked<'a> {
    pub key: &'a str,
    pub query: &'a str,
    /// As the browser wrote it.
    pub host: &'a str,
    pub secure: bool,
}

impl Asked<'_> {
    /// The first rule for this request, once it is known how it failed, or before.
    pub fn rule<'r>(&self, rules: &'r [Rule], failed: Option<u16>) -> Option<&'r Rule> {
        let failed = failed.map(|status| status.to_string());
        rules.iter().find(|rule| {
            let Some(condition) = &rule.condition else {
                return failed.is_none();
            };
            let prefix = condition.prefix.as_deref();
            condition.error == failed && prefix.is_none_or(|prefix| self.key.starts_with(prefix))
        })
    }

    pub fn all_to(&self, all: &AllTo) -> Reply {
        let location = self.location(all.protocol.as_deref(), Some(&all.host), self.key);
        moved(301, location)
    }

    pub fn by(&self, rule: &Rule) -> Reply {
        let Redirect {
            host,
            code,
            protocol,
            prefix,
            key,
        } = &rule.redirect;
        let before = rule.condition.as_ref().and_then(|c| c.prefix.as_deref());
        let key = match (key, prefix) {
            (Some(key), _) => key.clone(),
            (None, Some(new)) => {
                let rest = self.key.strip_prefix(before.unwrap_or_default());
                format!("{new}{}", rest.unwrap_or_default())
            }
            (None, None) => self.key.to_owned(),
        };
        let status = code.as_deref().and_then(|code| code.parse().ok());
        let location = self.location(protocol.as_deref(), host.as_deref(), &key);
        moved(status.unwrap_or(301), location)
    }

    fn location(&self, protocol: Option<&str>, host: Option<&str>, key: &str) -> String {
        let own = if self.secure { "https" } else { "http" };
        let path = utf8_percent_encode(key, IN_PATH);
        let query = match self.query {
            "" => String::new(),
            query => format!("?{query}"),
        };
        format!(
            "{}://{}/{path}{query}",
            protocol.unwrap_or(own),
            host.unwrap_or(self.host)
        )
    }

    /// To the same name with a slash.
    pub fn to_folder(&self) -> Reply {
        moved(302, format!("/{}/", utf8_percent_encode(self.key, IN_PATH)))
    }
}

pub fn moved(status: u16, location: String) -> Reply {
    Reply::default().status(status).header("location", location)
}
