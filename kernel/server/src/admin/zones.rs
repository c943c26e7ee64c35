//! Availability Zones: failed, restored, their copies destroyed; and how copies are.

use haneul_blob::{Az, Health, Region, Zone, Zones};
use haneul_pipeline::zones::{self, Stored};
use haneul_pipeline::{AwsError, Cloud};
use serde_json::{Map, Value as Json, json};

/// How all zones are; or, of a resource, which zones keep it.
pub(super) fn show(cloud: &Cloud, query: &str) -> Result<Json, AwsError> {
    let named = |wanted: &str| {
        let mut pairs = url::form_urlencoded::parse(query.as_bytes());
        let found = pairs.find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.into_owned())
    };
    match named("resource") {
        Some(arn) => keepers(cloud, &arn, named("version").as_deref()),
        None => overview(cloud),
    }
}

fn keepers(cloud: &Cloud, arn: &str, version: Option<&str>) -> Result<Json, AwsError> {
    let stored = zones::stored(cloud, arn, version)?;
    let kept: Vec<Json> = stored
        .iter()
        .map(|stored| {
            let placement = stored.placement();
            let zones = names(placement.region(), placement.zones());
            json!({ "name": stored.name(), "zones": zones })
        })
        .collect();
    Ok(json!({ "kept": kept }))
}

/// Regions in which all is well are left out.
fn overview(cloud: &Cloud) -> Result<Json, AwsError> {
    let rows = cloud.store.read(zones::regions)?;
    let regions: Map<String, Json> = rows
        .into_iter()
        .map(|(name, row)| {
            let region = Region::named(&name);
            let said = json!({
                "failed": names(region, row.failed()),
                "empty": names(region, row.empty()),
            });
            (name, said)
        })
        .collect();
    Ok(json!({ "regions": regions, "copies": cloud.blobs.health().map(copies) }))
}

fn names(region: Region, zones: Zones) -> Vec<String> {
    zones
        .iter()
        .map(|zone| Az { region, zone }.name())
        .collect()
}

fn copies(health: Health) -> Json {
    let zones: Map<String, Json> = health
        .zones
        .iter()
        .map(|zone| {
            let said = json!({
                "directory": zone.dir,
                "reachable": zone.reachable,
                "waiting": zone.waiting,
                "rotten": zone.rotten,
                "repaired": zone.repaired,
            });
            (zone.zone.letter().to_string(), said)
        })
        .collect();
    json!({
        "zones": zones,
        "looking": health.percent.is_some(),
        "percent": health.percent,
        "passes": health.passes,
        "checkedCopies": health.checked,
        "checkedBytes": health.checked_bytes,
        "lastError": health.last_error,
    })
}

pub(super) async fn change(cloud: &Cloud, wanted: Json) -> Result<Json, AwsError> {
    let known = ["zone", "action", "blob", "resource", "version"];
    let Some(wanted) = wanted.as_object() else {
        return Err(bad("the body must be an object"));
    };
    if let Some(other) = wanted.keys().find(|name| !known.contains(&name.as_str())) {
        return Err(bad(&format!("there is no member {other}")));
    }
    let text = |name: &str| wanted.get(name).and_then(Json::as_str);
    let az = text("zone").ok_or_else(|| bad("give a zone, such as us-east-1a"))?;
    let az = Az::parse(az).ok_or_else(|| {
        let letters = Zone::ALL.map(|zone| zone.letter().to_string()).join(", ");
        bad(&format!(
            "{az} is no zone that keeps data; those of each Region are {letters}"
        ))
    })?;
    let narrow = text("blob").is_some() || text("resource").is_some();
    match (text("action"), narrow) {
        (Some("fail"), false) => zones::fail(cloud, az).await?,
        (Some("restore"), false) => zones::restore(cloud, az).await?,
        (Some("destroy"), false) => zones::destroy_all(cloud, az).await?,
        (Some("destroy"), true) => {
            let what = what(cloud, text("blob"), text("resource"), text("version"))?;
            for stored in &what {
                zones::destroy(cloud, az, stored).await?;
            }
        }
        _ => {
            return Err(bad(
                "action is \"fail\", \"restore\" or \"destroy\"; only the last takes a blob or a resource",
            ));
        }
    }
    overview(cloud)
}

fn what(
    cloud: &Cloud,
    blob: Option<&str>,
    resource: Option<&str>,
    version: Option<&str>,
) -> Result<Vec<Stored>, AwsError> {
    match (blob, resource) {
        (Some(blob), None) => {
            let id = blob.parse().map_err(|_| bad("that is not a blob's id"))?;
            Ok(vec![Stored::Blob(id)])
        }
        (None, Some(arn)) => zones::stored(cloud, arn, version),
        _ => Err(bad("give a blob or a resource, not both")),
    }
}

fn bad(why: &str) -> AwsError {
    AwsError::new("BadRequest", format!("Nothing was changed: {why}."))
}
