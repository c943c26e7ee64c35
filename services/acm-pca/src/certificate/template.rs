//! The published templates, by the parts of their names.

use crate::errors;
use haneul_pipeline::AwsError;

pub const DEFAULT: &str = "arn:aws:acm-pca:::template/EndEntityCertificate/V1";

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Purpose {
    EndEntity,
    Client,
    Server,
    CodeSigning,
    OcspSigning,
    Root,
    Subordinate,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    pub purpose: Purpose,
    /// Says nothing of usage.
    pub blank: bool,
    pub critical_constraints: bool,
    pub path_length: Option<u8>,
    /// What callers may add, and what requests may.
    pub api: bool,
    pub csr: bool,
}

impl Template {
    pub fn of(arn: Option<&str>) -> Result<Template, AwsError> {
        let arn = arn.unwrap_or(DEFAULT);
        read(arn).ok_or_else(|| errors::arguments(format!("The template {arn} is not known.")))
    }

    pub fn is_authority(&self) -> bool {
        matches!(self.purpose, Purpose::Root | Purpose::Subordinate)
    }
}

fn read(arn: &str) -> Option<Template> {
    let (before, name) = arn.split_once(":acm-pca:::template/")?;
    let name = name.strip_suffix("/V1")?;
    if !["arn:aws", "arn:aws-cn", "arn:aws-us-gov"].contains(&before) {
        return None;
    }
    let (name, api, csr) = variety(name);
    let (name, critical_constraints) = match name.strip_suffix("_CriticalBasicConstraints") {
        Some(name) => (name, true),
        None => (name, false),
    };
    let (name, path_length) = match name.split_once("_PathLen") {
        Some((name, digit)) => (name, Some(digit.parse().ok().filter(|length| *length < 4)?)),
        None => (name, None),
    };
    let (name, blank) = match name.strip_prefix("Blank") {
        Some(name) => (name, true),
        None => (name, false),
    };
    let purpose = match name {
        "EndEntityCertificate" => Purpose::EndEntity,
        "EndEntityClientAuthCertificate" => Purpose::Client,
        "EndEntityServerAuthCertificate" => Purpose::Server,
        "CodeSigningCertificate" => Purpose::CodeSigning,
        "OCSPSigningCertificate" => Purpose::OcspSigning,
        "RootCACertificate" => Purpose::Root,
        "SubordinateCACertificate" => Purpose::Subordinate,
        _ => return None,
    };
    let template = Template {
        purpose,
        blank,
        critical_constraints,
        path_length,
        api,
        csr,
    };
    template.is_published().then_some(template)
}

fn variety(name: &str) -> (&str, bool, bool) {
    let kinds = [
        ("_APICSRPassthrough", true, true),
        ("_APIPassthrough", true, false),
        ("_CSRPassthrough", false, true),
    ];
    let found = kinds
        .iter()
        .find_map(|(end, api, csr)| Some((name.strip_suffix(end)?, *api, *csr)));
    found.unwrap_or((name, false, false))
}

impl Template {
    /// Not every combination of parts is a template.
    fn is_published(&self) -> bool {
        let passes = self.api || self.csr;
        match self.purpose {
            Purpose::EndEntity => {
                self.path_length.is_none()
                    && (passes || !self.blank)
                    && (self.blank || !self.critical_constraints)
            }
            Purpose::Root => {
                !self.csr
                    && !self.critical_constraints
                    && (self.api || !self.blank)
                    && (self.blank || self.path_length.is_none())
            }
            Purpose::Subordinate => {
                self.path_length.is_some() && !self.critical_constraints && (passes || !self.blank)
            }
            _ => self.path_length.is_none() && !self.blank && !self.critical_constraints,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(name: &str) -> Option<Template> {
        read(&format!("arn:aws:acm-pca:::template/{name}/V1"))
    }

    #[test]
    fn published_templates_and_no_others() {
        for name in [
            "EndEntityCertificate",
            "EndEntityCertificate_APICSRPassthrough",
            "BlankEndEntityCertificate_CriticalBasicConstraints_CSRPassthrough",
            "BlankEndEntityCertificate_APIPassthrough",
            "RootCACertificate",
            "RootCACertificate_APIPassthrough",
            "BlankRootCACertificate_PathLen2_APIPassthrough",
            "SubordinateCACertificate_PathLen0",
            "SubordinateCACertificate_PathLen3_APICSRPassthrough",
            "BlankSubordinateCACertificate_PathLen1_CSRPassthrough",
            "OCSPSigningCertificate_CSRPassthrough",
            "CodeSigningCertificate",
        ] {
            assert!(known(name).is_some(), "{name}");
        }
        for name in [
            "EndEntity",
            "BlankEndEntityCertificate",
            "EndEntityCertificate_PathLen0",
            "RootCACertificate_CSRPassthrough",
            "SubordinateCACertificate",
            "SubordinateCACertificate_PathLen4",
            "BlankCodeSigningCertificate_APIPassthrough",
        ] {
            assert_eq!(known(name), None, "{name}");
        }
        let found = known("SubordinateCACertificate_PathLen3").unwrap();
        assert_eq!((found.path_length, found.is_authority()), (Some(3), true));
    }
}
