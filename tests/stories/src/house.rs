//! What the cloud under test is made of.

use haneul_pipeline::{Identity, Service};
use haneul_testkit::story::House;
use std::sync::Arc;

pub const HOUSE: House = House { services, identity };

pub fn services() -> Vec<Arc<dyn Service>> {
    vec![
        Arc::new(haneul_accessanalyzer::AccessAnalyzer),
        Arc::new(haneul_acm::Acm),
        Arc::new(haneul_acm_pca::AcmPca),
        Arc::new(haneul_appconfig::AppConfig),
        Arc::new(haneul_appconfig::AppConfigData),
        Arc::new(haneul_application_autoscaling::ApplicationAutoScaling),
        Arc::new(haneul_cloudtrail::CloudTrail),
        Arc::new(haneul_cloudwatch::CloudWatch),
        Arc::new(haneul_dynamodb::DynamoDb),
        Arc::new(haneul_dynamodb::DynamoDbStreams),
        Arc::new(haneul_events::Events),
        Arc::new(haneul_firehose::Firehose),
        Arc::new(haneul_iam::Iam),
        Arc::new(haneul_kinesis::Kinesis),
        Arc::new(haneul_kms::Kms),
        Arc::new(haneul_lambda::Lambda),
        Arc::new(haneul_logs::Logs),
        Arc::new(haneul_organizations::Organizations),
        Arc::new(haneul_pipes::Pipes),
        Arc::new(haneul_s3::S3),
        Arc::new(haneul_s3::S3Control),
        Arc::new(haneul_sns::Sns),
        Arc::new(haneul_scheduler::Scheduler),
        Arc::new(haneul_schemas::Schemas),
        Arc::new(haneul_secretsmanager::SecretsManager),
        Arc::new(haneul_sqs::Sqs),
        Arc::new(haneul_ssm::Ssm),
        Arc::new(haneul_sts::Sts),
    ]
}

pub fn identity() -> Arc<dyn Identity> {
    Arc::new(haneul_iam::Directory::default())
}

/// Runs a test's future on a runtime of its own.
pub fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime can be made").block_on(future)
}
