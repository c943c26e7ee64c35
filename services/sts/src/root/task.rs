//! What root sessions may be for: AWS's own policies, each of which denies everything but its task.

/// Which of the organisation's features a task is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feature {
    Credentials,
    Sessions,
}

const PATH: &str = "policy/root-task/";

const TASKS: [(&str, Feature, &str); 5] = [
    (
        "IAMAuditRootUserCredentials",
        Feature::Credentials,
        include_str!("tasks/IAMAuditRootUserCredentials.json"),
    ),
    (
        "IAMCreateRootUserPassword",
        Feature::Credentials,
        include_str!("tasks/IAMCreateRootUserPassword.json"),
    ),
    (
        "IAMDeleteRootUserCredentials",
        Feature::Credentials,
        include_str!("tasks/IAMDeleteRootUserCredentials.json"),
    ),
    (
        "S3UnlockBucketPolicy",
        Feature::Sessions,
        include_str!("tasks/S3UnlockBucketPolicy.json"),
    ),
    (
        "SQSUnlockQueuePolicy",
        Feature::Sessions,
        include_str!("tasks/SQSUnlockQueuePolicy.json"),
    ),
];

/// The task's policies only deny; what they leave is the root user's.
const EVERYTHING: &str = r#"{"Version":"2012-10-17",
    "Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;

#[derive(Debug)]
pub struct Task {
    pub feature: Feature,
    policy: (String, String),
}

impl Task {
    /// By the ARN of its policy, in this partition.
    pub fn of(arn: &str, partition: &str) -> Option<Task> {
        let name = arn.strip_prefix(&format!("arn:{partition}:iam::aws:{PATH}"))?;
        let (_, feature, text) = TASKS.iter().find(|(own, ..)| *own == name)?;
        let text = text.replace("arn:aws:", &format!("arn:{partition}:"));
        Some(Task {
            feature: *feature,
            policy: (arn.to_owned(), text),
        })
    }

    /// What the session is held to.
    pub fn policies(self) -> Vec<(String, String)> {
        vec![("root user".to_owned(), EVERYTHING.to_owned()), self.policy]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use haneul_policy::{Policy, PolicyKind};

    #[test]
    fn the_five_tasks_are_sound_policies_in_every_partition() {
        for partition in ["aws", "aws-cn"] {
            for (name, feature, _) in TASKS {
                let arn = format!("arn:{partition}:iam::aws:policy/root-task/{name}");
                let task = Task::of(&arn, partition).unwrap();
                assert_eq!(task.feature, feature);
                for (id, text) in task.policies() {
                    assert!(Policy::parse(&text, PolicyKind::Session).is_ok(), "{id}");
                    let foreign = partition != "aws" && text.contains("arn:aws:");
                    assert!(!foreign, "{text}");
                }
            }
        }
        for wrong in [
            "arn:aws:iam::aws:policy/root-task/Other",
            "arn:aws:iam::aws:policy/IAMAuditRootUserCredentials",
            "arn:aws-cn:iam::aws:policy/root-task/S3UnlockBucketPolicy",
            "arn:aws:iam::111122223333:policy/root-task/S3UnlockBucketPolicy",
            "",
        ] {
            assert!(Task::of(wrong, "aws").is_none(), "{wrong}");
        }
    }
}
