//! ARNs of analyzers.

use haneul_store::Scope;

pub fn of(scope: Scope<'_>, name: &str) -> String {
    let (partition, account, region) = (scope.partition, scope.account, scope.region);
    format!("arn:{partition}:access-analyzer:{region}:{account}:analyzer/{name}")
}

/// The name in an ARN of this account and Region.
pub fn name_in<'a>(scope: Scope<'_>, arn: &'a str) -> Option<&'a str> {
    let name = arn.rsplit_once(":analyzer/")?.1;
    (of(scope, name) == arn).then_some(name)
}
