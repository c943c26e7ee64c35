//! What is scaled: a table or an index, and whether its reads or its writes.

use crate::errors;
use haneul_pipeline::{AwsError, Cx, Scaled};
use haneul_store::Span;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The one service whose resources are scaled here.
pub const DYNAMODB: &str = "dynamodb";

pub const PRINCIPAL: &str = "dynamodb.application-autoscaling.amazonaws.com";
pub const ROLE: &str = "role/aws-service-role/dynamodb.application-autoscaling.amazonaws.com/\
                        AWSServiceRoleForApplicationAutoScaling_DynamoDBTable";

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// `table/orders` or `table/orders/index/by-day`
    pub resource: String,
    /// `dynamodb:table:ReadCapacityUnits`
    pub dimension: String,
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "service namespace: {DYNAMODB}, resource ID: {}, scalable dimension: {}",
            self.resource, self.dimension
        )
    }
}

/// Services that have something to scale and are not scaled here are refused by name.
pub fn check_namespace(namespace: &str) -> Result<(), AwsError> {
    match namespace {
        DYNAMODB => Ok(()),
        other => Err(AwsError::not_implemented(format_args!(
            "scalable targets of {other}"
        ))),
    }
}

impl Place {
    pub fn of(namespace: &str, resource: &str, dimension: &str) -> Result<Place, AwsError> {
        check_namespace(namespace)?;
        let mut path = resource.split('/');
        let kind = match (path.next(), path.next(), path.next(), path.next()) {
            (Some("table"), Some(name), None, None) if !name.is_empty() => "table",
            (Some("table"), Some(_), Some("index"), Some(name)) if !name.is_empty() => "index",
            _ => return Err(errors::unsupported()),
        };
        let fits = dimension
            .strip_prefix("dynamodb:")
            .and_then(|rest| rest.strip_prefix(kind))
            .is_some_and(|side| side == ":ReadCapacityUnits" || side == ":WriteCapacityUnits");
        match fits && path.next().is_none() {
            true => Ok(Place {
                resource: resource.to_owned(),
                dimension: dimension.to_owned(),
            }),
            false => Err(errors::unsupported()),
        }
    }

    pub fn key(&self) -> (&str, &str) {
        (&self.resource, &self.dimension)
    }

    pub fn scaled(&self) -> Scaled<'_> {
        Scaled {
            service: DYNAMODB,
            resource: &self.resource,
            dimension: &self.dimension,
        }
    }

    pub fn is_read(&self) -> bool {
        self.dimension.ends_with(":ReadCapacityUnits")
    }

    /// As activities call it.
    pub fn units(&self) -> &'static str {
        match self.is_read() {
            true => "read capacity units",
            false => "write capacity units",
        }
    }

    /// The other side of the same.
    pub fn other(&self) -> Place {
        let (of, _) = self.dimension.rsplit_once(':').unwrap_or_default();
        let side = match self.is_read() {
            true => "WriteCapacityUnits",
            false => "ReadCapacityUnits",
        };
        Place {
            resource: self.resource.clone(),
            dimension: format!("{of}:{side}"),
        }
    }

    /// The table, and the index if it is one.
    pub fn names(&self) -> (&str, Option<&str>) {
        let path = self.resource.strip_prefix("table/").unwrap_or_default();
        match path.split_once("/index/") {
            Some((table, index)) => (table, Some(index)),
            None => (path, None),
        }
    }
}

pub fn role_arn(cx: &Cx) -> String {
    format!("arn:{}:iam::{}:{ROLE}", cx.partition(), cx.account())
}

pub fn target_arn(cx: &Cx, id: &str) -> String {
    cx.arn("application-autoscaling", &format!("scalable-target/{id}"))
}

pub fn policy_arn(cx: &Cx, place: &Place, id: &str, name: &str) -> String {
    let resource = &place.resource;
    let path = format!("scalingPolicy:{id}:resource/{DYNAMODB}/{resource}:policyName/{name}");
    cx.arn("autoscaling", &path)
}

pub fn action_arn(cx: &Cx, place: &Place, id: &str, name: &str) -> String {
    let resource = &place.resource;
    let path =
        format!("scheduledAction:{id}:resource/{DYNAMODB}/{resource}:scheduledActionName/{name}");
    cx.arn("autoscaling", &path)
}

/// Rows by resource, dimension and name behind the last one of a page.
pub fn after(last: Option<&str>) -> Span {
    let mut parts = last.into_iter().flat_map(|last| last.splitn(3, '\0'));
    match (parts.next(), parts.next(), parts.next()) {
        (Some(resource), Some(dimension), Some(name)) => {
            Span::all().after(&(resource, dimension, name))
        }
        _ => Span::all(),
    }
}
