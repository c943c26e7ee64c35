//! An event: its envelope and its detail.

use crate::place::Place;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    pub id: String,
    pub detail_type: String,
    pub source: String,
    pub account: String,
    pub time: Timestamp,
    pub region: String,
    pub resources: Vec<String>,
    pub detail: Json,
    /// A header of X-Ray, which goes on with it.
    #[serde(default)]
    pub trace: Option<String>,
    /// The replay that it comes from.
    #[serde(default)]
    pub replay: Option<String>,
    /// The account and Region of the bus it was sent on from.
    #[serde(default)]
    pub from: Option<(String, String)>,
    /// How often it was sent on.
    #[serde(default)]
    pub hops: u32,
}

impl Event {
    /// As rules and targets see it.
    pub fn shown(&self) -> Json {
        let mut shown = json!({
            "version": "0",
            "id": self.id,
            "detail-type": self.detail_type,
            "source": self.source,
            "account": self.account,
            "time": self.time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            "region": self.region,
            "resources": self.resources,
        });
        if let Some(replay) = &self.replay {
            shown["replay-name"] = json!(replay);
        }
        shown["detail"] = self.detail.clone();
        shown
    }

    /// Whether it may be sent on from a bus to another: never to a third account or Region.
    pub fn may_go(&self, from: &Place, to: &Place) -> bool {
        let crosses = |a: &str, b: &str| a != b;
        let (over_accounts, over_regions) = match &self.from {
            Some((account, region)) => (
                crosses(account, &from.account),
                crosses(region, &from.region),
            ),
            None => (false, false),
        };
        let third_account = over_accounts && crosses(&from.account, &to.account);
        let third_region = over_regions && crosses(&from.region, &to.region);
        !third_account && !third_region
    }
}
