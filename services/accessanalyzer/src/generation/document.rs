//! The policy that a job comes to, in the form AWS gives it: actions on everything, or on the
//! resources they take with placeholders to be filled in.

use haneul_model::iam_facts;
use haneul_policy::glob;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Document {
    version: &'static str,
    statement: Vec<Statement>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement {
    sid: String,
    effect: &'static str,
    action: Vec<String>,
    resource: Vec<String>,
}

pub fn write(
    partition: &str,
    used: &[(String, Vec<String>)],
    placeholders: bool,
) -> Option<String> {
    let mut groups: BTreeMap<Vec<String>, Vec<String>> = BTreeMap::new();
    for (action, resources) in used {
        let shown = match placeholders {
            true => patterns(partition, action, resources),
            false => everything(),
        };
        groups.entry(shown).or_default().push(action.clone());
    }
    if groups.is_empty() {
        return None;
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by(|(_, a), (_, b)| a.cmp(b));
    let statement = |(place, (resource, action)): (usize, (Vec<String>, Vec<String>))| Statement {
        sid: format!("SupportedServiceSid{place}"),
        effect: "Allow",
        action,
        resource,
    };
    let document = Document {
        version: "2012-10-17",
        statement: groups.into_iter().enumerate().map(statement).collect(),
    };
    serde_json::to_string(&document).ok()
}

fn everything() -> Vec<String> {
    vec!["*".to_owned()]
}

/// The ARNs of the types of resource that an action was used on.
fn patterns(partition: &str, action: &str, used: &[String]) -> Vec<String> {
    let prefix = action.split_once(':').map_or("", |(prefix, _)| prefix);
    let Some(facts) = iam_facts::action(action) else {
        return everything();
    };
    let types = facts.resources.iter();
    let arns = types.filter_map(|kind| iam_facts::resource_pattern(prefix, kind.name));
    let mut found: Vec<_> = arns
        .filter(|arn| {
            let shape = shape(arn);
            used.iter().any(|resource| glob(&shape, resource))
        })
        .map(|arn| arn.replace("${Partition}", partition))
        .collect();
    found.sort();
    found.dedup();
    match found.is_empty() {
        true => everything(),
        false => found,
    }
}

/// With a star for each placeholder.
fn shape(arn: &str) -> String {
    let mut shape = String::new();
    let mut rest = arn;
    while let Some((before, after)) = rest.split_once("${") {
        shape.push_str(before);
        shape.push('*');
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    shape + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn used(action: &str, resource: &str) -> (String, Vec<String>) {
        (action.to_owned(), vec![resource.to_owned()])
    }

    #[test]
    fn iaa_1_actions_alone_or_with_places_to_fill_in() {
        let used = [
            used("s3:GetObject", "arn:aws:s3:::photos/a.jpg"),
            used("sqs:SendMessage", "arn:aws:sqs:us-east-1:1:jobs"),
            used("sts:GetCallerIdentity", "*"),
        ];
        let plain = write("aws", &used, false).unwrap();
        assert_eq!(
            plain,
            concat!(
                r#"{"Version":"2012-10-17","Statement":[{"Sid":"SupportedServiceSid0","Effect":"Allow","#,
                r#""Action":["s3:GetObject","sqs:SendMessage","sts:GetCallerIdentity"],"Resource":["*"]}]}"#
            )
        );
        let detailed = write("aws", &used, true).unwrap();
        for part in [
            r#""Action":["s3:GetObject"],"Resource":["arn:aws:s3:::${BucketName}/${ObjectName}"]"#,
            r#""Action":["sqs:SendMessage"],"Resource":["arn:aws:sqs:${Region}:${Account}:${QueueName}"]"#,
            r#""Action":["sts:GetCallerIdentity"],"Resource":["*"]"#,
        ] {
            assert!(detailed.contains(part), "{detailed}");
        }
        assert_eq!(write("aws", &[], false), None);
    }

    #[test]
    fn of_the_partition_it_is_for() {
        let queue = [used("sqs:SendMessage", "arn:aws-cn:sqs:cn-north-1:1:jobs")];
        let china = write("aws-cn", &queue, true).unwrap();
        assert!(china.contains("arn:aws-cn:sqs:${Region}"), "{china}");
    }
}
