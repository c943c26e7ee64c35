//! The row of a permission, and the statement that it stands for.

use crate::place::Place;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Span, Stored, Table};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

/// By authority, principal and the account that it acts for.
pub static PERMISSIONS: Table<(String, String, String), Permission> =
    Table::new("acm_pca_permission");

/// Each is somebody's who was given it by hand.
const MOST: usize = 100;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Permission {
    pub principal: String,
    pub source_account: String,
    pub actions: Vec<String>,
    pub created: Timestamp,
}

impl Stored for Permission {
    const VERSION: u32 = 1;
}

impl Permission {
    pub fn statement(&self, arn: &str) -> Json {
        let actions = self
            .actions
            .iter()
            .map(|action| format!("acm-pca:{action}"));
        let actions: Vec<String> = actions.collect();
        json!({
            "Effect": "Allow",
            "Principal": {"Service": self.principal},
            "Action": actions,
            "Resource": arn,
            "Condition": {"StringEquals": {"aws:SourceAccount": self.source_account}},
        })
    }
}

pub fn all(cx: &mut Cx, place: &Place) -> Result<Vec<Permission>, AwsError> {
    let scope = place.scope(cx);
    let rows = PERMISSIONS.scan(cx.tx, scope, Span::prefix(&place.id), MOST, false)?;
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

pub fn remove_all(cx: &mut Cx, authority: &str) -> Result<(), AwsError> {
    let scope = cx.scope();
    for key in PERMISSIONS.keys(cx.tx, scope, Span::prefix(authority), MOST, false)? {
        PERMISSIONS.delete(cx.tx, scope, &key)?;
    }
    Ok(())
}
