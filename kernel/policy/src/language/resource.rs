use super::pattern::{Pattern, Style};
use super::{Complaint, PolicyError, PolicyKind};

/// Compiles one entry of `Resource`. IAM checks its form; the form a resource's own policy may
/// name is the business of the service that holds it.
pub(crate) fn parse(
    text: &str,
    kind: PolicyKind,
    iam: bool,
    variables: bool,
) -> Result<Pattern, PolicyError> {
    if iam {
        check(text).map_err(|complaint| complaint.about(kind))?;
    }
    Ok(Pattern::new(
        text,
        Style {
            wildcards: true,
            variables,
        },
    ))
}

fn check(text: &str) -> Result<(), Complaint<'_>> {
    if text == "*" {
        return Ok(());
    }
    let mut parts = text.splitn(6, ':');
    let wild = |part: &str| part.contains(['*', '?']);
    if parts.next() != Some("arn") {
        return Err(Complaint::NotArn(text));
    }
    let partition = parts.next().unwrap_or_default();
    if !wild(partition) && partition != "aws" && !partition.starts_with("aws-") {
        return Err(Complaint::InvalidPartition {
            partition,
            resource: text,
        });
    }
    let Some(vendor) = parts.next() else {
        return unfinished(text);
    };
    if parts.clone().next().is_some() && wild(vendor) {
        return Err(Complaint::VagueVendor);
    }
    if parts.count() < 3 {
        return unfinished(text);
    }
    Ok(())
}

/// An ARN may stop early when a star stands for the rest.
fn unfinished(text: &str) -> Result<(), Complaint<'_>> {
    if text.ends_with('*') {
        Ok(())
    } else {
        Err(Complaint::NotArn(text))
    }
}
