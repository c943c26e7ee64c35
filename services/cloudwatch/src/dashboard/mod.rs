//! Dashboards: an account has them once for all Regions.

mod body;

use haneul_pipeline::Cx;
use haneul_store::{Stored, Table};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

include!(concat!(env!("OUT_DIR"), "/dashboard.rs"));

pub static DASHBOARDS: Table<String, Dashboard> = Table::new("cloudwatch_dashboard");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dashboard {
    pub body: String,
    pub modified: Timestamp,
}

impl Stored for Dashboard {
    const VERSION: u32 = 1;
}

pub fn arn(cx: &Cx, name: &str) -> String {
    format!(
        "arn:{}:cloudwatch::{}:dashboard/{name}",
        cx.partition(),
        cx.account()
    )
}
