//! Whether an assertion is of this time and meant for AWS, and who it is about.

use super::assertion::{SAML, below};
use super::xml::Element;
use crate::errors;
use haneul_pipeline::{AwsError, SamlProviderFacts};
use jiff::{SignedDuration, Timestamp};

const BEARER: &str = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
const FORMATS: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:";
/// An assertion is to be used at once.
const FRESH: SignedDuration = SignedDuration::from_mins(5);

#[derive(Debug)]
pub struct Subject {
    pub name: String,
    pub kind: String,
    pub issuer: String,
    pub recipient: String,
    /// Sessions end then at the latest.
    pub until: Option<Timestamp>,
}

pub fn judge(
    assertion: &Element,
    provider: &SamlProviderFacts,
    now: Timestamp,
) -> Result<Subject, AwsError> {
    let issuer = assertion.one(SAML, "Issuer").and_then(Element::text);
    let issuer = issuer.filter(|issuer| *issuer == provider.entity);
    let issuer = issuer.ok_or_else(errors::foreign_issuer)?;
    if provider.valid_until <= now {
        return Err(errors::bad_saml_signature());
    }
    let issued = time(assertion, "IssueInstant")?.ok_or_else(errors::no_saml_response)?;
    if issued + FRESH < now {
        return Err(errors::assertion_too_old());
    }
    if issued - FRESH > now {
        return Err(errors::assertion_too_early());
    }
    let conditions = assertion.one(SAML, "Conditions");
    let conditions = conditions.ok_or_else(errors::no_audience)?;
    window(conditions, now)?;
    let restrictions: Vec<&Element> = conditions.all(SAML, "AudienceRestriction").collect();
    let named = |restriction: &&Element| {
        let audiences = restriction.all(SAML, "Audience").filter_map(Element::text);
        audiences.into_iter().any(|audience| is_audience(&audience))
    };
    if restrictions.is_empty() || !restrictions.iter().all(named) {
        return Err(errors::no_audience());
    }
    let name = below(assertion, &["Subject", "NameID"]);
    let name = name.ok_or_else(errors::no_saml_response)?;
    let format = name.attribute("Format").unwrap_or_default();
    Ok(Subject {
        name: name.text().ok_or_else(errors::no_saml_response)?,
        kind: format.strip_prefix(FORMATS).unwrap_or(format).to_owned(),
        issuer,
        recipient: recipient(assertion, now)?,
        until: session_end(assertion, now)?,
    })
}

/// Where the bearer was sent. As AWS asks for it, there is exactly one confirmation, that whoever
/// bears the assertion is its subject, and it says where and until when.
fn recipient(assertion: &Element, now: Timestamp) -> Result<String, AwsError> {
    let subject = assertion.one(SAML, "Subject");
    let subject = subject.ok_or_else(errors::no_saml_response)?;
    let mut all = subject.all(SAML, "SubjectConfirmation");
    let (Some(confirmation), None) = (all.next(), all.next()) else {
        return Err(errors::no_single_confirmation());
    };
    if confirmation.attribute("Method") != Some(BEARER) {
        return Err(errors::no_recipient());
    }
    let data = confirmation.one(SAML, "SubjectConfirmationData");
    let data = data.ok_or_else(errors::no_recipient)?;
    let recipient = data.attribute("Recipient").filter(|url| is_sign_in(url));
    let recipient = recipient.ok_or_else(errors::no_recipient)?;
    if time(data, "NotOnOrAfter")?.is_none() {
        return Err(errors::no_end_of_confirmation());
    }
    window(data, now)?;
    Ok(recipient.to_owned())
}

fn session_end(assertion: &Element, now: Timestamp) -> Result<Option<Timestamp>, AwsError> {
    let mut earliest = None;
    for statement in assertion.all(SAML, "AuthnStatement") {
        let end = time(statement, "SessionNotOnOrAfter")?;
        earliest = [earliest, end].into_iter().flatten().min();
    }
    match earliest {
        Some(end) if end <= now => Err(errors::assertion_expired()),
        earliest => Ok(earliest),
    }
}

fn window(element: &Element, now: Timestamp) -> Result<(), AwsError> {
    if time(element, "NotBefore")?.is_some_and(|begins| begins > now) {
        return Err(errors::assertion_too_early());
    }
    match time(element, "NotOnOrAfter")? {
        Some(ends) if ends <= now => Err(errors::assertion_expired()),
        _ => Ok(()),
    }
}

fn time(element: &Element, name: &str) -> Result<Option<Timestamp>, AwsError> {
    let text = element.attribute(name);
    let time = text.map(|text| text.parse::<Timestamp>());
    let time = time.transpose().map_err(|_| errors::no_saml_response())?;
    // Far from both ends of time, so that minutes can be added.
    let sane = |time: &Timestamp| (0..=253_370_764_800).contains(&time.as_second());
    match time {
        Some(time) if !sane(&time) => Err(errors::no_saml_response()),
        time => Ok(time),
    }
}

fn is_audience(text: &str) -> bool {
    let partition = text.strip_prefix("urn:amazon:webservices");
    is_sign_in(text)
        || partition.is_some_and(|rest| ["", ":cn-north-1", ":govcloud"].contains(&rest))
}

/// The sign-in page, worldwide or a Region's, with the name of a provider or without.
fn is_sign_in(url: &str) -> bool {
    let Some((host, path)) = url.strip_prefix("https://").and_then(|u| u.split_once('/')) else {
        return false;
    };
    let hosts = [
        "signin.aws.amazon.com",
        "signin.amazonaws.cn",
        "signin.amazonaws-us-gov.com",
    ];
    let region = |host: &str, page: &str| {
        let region = host.strip_suffix(page).and_then(|r| r.strip_suffix('.'));
        region.is_some_and(|region| {
            region
                .bytes()
                .all(|c| c.is_ascii_alphanumeric() || c == b'-')
                && !region.is_empty()
        })
    };
    let known = hosts.iter().any(|page| host == *page || region(host, page));
    known
        && (path == "saml"
            || path
                .strip_prefix("saml/acs/")
                .is_some_and(|id| !id.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_awss_own_pages_are_meant() {
        for right in [
            "https://signin.aws.amazon.com/saml",
            "https://eu-west-1.signin.aws.amazon.com/saml",
            "https://signin.aws.amazon.com/saml/acs/SAMLSP5QXL",
            "https://signin.amazonaws.cn/saml",
            "urn:amazon:webservices",
        ] {
            assert!(is_audience(right), "{right}");
        }
        for wrong in [
            "",
            "http://signin.aws.amazon.com/saml",
            "https://signin.aws.amazon.com/",
            "https://signin.aws.amazon.com.evil.test/saml",
            "https://evil.test/x.signin.aws.amazon.com/saml",
            "https://evil.test#.signin.aws.amazon.com/saml",
            "https://xsignin.aws.amazon.com/saml",
            "urn:amazon:webservices:evil",
        ] {
            assert!(!is_audience(wrong), "{wrong}");
        }
    }
}
