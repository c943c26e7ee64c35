//! What services call their roles, and which policies they give them.

/// Of one service: the first part of its principal, the role's name behind `AWSServiceRoleFor`,
/// and the policy's name.
#[derive(Debug)]
pub struct Known {
    pub service: &'static str,
    pub role: &'static str,
    pub policy: &'static str,
    /// A role can have a suffix of the caller's choice.
    pub takes_suffix: bool,
}

/// By the service's principal, such as `ecs.amazonaws.com`.
pub fn find(principal: &str) -> Option<Known> {
    let service = principal.strip_suffix(".amazonaws.com")?;
    let rows = KNOWN.lines().map(Known::read);
    rows.into_iter().find(|known| known.service == service)
}

impl Known {
    fn read(line: &'static str) -> Known {
        let mut words = line.split('|');
        let mut next = || words.next().unwrap_or_default();
        Known {
            service: next(),
            role: next(),
            policy: next(),
            takes_suffix: next() == "suffix",
        }
    }

    pub fn policy_arn(&self, partition: &str) -> String {
        format!(
            "arn:{partition}:iam::aws:policy/aws-service-role/{}",
            self.policy
        )
    }
}

const KNOWN: &str = "\
access-analyzer|AccessAnalyzer|AccessAnalyzerServiceRolePolicy
acm|CertificateManager|CertificateManagerServiceRolePolicy
airflow|AmazonMWAA|AmazonMWAAServiceRolePolicy
apidestinations.events|AmazonEventBridgeApiDestinations|AmazonEventBridgeApiDestinationsServiceRolePolicy
autoscaling|AutoScaling|AutoScalingServiceRolePolicy|suffix
backup|Backup|AWSBackupServiceLinkedRolePolicyForBackup
batch|Batch|BatchServiceRolePolicy
budgets|Budgets|BudgetsServiceRolePolicy
cassandra.application-autoscaling|ApplicationAutoScaling_CassandraTable|AWSApplicationAutoscalingCassandraTablePolicy
cks.kms|KeyManagementServiceCustomKeyStores|AWSKeyManagementServiceCustomKeyStoresServiceRolePolicy
cloud9|AWSCloud9|AWSCloud9ServiceRolePolicy
cloudtrail|CloudTrail|CloudTrailServiceRolePolicy
cognito-idp|AmazonCognitoIdp|AmazonCognitoIdpServiceRolePolicy
compute-optimizer|ComputeOptimizer|ComputeOptimizerServiceRolePolicy
config|Config|AWSConfigServiceRolePolicy
connect|AmazonConnect|AmazonConnectServiceLinkedRolePolicy|suffix
contributorinsights.dynamodb|DynamoDBCloudWatchContributorInsights|DynamoDBCloudWatchContributorInsightsServiceRolePolicy
dax|DAX|DAXServiceRolePolicy
delivery.logs|LogDelivery|AWSServiceRoleForLogDeliveryPolicy
dynamodb.application-autoscaling|ApplicationAutoScaling_DynamoDBTable|AWSApplicationAutoscalingDynamoDBTablePolicy
ec2.application-autoscaling|ApplicationAutoScaling_EC2SpotFleetRequest|AWSApplicationAutoscalingEC2SpotFleetRequestPolicy
ec2fleet|EC2Fleet|AWSEC2FleetServiceRolePolicy
ecs|ECS|AmazonECSServiceRolePolicy
ecs.application-autoscaling|ApplicationAutoScaling_ECSService|AWSApplicationAutoscalingECSServicePolicy
eks|AmazonEKS|AmazonEKSServiceRolePolicy
eks-fargate|AmazonEKSForFargate|AmazonEKSForFargateServiceRolePolicy
eks-nodegroup|AmazonEKSNodegroup|AWSServiceRoleForAmazonEKSNodegroup
elasticache|ElastiCache|ElastiCacheServiceRolePolicy
elasticache.application-autoscaling|ApplicationAutoScaling_ElastiCacheRG|AWSApplicationAutoscalingElastiCacheRGPolicy
elasticbeanstalk|ElasticBeanstalk|AWSElasticBeanstalkServiceRolePolicy
elasticfilesystem|AmazonElasticFileSystem|AmazonElasticFileSystemServiceRolePolicy
elasticloadbalancing|ElasticLoadBalancing|AWSElasticLoadBalancingServiceRolePolicy
elasticmapreduce|EMRCleanup|AmazonEMRCleanupPolicy|suffix
email.cognito-idp|AmazonCognitoIdpEmailService|AmazonCognitoIdpEmailServiceRolePolicy
es|AmazonElasticsearchService|AmazonElasticsearchServiceRolePolicy
events|CloudWatchEvents|CloudWatchEventsServiceRolePolicy
fms|FMS|FMSServiceRolePolicy
fsx|AmazonFSx|AmazonFSxServiceRolePolicy
globalaccelerator|GlobalAccelerator|AWSGlobalAcceleratorSLRPolicy
guardduty|AmazonGuardDuty|AmazonGuardDutyServiceRolePolicy
imagebuilder|ImageBuilder|AWSServiceRoleForImageBuilder
inspector2|AmazonInspector2|AmazonInspector2ServiceRolePolicy
kafka|Kafka|KafkaServiceRolePolicy
kafka.application-autoscaling|ApplicationAutoScaling_KafkaCluster|AWSApplicationAutoscalingKafkaClusterPolicy
kafkaconnect|KafkaConnect|KafkaConnectServiceRolePolicy
kinesisreplication.dynamodb|DynamoDBKinesisDataStreamsReplication|DynamoDBKinesisReplicationServiceRolePolicy
lakeformation|LakeFormationDataAccess|LakeFormationDataAccessServiceRolePolicy
lambda.application-autoscaling|ApplicationAutoScaling_LambdaConcurrency|AWSApplicationAutoscalingLambdaConcurrencyPolicy
lex|LexBots|LexBotPolicy
lexv2|LexV2Bots|AmazonLexV2BotPolicy|suffix
logger.cloudfront|CloudFrontLogger|AWSCloudFrontLogger
macie|AmazonMacie|AmazonMacieServiceRolePolicy
maintenance.elasticbeanstalk|ElasticBeanstalkMaintenance|AWSElasticBeanstalkMaintenance
managedupdates.elasticbeanstalk|ElasticBeanstalkManagedUpdates|AWSElasticBeanstalkManagedUpdatesServiceRolePolicy
member.org.stacksets.cloudformation|CloudFormationStackSetsOrgMember|CloudFormationStackSetsOrgMemberServiceRolePolicy
memorydb|MemoryDB|MemoryDBServiceRolePolicy
mq|AmazonMQ|AmazonMQServiceRolePolicy
mrk.kms|KeyManagementServiceMultiRegionKeys|AWSKeyManagementServiceMultiRegionKeysServiceRolePolicy
network-firewall|NetworkFirewall|AWSNetworkFirewallServiceRolePolicy
opensearchservice|AmazonOpenSearchService|AmazonOpenSearchServiceRolePolicy
ops.apigateway|APIGateway|APIGatewayServiceRolePolicy
organizations|Organizations|AWSOrganizationsServiceTrustPolicy
ram|ResourceAccessManager|AWSResourceAccessManagerServiceRolePolicy
rds|RDS|AmazonRDSServiceRolePolicy
rds.application-autoscaling|ApplicationAutoScaling_RDSCluster|AWSApplicationAutoscalingRDSClusterPolicy
redshift|Redshift|AmazonRedshiftServiceLinkedRolePolicy
replication.dynamodb|DynamoDBReplication|DynamoDBReplicationServiceRolePolicy
replicator.lambda|LambdaReplicator|AWSLambdaReplicator
resource-explorer-2|ResourceExplorer|AWSResourceExplorerServiceRolePolicy
route53resolver|Route53Resolver|Route53ResolverServiceRolePolicy
securityhub|SecurityHub|AWSSecurityHubServiceRolePolicy
servicequotas|ServiceQuotas|ServiceQuotasServiceRolePolicy
shield|AWSShield|AWSShieldServiceRolePolicy
spot|EC2Spot|AWSEC2SpotServiceRolePolicy
spotfleet|EC2SpotFleet|AWSEC2SpotFleetServiceRolePolicy
ssm|AmazonSSM|AmazonSSMServiceRolePolicy
sso|SSO|AWSSSOServiceRolePolicy
stacksets.cloudformation|CloudFormationStackSetsOrgAdmin|CloudFormationStackSetsOrgAdminServiceRolePolicy
storagegateway|StorageGateway|AWSStorageGatewayServiceRolePolicy
support|Support|AWSSupportServiceRolePolicy
transitgateway|VPCTransitGateway|AWSVPCTransitGatewayServiceRolePolicy
trustedadvisor|TrustedAdvisor|AWSTrustedAdvisorServiceRolePolicy
wafv2|WAFV2Logging|WAFV2LoggingServiceRolePolicy
workspaces.application-autoscaling|ApplicationAutoScaling_WorkSpacesPool|AWSApplicationAutoscalingWorkSpacesPoolPolicy";

#[cfg(test)]
mod tests {
    use super::*;
    use haneul_model::iam_facts::managed_policy;

    #[test]
    fn every_policy_exists() {
        for line in KNOWN.lines() {
            let known = Known::read(line);
            assert!(
                managed_policy(&known.policy_arn("aws")).is_some(),
                "{known:?}"
            );
            let found = find(&format!("{}.amazonaws.com", known.service)).unwrap();
            assert_eq!(found.role, known.role);
        }
        assert!(find("ec2.amazonaws.com").is_none());
    }
}
