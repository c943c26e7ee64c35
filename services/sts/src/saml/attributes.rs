//! What an assertion says of its subject: the roles they may have, and what the session carries.

use super::assertion::SAML;
use super::xml::Element;
use crate::errors;
use crate::session::names::is_name;
use crate::session::tags::{self, SessionTags};
use haneul_pipeline::{AwsError, Caller};

const AWS: &str = "https://aws.amazon.com/SAML/Attributes/";

/// Attributes of directories that trust policies may ask about.
const KEYS: [(&str, &str); 16] = [
    (
        "urn:oid:1.3.6.1.4.1.5923.1.1.1.1",
        "saml:edupersonaffiliation",
    ),
    ("urn:oid:1.3.6.1.4.1.5923.1.1.1.2", "saml:edupersonnickname"),
    ("urn:oid:1.3.6.1.4.1.5923.1.1.1.3", "saml:edupersonorgdn"),
    (
        "urn:oid:1.3.6.1.4.1.5923.1.1.1.4",
        "saml:edupersonorgunitdn",
    ),
    (
        "urn:oid:1.3.6.1.4.1.5923.1.1.1.5",
        "saml:edupersonprimaryaffiliation",
    ),
    (
        "urn:oid:1.3.6.1.4.1.5923.1.1.1.6",
        "saml:edupersonprincipalname",
    ),
    (
        "urn:oid:1.3.6.1.4.1.5923.1.1.1.7",
        "saml:edupersonentitlement",
    ),
    (
        "urn:oid:1.3.6.1.4.1.5923.1.1.1.8",
        "saml:edupersonprimaryorgunitdn",
    ),
    (
        "urn:oid:1.3.6.1.4.1.5923.1.1.1.9",
        "saml:edupersonscopedaffiliation",
    ),
    (
        "urn:oid:1.3.6.1.4.1.5923.1.1.1.10",
        "saml:edupersontargetedid",
    ),
    (
        "urn:oid:1.3.6.1.4.1.5923.1.1.1.11",
        "saml:edupersonassurance",
    ),
    ("urn:oid:2.5.4.3", "saml:cn"),
    ("urn:oid:2.5.4.4", "saml:surname"),
    ("urn:oid:2.5.4.42", "saml:givenName"),
    ("urn:oid:0.9.2342.19200300.100.1.1", "saml:uid"),
    ("urn:oid:0.9.2342.19200300.100.1.3", "saml:mail"),
];

/// Names and values, in the order in which they come.
pub struct Attributes(Vec<(String, Vec<String>)>);

impl Attributes {
    pub fn of(assertion: &Element) -> Attributes {
        let statements = assertion.all(SAML, "AttributeStatement");
        let attributes = statements.flat_map(|statement| statement.all(SAML, "Attribute"));
        let read = attributes.filter_map(|attribute| {
            let values = attribute
                .all(SAML, "AttributeValue")
                .filter_map(Element::text);
            Some((attribute.attribute("Name")?.to_owned(), values.collect()))
        });
        Attributes(read.collect())
    }

    /// Of AWS's own attributes.
    fn values(&self, name: &str) -> Vec<&str> {
        let meant = |full: &str| full.strip_prefix(AWS) == Some(name);
        let found = self.0.iter().filter(|(full, _)| meant(full));
        found
            .flat_map(|(_, values)| values)
            .map(String::as_str)
            .collect()
    }

    /// Whether the role is offered, by this provider.
    pub fn offers(&self, role: &str, provider: &str) -> bool {
        self.values("Role").iter().any(|pair| {
            let pair: Vec<&str> = pair.split(',').map(str::trim).collect();
            pair == [role, provider] || pair == [provider, role]
        })
    }

    pub fn session_name(&self) -> Result<String, AwsError> {
        match self.values("RoleSessionName")[..] {
            [name] if is_name(name) => Ok(name.to_owned()),
            [] => Err(errors::no_session_name()),
            _ => Err(errors::bad_session_name()),
        }
    }

    pub fn source_identity(&self) -> Result<Option<String>, AwsError> {
        match self.values("SourceIdentity")[..] {
            [] => Ok(None),
            [identity] if is_name(identity) => Ok(Some(identity.to_owned())),
            _ => Err(errors::bad_source_identity()),
        }
    }

    pub fn tags(&self) -> Result<SessionTags, AwsError> {
        let mut given = Vec::new();
        for (name, values) in &self.0 {
            let key = name
                .strip_prefix(AWS)
                .and_then(|n| n.strip_prefix("PrincipalTag:"));
            match (key, values.as_slice()) {
                (None, _) => {}
                (Some(key), [value]) => given.push(tags::from_outside(key, value)?),
                (Some(key), _) => return Err(errors::bad_tag(key)),
            }
        }
        let transitive = self.values("TransitiveTagKeys");
        let transitive = transitive.into_iter().map(str::to_owned).collect();
        tags::of(&Caller::anonymous(""), given, transitive)
    }

    /// Each key once, with the values of all attributes that mean it: of two, the later must not
    /// hide what a policy asks of the earlier.
    pub fn keys(&self) -> Vec<(String, Vec<String>)> {
        let mut keys: Vec<(String, Vec<String>)> = Vec::new();
        for (name, values) in &self.0 {
            let known = KEYS.iter().find(|(oid, _)| oid == name);
            let Some((_, key)) = known.filter(|_| !values.is_empty()) else {
                continue;
            };
            match keys.iter_mut().find(|(own, _)| own == key) {
                Some((_, all)) => all.extend(values.iter().cloned()),
                None => keys.push(((*key).to_owned(), values.clone())),
            }
        }
        keys
    }
}
