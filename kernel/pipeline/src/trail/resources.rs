//! Resources by their CloudFormation type and the names people know them by.

use super::Named;

/// The type of what an ARN names, and its own name.
pub(super) fn named(arn: &str) -> Option<Named> {
    let mut parts = arn.splitn(6, ':');
    let (_, _, service) = (parts.next()?, parts.next()?, parts.next()?);
    let (region, _, rest) = (parts.next()?, parts.next()?, parts.next()?);
    if rest.is_empty() || rest.contains('*') {
        return None;
    }
    let (kind, name) = match service {
        // Buckets and objects have no Region in their ARNs.
        "s3" if !region.is_empty() => match rest.strip_prefix("accesspoint/") {
            Some(point) => {
                let name = point.split('/').next()?;
                (Some("AWS::S3::AccessPoint".to_owned()), name)
            }
            None => (None, last(rest)),
        },
        "s3" => match rest.split_once('/') {
            Some(_) => (Some("AWS::S3::Object".to_owned()), rest),
            None => (Some("AWS::S3::Bucket".to_owned()), rest),
        },
        "sqs" => (Some("AWS::SQS::Queue".to_owned()), rest),
        "iam" => {
            let (kind, path) = rest.split_once('/')?;
            let kind = format!("AWS::IAM::{}", capitals(kind));
            (Some(kind), path.rsplit('/').next()?)
        }
        "kms" => {
            let (kind, name) = rest.split_once('/')?;
            let name = if kind == "alias" { rest } else { name };
            (Some(format!("AWS::KMS::{}", capitals(kind))), name)
        }
        "cloudtrail" => (Some("AWS::CloudTrail::Trail".to_owned()), last(rest)),
        "organizations" => {
            let kind = capitals(rest.split('/').next()?);
            (Some(format!("AWS::Organizations::{kind}")), last(rest))
        }
        _ => (None, last(rest)),
    };
    Some(Named {
        kind,
        name: name.to_owned(),
    })
}

fn last(path: &str) -> &str {
    path.rsplit(['/', ':']).next().unwrap_or(path)
}

/// `instance-profile` as `InstanceProfile`.
fn capitals(kind: &str) -> String {
    let words = kind.split('-').map(|word| {
        let (first, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
        first.to_uppercase() + rest
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn arns_by_type_and_name() {
        let named = |arn: &str| {
            let named = named(arn)?;
            Some((named.kind.unwrap_or_default(), named.name))
        };
        let is = |kind: &str, name: &str| Some((kind.to_owned(), name.to_owned()));
        assert_eq!(
            named("arn:aws:iam::111122223333:instance-profile/a/b"),
            is("AWS::IAM::InstanceProfile", "b")
        );
        assert_eq!(
            named("arn:aws:s3:::bucket"),
            is("AWS::S3::Bucket", "bucket")
        );
        assert_eq!(named("arn:aws:s3:::b/k/1"), is("AWS::S3::Object", "b/k/1"));
        assert_eq!(
            named("arn:aws:s3:us-east-1:111122223333:accesspoint/p/object/k"),
            is("AWS::S3::AccessPoint", "p")
        );
        assert_eq!(
            named("arn:aws:s3:us-east-1:111122223333:job/1"),
            is("", "1")
        );
        assert_eq!(
            named("arn:aws:sqs:us-east-1:111122223333:q"),
            is("AWS::SQS::Queue", "q")
        );
        assert_eq!(named("*"), None);
        assert_eq!(named("arn:aws:iam::111122223333:user/*"), None);
    }
}
